"""A score sheet as its judge sees it: every criterion with its value, what it stands on, and the total so far."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.choice_keys import Choices
from olympiad.domain.choices import Consequence, CriterionKind, MarkState, SheetState
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import Amount
from olympiad.domain.kinds.choice import choices_of
from olympiad.domain.operations import Value, value_from
from olympiad.domain.rubric import AnswerKey, Cell, Counted, Level, Task, counted, levels_of, mark_points
from olympiad.domain.rules import Rules
from olympiad.domain.sheets import progress
from olympiad.models.score_sheet import Mark, ScoreSheet
from olympiad.models.score_sheet import Operation as OperationRow
from olympiad.models.section import Section
from olympiad.models.task import Criterion
from olympiad.services.computing import exclusions, rubrics, rules, stations
from olympiad.services.computing.rubrics import Keys, Rubric
from olympiad.services.marking.operations import value_of

Place = tuple[int, int]
"""Ids of sheet and criterion."""

MOST_CHOICES = 25
"""Above so many steps a mark is typed, not tapped."""


class Rival(NamedTuple):
    """A value that another device gave to a cell and that waits for the judge's choice."""

    operation_id: str
    value: Value
    device_time: str
    device_id: str


@dataclass
class Line:
    """One criterion on the sheet."""

    number: int
    criterion: Criterion
    value: Value
    base: str
    points: Amount | None
    key: AnswerKey | None
    levels: tuple[Level, ...]
    options: Choices
    counted: Counted
    rivals: Sequence[Rival] = ()
    conflict_id: str = ""
    error: DomainError | None = None
    is_left_out: bool = False
    """Whether the criterion counts for this team no longer."""

    @property
    def state(self) -> str:
        """The state as pages show it."""
        return "conflict" if self.conflict_id else str(self.value.state)

    @property
    def choices(self) -> list[int]:
        """The marks that can be tapped, in thousandths; empty where they are too many."""
        if self.criterion.kind == CriterionKind.CHECK:
            return [0, self.criterion.maximum]
        if self.criterion.kind != CriterionKind.POINTS or self.criterion.maximum // self.criterion.step >= MOST_CHOICES:
            return []
        return list(range(0, self.criterion.maximum + 1, self.criterion.step))

    @property
    def chosen(self) -> list[str]:
        """Codes of the chosen answers."""
        return [text.strip() for text in self.value.readings.split("|")] if self.value.readings else []

    @property
    def answers(self) -> str:
        """Replicates or chosen answers as people read them."""
        words = {option.code: option.words for option in self.options.options}
        return " · ".join(words.get(one, one) for one in self.chosen)

    @property
    def replicates(self) -> list[str]:
        """The readings as typed, with room for three."""
        typed = [text.strip() for text in self.value.readings.split("|")] if self.value.readings else []
        return (typed + [""] * 3)[: max(3, len(typed) + 1)]


class Counting(NamedTuple):
    """What a sheet's cells are counted by."""

    task: Task
    keys: Keys
    """None of them where the rules do not show judges the points of readings."""
    rules: Rules
    left_out: frozenset[int] = frozenset()
    """Positions of criteria that do not count for the team."""

    def counted(self, cells: Sequence[Cell]) -> list[Cell]:
        """Return the cells as they count."""
        return [Consequence.EXCLUDE if at in self.left_out else cell for at, cell in enumerate(cells)]


@dataclass
class OpenSheet:
    """A whole sheet; `total` is None until nothing is missing."""

    sheet: ScoreSheet
    lines: list[Line]
    counting: Counting
    so_far: Amount
    total: Amount | None
    unmarked: list[int] = field(default_factory=list)
    undecided: list[int] = field(default_factory=list)
    absent: bool = False

    @property
    def task(self) -> Task:
        """The task as the rulebook knows it."""
        return self.counting.task

    def keep_typed(self, errors: Mapping[int, DomainError], typed: Mapping[int, Value]) -> None:
        """Put what was refused beside its criterion, with the value as it was typed."""
        for line in self.lines:
            line.error = errors.get(line.criterion.id)
            if line.error is not None:
                line.value = typed.get(line.criterion.id, line.value)

    @property
    def is_loaded(self) -> bool:
        """Whether marks on it came in a file, not from its judge or a clerk."""
        return any(line.value.state != MarkState.UNMARKED and not line.base for line in self.lines)

    @property
    def unsure(self) -> list[Line]:
        """Criteria that the judge is not sure about."""
        return [line for line in self.lines if line.value.unsure]

    @property
    def not_assessed(self) -> list[Line]:
        """Criteria that were not assessed."""
        return [line for line in self.lines if line.state == MarkState.NOT_ASSESSED]

    @property
    def marked_count(self) -> int:
        """How many criteria are dealt with."""
        return len(self.lines) - len(self.unmarked)


def load(session: Session, sheet: ScoreSheet) -> OpenSheet:
    """Load one sheet."""
    return load_many(session, [sheet])[sheet.id]


def _has_sample_keys(found: Iterable[rubrics.Rubric]) -> bool:
    return any(one.sample_keys for one in found)


