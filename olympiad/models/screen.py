"""Screens of the hall: who opens the link of one sees what the jury chose for it, and nothing else."""

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from olympiad.domain.screens import Shows
from olympiad.models.base import Base, Id, Moment, SectionId, Word


class Screen(Base):
    """One screen; its link is an unguessable token of which only the hash is kept."""

    __tablename__ = "screen"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: Mapped[Id]
    section_id: Mapped[SectionId]
    name: Mapped[str] = mapped_column(String(100))
    token_hash: Mapped[str] = mapped_column(String(64))
    shows: Mapped[Shows] = mapped_column(Word(Shows, 20))
    language: Mapped[str] = mapped_column(String(10))
    seconds: Mapped[int]
    """How long a page stands."""
    words: Mapped[str] = mapped_column(Text)
    """Announcement, or what the countdown runs to."""
    until: Mapped[Moment | None]
    """End of the countdown; of what stands still, when it goes on."""
    freezes_at: Mapped[Moment | None]
    """From when a frozen board stands still, where the jury set that beforehand."""
    frozen: Mapped[str] = mapped_column(Text)
    """The progress of the moment at which it stands still, as JSON; empty until then."""
    turn: Mapped[int]
    """Grows with each choice of the jury."""
    chosen_at: Mapped[Moment]
    chosen_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    seen_at: Mapped[Moment | None]
    """When it last said that it is there."""
    revoked_at: Mapped[Moment | None]
