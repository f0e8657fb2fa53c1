"""What the chief judge lets teams read on their report cards: comments of judges, and full-mark answers of tasks."""

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from olympiad.models.base import Base, Id, Moment, SectionId
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.task import Criterion, Task


class ReleasedComment(Base):
    """A judge's comment as it stood when it was released; without a criterion it is the one under the sheet."""

    __tablename__ = "released_comment"
    __table_args__ = (UniqueConstraint("sheet_id", "criterion_id"),)

    id: Mapped[Id]
    section_id: Mapped[SectionId]
    sheet_id: Mapped[int] = mapped_column(ForeignKey("score_sheet.id"), index=True)
    criterion_id: Mapped[int | None] = mapped_column(ForeignKey("criterion.id"))
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[Moment]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    sheet: Mapped[ScoreSheet] = relationship()
    criterion: Mapped[Criterion | None] = relationship()


class FullAnswer(Base):
    """What a full mark in a task asked for, as the jury writes it; teams read it once it is released."""

    __tablename__ = "full_answer"

    id: Mapped[Id]
    section_id: Mapped[SectionId]
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), unique=True)
    answer_en: Mapped[str] = mapped_column(Text, default="")
    answer_uz: Mapped[str] = mapped_column(Text, default="")
    answer_ru: Mapped[str] = mapped_column(Text, default="")
    released_at: Mapped[Moment | None]

    task: Mapped[Task] = relationship()
