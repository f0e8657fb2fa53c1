"""How far a panel agrees on a practice example: the mean of each criterion, who is away from it, and pairs that agree."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from olympiad.domain.exact import Amount, simplest
from olympiad.domain.kinds import KINDS
from olympiad.domain.rubric import Criterion, Task


@dataclass(frozen=True)
class Line:
    """One criterion (or the total): the points of each judge, the panel's mean, and each judge's distance from it."""

    points: tuple[Amount | None, ...]
    mean: Amount | None
    away: tuple[Amount | None, ...]
    agreement: Fraction | None
    """Share of the pairs of judges whose points lie within the tolerance; None with fewer than two."""


def line(points: Sequence[Amount | None], tolerance: Amount) -> Line:
    """Compare what the judges gave; who gave nothing has no distance and is in no pair.

    >>> found = line((7000, 8000, 9000, None), 1000)
    >>> found.mean, found.away, found.agreement
    (8000, (-1000, 0, 1000, None), Fraction(2, 3))
    """
    known = [one for one in points if one is not None]
    mean = simplest(Fraction(sum(known)) / len(known)) if known else None
    away = tuple(None if one is None or mean is None else simplest(Fraction(one) - mean) for one in points)
    pairs = [abs(Fraction(first) - second) <= tolerance for first, second in combinations(known, 2)]
    return Line(tuple(points), mean, away, Fraction(sum(pairs), len(pairs)) if pairs else None)


def tolerance_of(task: Task, criterion: Criterion) -> Amount:
    """How far two judges may be apart and still agree: the task's steps for points (any distance where it
    has none), a tenth for readings, else nothing.

    >>> from olympiad.domain.choices import CriterionKind
    >>> task = Task("A", (Criterion("x", CriterionKind.POINTS, 10_000),))
    >>> tolerance_of(task, task.criteria[0])
    500
    """
    return KINDS[criterion.kind].tolerance(criterion, task.disagreement_step)


def total_tolerance(task: Task) -> Amount:
    """The same for sheet totals: from where the task calls totals a disagreement; never where it never does.

    >>> from olympiad.domain.choices import CriterionKind
    >>> total_tolerance(Task("A", (Criterion("x", CriterionKind.POINTS, 10_000),)))
    1000
    """
    return task.maximum if task.disagreement is None else simplest(Fraction(task.disagreement.of(task.maximum)))
