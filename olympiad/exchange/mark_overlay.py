"""Laying marks.csv over the marks that are there: unmarked cells are filled, nothing that a judge gave is overwritten."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from olympiad.domain.rubric import parse_answers
from olympiad.exchange.cell_kinds import Names
from olympiad.exchange.overlay import Action, PlannedRow
from olympiad.exchange.row_identity import CLEAR, Cells, canonical
from olympiad.exchange.tables import COLUMNS, Problem, Row, Table

FILE = "marks.csv"
Place = tuple[str, str, str]
"""Team, task, judge (empty: the team as a whole)."""


@dataclass
class PresentMarks:
    """What is marked so far, by cell and by sheet."""

    cells: dict[tuple[str, str, str, str], Cells] = field(default_factory=dict)
    marked: set[Place] = field(default_factory=set)
    """Sheets with a mark, and (judge empty) teams at tasks with one."""
    absent: set[Place] = field(default_factory=set)
    submitted: Collection[Place] = frozenset()


def checks_of(criteria: Iterable[Cells]) -> dict[tuple[str, str], str]:
    """Return the maximum of every check: `yes` stands for it."""
    return {(row["task"], row["criterion"]): row["maximum"] for row in criteria if row.get("kind") == "check"}


def as_numbers(table: Table, checks: Mapping[tuple[str, str], str]) -> Table:
    """Write the maximum for `yes` and 0 for `no` in the marks of checks."""
    rows = (
        Row(row.number, {**row.cells, "mark": _number_of(row.cells, checks)}) if "mark" in row.cells else row
        for row in table.rows
    )
    return replace(table, rows=tuple(rows))


def _number_of(cells: Cells, checks: Mapping[tuple[str, str], str]) -> str:
    written = cells["mark"]
    maximum = checks.get((cells.get("task", ""), cells.get("criterion", "")))
    return written if maximum is None else {"yes": maximum, "no": "0"}.get(written.lower(), written)


def present_marks(rows: Iterable[Cells], submitted: Collection[Place]) -> PresentMarks:
    """Sort the marks that are there."""
    found = PresentMarks(submitted=submitted)
    for written in rows:
        row = canonical("marks", written, Names())
        place = row["team"], row["task"], row["judge"]
        if row["state"] == "absent":
            found.absent.add(place)
        else:
            found.cells[*place, row["criterion"]] = row
            found.marked |= {place, (*place[:2], "")}
    return found


def compare_marks(table: Table, present: PresentMarks, names: Names) -> tuple[list[PlannedRow], list[Problem]]:
    """Plan the rows of marks.csv; a differing mark and a mark for a submitted sheet are problems."""
    planned, problems = [], []
    for row in table.rows:
        cells = _spelled(row.cells, names)
        action, problem = _fate(row, cells, present)
        planned.append(PlannedRow(row.number, action, cells))
        if problem:
            problems.append(problem)
    return planned, problems


def _spelled(written: Cells, names: Names) -> dict[str, str]:
    blank = dict.fromkeys(COLUMNS["marks"].known, "")
    cells = blank | {
        column: "" if text == CLEAR else text for column, text in canonical("marks", written, names).items()
    }
    if not cells["state"] and (cells["mark"] or cells["reading"]):
        cells["state"] = "marked"
    return cells


def _fate(row: Row, cells: Cells, present: PresentMarks) -> tuple[Action, Problem | None]:
    place = cells["team"], cells["task"], cells["judge"]
    there = present.cells.get((*place, cells["criterion"]))
    if cells["state"] == "absent":
        if place in present.absent:
            return Action.LEAVE, None
        return _refused_or_new(row, "absent", _any_mark(present, place), place, present)
    if not cells["state"]:
        cleared = CLEAR in (row.cells.get("mark"), row.cells.get("reading"))
        problem = _differs(row, CLEAR, told(there)) if there and cleared else None
        return Action.LEAVE, problem
    if there is None:
        absent = "absent" if place in present.absent or (*place[:2], "") in present.absent else ""
        return _refused_or_new(row, told(cells), absent, place, present)
    return Action.LEAVE, None if _same(cells, there) else _differs(row, told(cells), told(there))


def _any_mark(present: PresentMarks, place: Place) -> str:
    return "marked" if place in present.marked else ""


def _refused_or_new(
    row: Row, found: str, there: str, place: Place, present: PresentMarks
) -> tuple[Action, Problem | None]:
    if there:
        return Action.LEAVE, _differs(row, found, there)
    if place in present.submitted:
        return Action.LEAVE, Problem(FILE, row.number, "mark", "sheet_submitted", {"found": found, "judge": place[2]})
    return Action.CREATE, None


def _differs(row: Row, found: str, there: str) -> Problem:
    return Problem(FILE, row.number, "mark", "mark_differs", {"found": found, "present": there})


def told(cells: Cells) -> str:
    """Say in short what a cell holds."""
    return cells["reading"] or cells["mark"] or " ".join(filter(None, (cells["state"], cells["consequence"])))


def _same(cells: Cells, there: Cells) -> bool:
    if cells["state"] != there["state"] or _answers(cells["reading"]) != _answers(there["reading"]):
        return False
    return cells["consequence"] == there["consequence"] and (bool(cells["reading"]) or cells["mark"] == there["mark"])


def _answers(text: str) -> object:
    """Return replicates in their order, or the set of chosen answers."""
    if not text:
        return ()
    found = parse_answers(text)
    return frozenset(found) if isinstance(found[0], str) else found
