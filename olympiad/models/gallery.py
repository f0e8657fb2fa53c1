"""Photographs of an edition with their captions, and who is shown on them."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from olympiad.domain.gallery import PhotoState
from olympiad.models.base import Base, Id, Moment, RandomId, Word, one_of
from olympiad.models.participant import Participant


class GalleryPhoto(Base):
    """One photograph; its files are named by the checksum of the large one, and know nothing of place and device."""

    __tablename__ = "gallery_photo"
    __table_args__ = (
        CheckConstraint(one_of("state", *PhotoState), name="state"),
        UniqueConstraint("edition_id", "sha256"),
    )

    id: Mapped[RandomId]
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    file_name: Mapped[str] = mapped_column(String(200), default="")
    width: Mapped[int]
    height: Mapped[int]
    day: Mapped[date | None]
    taken_at: Mapped[str] = mapped_column(String(5), default="")
    """Time of day by the camera's clock, `11:24`."""
    place: Mapped[str] = mapped_column(String(100), default="")
    caption_en: Mapped[str] = mapped_column(Text, default="")
    caption_uz: Mapped[str] = mapped_column(Text, default="")
    caption_ru: Mapped[str] = mapped_column(Text, default="")
    others_agreed: Mapped[bool] = mapped_column(default=False)
    """Everybody who can be recognised and is not among the members of teams has agreed, or nobody can be recognised."""
    is_cover: Mapped[bool] = mapped_column(default=False)
    is_of_team: Mapped[bool] = mapped_column(default=False, server_default=false())
    """It is shown at the ceremony beside the name of the team whose members can be recognised on it."""
    asked_at: Mapped[Moment | None]
    """When somebody last asked to have it hidden."""
    asked_words: Mapped[str] = mapped_column(Text, default="", server_default="")
    answered_at: Mapped[Moment | None]
    """When curators looked at what was asked; after that it is hidden by their hand alone."""
    state: Mapped[PhotoState] = mapped_column(Word(PhotoState, 10), default=PhotoState.WAITING)
    at: Mapped[Moment]
    changed_at: Mapped[Moment]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    shown: Mapped[list["GalleryPerson"]] = relationship(cascade="all, delete-orphan")


class GalleryPerson(Base):
    """A member of a team who can be recognised on a photograph; whoever withdraws consent takes it off the site."""

    __tablename__ = "gallery_person"
    __table_args__ = (UniqueConstraint("photo_id", "participant_id"),)

    id: Mapped[Id]
    photo_id: Mapped[int] = mapped_column(ForeignKey("gallery_photo.id"))
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)

    participant: Mapped[Participant] = relationship()
