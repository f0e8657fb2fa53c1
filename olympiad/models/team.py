"""The unit that is ranked: known to judges by its code only."""

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from olympiad.domain.choices import TeamStatus
from olympiad.models.base import Base, Id, Key, Moment, SectionId, Word, one_of
from olympiad.models.institution import Institution


class Team(Base):
    """A team; `key` is what organizers know, `code` what judges see, unique in the whole edition."""

    __tablename__ = "team"
    __table_args__ = (
        UniqueConstraint("section_id", "key"),
        UniqueConstraint("edition_id", "code"),
        CheckConstraint(one_of("status", *TeamStatus), name="status"),
    )

    id: Mapped[Id]
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    section_id: Mapped[SectionId]
    key: Mapped[Key]
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(300), default="")
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True)
    country: Mapped[str] = mapped_column(String(2), default="")
    mentor: Mapped[str] = mapped_column(String(300), default="")
    status: Mapped[TeamStatus] = mapped_column(Word(TeamStatus, 20), default=TeamStatus.COMPETING)
    status_reason: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(10), default="")
    arrived_at: Mapped[Moment | None]
    """When it came to the hall; None until somebody at check-in has said so."""

    institution: Mapped[Institution | None] = relationship(lazy="joined")
