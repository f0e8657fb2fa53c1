"""Laboratory tasks, the criteria of their rubrics, keys of readings, samples and the schedule."""

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from olympiad.domain.choices import CriterionKind, JoinBy, Method
from olympiad.models.base import Base, Id, Milli, Moment, SectionId, TaskId, TeamId, Word, one_of


class Task(Base):
    """One laboratory task; `disagreement` is as written: points, `10%`, or `-` for never."""

    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("section_id", "code"),
        CheckConstraint("weight > 0", name="weight"),
        CheckConstraint("judges >= 0", name="judges"),
        CheckConstraint(one_of("method", *Method), name="method"),
        CheckConstraint(one_of("joined_by", *JoinBy), name="joined_by"),
    )

    id: Mapped[Id]
    section_id: Mapped[SectionId]
    code: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(300), default="")
    title_uz: Mapped[str] = mapped_column(String(300), default="")
    title_ru: Mapped[str] = mapped_column(String(300), default="")
    title_en: Mapped[str] = mapped_column(String(300), default="")
    part: Mapped[str] = mapped_column(String(100), default="")
    weight: Mapped[Milli] = mapped_column(default=1000)
    judges: Mapped[int] = mapped_column(default=1)
    method: Mapped[Method] = mapped_column(Word(Method, 20), default=Method.MEAN)
    drop: Mapped[int] = mapped_column(default=1)
    joined_by: Mapped[JoinBy] = mapped_column(Word(JoinBy, 10), default=JoinBy.SHEET)
    disagreement: Mapped[str] = mapped_column(String(20), default="10%")
    disagreement_step: Mapped[str] = mapped_column(String(20), default="1")
    station: Mapped[str] = mapped_column(String(100), default="")
    minutes: Mapped[int | None]

    criteria: Mapped[list["Criterion"]] = relationship(
        order_by="Criterion.position",
        primaryjoin="and_(Task.id == Criterion.task_id, Criterion.retired_in.is_(None))",
        viewonly=True,
    )


class Criterion(Base):
    """One line of a rubric. A row never changes once marking has started: a new rubric version retires it and adds another."""

    __tablename__ = "criterion"
    __table_args__ = (
        UniqueConstraint("task_id", "code", "introduced_in"),
        CheckConstraint(one_of("kind", *CriterionKind), name="kind"),
        CheckConstraint("maximum >= 0", name="maximum"),
        CheckConstraint("step > 0", name="step"),
    )

    id: Mapped[Id]
    task_id: Mapped[TaskId]
    code: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    kind: Mapped[CriterionKind] = mapped_column(Word(CriterionKind, 10))
    maximum: Mapped[Milli]
    step: Mapped[Milli] = mapped_column(default=500)
    label: Mapped[str] = mapped_column(Text, default="")
    label_uz: Mapped[str] = mapped_column(Text, default="")
    label_ru: Mapped[str] = mapped_column(Text, default="")
    label_en: Mapped[str] = mapped_column(Text, default="")
    critical: Mapped[str] = mapped_column(String(20), default="no")
    """`no`, `zero` or `cap=50%`, as in formats."""
    key: Mapped[str] = mapped_column(Text, default="")
    introduced_in: Mapped[int] = mapped_column(default=1)
    """Rubric version of the section that brought the row."""
    retired_in: Mapped[int | None]

    task: Mapped[Task] = relationship()


class ReadingKey(Base):
    """A key of a reading set apart from the rubric, for one sample variant or (empty `sample`) for all."""

    __tablename__ = "reading_key"
    __table_args__ = (UniqueConstraint("criterion_id", "sample"),)

    id: Mapped[Id]
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"))
    sample: Mapped[str] = mapped_column(String(40), default="")
    key: Mapped[str] = mapped_column(Text)


class Sample(Base):
    """Which sample variant a team got in a task."""

    __tablename__ = "sample"
    __table_args__ = (UniqueConstraint("team_id", "task_id"),)

    id: Mapped[Id]
    team_id: Mapped[TeamId]
    task_id: Mapped[TaskId]
    sample: Mapped[str] = mapped_column(String(40))


class SharedStation(Base):
    """A station, by its name in the schedule, at which several teams may work at the same time."""

    __tablename__ = "shared_station"
    __table_args__ = (UniqueConstraint("section_id", "station"), CheckConstraint("teams > 1", name="teams"))

    id: Mapped[Id]
    section_id: Mapped[SectionId]
    station: Mapped[str] = mapped_column(String(100))
    teams: Mapped[int]


class ScheduleSlot(Base):
    """When and where a team works on a task."""

    __tablename__ = "schedule_slot"
    __table_args__ = (UniqueConstraint("team_id", "task_id"),)

    id: Mapped[Id]
    team_id: Mapped[TeamId]
    task_id: Mapped[TaskId]
    station: Mapped[str] = mapped_column(String(100), default="")
    starts_at: Mapped[Moment | None]
    ends_at: Mapped[Moment | None]
    order: Mapped[int | None] = mapped_column("order_number")
