"""Frozen, numbered, checksummed rankings and the awards in them."""

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from olympiad.models.base import Base, Id, Moment, SectionId, TeamId


class ResultsVersion(Base):
    """A ranking with all that it was computed from; never recomputed, never changed."""

    __tablename__ = "results_version"
    __table_args__ = (UniqueConstraint("section_id", "number"),)

    id: Mapped[Id]
    section_id: Mapped[SectionId]
    number: Mapped[int]
    bundle: Mapped[str] = mapped_column(Text)
    """The results bundle (format olympiad-results/1) as canonical JSON, without its member `display`."""
    display: Mapped[str] = mapped_column(Text, default="{}")
    """That member: names for readers. Not frozen, because a name may have to go by law; the checksum does not cover it."""
    sha256: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text, default="")
    finalised_at: Mapped[Moment]
    finalised_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    published_at: Mapped[Moment | None]
    unpublished_at: Mapped[Moment | None]
    unpublished_reason: Mapped[str] = mapped_column(Text, default="")
    official_at: Mapped[Moment | None]
    """Preliminary until then: appeals are over and the jury stands by it."""
    official_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    awards: Mapped[list["Award"]] = relationship(order_by="Award.id")


class Award(Base):
    """What a place earned in a results version."""

    __tablename__ = "award"

    id: Mapped[Id]
    results_version_id: Mapped[int] = mapped_column(ForeignKey("results_version.id"), index=True)
    team_id: Mapped[TeamId]
    kind: Mapped[str] = mapped_column(String(10))
    """`level` or `special`."""
    name: Mapped[str] = mapped_column(String(300))
    height: Mapped[int] = mapped_column(default=0)
    """1 for the highest level; 0 for special awards."""


class BorderConfirmation(Base):
    """Somebody has checked the sums on both sides of an award border; counts while these sums stay what they were."""

    __tablename__ = "border_confirmation"

    id: Mapped[Id]
    section_id: Mapped[SectionId]
    award: Mapped[str] = mapped_column(String(300))
    fingerprint: Mapped[str] = mapped_column(String(64))
    """SHA-256 over teams, sheets and totals at the border."""
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[Moment]
