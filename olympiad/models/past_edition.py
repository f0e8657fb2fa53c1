"""Editions that were held before this system, as the public site of an edition names them."""

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from olympiad.models.base import Base, Id


class PastEdition(Base):
    """One row of the workbook; `position` is its place there."""

    __tablename__ = "past_edition"

    id: Mapped[Id]
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    position: Mapped[int]
    year: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    city: Mapped[str] = mapped_column(String(100), default="")
    participants: Mapped[int | None]
    teams: Mapped[int | None]
    institutions: Mapped[int | None]
    countries: Mapped[int | None]
    winners: Mapped[str] = mapped_column(Text, default="")
    """As they are to be read, separated by semicolons."""
    address: Mapped[str] = mapped_column(String(300), default="")
    """Where more stands about it; empty: nowhere."""
