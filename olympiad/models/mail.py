"""The queue of e-mails: one row for each mail, with how far it is."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from olympiad.domain.mails import Fault, MailKind, MailState
from olympiad.models.base import Base, Id, Moment, SectionId, Word, one_of
from olympiad.models.certificate import Certificate
from olympiad.models.judge import Judge
from olympiad.models.participant import Participant
from olympiad.models.user import User

Person = Participant | Judge | User
"""Whom mails are written to: all have a name and may have an address."""
ONE_RECIPIENT = (
    "CASE WHEN participant_id IS NULL THEN 0 ELSE 1 END + CASE WHEN judge_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN user_id IS NULL THEN 0 ELSE 1 END = 1"
)


class Mail(Base):
    """One mail to one member, judge or organizer; a certificate is told by one row, however often somebody asks for it."""

    __tablename__ = "mail"
    __table_args__ = (
        UniqueConstraint("certificate_id"),
        CheckConstraint(one_of("kind", *MailKind), name="kind"),
        CheckConstraint(one_of("state", *MailState), name="state"),
        CheckConstraint(ONE_RECIPIENT, name="recipient"),
        Index("ix_mail_state_due_at", "state", "due_at"),
    )

    id: Mapped[Id]
    section_id: Mapped[SectionId]
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id"), index=True)
    judge_id: Mapped[int | None] = mapped_column(ForeignKey("judge.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    """An organizer."""
    certificate_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"))
    kind: Mapped[MailKind] = mapped_column(Word(MailKind, 20))
    state: Mapped[MailState] = mapped_column(Word(MailState, 20), default=MailState.WAITING)
    address: Mapped[str] = mapped_column(String(254), default="")
    """Where the last attempt went; the recipient's present address is taken at each."""
    link: Mapped[str] = mapped_column(String(500))
    message_id: Mapped[str] = mapped_column(String(100))
    """The same at each attempt, so that a server or reader can tell a second copy."""
    queued_at: Mapped[Moment]
    queued_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[Moment]
    claim: Mapped[str] = mapped_column(String(32), default="")
    """Whoever sends it now."""
    claimed_at: Mapped[Moment | None]
    handed_over: Mapped[bool] = mapped_column(default=False)
    """The text has begun to leave: from here on the server may have it."""
    sent_at: Mapped[Moment | None]
    fault: Mapped[Fault | None] = mapped_column(Word(Fault, 20))
    answer: Mapped[str] = mapped_column(Text, default="")
    """What the server said."""
    is_recorded: Mapped[bool] = mapped_column(default=True)
    """Whether a line of the record tells what became of it."""

    participant: Mapped[Participant | None] = relationship()
    judge: Mapped[Judge | None] = relationship()
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])
    certificate: Mapped[Certificate | None] = relationship()

    @property
    def recipient(self) -> Person:
        """Who is written to."""
        found = self.participant or self.judge or self.user
        assert found is not None
        return found

    @property
    def subject(self) -> str:
        """What the record calls the recipient."""
        kind = "participant" if self.participant_id else "judge" if self.judge_id else "user"
        return f"{kind}:{self.participant_id or self.judge_id or self.user_id}"
