"""A member of a team, with the consent that was given."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from olympiad.models.base import Base, Id, Moment, TeamId, one_of
from olympiad.models.team import Team


class Participant(Base):
    """One member; `name` is Latin as in the passport, `name_local` any other script."""

    __tablename__ = "participant"
    __table_args__ = (
        CheckConstraint(one_of("role", "member", "leader"), name="role"),
        Index("ix_participant_section_key", "section_id", "key", unique=True),
    )

    id: Mapped[Id]
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    team_id: Mapped[TeamId]
    key: Mapped[str | None] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(300))
    name_local: Mapped[str] = mapped_column(String(300), default="")
    role: Mapped[str] = mapped_column(String(10), default="member")
    email: Mapped[str] = mapped_column(String(254), default="")
    consents_name: Mapped[bool] = mapped_column(default=False)
    consents_score: Mapped[bool] = mapped_column(default=False)
    consents_photo: Mapped[bool] = mapped_column(default=False)
    consented_at: Mapped[Moment | None]
    name_confirmed_at: Mapped[Moment | None]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    team: Mapped[Team] = relationship()
