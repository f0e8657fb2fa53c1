"""Rubrics as the domain knows them, from the rows of tasks, criteria, reading keys and samples."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.choices import Consequence, CriterionKind, JoinBy, MarkState, Method
from olympiad.domain.exact import number
from olympiad.domain.kinds import KINDS
from olympiad.domain.notation.keys import parse_answer_key, parse_key
from olympiad.domain.notation.rubric import parse_critical, parse_threshold
from olympiad.domain.rubric import AnswerKey, Cell, Criterion, Task, parse_answers
from olympiad.models.task import Criterion as CriterionRow
from olympiad.models.task import ReadingKey, Sample
from olympiad.models.task import Task as TaskRow


class CriterionLike(Protocol):
    """A row of criterion, whole or as a tuple of columns."""

    @property
    def code(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def maximum(self) -> int: ...
    @property
    def step(self) -> int: ...
    @property
    def key(self) -> str: ...
    @property
    def critical(self) -> str: ...


class MarkLike(Protocol):
    """A row of mark, whole or as a tuple of columns."""

    @property
    def state(self) -> str: ...
    @property
    def mark(self) -> int | None: ...
    @property
    def readings(self) -> str: ...
    @property
    def consequence(self) -> str: ...
    @property
    def conflict_operation_id(self) -> str | None: ...


def criterion_from(row: CriterionLike) -> Criterion:
    """Return the criterion that a row stands for."""
    return _criterion(row.code, row.kind, row.maximum, row.step, row.key, row.critical)


@lru_cache(maxsize=4096)
def _criterion(code: str, kind: str, maximum: int, step: int, key: str, critical: str) -> Criterion:
    known = CriterionKind(kind)
    parsed = parse_key(known, key, maximum) if key else None
    return Criterion(code, known, maximum, step, parsed, parse_critical(critical or "no"))


def task_from(row: TaskRow, criteria: Sequence[CriterionLike]) -> Task:
    """Return the task that a row and its criteria stand for."""
    return Task(
        code=row.code,
        criteria=tuple(criterion_from(one) for one in criteria),
        weight=Fraction(row.weight, 1000),
        judges=row.judges,
        method=Method(row.method),
        drop=row.drop,
        by=JoinBy(row.joined_by),
        part=row.part,
        disagreement=parse_threshold(row.disagreement),
        disagreement_step=number(row.disagreement_step),
    )


def load_tasks(session: Session, section_id: int) -> dict[int, tuple[Task, list[CriterionRow]]]:
    """Load every task of a section with its present criteria, by id, in the order of the section."""
    rows = session.scalars(
        select(TaskRow).where(TaskRow.section_id == section_id).order_by(TaskRow.position, TaskRow.id)
    )
    tasks = list(rows)
    lines = (
        select(CriterionRow)
        .where(CriterionRow.task_id.in_([task.id for task in tasks]), CriterionRow.retired_in.is_(None))
        .order_by(CriterionRow.position, CriterionRow.id)
    )
    criteria: dict[int, list[CriterionRow]] = {task.id: [] for task in tasks}
    for line in session.scalars(lines):
        criteria[line.task_id].append(line)
    return {task.id: (task_from(task, criteria[task.id]), criteria[task.id]) for task in tasks}


def answer_key(criterion: Criterion, keys: Mapping[str, str], sample: str) -> AnswerKey | None:
    """Return the key of answers: of the team's sample, else set apart for all, else the rubric's own."""
    text = (keys.get(sample) if sample else None) or keys.get("")
    return parse_answer_key(criterion, text) if text else KINDS[criterion.kind].own_key(criterion)


def own_key_text(row: CriterionLike) -> str:
    """Return the rubric's own key of answers as keys.csv would write it; empty while it is not set."""
    criterion = criterion_from(row)
    kind = KINDS[criterion.kind]
    key = kind.own_key(criterion)
    return "" if key is None else kind.answer_key_text(row.key)


def keys_of(session: Session, criterion_ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """Load the keys set apart from the rubric: criterion → sample → text."""
    found: dict[int, dict[str, str]] = {}
    query = select(ReadingKey.criterion_id, ReadingKey.sample, ReadingKey.key)
    for criterion_id, sample, key in session.execute(query.where(ReadingKey.criterion_id.in_(criterion_ids))):
        found.setdefault(criterion_id, {})[sample] = key
    return found


def with_keys(task: Task, rows: Sequence[CriterionRow], keys: Mapping[int, Mapping[str, str]], sample: str) -> Task:
    """Return the task with the keys that hold for a team's sample."""
    criteria = tuple(
        _with_key(criterion, answer_key(criterion, keys.get(row.id, {}), sample))
        for criterion, row in zip(task.criteria, rows, strict=True)
    )
    return replace(task, criteria=criteria)


def _with_key(criterion: Criterion, key: AnswerKey | None) -> Criterion:
    kind = KINDS[criterion.kind]
    return kind.with_key(criterion, key) if kind.is_keyed else criterion


def sample_of(session: Session, team_id: int, task_id: int) -> str:
    """Return which sample variant a team got, empty if none."""
    return session.scalar(select(Sample.sample).where(Sample.team_id == team_id, Sample.task_id == task_id)) or ""


def samples_of(session: Session, section_id: int) -> dict[tuple[int, int], str]:
    """Load which sample variant each team of a section got in each task."""
    query = select(Sample.team_id, Sample.task_id, Sample.sample).join(TaskRow, TaskRow.id == Sample.task_id)
    rows = session.execute(query.where(TaskRow.section_id == section_id))
    return {(team_id, task_id): sample for team_id, task_id, sample in rows}


def cell_from(mark: MarkLike | None) -> Cell:
    """Return the cell that a mark's row stands for; undecided between two devices is unmarked."""
    if mark is None or mark.conflict_operation_id is not None:
        return None
    if mark.state == MarkState.NOT_ASSESSED:
        return Consequence(mark.consequence) if mark.consequence else Consequence.UNDECIDED
    if mark.state != MarkState.MARKED:
        return None
    return parse_answers(mark.readings) if mark.readings else mark.mark
