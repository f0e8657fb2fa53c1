"""A word of a column that somebody has replaced in a whole list, so that the next one is read so, too."""

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from olympiad.models.base import Base, Id, Moment, UserId


class ListReplacement(Base):
    """Only words for which there is a choice in every section are kept: countries, roles, kinds, states."""

    __tablename__ = "list_replacement"
    __table_args__ = (UniqueConstraint("user_id", "column", "found"),)

    id: Mapped[Id]
    user_id: Mapped[UserId]
    column: Mapped[str] = mapped_column(String(40))
    found: Mapped[str] = mapped_column(String(80))
    """The word as lists have it, without case, double spaces and kinds of apostrophes."""
    value: Mapped[str] = mapped_column(String(80))
    remembered_at: Mapped[Moment]
