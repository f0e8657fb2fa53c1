"""Designs of certificates with all their versions, their pictures, and what a section's certificates were issued with."""

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from olympiad.domain.certificate_designs import DesignKind
from olympiad.models.base import Base, Id, Moment, SectionId, Word, one_of


class CertificateDesign(Base):
    """One version of a design, for a whole edition or (`section_id`) one section; what was saved once never changes."""

    __tablename__ = "certificate_design"
    __table_args__ = (
        CheckConstraint(one_of("kind", *DesignKind), name="kind"),
        CheckConstraint(one_of("state", "current", "replaced", "removed"), name="state"),
    )

    id: Mapped[Id]
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"), index=True)
    kind: Mapped[DesignKind] = mapped_column(Word(DesignKind, 15))
    version: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default="current")
    content: Mapped[str] = mapped_column(Text)
    """Canonical JSON; pictures by their SHA-256."""
    at: Mapped[Moment]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class DesignPicture(Base):
    """A logo or signature of an edition, cleaned, as SVG; a PNG stands inside one."""

    __tablename__ = "design_picture"
    __table_args__ = (UniqueConstraint("edition_id", "sha256"),)

    id: Mapped[Id]
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    svg: Mapped[str] = mapped_column(Text)
    at: Mapped[Moment]


class IssuedDesign(Base):
    """A design as certificates of a section were issued with it, its pictures inside: it stays whatever becomes of the design."""

    __tablename__ = "issued_design"
    __table_args__ = (UniqueConstraint("section_id", "sha256"),)

    id: Mapped[Id]
    section_id: Mapped[SectionId]
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[str] = mapped_column(Text)
