"""Public keys of an edition, and what each key has signed of a certificate."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from olympiad.models.base import Base, Id, Moment


class EditionKey(Base):
    """An Ed25519 key of an edition; the private half lies sealed in a file of the instance."""

    __tablename__ = "edition_key"
    __table_args__ = (UniqueConstraint("public_key"),)

    id: Mapped[Id]
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    public_key: Mapped[str] = mapped_column(String(43))
    """32 bytes in base64url."""
    created_at: Mapped[Moment]
    retired_at: Mapped[Moment | None]
    """From then on it signs nothing new; what it signed stays true."""


class CertificateProof(Base):
    """The signature over number, hash of the printed name and award, as the QR code carries it."""

    __tablename__ = "certificate_proof"
    __table_args__ = (UniqueConstraint("certificate_id"), UniqueConstraint("public_key", "position"))

    id: Mapped[Id]
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"))
    public_key: Mapped[str] = mapped_column(String(43))
    """Stands here too, so that a section moved by file takes along what verifies its papers."""
    position: Mapped[int]
    """Its bit in the status list of this key."""
    name_hash: Mapped[str] = mapped_column(String(22))
    award: Mapped[str] = mapped_column(String(100))
    signature: Mapped[str] = mapped_column(String(86))
