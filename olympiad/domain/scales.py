"""Scales: from task marks to exact totals, comparable between tasks."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from olympiad.domain.choices import Deviation, Scale, TeamStatus
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import Amount, half_away, root, weighted_sum
from olympiad.domain.rubric import Task
from olympiad.domain.rules import Rules
from olympiad.domain.section import Team
from olympiad.domain.task_marks import TaskMark

ONE = 10**80
"""z values are integers of 10^-80: roots are cut there, far below the 30 places of a total."""
NO_SPREAD = 10**40
KEPT = 30
"""z and t totals are rounded to so many decimals before they are printed."""


@dataclass(frozen=True)
class Marks:
    """The task marks of all teams, in the order of teams and tasks: the input of every scale."""

    teams: Sequence[Team]
    tasks: Sequence[Task]
    rows: Sequence[Sequence[TaskMark]]
    rules: Rules

    def references(self, column: int) -> list[int]:
        """Reference teams of a task: competing, with a task mark, not absent."""
        return [
            row
            for row, team in enumerate(self.teams)
            if team.status is TeamStatus.COMPETING
            and self.rows[row][column].value is not None
            and not self.rows[row][column].is_absent
        ]

    def common_references(self, columns: Iterable[int]) -> list[int]:
        """The reference teams in every one of these tasks."""
        sets = [set(self.references(column)) for column in columns]
        return [row for row in range(len(self.teams)) if all(row in own for own in sets)]

    def best(self, column: int) -> Amount:
        """The best mark of the reference teams, 0 without any."""
        return max((self.rows[row][column].counted for row in self.references(column)), default=0)


def raw(marks: Marks) -> list[Fraction]:
    """`raw`: a task mark counts as it is; the total is Σ weight × mark."""
    return [task.weight for task in marks.tasks]


def percent(marks: Marks) -> list[Fraction]:
    """`percent`: task mark ÷ task maximum × 100; the total is Σ w·s ÷ Σ w, within 0…100."""
    return _shares(marks, [task.maximum for task in marks.tasks])


def best(marks: Marks) -> list[Fraction]:
    """`best`: task mark ÷ best mark of the reference teams × 100 (best 0: all 0); the total is Σ w·s ÷ Σ w."""
    return _shares(marks, [marks.best(column) for column in range(len(marks.tasks))])


def _shares(marks: Marks, bases: Sequence[Amount]) -> list[Fraction]:
    weights = sum((task.weight for task in marks.tasks), Fraction(0))
    return [
        task.weight * 100_000 / (base * weights) if base else Fraction(0)
        for task, base in zip(marks.tasks, bases, strict=True)
    ]


LINEAR: dict[Scale, Callable[[Marks], list[Fraction]]] = {Scale.RAW: raw, Scale.PERCENT: percent, Scale.BEST: best}
"""Scales that multiply each task mark by a factor: the registry gives the factors."""


def totals(marks: Marks) -> list[Amount]:
    """Steps 7 and 8 for every team: amounts before section penalties and rounding; missing marks count 0.

    Raises `too_few_reference_teams` or `no_spread` under z and t.
    """
    if marks.rules.scale in LINEAR:
        return _linear_totals(marks, LINEAR[marks.rules.scale](marks))
    z = _total_z(marks)
    if marks.rules.scale is Scale.T:
        z = [50 * ONE + 10 * value for value in z]
    kept: int = 10**KEPT
    return [Fraction(half_away(value * kept, ONE) * 1000, kept) for value in z]


def factors(marks: Marks) -> list[Fraction]:
    """What one point of each task adds to the total, under a linear scale."""
    return LINEAR[marks.rules.scale](marks)


def _linear_totals(marks: Marks, by_task: Sequence[Fraction]) -> list[Amount]:
    common = lcm(*(factor.denominator for factor in by_task))
    whole = [factor.numerator * (common // factor.denominator) for factor in by_task]
    sums = [weighted_sum(whole, [mark.value or 0 for mark in row]) for row in marks.rows]
    return sums if common == 1 else [Fraction(total) / common for total in sums]


def _total_z(marks: Marks) -> list[int]:
    """z of parts, weighted; standardised again where there is more than one part (IBO report 2013)."""
    names = list(dict.fromkeys(task.part for task in marks.tasks))
    parts = [_part_z(marks, name) for name in names]
    if len(parts) == 1:
        return parts[0]
    weights = [marks.rules.part_weights.get(name, Fraction(1)) for name in names]
    joined = _weighted(parts, weights)
    return standardise(joined, marks.common_references(range(len(marks.tasks))), marks.rules.sd, {})


def _part_z(marks: Marks, name: str) -> list[int]:
    """z of the part's tasks, weighted; standardised again where the part has more than one."""
    columns = [column for column, task in enumerate(marks.tasks) if task.part == name]
    values = [task_z(marks, column) for column in columns]
    if len(columns) == 1:
        return values[0]
    joined = _weighted(values, [marks.tasks[column].weight for column in columns])
    return standardise(joined, marks.common_references(columns), marks.rules.sd, {"part": name})


def task_z(marks: Marks, column: int) -> list[int]:
    """z of one task for every team, in 10^-80."""
    values = [row[column].counted for row in marks.rows]
    common = lcm(*(value.denominator for value in values))
    whole = [value.numerator * (common // value.denominator) for value in values]
    return standardise(whole, marks.references(column), marks.rules.sd, {"task": marks.tasks[column].code}, least=0)


def _weighted(columns: Sequence[Sequence[int]], weights: Sequence[Fraction]) -> list[int]:
    common = lcm(*(weight.denominator for weight in weights))
    whole = [weight.numerator * (common // weight.denominator) for weight in weights]
    divisor = sum(whole)
    return [
        half_away(sum(weight * value for weight, value in zip(whole, row, strict=True)), divisor)
        for row in zip(*columns, strict=True)
    ]


def standardise(
    values: Sequence[int], references: Sequence[int], sd: Deviation, where: dict[str, str], *, least: int = NO_SPREAD
) -> list[int]:
    """(value − mean) ÷ SD for every value, in 10^-80; mean and SD over the reference rows.

    With n references, S = Σ v and V = n Σ v² − S², z is (n v − S) ÷ √(V n ÷ d), d = n or n − 1: one exact root.

    >>> [value // 10**78 for value in standardise([1, 2, 3], [0, 1, 2], Deviation.SAMPLE, {})]
    Traceback (most recent call last):
    olympiad.domain.errors.DomainError: no_spread: rule=scale
    >>> [value // 10**78 for value in standardise([1, 2, 3], [0, 1, 2], Deviation.SAMPLE, {}, least=0)]
    [-100, 0, 100]
    """
    count = len(references)
    if count < 3:
        raise DomainError("too_few_reference_teams", rule="scale", found=count, **where)
    chosen = [values[row] for row in references]
    if max(chosen) - min(chosen) <= least:
        raise DomainError("no_spread", rule="scale", **where)
    total = sum(chosen)
    spread = count * sum(value * value for value in chosen) - total * total
    divisor = count - 1 if sd is Deviation.SAMPLE else count
    deviation = root(Fraction(spread * count, divisor), 120)
    scale = ONE * deviation.denominator
    return [half_away((count * value - total) * scale, deviation.numerator) for value in values]
