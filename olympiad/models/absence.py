"""Teams that were not there."""

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from olympiad.models.base import Base, Id, Moment, SectionId, TaskId, TeamId


class Absence(Base):
    """A team declared absent in a task as a whole, whatever sheets there are; also in tasks without sheets."""

    __tablename__ = "absence"
    __table_args__ = (UniqueConstraint("team_id", "task_id"),)

    id: Mapped[Id]
    section_id: Mapped[SectionId]
    team_id: Mapped[TeamId]
    task_id: Mapped[TaskId]
    reason: Mapped[str] = mapped_column(Text, default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[Moment]
