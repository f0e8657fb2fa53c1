"""A section's score sheets and marks as the rulebook's values, read in bulk: there may be half a million marks."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, select
from sqlalchemy.orm import Session

from olympiad.domain.choices import HANDED_OVER, JudgeKind, MarkState, SheetState
from olympiad.domain.garbage_collector import garbage_collector_paused
from olympiad.domain.operations import cell_of
from olympiad.domain.rubric import Cell, Task
from olympiad.domain.section import ScoreSheet
from olympiad.domain.sheets import is_absent
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import Mark
from olympiad.models.score_sheet import ScoreSheet as SheetRow
from olympiad.models.section import Section

Note = tuple[str, str, str, str]
"""Team, task, judge, criterion."""

IS_PLAIN = (
    (Mark.state == MarkState.MARKED) & (Mark.readings == "") & (Mark.note == "") & Mark.conflict_operation_id.is_(None)
)
"""Such a mark is its number."""


@dataclass(frozen=True)
class LoadedTask:
    """A task as the domain's value, with the row ids of it and its criteria."""

    id: int
    value: Task
    positions: Mapping[int, int]
    """Id of a criterion → its position in the rubric."""
    codes: Mapping[int, str]
    """Id of a criterion → its code."""


class LoadedSheets(NamedTuple):
    """Sheets by their id, in its order, and the notes beside their cells."""

    values: dict[int, ScoreSheet]
    notes: dict[int, dict[Note, str]]


SheetColumns = tuple[int, int, int, int, str]
"""Ids of a sheet, its team, task and judge, its state."""


def _wanted(place: Section, only: Collection[int] | None) -> ColumnElement[bool]:
    ours = (SheetRow.section_id == place.id) & (SheetRow.state != SheetState.VOID)
    return ours if only is None else ours & SheetRow.id.in_(only)


def _blank(tasks: Mapping[int, LoadedTask]) -> dict[int, list[Cell]]:
    """Return the empty cells of a sheet of each task that has sheets."""
    return {task_id: [None] * len(task.positions) for task_id, task in tasks.items() if task.value.judges}


@garbage_collector_paused()
def load(
    session: Session,
    place: Section,
    tasks: Mapping[int, LoadedTask],
    teams: Mapping[int, str],
    only: Collection[int] | None = None,
) -> LoadedSheets:
    """Return every official and practice sheet that is not void with its marks; `only` some of them by id."""
    ours = _wanted(place, only)
    blank = _blank(tasks)
    rows = [row for row in _sheet_rows(session, ours) if row[2] in blank]
    cells = {one: blank[task].copy() for one, _, task, _, _ in rows}
    judges = _judges(session, place)
    marks = Mark.sheet_id.in_(select(SheetRow.id).where(ours) if only is None else only)
    absent: Counter[int] = Counter()
    notes: dict[int, dict[Note, str]] = {}
    if _fill_plain(session, marks, cells, tasks):
        names = {row[0]: (teams[row[1]], tasks[row[2]], judges[row[3]][0]) for row in rows}
        absent, notes = _fill_others(session, marks, cells, names)
    codes = {task_id: task.value.code for task_id, task in tasks.items()}
    values = {
        one: ScoreSheet(
            teams[team],
            codes[task],
            judge,
            tuple(cells[one]),
            is_absent(absent[one], len(cells[one])),
            practice,
            state in HANDED_OVER,
        )
        for one, team, task, judge_id, state in rows
        for judge, practice in (judges[judge_id],)
    }
    return LoadedSheets(values, notes)


def _sheet_rows(session: Session, ours: ColumnElement[bool]) -> list[SheetColumns]:
    query = select(SheetRow.id, SheetRow.team_id, SheetRow.task_id, SheetRow.judge_id, SheetRow.state)
    with _rows(session, query.where(ours).order_by(SheetRow.id)) as rows:
        return list(rows)


def _judges(session: Session, place: Section) -> dict[int, tuple[str, bool]]:
    """Each judge's key, and whether what the judge marks is practice."""
    query = select(Judge.id, Judge.key, Judge.kind).where(Judge.section_id == place.id)
    return {judge_id: (key, kind == JudgeKind.PRACTICE) for judge_id, key, kind in session.execute(query)}


def _fill_plain(
    session: Session, marks: ColumnElement[bool], cells: Mapping[int, list[Cell]], tasks: Mapping[int, LoadedTask]
) -> bool:
    """Fill in the many marks that are nothing but a number; say whether there are others."""
    positions = {criterion_id: position for task in tasks.values() for criterion_id, position in task.positions.items()}
    others = False
    query = select(Mark.sheet_id, Mark.criterion_id, case((IS_PLAIN, Mark.mark))).where(marks)
    with _rows(session, query) as rows:
        for sheet_id, criterion_id, given in rows:
            if given is None:
                others = True
                continue
            try:
                cells[sheet_id][positions[criterion_id]] = given
            except KeyError:  # a task without sheets, a criterion that was taken out of the rubric
                continue
    return others


def _fill_others(
    session: Session,
    marks: ColumnElement[bool],
    cells: Mapping[int, list[Cell]],
    names: Mapping[int, tuple[str, LoadedTask, str]],
) -> tuple[Counter[int], dict[int, dict[Note, str]]]:
    """Fill in what needs a look; return how many cells of each sheet say absent, and the notes.

    `names` are team, task and judge of each sheet.
    """
    columns = (Mark.state, Mark.mark, Mark.readings, Mark.consequence, Mark.note, Mark.conflict_operation_id)
    query = select(Mark.sheet_id, Mark.criterion_id, *columns).where(marks, ~IS_PLAIN)
    absent: Counter[int] = Counter()
    notes: dict[int, dict[Note, str]] = {}
    with _rows(session, query) as rows:
        for sheet_id, criterion_id, state, given, readings, consequence, note, conflict in rows:
            if sheet_id not in names:
                continue
            team, task, judge = names[sheet_id]
            if (position := task.positions.get(criterion_id)) is None:
                continue
            if note:
                notes.setdefault(sheet_id, {})[team, task.value.code, judge, task.codes[criterion_id]] = note
            if state == MarkState.ABSENT:
                absent[sheet_id] += 1
            elif conflict is None:
                cells[sheet_id][position] = cell_of(state, given, readings, consequence)
    return absent, notes


@contextmanager
def _rows(session: Session, query: Select[*tuple[Any, ...]]) -> Iterator[Any]:
    """Return the driver's own tuples: whole numbers and texts need no conversion, and a Row for each costs as much again."""
    result = session.connection().execute(query)
    try:
        yield result.cursor
    finally:
        result.close()
