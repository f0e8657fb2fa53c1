"""Who marked whom: judges of each task by teams, as the matrix that shows whether the sheets hang together."""

from collections import defaultdict
from dataclasses import dataclass

from olympiad.analysis.section_marks import SectionMarks

Given = dict[tuple[str, str], dict[str, str]]
"""Task and judge → team → how the sheet is drawn."""

MOST_TEAMS = 60
"""A wider matrix would not be read; the table of numbers stands beside it."""


@dataclass(frozen=True)
class MatrixRow:
    """One judge in one task; `cells` has a letter a team: `m` marked, `o` marked and close to the team, `-` no sheet."""

    task: str
    judge: str
    cells: str


@dataclass(frozen=True)
class SheetMatrix:
    """The rows, with the teams in their order, and how many sheets of the pairs that could be are there."""

    teams: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    sheets: int
    close: tuple[str, ...]
    """Teams with a sheet of a judge who is close to them."""
    is_complete: bool
    """Whether all judges of a task marked all teams that anybody marked there."""


def sheet_matrix(marks: SectionMarks) -> SheetMatrix:
    """Return who marked whom."""
    given = _given(marks)
    marked = {sheet.team for sheet in marks.sheets}
    teams = tuple(team for team in marks.teams if team in marked)
    rows = tuple(MatrixRow(task, judge, _cells(teams, given[task, judge])) for task, judge in _keys(marks, given))
    close = {sheet.team for sheet in marks.sheets if sheet.is_close}
    return SheetMatrix(teams, rows, len(marks.sheets), tuple(team for team in teams if team in close), _complete(given))


def _given(marks: SectionMarks) -> Given:
    given: Given = defaultdict(dict)
    for sheet in marks.sheets:
        given[sheet.task, sheet.judge][sheet.team] = "o" if sheet.is_close else "m"
    return given


def _keys(marks: SectionMarks, given: Given) -> list[tuple[str, str]]:
    """Return task and judge of each row: the tasks in their order, their judges by name."""
    return [(task.code, judge) for task in marks.tasks for judge in sorted(j for t, j in given if t == task.code)]


def _cells(teams: tuple[str, ...], own: dict[str, str]) -> str:
    return "".join(own.get(team, "-") for team in teams)


def _complete(given: Given) -> bool:
    by_task: dict[str, list[frozenset[str]]] = defaultdict(list)
    for (task, _), own in given.items():
        by_task[task].append(frozenset(own))
    return all(len(set(panels)) == 1 for panels in by_task.values())
