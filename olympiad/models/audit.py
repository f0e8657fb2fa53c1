"""The record: hash chains of what was done, and the purgeable personal values behind their salted hashes."""

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from olympiad.models.base import Base, Id, Moment


class AuditChain(Base):
    """One chain per section and one (no section) for the installation; holds the head so that writers queue on one row."""

    __tablename__ = "audit_chain"
    __table_args__ = (UniqueConstraint("name"),)

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(40))
    """`installation` or `section:ID`."""
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"))
    head_seq: Mapped[int] = mapped_column(default=0)
    head_hash: Mapped[str] = mapped_column(String(64))
    written_as: Mapped[str] = mapped_column(String(40), default="")
    """The name under which the entries were hashed, where the chain came from another installation."""
    origin: Mapped[str] = mapped_column(Text, default="")
    """Of such a chain: canonical JSON with `people`, their ids in the entries → here."""


class AuditEntry(Base):
    """Who did what, when, before and after. Append-only by triggers; ids, codes, marks, states and salted hashes only."""

    __tablename__ = "audit_entry"
    __table_args__ = (UniqueConstraint("chain_id", "seq"),)

    id: Mapped[Id]
    chain_id: Mapped[int] = mapped_column(ForeignKey("audit_chain.id"))
    seq: Mapped[int]
    at: Mapped[Moment] = mapped_column(index=True)
    user_id: Mapped[int | None] = mapped_column(index=True)
    """The actor; empty: the system. No foreign key: the record outlives the person's row."""
    device_id: Mapped[str | None] = mapped_column(String(32))
    action: Mapped[str] = mapped_column(String(60), index=True)
    """Verb of a service, such as `score_sheets.submit`."""
    subject: Mapped[str] = mapped_column(String(80), index=True)
    """`table:id` of what was changed."""
    content: Mapped[str] = mapped_column(Text)
    """Canonical JSON: `before`, `after`, `facts`, and `sealed` (field → salted hash of a personal value)."""
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditDetail(Base):
    """A personal value behind a salted hash of an entry; may be purged by law without breaking the chain."""

    __tablename__ = "audit_detail"
    __table_args__ = (UniqueConstraint("entry_id", "field"),)

    id: Mapped[Id]
    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id"), index=True)
    field: Mapped[str] = mapped_column(String(80))
    salt: Mapped[str] = mapped_column(String(32))
    value: Mapped[str] = mapped_column(Text)
