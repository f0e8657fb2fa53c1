"""What was brought from a device by file or picture because it could not send it."""

from sqlalchemy import ForeignKey, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from olympiad.models.base import Base, Id, Moment, SectionId, UserId


class UnsentPart(Base):
    """Part n of m of a set of operations; kept, so that the rest can be brought later and nothing is read twice."""

    __tablename__ = "unsent_part"
    __table_args__ = (UniqueConstraint("device_id", "set_id", "number", "of"),)

    id: Mapped[Id]
    section_id: Mapped[SectionId]
    device_id: Mapped[str] = mapped_column(ForeignKey("device.id"))
    set_id: Mapped[str] = mapped_column(String(8))
    number: Mapped[int] = mapped_column(Integer)
    of: Mapped[int] = mapped_column(Integer)
    total: Mapped[int] = mapped_column(Integer)
    """Operations in the whole set."""
    said: Mapped[bytes] = mapped_column(LargeBinary)
    """What the packet says, opened."""
    replaced: Mapped[str] = mapped_column(Text, default="")
    """Ids of operations that the device still holds and that later ones in this part replace, separated by spaces."""
    user_id: Mapped[UserId]
    """Who brought it."""
    at: Mapped[Moment]
