"""Award borders: the teams just above and just below each, whose sums a second person checks before results count."""

from collections.abc import Sequence
from dataclasses import dataclass

from olympiad.domain.canonical_json import Plain, checksum
from olympiad.domain.evidence import Evidence
from olympiad.domain.exact import written_points
from olympiad.domain.known_marks import KnownMarks, Marked
from olympiad.domain.ranking import Ranking, Row, sides_of
from olympiad.domain.task_marks import TaskDetail, task_detail


@dataclass(frozen=True)
class Neighbour:
    """A team next to a border, with how each of its task marks arose."""

    row: Row
    details: tuple[TaskDetail, ...]
    is_above: bool


@dataclass(frozen=True)
class Border:
    """The lower border of an award: everybody of the last total above it and of the first total below it."""

    award: str
    neighbours: tuple[Neighbour, ...]
    fingerprint: str
    """SHA-256 over award, teams, sheet totals, task marks and totals: a confirmation counts while it stays the same."""


def find_borders(evidence: Evidence, ranking: Ranking, known: KnownMarks | None = None) -> list[Border]:
    """Return the borders from the top; a level that nobody got adds none of its own.

    Tied teams stand on one side together, since a border never splits a tie. `known` spares sheets summed before.
    """
    marked = (known or KnownMarks()).sheets_of(evidence)
    names = dict.fromkeys(result.level.name for result in ranking.levels if result.exists)
    return [
        _border(evidence, marked, name, _outermost(above, last=True), _outermost(below, last=False))
        for name, above, below in sides_of(ranking, names)
        if any(row.award == name for row in above)
    ]


def _outermost(rows: Sequence[Row], *, last: bool) -> list[Row]:
    """The rows with the lowest (or the highest) total."""
    totals = [row.total for row in rows if row.total is not None]
    wanted = (min if last else max)(totals) if totals else None
    return [row for row in rows if row.total == wanted] if totals else []


def _border(evidence: Evidence, marked: Marked, award: str, above: Sequence[Row], below: Sequence[Row]) -> Border:
    rows = [(row, True) for row in above] + [(row, False) for row in below]
    neighbours = tuple(Neighbour(row, _details(evidence, marked, row.team.key), is_above) for row, is_above in rows)
    told: list[Plain] = [_told(one) for one in neighbours]
    return Border(award, neighbours, checksum({"award": award, "teams": told}))


def _details(evidence: Evidence, marked: Marked, team: str) -> tuple[TaskDetail, ...]:
    return tuple(task_detail(evidence, team, task, marked(team, task)) for task in evidence.section.tasks)


def _told(one: Neighbour) -> Plain:
    sheets: list[Plain] = [
        [detail.task.code, sheet.judge, written_points(sheet.total)]
        for detail in one.details
        for sheet in detail.sheets
    ]
    marks: list[Plain] = [written_points(mark.value) for mark in one.row.marks]
    return {
        "team": one.row.team.key,
        "above": one.is_above,
        "sheets": sheets,
        "marks": marks,
        "total": str(one.row.total),
    }
