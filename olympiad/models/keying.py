"""The second keying of paper sheets: what another person typed, beside the marks and never among them."""

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from olympiad.models.base import Base, Moment, UserId


class SecondKeying(Base):
    """One cell of a paper sheet as a second person read it, and how a difference from the mark was settled."""

    __tablename__ = "second_keying"

    sheet_id: Mapped[int] = mapped_column(ForeignKey("score_sheet.id"), primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"), primary_key=True, index=True)
    value: Mapped[str] = mapped_column(Text)
    """Canonical JSON, as in an operation."""
    user_id: Mapped[UserId]
    at: Mapped[Moment]
    settled_operation_id: Mapped[str | None] = mapped_column(String(32))
    """The operation whose value was settled on; the settlement holds while it stands in the cell."""
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    settled_at: Mapped[Moment | None]
    reason: Mapped[str] = mapped_column(Text, default="")
