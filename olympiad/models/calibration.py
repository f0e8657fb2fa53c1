"""Practice before the start: the panel marks the same example, in tables of its own, so that it can never count."""

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from olympiad.models.base import Base, Id, Moment, SectionId, TaskId, UserId
from olympiad.models.judge import Judge
from olympiad.models.task import Task


class Calibration(Base):
    """An example of a task that the panel marks for practice: a film, a prepared sheet, a volunteer at the bench."""

    __tablename__ = "calibration"

    id: Mapped[Id]
    section_id: Mapped[SectionId]
    task_id: Mapped[TaskId]
    title: Mapped[str] = mapped_column(String(300))
    words: Mapped[str] = mapped_column(Text, default="")
    user_id: Mapped[UserId]
    created_at: Mapped[Moment]
    closed_at: Mapped[Moment | None]

    task: Mapped[Task] = relationship()


class CalibrationSheet(Base):
    """One judge's practice sheet; submitted, its judge sees the panel beside it."""

    __tablename__ = "calibration_sheet"
    __table_args__ = (UniqueConstraint("calibration_id", "judge_id"),)

    id: Mapped[Id]
    calibration_id: Mapped[int] = mapped_column(ForeignKey("calibration.id"))
    judge_id: Mapped[int] = mapped_column(ForeignKey("judge.id"))
    submitted_at: Mapped[Moment | None]

    judge: Mapped[Judge] = relationship()


class CalibrationMark(Base):
    """What a judge gave for one criterion of a practice sheet."""

    __tablename__ = "calibration_mark"

    calibration_sheet_id: Mapped[int] = mapped_column(ForeignKey("calibration_sheet.id"), primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"), primary_key=True, index=True)
    value: Mapped[str] = mapped_column(Text)
    """Canonical JSON, as in an operation."""
