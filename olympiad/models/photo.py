"""Photos that belong to score sheets: a gel, the end point of a titration, the paper sheet."""

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from olympiad.models.base import Base, Id, Moment, SectionId, UserId
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.task import Criterion


class Photo(Base):
    """A photo of a sheet or one of its criteria; the file is named by its checksum. A removed one stays as removed."""

    __tablename__ = "photo"
    __table_args__ = (UniqueConstraint("upload_id"),)

    id: Mapped[Id]
    section_id: Mapped[SectionId]
    sheet_id: Mapped[int] = mapped_column(ForeignKey("score_sheet.id"), index=True)
    criterion_id: Mapped[int | None] = mapped_column(ForeignKey("criterion.id"))
    upload_id: Mapped[str] = mapped_column(String(32))
    """128 random bits of the device, hexadecimal: what is sent again is kept once."""
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    width: Mapped[int]
    height: Mapped[int]
    caption: Mapped[str] = mapped_column(Text, default="")
    user_id: Mapped[UserId]
    at: Mapped[Moment]
    removed_at: Mapped[Moment | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    removed_reason: Mapped[str] = mapped_column(Text, default="")

    sheet: Mapped[ScoreSheet] = relationship()
    criterion: Mapped[Criterion | None] = relationship()
