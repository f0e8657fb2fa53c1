"""Appeals of team leaders, what is written about them, when they may be lodged, and rights that ended."""

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from olympiad.domain.exact import Amount
from olympiad.models.base import Base, ExactThousandths, Id, Moment, SectionId, TaskId, TeamId, UserId, one_of


class AppealWindow(Base):
    """From when to when a results version may be appealed against; one for each version."""

    __tablename__ = "appeal_window"
    __table_args__ = (UniqueConstraint("results_version_id"), CheckConstraint("closes_at >= opens_at", name="order"))

    id: Mapped[Id]
    section_id: Mapped[SectionId]
    results_version_id: Mapped[int] = mapped_column(ForeignKey("results_version.id"))
    opens_at: Mapped[Moment]
    closes_at: Mapped[Moment]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class Appeal(Base):
    """An objection to the published mark of a criterion or (no criterion) of a whole task; decided, withdrawn or lost."""

    __tablename__ = "appeal"
    __table_args__ = (
        UniqueConstraint("section_id", "number"),
        CheckConstraint(one_of("state", "lodged", "decided", "withdrawn", "lost"), name="state"),
        CheckConstraint(one_of("outcome", "", "unchanged", "changed", "void"), name="outcome"),
    )

    id: Mapped[Id]
    section_id: Mapped[SectionId]
    number: Mapped[int]
    """Counted in the section from 1; the team reads it as the acknowledgement."""
    results_version_id: Mapped[int] = mapped_column(ForeignKey("results_version.id"), index=True)
    team_id: Mapped[TeamId]
    task_id: Mapped[TaskId]
    criterion_id: Mapped[int | None] = mapped_column(ForeignKey("criterion.id"))
    text: Mapped[str] = mapped_column(Text)
    lodged_by_id: Mapped[UserId]
    lodged_at: Mapped[Moment]
    state: Mapped[str] = mapped_column(String(10), default="lodged")
    outcome: Mapped[str] = mapped_column(String(10), default="")
    mark: Mapped[Amount | None] = mapped_column(ExactThousandths)
    """The mark in thousandths, exactly, that the jury gave; only of outcome `changed`."""
    reason: Mapped[str] = mapped_column(Text, default="")
    """Of the decision, or why it was withdrawn or lost."""
    effect: Mapped[str] = mapped_column(Text, default="")
    """What the jury saw before deciding, as JSON: team code, place and award before and after."""
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    ended_at: Mapped[Moment | None]
    closed_in_id: Mapped[int | None] = mapped_column(ForeignKey("results_version.id"))
    """The results version in which the decision counts."""


class AppealMessage(Base):
    """A line of the thread between leader and jury; never changed."""

    __tablename__ = "appeal_message"
    __table_args__ = (CheckConstraint(one_of("side", "team", "jury"), name="side"),)

    id: Mapped[Id]
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeal.id"), index=True)
    user_id: Mapped[UserId]
    side: Mapped[str] = mapped_column(String(5))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[Moment]


class AppealPhoto(Base):
    """A photo that the leader added; the file is named by its checksum and stands with those of the score sheets."""

    __tablename__ = "appeal_photo"

    id: Mapped[Id]
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeal.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    width: Mapped[int]
    height: Mapped[int]
    user_id: Mapped[UserId]
    at: Mapped[Moment]


class AppealRight(Base):
    """A team's right to appeal against a version that ended: waived by its leader, or lost, with the reason."""

    __tablename__ = "appeal_right"
    __table_args__ = (
        UniqueConstraint("results_version_id", "team_id"),
        CheckConstraint(one_of("kind", "waived", "lost"), name="kind"),
    )

    id: Mapped[Id]
    section_id: Mapped[SectionId]
    results_version_id: Mapped[int] = mapped_column(ForeignKey("results_version.id"))
    team_id: Mapped[TeamId]
    kind: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text, default="")
    user_id: Mapped[UserId]
    at: Mapped[Moment]


class VoidCriterion(Base):
    """A criterion that does not count for any team, by decision of an appeal; withdrawn, never deleted."""

    __tablename__ = "void_criterion"

    id: Mapped[Id]
    section_id: Mapped[SectionId]
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"), index=True)
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeal.id"))
    reason: Mapped[str] = mapped_column(Text)
    user_id: Mapped[UserId]
    at: Mapped[Moment]
    withdrawn_at: Mapped[Moment | None]
