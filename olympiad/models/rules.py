"""Everything that turns marks into places and awards in a section, as versioned rows."""

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from olympiad.models.base import Base, Id, Moment, SectionId


class Rules(Base):
    """One version of a section's rules; the highest number counts."""

    __tablename__ = "rules"
    __table_args__ = (UniqueConstraint("section_id", "number"),)

    id: Mapped[Id]
    section_id: Mapped[SectionId]
    number: Mapped[int]
    rules: Mapped[str] = mapped_column(Text)
    """JSON list of [key, value] pairs in the words and order of rules.csv."""
    reason: Mapped[str] = mapped_column(Text, default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[Moment]
    signed_at: Mapped[Moment | None]
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
