"""What people ask about their own data: to mend something, to have something removed."""

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from olympiad.models.base import Base, Id, Moment, SectionId, UserId, one_of
from olympiad.models.user import User


class DataRequest(Base):
    """A request of a participant, leader or judge; an organizer answers it, what is changed stands in the record."""

    __tablename__ = "data_request"
    __table_args__ = (CheckConstraint(one_of("state", "open", "done", "declined"), name="state"),)

    id: Mapped[Id]
    section_id: Mapped[SectionId]
    user_id: Mapped[UserId]
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[Moment]
    state: Mapped[str] = mapped_column(String(10), default="open")
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[Moment | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    user: Mapped[User] = relationship(foreign_keys="DataRequest.user_id")
