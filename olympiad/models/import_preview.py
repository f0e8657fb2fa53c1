"""An uploaded file between its preview and its import."""

from sqlalchemy import LargeBinary, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from olympiad.models.base import Base, Id, Moment, SectionId, UserId


class ImportPreview(Base):
    """What was uploaded, kept until it is imported or a day old; in the database so that any web node can go on with it."""

    __tablename__ = "import_preview"
    __table_args__ = (UniqueConstraint("token"),)

    id: Mapped[Id]
    token: Mapped[str] = mapped_column(String(40))
    section_id: Mapped[SectionId]
    user_id: Mapped[UserId]
    filename: Mapped[str] = mapped_column(String(300))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    uploaded_at: Mapped[Moment]
    revision: Mapped[int]
    """Revision of the section that the preview was made against."""
    imported_at: Mapped[Moment | None]
    assigned: Mapped[str] = mapped_column(Text, default="", server_default="")
    """Which columns of its lists mean what, as `exchange.assignments` writes it; empty: as the headings tell."""
    replaced: Mapped[str] = mapped_column(Text, default="", server_default="")
    """Which words are read as other ones in every row, as `exchange.replacements` writes it."""
    is_recalled: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether that was remembered from an earlier list, so that nobody was asked."""
