"""Tie-breaks: the registry of rules that sort teams of the same total."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from olympiad.domain.evidence import Evidence, exact_share
from olympiad.domain.rubric import Task
from olympiad.domain.scales import Marks
from olympiad.domain.task_marks import joined_worth, marked_sheets

Sorting = Any
"""A value that sorts: the lesser is better."""


@dataclass(frozen=True)
class Field:
    """What a tie-break may look at: the rows of `marks` and the evidence behind them."""

    evidence: Evidence
    marks: Marks

    @cached_property
    def bests(self) -> list[int | Fraction]:
        """The best reference mark of each task."""
        return [self.marks.best(column) for column in range(len(self.marks.tasks))]

    @cached_property
    def tasks(self) -> dict[str, Task]:
        """Task code → task."""
        return {task.code: task for task in self.marks.tasks}

    @cached_property
    def columns(self) -> dict[str, int]:
        """Task code → column."""
        return {task.code: column for column, task in enumerate(self.marks.tasks)}

    @cached_property
    def seconds(self) -> dict[str, Fraction]:
        """Σ seconds of each team that has a time."""
        sums: dict[str, Fraction] = {}
        for (team, _), seconds in self.evidence.section.times.items():
            sums[team] = sums.get(team, Fraction(0)) + seconds
        return sums


def task(field: Field, row: int, operand: str) -> Sorting:
    """`task:X`: the task mark of X, the higher first."""
    return -field.marks.rows[row][field.columns[operand]].counted


def criterion(field: Field, row: int, operand: str) -> Sorting:
    """`criterion:X/y`: points of y joined by X's method over complete sheets, none is 0; penalties are negative."""
    rubric, position = next(criteria_named(operand, field.tasks))
    if field.marks.rows[row][field.columns[rubric.code]].is_absent:
        return 0
    sheets = marked_sheets(field.evidence, field.marks.teams[row].key, rubric)
    worth = joined_worth(rubric, position, sheets)
    return -worth.points if worth else 0


def criteria_named(operand: str, tasks: Mapping[str, Task]) -> Iterator[tuple[Task, int]]:
    """Return every task and position that `X/y` may name; a task code may itself hold a slash. The first one counts.

    >>> list(criteria_named("X/y", {}))
    []
    """
    for at, character in enumerate(operand):
        rubric = tasks.get(operand[:at]) if character == "/" else None
        if rubric and operand[at + 1 :] in rubric.positions:
            yield rubric, rubric.positions[operand[at + 1 :]]


def best_task(field: Field, row: int, operand: str) -> Sorting:
    """`best_task`: task marks as shares of their maxima, best first, compared one after the other."""
    own = zip(field.marks.tasks, field.marks.rows[row], strict=True)
    return sorted(-exact_share(mark.counted, task.maximum) for task, mark in own)


def tasks_won(field: Field, row: int, operand: str) -> Sorting:
    """`tasks_won`: in how many tasks the team has the best mark, if that is above 0; the more the better."""
    won = [
        mark.counted == top > 0 and not mark.is_absent
        for mark, top in zip(field.marks.rows[row], field.bests, strict=True)
    ]
    return -sum(won)


def fewest_penalties(field: Field, row: int, operand: str) -> Sorting:
    """`fewest_penalties`: Σ points of the team's penalties; the fewer the better."""
    return field.evidence.all_penalty_points(field.marks.teams[row].key)


def least_time(field: Field, row: int, operand: str) -> Sorting:
    """`least_time`: Σ seconds; the fewer the better, a team without any time loses."""
    seconds = field.seconds.get(field.marks.teams[row].key)
    return (seconds is None, seconds or Fraction(0))


def extra_round(field: Field, row: int, operand: str) -> Sorting:
    """`extra_round`: rank in a recorded extra round; a team without a rank comes last of its group."""
    rank = field.evidence.section.extra_rounds.get(field.marks.teams[row].key)
    return (rank is None, rank or 0)


@dataclass(frozen=True)
class TieBreak:
    """One rule of the registry: how it is written, and what it sorts by."""

    written: str
    value: Callable[[Field, int, str], Sorting]

    @property
    def takes_operand(self) -> bool:
        """Whether a task or criterion is named after a colon."""
        return ":" in self.written


TIE_BREAKS: dict[str, TieBreak] = {
    "task": TieBreak("task:X", task),
    "criterion": TieBreak("criterion:X/y", criterion),
    "best_task": TieBreak("best_task", best_task),
    "tasks_won": TieBreak("tasks_won", tasks_won),
    "fewest_penalties": TieBreak("fewest_penalties", fewest_penalties),
    "least_time": TieBreak("least_time", least_time),
    "extra_round": TieBreak("extra_round", extra_round),
}
"""A new tie-break is one function and one line here."""


def break_ties(field: Field, group: Sequence[int], chain: Sequence[str]) -> tuple[list[list[int]], dict[int, str]]:
    """Part teams of the same total by the chain, each rule among those still tied.

    Gives the groups in order and, for each row, the last rule that separated it from one still tied with it.
    """
    groups, decided = [list(group)], dict[int, str]()
    for written in chain:
        finer: list[list[int]] = []
        for tied in groups:
            parts = [tied] if len(tied) == 1 else split(tied, _values(field, tied, written))
            if len(parts) > 1:
                decided.update(dict.fromkeys(tied, written))
            finer += parts
        groups = finer
    return groups, decided


def _values(field: Field, rows: Sequence[int], written: str) -> dict[int, Sorting]:
    name, _, operand = written.partition(":")
    return {row: TIE_BREAKS[name].value(field, row, operand) for row in rows}


def split(rows: Sequence[int], values: dict[int, Sorting]) -> list[list[int]]:
    """Part rows by their values, the least first; within a part in the given order.

    >>> split([0, 1, 2], {0: 5, 1: 3, 2: 5})
    [[1], [0, 2]]
    """
    parts: list[list[int]] = []
    for row in sorted(rows, key=lambda row: values[row]):
        if parts and values[parts[-1][0]] == values[row]:
            parts[-1].append(row)
        else:
            parts.append([row])
    return parts
