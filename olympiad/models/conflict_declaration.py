"""Conflicts of interest that judges declare themselves, beside those that follow from institutions."""

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from olympiad.models.base import Base, Id, Moment, SectionId
from olympiad.models.institution import Institution
from olympiad.models.judge import Judge
from olympiad.models.team import Team


class ConflictDeclaration(Base):
    """A judge is close to an institution or a person; judges know no teams, so an organizer finds a person's team."""

    __tablename__ = "conflict_declaration"

    id: Mapped[Id]
    section_id: Mapped[SectionId]
    judge_id: Mapped[int] = mapped_column(ForeignKey("judge.id"), index=True)
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"))
    person: Mapped[str] = mapped_column(String(300), default="")
    relation: Mapped[str] = mapped_column(Text, default="")
    """In the judge's words: relative, doctoral student, joint project."""
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    declared_at: Mapped[Moment]
    withdrawn_at: Mapped[Moment | None]

    judge: Mapped[Judge] = relationship()
    institution: Mapped[Institution | None] = relationship()
    team: Mapped[Team | None] = relationship()
