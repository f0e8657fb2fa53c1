"""Issued, numbered documents that anyone can verify."""

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from olympiad.models.base import Base, Id, Moment, SectionId, one_of
from olympiad.models.certificate_design import IssuedDesign

KINDS = ("award", "participation", "mentor", "judge", "organizer", "team")


class Certificate(Base):
    """A certificate with every printed field frozen; the readable number says which, the token in the QR cannot be guessed."""

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("token"),
        CheckConstraint(one_of("kind", *KINDS), name="kind"),
        CheckConstraint(one_of("state", "valid", "superseded", "revoked"), name="state"),
    )

    id: Mapped[Id]
    section_id: Mapped[SectionId]
    results_version_id: Mapped[int] = mapped_column(ForeignKey("results_version.id"), index=True)
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id"), index=True)
    number: Mapped[str] = mapped_column(String(60))
    token: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(15))
    fields: Mapped[str] = mapped_column(Text)
    """JSON object of every printed field, in printing order."""
    issued_design_id: Mapped[int | None] = mapped_column(ForeignKey("issued_design.id"), index=True)
    """The organizers' design as it was then; None: the built-in one."""
    state: Mapped[str] = mapped_column(String(12), default="valid")
    issued_at: Mapped[Moment]
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"))
    revoked_at: Mapped[Moment | None]
    reason: Mapped[str] = mapped_column(Text, default="")

    issued_design: Mapped[IssuedDesign | None] = relationship()
