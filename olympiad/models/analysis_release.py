"""Figures of the analysis that were told to somebody or kept: frozen as they were then."""

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from olympiad.models.base import Base, Id, Moment, SectionId, one_of

KINDS = ("severity", "agreement", "advice")


class AnalysisRelease(Base):
    """One kind of figures of a section: severity told to the judges, agreement told in public, advice for the next edition."""

    __tablename__ = "analysis_release"
    __table_args__ = (UniqueConstraint("section_id", "kind"), CheckConstraint(one_of("kind", *KINDS), name="kind"))

    id: Mapped[Id]
    section_id: Mapped[SectionId]
    kind: Mapped[str] = mapped_column(String(20))
    figures: Mapped[str] = mapped_column(Text)
    """Canonical JSON; by keys of judges and codes of tasks and criteria."""
    at: Mapped[Moment]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
