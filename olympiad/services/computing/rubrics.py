"""Rubrics as the rulebook knows them, from the rows of tasks, criteria, reading keys and samples."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.choices import CriterionKind, JoinBy, Method
from olympiad.domain.kinds import KEYED, KINDS
from olympiad.domain.notation.keys import parse_answer_key, parse_key
from olympiad.domain.notation.rubric import parse_critical, parse_steps, parse_threshold
from olympiad.domain.operations import cell_of
from olympiad.domain.rubric import AnswerKey, Cell, Criterion, Task
from olympiad.models.task import Criterion as CriterionRow
from olympiad.models.task import ReadingKey as KeyRow
from olympiad.models.task import Sample
from olympiad.models.task import Task as TaskRow

Keys = tuple[AnswerKey | None, ...]
"""The key of each criterion's answers, in the order of the rubric."""


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


@dataclass(frozen=True)
class Rubric:
    """A task's row with its present criteria, as the rulebook knows them."""

    row: TaskRow
    criteria: list[CriterionRow]
    value: Task
    """A key set apart for all samples stands in place of the rubric's own."""
    sample_keys: Mapping[tuple[str, str], AnswerKey]
    """Keys of single samples, by the codes of criterion and sample."""

    @cached_property
    def positions(self) -> dict[int, int]:
        """Id of a criterion → its position."""
        return {criterion.id: position for position, criterion in enumerate(self.criteria)}

    def keys(self, sample: str) -> Keys:
        """Return the keys that hold for a sample; without one of its own the one for all."""
        return tuple(
            self.sample_keys.get((one.code, sample)) or KINDS[one.kind].own_key(one) for one in self.value.criteria
        )

    def without_keys(self) -> Task:
        """Return the task for whoever must not see what answers are worth: a list of answers stays."""
        criteria = (KINDS[one.kind].with_key(one, None) for one in self.value.criteria)
        return replace(self.value, criteria=tuple(criteria))


def load(session: Session, section_id: int, task_ids: Collection[int] | None = None) -> dict[int, Rubric]:
    """Load the rubrics of a section, or of some of its tasks, by task id and in the order of the section."""
    query = select(TaskRow).where(TaskRow.section_id == section_id).order_by(TaskRow.position, TaskRow.id)
    rows = session.scalars(query if task_ids is None else query.where(TaskRow.id.in_(task_ids))).all()
    criteria: dict[int, list[CriterionRow]] = {row.id: [] for row in rows}
    lines = (
        select(CriterionRow)
        .where(CriterionRow.task_id.in_(criteria), CriterionRow.retired_in.is_(None))
        .order_by(CriterionRow.position, CriterionRow.id)
    )
    for line in session.scalars(lines):
        criteria[line.task_id].append(line)
    readings = [one.id for lines in criteria.values() for one in lines if one.kind in KEYED]
    keys = keys_of(session, readings)
    return {row.id: _rubric(row, criteria[row.id], keys) for row in rows}


def of_task(session: Session, section_id: int, task_id: int) -> Rubric:
    """Load the rubric of one task."""
    return load(session, section_id, [task_id])[task_id]


def _rubric(row: TaskRow, criteria: list[CriterionRow], keys: Mapping[int, Mapping[str, str]]) -> Rubric:
    sample_keys = {
        (one.code, sample): parse_answer_key(criterion_from(one), text)
        for one in criteria
        for sample, text in keys.get(one.id, {}).items()
        if sample
    }
    return Rubric(row, criteria, _task(row, criteria, keys), sample_keys)


def _task(row: TaskRow, criteria: Sequence[CriterionRow], keys: Mapping[int, Mapping[str, str]]) -> Task:
    return Task(
        code=row.code,
        criteria=tuple(criterion_from(one, keys.get(one.id, {}).get("", "")) for one in criteria),
        weight=Fraction(row.weight, 1000),
        judges=row.judges,
        method=Method(row.method),
        drop=row.drop,
        by=JoinBy(row.joined_by),
        part=row.part,
        disagreement=parse_threshold(row.disagreement),
        disagreement_step=parse_steps(row.disagreement_step),
    )


def criterion_from(row: CriterionLike, key: str = "") -> Criterion:
    """Return the criterion that a row stands for; `key` of answers is set apart and stands in place of the row's own."""
    criterion = _criterion(row.code, row.kind, row.maximum, row.step, row.key, row.critical)
    return KINDS[criterion.kind].with_key(criterion, parse_answer_key(criterion, key)) if key else criterion


@lru_cache(maxsize=4096)
def _criterion(code: str, kind: str, maximum: int, step: int, key: str, critical: str) -> Criterion:
    known = CriterionKind(kind)
    return Criterion(code, known, maximum, step, parse_key(known, key, maximum), parse_critical(critical or "no"))


def own_key_text(row: CriterionLike) -> str:
    """Return the rubric's own key of answers as keys.csv would write it; empty while it is not set."""
    criterion = criterion_from(row)
    kind = KINDS[criterion.kind]
    return "" if kind.own_key(criterion) is None else kind.answer_key_text(row.key)


def keys_of(session: Session, criterion_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """Load the keys set apart from the rubric: criterion → sample (empty: all) → text."""
    found: dict[int, dict[str, str]] = {}
    if criterion_ids:
        query = select(KeyRow.criterion_id, KeyRow.sample, KeyRow.key)
        for criterion_id, sample, key in session.execute(query.where(KeyRow.criterion_id.in_(criterion_ids))):
            found.setdefault(criterion_id, {})[sample] = key
    return found


def samples_of(session: Session, task_ids: Collection[int], team_ids: Collection[int]) -> dict[tuple[int, int], str]:
    """Load which sample variant teams got in tasks, by ids of team and task."""
    query = select(Sample.team_id, Sample.task_id, Sample.sample)
    rows = session.execute(query.where(Sample.task_id.in_(task_ids), Sample.team_id.in_(team_ids)))
    return {(team_id, task_id): sample for team_id, task_id, sample in rows}


def cell_from(mark: MarkLike | None) -> Cell:
    """Return the cell that a mark's row stands for; undecided between two devices is unmarked."""
    if mark is None or mark.conflict_operation_id is not None:
        return None
    return cell_of(mark.state, mark.mark, mark.readings, mark.consequence)
