"""The Olympiad of one year."""

from datetime import date

from sqlalchemy import String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from olympiad.models.base import Base, Id, Key, Moment
from olympiad.models.section import Section


class Edition(Base):
    """One edition, such as Samarkand-2026; name, ordinal and year are free text."""

    __tablename__ = "edition"
    __table_args__ = (UniqueConstraint("slug"),)

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(60))
    name: Mapped[Key]
    name_uz: Mapped[str] = mapped_column(String(300), default="")
    name_ru: Mapped[str] = mapped_column(String(300), default="")
    name_en: Mapped[str] = mapped_column(String(300), default="")
    ordinal: Mapped[str] = mapped_column(String(40), default="")
    year: Mapped[str] = mapped_column(String(20), default="")
    organisation_uz: Mapped[str] = mapped_column(String(300), default="")
    organisation_ru: Mapped[str] = mapped_column(String(300), default="")
    organisation_en: Mapped[str] = mapped_column(String(300), default="")
    city: Mapped[str] = mapped_column(String(100), default="")
    city_uz: Mapped[str] = mapped_column(String(100), default="", server_default="")
    city_ru: Mapped[str] = mapped_column(String(100), default="", server_default="")
    city_en: Mapped[str] = mapped_column(String(100), default="", server_default="")
    time_zone: Mapped[str] = mapped_column(String(60), default="Asia/Samarkand")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    certificate_prefix: Mapped[str] = mapped_column(String(20), default="")
    is_demo: Mapped[bool] = mapped_column(default=False)
    site_is_open: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The public site is there before the first results; with published results it always is."""
    contact: Mapped[str] = mapped_column(String(300), default="", server_default="")
    """Whom a visitor of the public site asks, as it is to be read."""
    created_at: Mapped[Moment]
    keep_personal_until: Mapped[date | None]
    """From the day after, personal data of this edition may be purged."""
    personal_purged_at: Mapped[Moment | None]
    names_until: Mapped[Moment | None]
    """Until when members confirm their names; corrections are asked for afterwards, too."""

    sections: Mapped[list[Section]] = relationship(back_populates="edition", order_by=Section.id)
