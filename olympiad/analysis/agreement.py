"""Do the judges of a task agree: ICC where all marked the same teams, Krippendorff's alpha always, and plain differences."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean

from olympiad.analysis.generalizability import generalizability
from olympiad.analysis.icc import icc
from olympiad.analysis.kendall import kendall
from olympiad.analysis.krippendorff import krippendorff
from olympiad.analysis.section_marks import SectionMarks, SheetMarks, TaskShape
from olympiad.analysis.states import Note, Notes, unavailable, weak
from olympiad.analysis.tables import Long, Wide

GOOD = 0.75
"""From here on the mean of the sheets is good (Cicchetti, 1994)."""
ADJACENT = 0.1
"""Share of the maximum within which two totals are adjacent."""
MOST_JUDGES = 8


@dataclass(frozen=True)
class TaskAgreement:
    """How far the judges of a task agree."""

    task: str
    teams: int
    judges: int
    icc: float | None
    """ICC(3,k): of the mean of the sheets, for the order of teams."""
    low: float | None
    high: float | None
    absolute: float | None
    """ICC(2,k): for the marks as such."""
    alpha: float | None
    """Krippendorff's, interval level."""
    kendall: float | None
    exact: float | None
    """Share of pairs of sheets with equal totals."""
    adjacent: float | None
    """Share of pairs within 10 % of the maximum."""
    mean_difference: float | None
    """Points."""
    apart: tuple[str, ...]
    """Teams whose sheets lie furthest apart, beyond 10 % of the maximum."""
    enough_judges: int | None
    """So many judges would make the order of teams good (0.9), by the D study."""
    notes: Notes


def agreement(marks: SectionMarks) -> tuple[TaskAgreement, ...]:
    """Return the agreement in every task."""
    return tuple(_task(task, marks.of_task(task.code)) for task in marks.tasks)


def _task(task: TaskShape, sheets: list[SheetMarks]) -> TaskAgreement:
    shared = _shared_totals(sheets)
    judges = sorted({judge for own in shared.values() for judge in own})
    if len(shared) < 2:
        return TaskAgreement(
            task.code, len(shared), len(judges), None, None, None, None, None, None, None, None, None, (), None,
            (unavailable("nobody_shares", task=task.code),),
        )  # fmt: skip
    wide = Wide(tuple(shared), tuple(judges), tuple(tuple(own.get(one) for one in judges) for own in shared.values()))
    forms = icc(wide)
    turned = Wide(wide.columns, wide.rows, tuple(zip(*wide.values, strict=True)))
    pairs = _pairs(shared)
    limit = ADJACENT * task.maximum
    value = forms.forms["ICC(3,k)"]
    return TaskAgreement(
        task.code,
        len(shared),
        len(judges),
        value.value,
        value.low,
        value.high,
        forms.forms["ICC(2,k)"].value,
        krippendorff(turned).alpha["interval"],
        kendall(wide).w,
        fmean(gap == 0 for _, gap in pairs),
        fmean(gap <= limit for _, gap in pairs),
        fmean(gap for _, gap in pairs),
        _apart(pairs, limit),
        _enough(shared),
        _notes(task.code, forms.notes, value.value, value.low),
    )


def _shared_totals(sheets: list[SheetMarks]) -> dict[str, dict[str, float]]:
    """Return the totals by team and judge of teams that several judges marked."""
    totals: dict[str, dict[str, float]] = defaultdict(dict)
    for sheet in sheets:
        totals[sheet.team][sheet.judge] = sheet.total
    return {team: own for team, own in totals.items() if len(own) > 1}


def _pairs(shared: dict[str, dict[str, float]]) -> list[tuple[str, float]]:
    """Return team and difference of every two sheets of a team."""
    return [(team, abs(a - b)) for team, own in shared.items() for a, b in combinations(own.values(), 2)]


def _apart(pairs: list[tuple[str, float]], limit: float) -> tuple[str, ...]:
    """Return the teams with sheets further apart than the limit, the furthest first."""
    widest = {team: gap for team, gap in sorted(pairs, key=lambda one: one[1]) if gap > limit}
    return tuple(team for team, _ in sorted(widest.items(), key=_gap))


def _gap(one: tuple[str, float]) -> tuple[float, str]:
    return -one[1], one[0]


def _notes(task: str, found: Notes, value: float | None, low: float | None) -> Notes:
    notes: list[Note] = [note for note in found if note.reason != "few_judges"]
    if value is not None and value < GOOD:
        notes.append(weak("agreement_poor", task=task))
    elif low is not None and low < GOOD:
        notes.append(weak("agreement_unsure", task=task))
    return tuple(notes)


def _enough(cells: dict[str, dict[str, float]]) -> int | None:
    """Return how many judges per team would give a relative coefficient of 0.9."""
    rows = [(team, judge, total) for team, own in cells.items() for judge, total in own.items()]
    long = Long(("team", "judge"), tuple(row[:2] for row in rows), tuple(row[2] for row in rows))
    numbers = [(one,) for one in range(1, MOST_JUDGES + 1)]
    study = generalizability(long, None, numbers).d_study
    return next((number[0] for number in numbers if (study[str(number[0])][0] or 0) >= 0.9), None)
