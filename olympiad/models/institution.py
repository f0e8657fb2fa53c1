"""A university that sends teams and judges."""

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from olympiad.models.base import Base, Id, Key


class Institution(Base):
    """A university with its key, three names and aliases; equality of rows decides conflicts of interest."""

    __tablename__ = "institution"
    __table_args__ = (UniqueConstraint("edition_id", "key"),)

    id: Mapped[Id]
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    key: Mapped[Key]
    name_uz: Mapped[str] = mapped_column(String(300), default="")
    name_ru: Mapped[str] = mapped_column(String(300), default="")
    name_en: Mapped[str] = mapped_column(String(300), default="")
    aliases: Mapped[str] = mapped_column(Text, default="")
    """Other spellings, separated by `|`."""
    city: Mapped[str] = mapped_column(String(100), default="")
    country: Mapped[str] = mapped_column(String(2), default="")
    is_host: Mapped[bool] = mapped_column(default=False)
