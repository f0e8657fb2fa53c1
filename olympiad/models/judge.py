"""Markers, and which tasks and teams each of them marks."""

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from olympiad.domain.choices import JudgeKind
from olympiad.models.base import Base, Id, Key, SectionId, Word, one_of
from olympiad.models.institution import Institution


class Judge(Base):
    """A marker of a section. With `all_tasks` (`all_teams`) the lists JudgeTask (JudgeTeam) are empty and not asked."""

    __tablename__ = "judge"
    __table_args__ = (
        UniqueConstraint("section_id", "key"),
        CheckConstraint(one_of("kind", *JudgeKind), name="kind"),
    )

    id: Mapped[Id]
    section_id: Mapped[SectionId]
    key: Mapped[Key]
    name: Mapped[str] = mapped_column(String(300), default="")
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"))
    email: Mapped[str] = mapped_column(String(254), default="")
    kind: Mapped[JudgeKind] = mapped_column(Word(JudgeKind, 10), default=JudgeKind.OFFICIAL)
    all_tasks: Mapped[bool] = mapped_column(default=True)
    all_teams: Mapped[bool] = mapped_column(default=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)

    institution: Mapped[Institution | None] = relationship(lazy="joined")
    tasks: Mapped[list["JudgeTask"]] = relationship(cascade="all, delete-orphan")
    teams: Mapped[list["JudgeTeam"]] = relationship(cascade="all, delete-orphan")


class JudgeTask(Base):
    """A judge marks this task."""

    __tablename__ = "judge_task"

    judge_id: Mapped[int] = mapped_column(ForeignKey("judge.id"), primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), primary_key=True, index=True)


class JudgeTeam(Base):
    """A judge marks this team."""

    __tablename__ = "judge_team"

    judge_id: Mapped[int] = mapped_column(ForeignKey("judge.id"), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), primary_key=True, index=True)
