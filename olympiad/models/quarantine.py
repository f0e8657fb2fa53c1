"""What the chief judge decided about operations that were not applied by themselves."""

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from olympiad.models.base import Base, Moment, SectionId, UserId, one_of


class QuarantineDecision(Base):
    """An operation in quarantine, or refused, was taken into its sheet by another operation, or set aside."""

    __tablename__ = "quarantine_decision"
    __table_args__ = (CheckConstraint(one_of("decision", "accepted", "set_aside"), name="decision"),)

    operation_id: Mapped[str] = mapped_column(ForeignKey("operation.id"), primary_key=True)
    section_id: Mapped[SectionId]
    decision: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    accepted_as_id: Mapped[str | None] = mapped_column(ForeignKey("operation.id"))
    """The operation by which it came into the sheet."""
    user_id: Mapped[UserId]
    at: Mapped[Moment]
