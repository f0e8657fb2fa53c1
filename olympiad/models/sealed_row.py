"""Rows as they stood after a line of the record: what the database holds is compared with them."""

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from olympiad.models.base import Base, Id


class SealedRow(Base):
    """One row as a line of the record left it; the line holds a digest over all rows that it sealed. Append-only."""

    __tablename__ = "sealed_row"
    __table_args__ = (Index("ix_sealed_row_table_row", "table_name", "row"),)

    id: Mapped[Id]
    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id"), index=True)
    table_name: Mapped[str] = mapped_column(String(40))
    row: Mapped[str] = mapped_column(String(100))
    """The row's primary key; of marks and operations, which are sealed by score sheet, the sheet's."""
    salt: Mapped[str] = mapped_column(String(32))
    """Of the hashes in `content`; taken away once the row is sealed anew, so that nobody can guess at what was there."""
    content: Mapped[str] = mapped_column(Text)
    """Canonical JSON of column → value, or its salted hash where it may name somebody; empty: the row was deleted."""
