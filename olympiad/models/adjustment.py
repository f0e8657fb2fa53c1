"""What is decided beside the sheets: penalties, agreed marks, times, extra rounds, special awards."""

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column

from olympiad.domain.exact import Amount
from olympiad.models.base import Base, ExactThousandths, Id, Milli, Moment, SectionId, TaskId, TeamId


class Typed(MappedAsDataclass, eq=False, repr=False):
    """Rows whose constructor is typed, so that a number in the wrong unit is seen before anything runs."""


class Penalty(Typed, Base, kw_only=True):
    """Points taken off a team, in one task or (no task) in the section."""

    __tablename__ = "penalty"
    __table_args__ = (CheckConstraint("points >= 0", name="points"),)

    id: Mapped[Id] = mapped_column(init=False)
    section_id: Mapped[SectionId]
    team_id: Mapped[TeamId]
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))
    points: Mapped[Milli]
    reason: Mapped[str] = mapped_column(Text, default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[Moment]
    withdrawn_at: Mapped[Moment | None] = mapped_column(default=None)


class AgreedMark(Typed, Base, kw_only=True):
    """What was settled for a criterion or (no criterion) a whole task of a team; an undone row is withdrawn, never deleted."""

    __tablename__ = "agreed_mark"

    id: Mapped[Id] = mapped_column(init=False)
    section_id: Mapped[SectionId]
    team_id: Mapped[TeamId]
    task_id: Mapped[TaskId]
    criterion_id: Mapped[int | None] = mapped_column(ForeignKey("criterion.id"))
    mark: Mapped[Amount] = mapped_column(ExactThousandths)
    """In thousandths, exactly: the mark of a whole task may have any decimals, such as 25000/3."""
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[str] = mapped_column(String(300), default="")
    """Name as written in a file; for a decision made here the user counts."""
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[Moment]
    withdrawn_at: Mapped[Moment | None] = mapped_column(default=None)


class TimeTaken(Typed, Base, kw_only=True):
    """Seconds a team needed for a task, for the tie-break `least_time`."""

    __tablename__ = "time_taken"
    __table_args__ = (UniqueConstraint("team_id", "task_id"), CheckConstraint("seconds >= 0", name="seconds"))

    id: Mapped[Id] = mapped_column(init=False)
    section_id: Mapped[SectionId]
    team_id: Mapped[TeamId]
    task_id: Mapped[TaskId]
    seconds: Mapped[Milli]


class ExtraRound(Typed, Base, kw_only=True):
    """A team's rank in a recorded extra round, for the tie-break `extra_round`."""

    __tablename__ = "extra_round"
    __table_args__ = (UniqueConstraint("team_id"),)

    id: Mapped[Id] = mapped_column(init=False)
    section_id: Mapped[SectionId]
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    rank: Mapped[int]
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[str] = mapped_column(String(300), default="")


class SpecialAward(Typed, Base, kw_only=True):
    """An award given by hand, with its reason."""

    __tablename__ = "special_award"
    __table_args__ = (UniqueConstraint("team_id", "award"),)

    id: Mapped[Id] = mapped_column(init=False)
    section_id: Mapped[SectionId]
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    award: Mapped[str] = mapped_column(String(300))
    reason: Mapped[str] = mapped_column(Text)
