"""Calls for help from the judges' stations."""

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from olympiad.domain.help_reasons import HelpReason
from olympiad.models.base import Base, Id, Moment, SectionId, UserId, one_of


class HelpRequest(Base):
    """A judge asks for somebody to come; answered and closed by the organizers, never deleted."""

    __tablename__ = "help_request"
    __table_args__ = (CheckConstraint(one_of("reason", *HelpReason), name="reason"),)

    id: Mapped[Id]
    section_id: Mapped[SectionId]
    user_id: Mapped[UserId]
    judge_id: Mapped[int | None] = mapped_column(ForeignKey("judge.id"))
    team_code: Mapped[str] = mapped_column(String(40), default="")
    station: Mapped[str] = mapped_column(String(100), default="")
    """Where to come to, as it was known then; both may be empty."""
    reason: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[Moment]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    answered_at: Mapped[Moment | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    closed_at: Mapped[Moment | None]
