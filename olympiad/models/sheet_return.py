"""Why a submitted score sheet went back to its judge, and which criteria it is about."""

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from olympiad.models.base import Base, Id, Moment, SectionId, UserId


class SheetReturn(Base):
    """One return of a sheet; what the judge changed afterwards is told by the operations."""

    __tablename__ = "sheet_return"

    id: Mapped[Id]
    section_id: Mapped[SectionId]
    sheet_id: Mapped[int] = mapped_column(ForeignKey("score_sheet.id"), index=True)
    criteria: Mapped[str] = mapped_column(String(400), default="")
    """Numbers of the criteria on the sheet that are to be looked at, such as `3, 4`; empty: the whole sheet."""
    reason: Mapped[str] = mapped_column(Text)
    user_id: Mapped[UserId]
    at: Mapped[Moment]
