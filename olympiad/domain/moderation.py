"""When sheets of one team at one task disagree, and by how much on each criterion."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from olympiad.domain.errors import DomainError
from olympiad.domain.exact import Amount
from olympiad.domain.kinds import KINDS
from olympiad.domain.rubric import Cell, Criterion, Task
from olympiad.domain.section import ScoreSheet
from olympiad.domain.sheets import Worths, is_complete, sheet_worths, total_of


@dataclass(frozen=True)
class Line:
    """One criterion on all sheets: the points of each, the widest difference, and whether it is too wide."""

    points: tuple[Amount | None, ...]
    difference: Amount | None
    disagrees: bool


@dataclass(frozen=True)
class Comparison:
    """The sheets of one team at one task side by side; an absent sheet has no points and the total 0."""

    totals: tuple[Amount | None, ...]
    difference: Amount | None
    """Widest difference of sheet totals; None while one has no total."""
    lines: tuple[Line, ...]
    disagrees: bool
    absence_disputed: bool = False
    """Some sheets say absent, others have marks."""


def compare(
    task: Task,
    sheets: Sequence[Sequence[Cell]],
    *,
    absent: Sequence[bool] = (),
    agreed: Mapping[int, Amount] | None = None,
    floor: bool = True,
) -> Comparison:
    """Put sheets side by side.

    They disagree when their totals differ by more than the task's threshold, when a criterion differs by more than so
    many steps, or when only some of them say absent. `agreed` has agreed criterion marks by position. Practice: more
    than one step on a criterion or more than 10 % of the task; the threshold itself is still agreement.

    >>> from olympiad.domain.choices import CriterionKind
    >>> task = Task("A", (Criterion("x", CriterionKind.POINTS, 10_000),), judges=2)
    >>> compare(task, ((7000,), (7500,))).disagrees, compare(task, ((7000,), (8500,))).disagrees
    (False, True)
    """
    gone = tuple(absent) or (False,) * len(sheets)
    present = [
        ScoreSheet("", task.code, "", tuple(cells)) for cells, away in zip(sheets, gone, strict=True) if not away
    ]
    worths = _worths(task, present, agreed or {})
    found = iter(worths)
    rows: list[Worths | None] = [None if away else next(found) for away in gone]
    totals = tuple(_total(task, row, floor) for row in rows)
    lines = tuple(_line(task, criterion, position, rows) for position, criterion in enumerate(task.criteria))
    difference = _widest(totals)
    apart = task.disagreement is not None and difference is not None and difference > task.disagreement.of(task.maximum)
    some_absent = any(gone) and not all(gone)
    disagrees = apart or some_absent or any(line.disagrees for line in lines)
    return Comparison(totals, difference, lines, disagrees, some_absent)


def severity(task: Task, comparison: Comparison) -> Fraction:
    """How far sheets are apart, for a queue with the worst first: the widest difference, of the totals or of one
    criterion, as a share of the task maximum. A team that is absent on some sheets only comes before all others.

    >>> from olympiad.domain.choices import CriterionKind
    >>> task = Task("A", (Criterion("x", CriterionKind.POINTS, 10_000),), judges=2)
    >>> severity(task, compare(task, ((7000,), (8500,))))
    Fraction(3, 20)
    """
    if comparison.absence_disputed:
        return Fraction(2)
    widest = [one for one in (comparison.difference, *(line.difference for line in comparison.lines)) if one]
    return Fraction(max(widest, default=0)) / task.maximum if task.maximum else Fraction(0)


@dataclass(frozen=True)
class JudgeHistory:
    """What a judge gave on one task so far: how many sheets, their mean, and how far from the others on the same teams."""

    sheets: int
    mean: Fraction | None
    lean: Fraction | None
    """Mean of the own total minus the mean of the others' totals, over the teams that somebody else marked too."""
    compared: int
    """Over how many teams."""


def judge_history(totals: Mapping[str, Mapping[str, Amount]], judge: str) -> JudgeHistory:
    """Sum up a judge's totals on a task, given by team and judge; shown beside a disagreement, never used in a mark.

    >>> judge_history({"T01": {"cem": 7000, "dana": 8000}, "T02": {"cem": 9000}}, "cem").lean
    Fraction(-1000, 1)
    """
    own = [Fraction(given[judge]) for given in totals.values() if judge in given]
    apart = [
        given[judge] - Fraction(sum(other for one, other in given.items() if one != judge)) / (len(given) - 1)
        for given in totals.values()
        if judge in given and len(given) > 1
    ]
    return JudgeHistory(len(own), _mean(own), _mean(apart), len(apart))


def _mean(values: Sequence[Fraction]) -> Fraction | None:
    return sum(values, Fraction(0)) / len(values) if values else None


def _worths(task: Task, sheets: Sequence[ScoreSheet], agreed: Mapping[int, Amount]) -> list[Worths]:
    """Step 1; where `others` has no other sheet to look at, that cell has no points yet."""
    keys = [KINDS[criterion.kind].own_key(criterion) for criterion in task.criteria]
    try:
        return sheet_worths(task, sheets, agreed, keys)
    except DomainError:
        blank = [sheet._replace(marks=tuple(_without_others(cell) for cell in sheet.marks)) for sheet in sheets]
        return sheet_worths(task, blank, agreed, keys)


def _without_others(cell: Cell) -> Cell:
    return None if cell == "others" else cell


def _total(task: Task, worths: Worths | None, floor: bool) -> Amount | None:
    if worths is None:
        return 0
    return total_of(task, worths, floor=floor) if is_complete(worths) else None


def _line(task: Task, criterion: Criterion, position: int, rows: Sequence[Worths | None]) -> Line:
    worths = [row[position] if row is not None else None for row in rows]
    points = tuple(worth.points if worth is not None and worth.counts else None for worth in worths)
    kind = KINDS[criterion.kind]
    counted = [worth for worth in worths if worth is not None and worth.counts]
    steps = [kind.steps(criterion, worth.points, worth.occurrences) for worth in counted]
    known = [step for step in steps if step is not None]
    disagrees = len(known) > 1 and max(known) - min(known) > task.disagreement_step
    return Line(points, _widest(points), disagrees)


def _widest(values: Sequence[Amount | None]) -> Amount | None:
    known = [value for value in values if value is not None]
    return max(known) - min(known) if known and len(known) == len(values) else None
