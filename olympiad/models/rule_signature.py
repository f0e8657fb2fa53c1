"""Who has to sign the rules of a section, and who has signed which version."""

from datetime import date

from sqlalchemy import Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from olympiad.models.base import Base, Id, Moment, SectionId


class RuleSignatory(Base):
    """A person named to sign the rules; with an account, or on paper."""

    __tablename__ = "rule_signatory"

    id: Mapped[Id]
    section_id: Mapped[SectionId]
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(300))
    title: Mapped[str] = mapped_column(String(300), default="")
    """What the person is, such as member of the appeal commission."""
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    removed_at: Mapped[Moment | None]


class RuleSignature(Base):
    """One signature under one version of the rules; never changed, never taken back."""

    __tablename__ = "rule_signature"
    __table_args__ = (UniqueConstraint("rules_id", "signatory_id", "sha256"),)

    id: Mapped[Id]
    rules_id: Mapped[int] = mapped_column(ForeignKey("rules.id"), index=True)
    signatory_id: Mapped[int | None] = mapped_column(ForeignKey("rule_signatory.id"))
    """None where nobody is named and an organizer or the chief judge signs alone."""
    sha256: Mapped[str] = mapped_column(String(64))
    """Of rules and rubric as they were signed: another rubric needs another signature."""
    on_paper: Mapped[bool] = mapped_column(default=False)
    signed_on: Mapped[date] = mapped_column(Date)
    """The day that stands beside the name; on paper as it was read there."""
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """Who signed here, or who recorded the paper."""
    at: Mapped[Moment]