def load_many(session: Session, sheets: Sequence[ScoreSheet]) -> dict[int, OpenSheet]:
    """Load many sheets of one section with their marks in as many statements as one.

    Where the rules do not show the points of readings, they are left out of the total so far too.
    """
    if not sheets:
        return {}
    section = session.get_one(Section, sheets[0].section_id)
    teams, tasks = {sheet.team_id for sheet in sheets}, {sheet.task_id for sheet in sheets}
    found = rubrics.load(session, section.id, tasks)
    rule_values = rules.load(session, section)
    marks = stations.marks_of(session, [sheet.id for sheet in sheets])
    samples = rubrics.samples_of(session, tasks, teams) if _has_sample_keys(found.values()) else {}
    left_out = exclusions.at_stations(session, teams, tasks)
    others = _rivals(session, [mark for mark in marks.values() if mark.conflict_operation_id])
    opened = {}
    for sheet in sheets:
        rubric, ids = found[sheet.task_id], (sheet.team_id, sheet.task_id)
        counting = _counting(rubric, samples.get(ids, ""), rule_values, left_out.of(*ids))
        rows = [(criterion, marks.get((sheet.id, criterion.id))) for criterion in rubric.criteria]
        opened[sheet.id] = build(sheet, counting, rows, others)
    return opened


def _counting(rubric: Rubric, sample: str, rule_values: Rules, left_out: Collection[int] = ()) -> Counting:
    gone = frozenset(rubric.positions[one] for one in left_out if one in rubric.positions)
    if rule_values.points_shown:
        return Counting(rubric.value, rubric.keys(sample), rule_values, gone)
    return Counting(rubric.without_keys(), (None,) * len(rubric.criteria), rule_values, gone)


def blanks(session: Session, section: Section, task_ids: Collection[int]) -> dict[int, OpenSheet]:
    """Return a sheet without any mark for each of some tasks: the form that a device fills in by itself."""
    rule_values, found = rules.load(session, section), {}
    for task_id, rubric in rubrics.load(session, section.id, task_ids).items():
        sheet = ScoreSheet(section_id=section.id, task_id=task_id, state=SheetState.NOT_STARTED)
        rows: list[tuple[Criterion, Mark | None]] = [(one, None) for one in rubric.criteria]
        found[task_id] = build(sheet, _counting(rubric, "", rule_values), rows, {})
    return found


def build(
    sheet: ScoreSheet,
    counting: Counting,
    rows: Sequence[tuple[Criterion, Mark | None]],
    others: Mapping[Place, Sequence[Rival]],
) -> OpenSheet:
    """Put a sheet together from what is loaded."""
    cells = [rubrics.cell_from(mark) for _, mark in rows]
    lines = [
        _line(number, counting, row, cell, others)
        for number, (row, cell) in enumerate(zip(rows, cells, strict=True), 1)
    ]
    absent = stations.says_absent([mark for _, mark in rows])
    now = progress(counting.task, counting.counted(cells), counting.keys, counting.rules)
    return OpenSheet(
        sheet,
        lines,
        counting,
        now.so_far,
        0 if absent else now.total,
        [line.number for line in lines if line.state == MarkState.UNMARKED],
        [line.number for line in lines if line.conflict_id],
        absent,
    )


def _line(
    number: int,
    counting: Counting,
    row: tuple[Criterion, Mark | None],
    cell: Cell,
    others: Mapping[Place, Sequence[Rival]],
) -> Line:
    criterion, mark = row
    rubric, key = counting.task.criteria[number - 1], counting.keys[number - 1]
    conflict_id = (mark.conflict_operation_id or "") if mark else ""
    return Line(
        number,
        criterion,
        value_of(mark),
        (mark.operation_id or "") if mark else "",
        mark_points(rubric, cell, key),
        key,
        levels_of(rubric),
        choices_of(rubric),
        counted(rubric),
        others.get((mark.sheet_id, mark.criterion_id), ()) if mark else (),
        conflict_id,
        is_left_out=number - 1 in counting.left_out,
    )


def _rivals(session: Session, marks: Sequence[Mark]) -> dict[Place, list[Rival]]:
    """Give for cells in conflict every value that was kept beside the current one since the judge last chose."""
    if not marks:
        return {}
    columns = (OperationRow.id, OperationRow.sheet_id, OperationRow.criterion_id, OperationRow.outcome)
    query = (
        select(*columns, OperationRow.value, OperationRow.device_time, OperationRow.device_id)
        .where(OperationRow.sheet_id.in_({mark.sheet_id for mark in marks}), OperationRow.kind == "mark")
        .where(OperationRow.criterion_id.in_({mark.criterion_id for mark in marks}))
        .where(OperationRow.outcome.in_(("applied", "conflict")))
        .order_by(OperationRow.number)
    )
    found: dict[Place, list[Rival]] = {(mark.sheet_id, mark.criterion_id): [] for mark in marks}
    for row in session.execute(query):
        waiting = found.get((row.sheet_id, row.criterion_id))
        if waiting is not None:
            rival = Rival(row.id, value_from(parse(row.value)), row.device_time, row.device_id)
            _follow(waiting, rival, is_conflict=row.outcome == "conflict")
    return found


def _follow(waiting: list[Rival], rival: Rival, *, is_conflict: bool) -> None:
    """Note a value that was kept beside the current one; a choice of the judge over the last of them ends their waiting."""
    if is_conflict:
        waiting[:] = [one for one in waiting if not one.value.says_the_same(rival.value)]
        waiting.append(rival)
    elif waiting and rival.value.chosen_over == waiting[-1].operation_id:
        waiting.clear()


def parse(text: str) -> dict[str, object]:
    """Read the JSON of a value as it is kept."""
    found: dict[str, object] = json.loads(text)
    return found
