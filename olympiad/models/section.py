"""A discipline of an edition that is ranked on its own."""

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from olympiad.domain.lifecycle import Stage
from olympiad.models.base import Base, Id, Moment, Word

if TYPE_CHECKING:  # why: the edition's module imports this one
    from olympiad.models.edition import Edition


class Section(Base):
    """A section; `revision` grows in every writing transaction, `rubric_version` when a frozen rubric changes."""

    __tablename__ = "section"
    __table_args__ = (UniqueConstraint("edition_id", "slug"),)

    id: Mapped[Id]
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    slug: Mapped[str] = mapped_column(String(60))
    code: Mapped[str] = mapped_column(String(12), default="")
    """Short letters in certificate numbers, such as BIO."""
    title: Mapped[str] = mapped_column(String(300))
    title_uz: Mapped[str] = mapped_column(String(300), default="")
    title_ru: Mapped[str] = mapped_column(String(300), default="")
    title_en: Mapped[str] = mapped_column(String(300), default="")
    state: Mapped[Stage] = mapped_column(Word(Stage, 20), default=Stage.DRAFT)
    revision: Mapped[int] = mapped_column(default=0)
    rubric_version: Mapped[int] = mapped_column(default=1)
    marking_started_at: Mapped[Moment | None]
    """The first mark: from here on rubric and rules are frozen."""
    double_keying: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Paper sheets are keyed twice, by two people, and compared."""
    publishes_task_marks: Mapped[bool] = mapped_column(default=True)
    appeal_minutes: Mapped[int] = mapped_column(default=120, server_default="120")
    """How long appeals may be lodged after the preliminary results are published; 0: this section knows no appeals."""
    institutions_table: Mapped[str] = mapped_column(String(10), default="")
    """How institutions are compared in public: `sum`, `best`, `medals`; empty: not at all."""
    publishes_at: Mapped[Moment | None]
    """The embargo: from then on the newest version is public by itself."""
    chair: Mapped[str] = mapped_column(String(200), default="")
    """Chair of the jury, who signs the protocol and certificates."""
    chair_title: Mapped[str] = mapped_column(String(200), default="")
    chair_title_uz: Mapped[str] = mapped_column(String(200), default="", server_default="")
    chair_title_ru: Mapped[str] = mapped_column(String(200), default="", server_default="")
    chair_title_en: Mapped[str] = mapped_column(String(200), default="", server_default="")
    second_signatory: Mapped[str] = mapped_column(String(200), default="")
    second_signatory_title: Mapped[str] = mapped_column(String(200), default="")
    second_signatory_title_uz: Mapped[str] = mapped_column(String(200), default="", server_default="")
    second_signatory_title_ru: Mapped[str] = mapped_column(String(200), default="", server_default="")
    second_signatory_title_en: Mapped[str] = mapped_column(String(200), default="", server_default="")
    created_at: Mapped[Moment]

    edition: Mapped["Edition"] = relationship(back_populates="sections")
