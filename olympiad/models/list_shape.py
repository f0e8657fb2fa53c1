"""The shape of a list that somebody has explained once, so that next year's list of the same shape is read without asking."""

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from olympiad.models.base import Base, Id, Moment, UserId


class ListShape(Base):
    """Headings of a list, as a checksum, and what its columns mean; no cell of any list is kept."""

    __tablename__ = "list_shape"
    __table_args__ = (UniqueConstraint("user_id", "shape"),)

    id: Mapped[Id]
    user_id: Mapped[UserId]
    shape: Mapped[str] = mapped_column(String(64))
    table: Mapped[str] = mapped_column(String(40))
    columns: Mapped[str] = mapped_column(Text)
    """Meanings in the order of the columns, parted by `|`; empty for a column that is not read."""
    remembered_at: Mapped[Moment]
