"""A score sheet as its judge sees it: every criterion with its value, what it stands on, and the total so far."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.choice_keys import Choices
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import Amount
from olympiad.domain.kinds import KINDS
from olympiad.domain.kinds.choice import choices_of
from olympiad.domain.operations import Value, value_from
from olympiad.domain.rubric import AnswerKey, Cell, Counted, Level, Task, counted, levels_of, mark_points
from olympiad.domain.section import ScoreSheet as PlainSheet
from olympiad.domain.sheets import is_complete, progress, sheet_worths, total_of
from olympiad.models.score_sheet import Mark, ScoreSheet
from olympiad.models.score_sheet import Operation as OperationRow
from olympiad.models.task import Criterion
from olympiad.services.computing import rubrics
from olympiad.services.marking import score_sheets
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

    @property
    def state(self) -> str:
        """The state as pages show it."""
        return "conflict" if self.conflict_id else str(self.value.state)

    @property
    def choices(self) -> list[int]:
        """The marks that can be tapped, in thousandths; empty where they are too many."""
        if self.criterion.kind == "check":
            return [0, self.criterion.maximum]
        if self.criterion.kind != "points" or self.criterion.maximum // self.criterion.step >= MOST_CHOICES:
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


@dataclass
class OpenSheet:
    """A whole sheet; `total` is None until nothing is missing."""

    sheet: ScoreSheet
    lines: list[Line]
    task: Task
    so_far: Amount
    total: Amount | None
    unmarked: list[int] = field(default_factory=list)
    undecided: list[int] = field(default_factory=list)
    absent: bool = False

    @property
    def unsure(self) -> list[Line]:
        """Criteria that the judge is not sure about."""
        return [line for line in self.lines if line.value.unsure]

    @property
    def not_assessed(self) -> list[Line]:
        """Criteria that were not assessed."""
        return [line for line in self.lines if line.state == "not_assessed"]

    @property
    def marked_count(self) -> int:
        """How many criteria are dealt with."""
        return len(self.lines) - len(self.unmarked)


def load(session: Session, sheet: ScoreSheet, *, points_shown: bool = True) -> OpenSheet:
    """Load a sheet; where the rules do not show the points of readings, they are left out of the total so far too."""
    rows = score_sheets.cells_of(session, sheet)
    criteria = [criterion for criterion, _ in rows]
    task = rubrics.with_keys(
        rubrics.task_from(sheet.task, criteria),
        criteria,
        rubrics.keys_of(session, [criterion.id for criterion in criteria]) if points_shown else {},
        rubrics.sample_of(session, sheet.team_id, sheet.task_id) if points_shown else "",
    )
    others = _rivals(session, [mark for _, mark in rows if mark and mark.conflict_operation_id])
    return build(sheet, task, rows, others, points_shown=points_shown)


def load_many(session: Session, sheets: Sequence[ScoreSheet], *, points_shown: bool = True) -> dict[int, OpenSheet]:
    """Load many sheets of one section with their marks in few statements."""
    if not sheets:
        return {}
    tasks = rubrics.load_tasks(session, sheets[0].section_id)
    marks = score_sheets.marks_of(session, [sheet.id for sheet in sheets])
    keys = (
        rubrics.keys_of(session, [one.id for _, criteria in tasks.values() for one in criteria]) if points_shown else {}
    )
    samples = rubrics.samples_of(session, sheets[0].section_id) if points_shown else {}
    others = _rivals(session, [mark for mark in marks.values() if mark.conflict_operation_id])
    found = {}
    for sheet in sheets:
        task, criteria = tasks[sheet.task_id]
        rows = [(criterion, marks.get((sheet.id, criterion.id))) for criterion in criteria]
        keyed = rubrics.with_keys(task, criteria, keys, samples.get((sheet.team_id, sheet.task_id), ""))
        found[sheet.id] = build(sheet, keyed, rows, others, points_shown=points_shown)
    return found


def blanks(session: Session, section_id: int, task_ids: Iterable[int], *, points_shown: bool) -> dict[int, OpenSheet]:
    """Return a sheet without any mark for each of some tasks: the form that a device fills in by itself."""
    wanted = set(task_ids)
    tasks = {one: found for one, found in rubrics.load_tasks(session, section_id).items() if one in wanted}
    keys = rubrics.keys_of(session, [line.id for _, criteria in tasks.values() for line in criteria])
    found = {}
    for task_id, (task, criteria) in tasks.items():
        sheet = ScoreSheet(section_id=section_id, task_id=task_id, state="not_started")
        keyed = rubrics.with_keys(task, criteria, keys, "") if points_shown else task
        found[task_id] = build(sheet, keyed, [(one, None) for one in criteria], {}, points_shown=points_shown)
    return found


def build(
    sheet: ScoreSheet,
    task: Task,
    rows: Sequence[tuple[Criterion, Mark | None]],
    others: Mapping[Place, Sequence[Rival]],
    *,
    points_shown: bool,
) -> OpenSheet:
    """Put a sheet together from what is loaded."""
    cells = [rubrics.cell_from(mark) for _, mark in rows]
    task = task if points_shown else _without_keys(task)
    keys = [KINDS[one.kind].own_key(one) for one in task.criteria]
    lines = [
        _line(number, task, row, cell, keys[number - 1], others)
        for number, (row, cell) in enumerate(zip(rows, cells, strict=True), 1)
    ]
    absent = score_sheets.is_absent([mark for _, mark in rows])
    now = progress(task, cells, keys)
    return OpenSheet(
        sheet,
        lines,
        task,
        now.total,
        0 if absent else _total(task, cells, keys),
        [line.number for line in lines if line.state == "unmarked"],
        [line.number for line in lines if line.conflict_id],
        absent,
    )


def _without_keys(task: Task) -> Task:
    """Return the task as a judge knows it who may not see points: the lists of answers without what is right."""
    return replace(task, criteria=tuple(KINDS[one.kind].with_key(one, None) for one in task.criteria))


def _line(
    number: int,
    task: Task,
    row: tuple[Criterion, Mark | None],
    cell: Cell,
    key: AnswerKey | None,
    others: Mapping[Place, Sequence[Rival]],
) -> Line:
    criterion, mark = row
    rubric = task.criteria[number - 1]
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
    )


def _total(task: Task, cells: Sequence[Cell], keys: Sequence[AnswerKey | None]) -> Amount | None:
    try:
        worths = sheet_worths(task, [PlainSheet("", task.code, "", tuple(cells))], {}, keys)[0]
    except DomainError:  # `others` on one sheet alone: known when the other sheets are there
        return None
    return total_of(task, worths, floor=True) if is_complete(worths) else None


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
        if waiting is None:
            continue
        value = value_from(parse(row.value))
        if row.outcome == "conflict":
            waiting[:] = [one for one in waiting if not one.value.says_the_same(value)]
            waiting.append(Rival(row.id, value, row.device_time, row.device_id))
        elif waiting and value.chosen_over == waiting[-1].operation_id:
            waiting.clear()
    return found


def parse(text: str) -> dict[str, object]:
    """Read the JSON of a value as it is kept."""
    found: dict[str, object] = json.loads(text)
    return found
