"""What members answered about the spelling of their names before it is printed."""

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from olympiad.models.base import Base, Id, Moment, SectionId, one_of
from olympiad.models.participant import Participant


class NameConfirmation(Base):
    """One answer; the latest of a member counts. `name` and `name_local` are what was confirmed, or asked to be printed."""

    __tablename__ = "name_confirmation"
    __table_args__ = (CheckConstraint(one_of("state", "confirmed", "asked", "accepted", "declined"), name="state"),)

    id: Mapped[Id]
    section_id: Mapped[SectionId]
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    state: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(300), default="")
    """Empty: the Latin letters were not confirmed."""
    name_local: Mapped[str] = mapped_column(String(300), default="")
    """Empty: the other script was not confirmed, or there is none."""
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[Moment]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[Moment | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    answer: Mapped[str] = mapped_column(Text, default="")
    """Why a correction was declined."""

    participant: Mapped[Participant] = relationship()
