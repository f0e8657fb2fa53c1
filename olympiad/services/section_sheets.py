"""A section's score sheets and marks as the rulebook's values, read in bulk: there may be half a million marks."""

import gc
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from olympiad.domain.choices import Consequence
from olympiad.domain.exact import number
from olympiad.domain.rubric import Cell, Task
from olympiad.domain.section import ScoreSheet
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import Mark
from olympiad.models.score_sheet import ScoreSheet as SheetRow
from olympiad.models.section import Section

HANDED_OVER = ("submitted", "accepted")
"""Only these sheets count; an open or returned one is missing, however full."""

Note = tuple[str, str, str, str]
"""Team, task, judge, criterion."""

IS_PLAIN = (Mark.state == "marked") & (Mark.readings == "") & (Mark.note == "") & Mark.conflict_operation_id.is_(None)
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
    """Sheets by their id, in the order of team, task and judge, and the notes beside their cells."""

    values: dict[int, ScoreSheet]
    notes: dict[int, dict[Note, str]]


class _Open(NamedTuple):
    """A sheet while its cells are filled in."""

    team: str
    task: LoadedTask
    judge: str
    practice: bool
    submitted: bool
    cells: list[Cell]


def load(
    session: Session,
    place: Section,
    tasks: Mapping[int, LoadedTask],
    teams: Mapping[int, str],
    only: Collection[int] | None = None,
) -> LoadedSheets:
    """Give every official and practice sheet that is not void with its marks; `only` some of them by id."""
    with _collector_at_rest():
        return _load(session, place, tasks, teams, only)


def _load(
    session: Session,
    place: Section,
    tasks: Mapping[int, LoadedTask],
    teams: Mapping[int, str],
    only: Collection[int] | None,
) -> LoadedSheets:
    ours = (SheetRow.section_id == place.id) & (SheetRow.state != "void")
    if only is not None:
        ours &= SheetRow.id.in_(only)
    opened = _opened(session, ours, tasks, teams)
    marks = Mark.sheet_id.in_(select(SheetRow.id).where(ours) if only is None else only)
    _fill_plain(session, marks, {sheet_id: one.cells for sheet_id, one in opened.items()}, tasks)
    absent, notes = _fill_others(session, marks, opened)
    values = {
        sheet_id: ScoreSheet(
            one.team, one.task.value.code, one.judge, tuple(one.cells), sheet_id in absent, one.practice, one.submitted
        )
        for sheet_id, one in opened.items()
    }
    return LoadedSheets(values, notes)


def _opened(
    session: Session, ours: ColumnElement[bool], tasks: Mapping[int, LoadedTask], teams: Mapping[int, str]
) -> dict[int, _Open]:
    query = (
        select(SheetRow.id, SheetRow.team_id, SheetRow.task_id, Judge.key, Judge.kind, SheetRow.state)
        .join(Judge, Judge.id == SheetRow.judge_id)
        .where(ours)
        .order_by(SheetRow.team_id, SheetRow.task_id, Judge.key)
    )
    empty = {task_id: [None] * len(task.positions) for task_id, task in tasks.items() if task.value.judges}
    with _rows(session, query) as rows:
        return {
            sheet_id: _Open(
                teams[team_id], tasks[task_id], judge, kind == "practice", state in HANDED_OVER, [*empty[task_id]]
            )
            for sheet_id, team_id, task_id, judge, kind, state in rows
            if task_id in empty
        }


def _fill_plain(
    session: Session, marks: ColumnElement[bool], cells: Mapping[int, list[Cell]], tasks: Mapping[int, LoadedTask]
) -> None:
    """Fill in the many marks that are nothing but a number."""
    positions = {criterion_id: position for task in tasks.values() for criterion_id, position in task.positions.items()}
    query = select(Mark.sheet_id, Mark.criterion_id, Mark.mark).where(marks, IS_PLAIN)
    with _rows(session, query) as rows:
        for sheet_id, criterion_id, given in rows:
            try:
                cells[sheet_id][positions[criterion_id]] = given
            except KeyError:  # a task without sheets, a criterion that was taken out of the rubric
                continue


def _fill_others(
    session: Session, marks: ColumnElement[bool], opened: Mapping[int, _Open]
) -> tuple[set[int], dict[int, dict[Note, str]]]:
    """Fill in what needs a look; give the sheets of absent teams, and notes."""
    columns = (Mark.state, Mark.mark, Mark.readings, Mark.consequence, Mark.note, Mark.conflict_operation_id)
    query = select(Mark.sheet_id, Mark.criterion_id, *columns).where(marks, ~IS_PLAIN)
    absent: set[int] = set()
    notes: dict[int, dict[Note, str]] = {}
    with _rows(session, query) as rows:
        for sheet_id, criterion_id, state, given, readings, consequence, note, conflict in rows:
            one = opened.get(sheet_id)
            if one is None or (position := one.task.positions.get(criterion_id)) is None:
                continue
            if note:
                place = one.team, one.task.value.code, one.judge, one.task.codes[criterion_id]
                notes.setdefault(sheet_id, {})[place] = note
            if state == "absent":
                absent.add(sheet_id)
            elif conflict is None:
                one.cells[position] = cell(state, given, readings, consequence)
    return absent, notes


def cell(state: str, mark: int | None, readings: str, consequence: str) -> Cell:
    """Give the domain's cell for the columns of a mark.

    >>> cell("marked", None, "5.5|5.6", "")
    (Fraction(11, 2), Fraction(28, 5))
    """
    if state == "not_assessed":
        return Consequence(consequence or "undecided")
    if state != "marked":
        return None
    if readings and mark is None:
        return tuple(number(reading.strip()) for reading in readings.split("|"))
    return mark


@contextmanager
def _rows(session: Session, query: Select[*tuple[Any, ...]]) -> Iterator[Any]:
    """Give the driver's own tuples: whole numbers and texts need no conversion, and a Row for each costs as much again."""
    result = session.connection().execute(query)
    try:
        yield result.cursor
    finally:
        result.close()


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Half a million values that all stay make the collector walk them again and again and find nothing."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
