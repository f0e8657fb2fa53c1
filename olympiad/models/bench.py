"""Two judges at one bench: what each of them says about a criterion on which their sheets differ."""

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from olympiad.domain.bench import Choice
from olympiad.models.base import Base, Id, Milli, Moment, SectionId, TaskId, TeamId, one_of


class BenchAnswer(Base):
    """One judge's answer to one difference; the newest counts, the record keeps the earlier ones."""

    __tablename__ = "bench_answer"
    __table_args__ = (
        UniqueConstraint("team_id", "task_id", "criterion_id", "judge_id"),
        CheckConstraint(one_of("choice", *Choice), name="choice"),
        CheckConstraint("(mark IS NOT NULL) = (choice = 'agree')", name="mark"),
    )

    id: Mapped[Id]
    section_id: Mapped[SectionId]
    team_id: Mapped[TeamId]
    task_id: Mapped[TaskId]
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"))
    judge_id: Mapped[int] = mapped_column(ForeignKey("judge.id"))
    choice: Mapped[str] = mapped_column(String(10))
    mark: Mapped[Milli | None]
    """The value to agree on, in thousandths, as a judge would give it."""
    at: Mapped[Moment]
