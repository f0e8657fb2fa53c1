"""The ceremony of a section: what the jury chose beforehand and where it stands; how names are said."""

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from olympiad.models.base import Base, Id, Moment, SectionId, TeamId


class Ceremony(Base):
    """One row a section; while `opened_at` is set and `ended_at` is not, it runs."""

    __tablename__ = "ceremony"
    __table_args__ = (UniqueConstraint("section_id"),)

    id: Mapped[Id]
    section_id: Mapped[SectionId]
    settings: Mapped[str] = mapped_column(Text, default="{}", server_default="{}")
    """Order, languages and wording as JSON."""
    results_version_id: Mapped[int | None] = mapped_column(ForeignKey("results_version.id"))
    """The version that is revealed; none in a rehearsal."""
    is_rehearsal: Mapped[bool] = mapped_column(default=False, server_default=false())
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    """Number of the step on the screen of the hall, from 0."""
    last: Mapped[int] = mapped_column(default=0, server_default="0")
    """Number of the last step."""
    turn: Mapped[int] = mapped_column(default=0, server_default="0")
    """Grows with every act; a move counts only from the turn that its maker saw."""
    is_dark: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Paused: the screen of the hall shows nothing."""
    opened_at: Mapped[Moment | None]
    moved_at: Mapped[Moment | None]
    moved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    ended_at: Mapped[Moment | None]

    @property
    def is_running(self) -> bool:
        """Whether it was opened and has not ended."""
        return self.opened_at is not None and self.ended_at is None


class SpokenName(Base):
    """How a team's name, or that of one of its members, is said; capital letters are stressed."""

    __tablename__ = "spoken_name"

    id: Mapped[Id]
    section_id: Mapped[SectionId]
    team_id: Mapped[TeamId]
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id"))
    """The member; empty for the team's own name."""
    said: Mapped[str] = mapped_column(String(200))
