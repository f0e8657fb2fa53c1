"""Simulated halls with known severity, drift and favour, and how often the intervals hold what was put in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from olympiad.analysis.judge_fairness import Fairness, drifts, fairness, severities
from olympiad.analysis.own_institution import own_institution
from olympiad.analysis.section_marks import SectionMarks, SheetMarks, TaskShape

ALARMS = frozenset({"severity_apart", "drifts", "follows_sheet_before", "own_favoured", "narrow_range"})
DRIFT, FAVOUR = 8.0, 10.0
"""Percent of the maximum, put into the sheets of the first judge of each task."""
CLOSE = 2
"""So many teams are close to the first judges."""


@dataclass(frozen=True)
class Design:
    """Who marks whom; `panel` judges of a task mark each team, in turn; `step`: marks are rounded and kept within 0 to 100."""

    name: str
    teams: int
    tasks: int
    judges: int
    panel: int
    step: float = 0.0

    def severity(self, judge: int) -> float:
        """Return how much more a judge gives, in percent; the judges of a task sum to 0."""
        return 3.0 - 6.0 * judge / (self.judges - 1)


DESIGNS = (
    Design("20 teams, 3 judges mark all", 20, 1, 3, 3),
    Design("24 teams × 6 tasks, 2 judges mark all, half points", 24, 6, 2, 2, 0.5),
    Design("24 teams × 3 tasks, 2 of 4 judges mark each, half points", 24, 3, 4, 2, 0.5),
)


def simulate(
    random: np.random.Generator, design: Design, *, strict: bool = False, drift: float = 0.0, favour: float = 0.0
) -> SectionMarks:
    """Return one hall; ability and chance are normal, teams come in an order of each task's own."""
    tasks = tuple(TaskShape(f"K{at}", 100.0, 1.0, (("a", 50.0), ("b", 50.0))) for at in range(design.tasks))
    sheets: list[SheetMarks] = []
    for task in tasks:
        order = random.permutation(design.teams)
        ability = random.normal(60, 12, design.teams)
        panels = list(_panels(random, design))
        for judge in range(design.judges):
            own = [team for team in order if judge in panels[team]]
            for at, team in enumerate(own):
                is_close = judge == 0 and bool(team < CLOSE)
                moved = (drift * at / (len(own) - 1) + favour * is_close) if judge == 0 else 0.0
                total = ability[team] + strict * design.severity(judge) + moved + random.normal(0, 4)
                marked = _rounded(float(total), design.step)
                name, halves = f"{task.code}-{judge}", (marked / 2, marked / 2)
                sheets.append(SheetMarks(f"T{team}", task.code, name, marked, halves, 5.0 * at, 4.0, is_close))
    return SectionMarks(tuple(f"T{at}" for at in range(design.teams)), tasks, tuple(sheets))


def _panels(random: np.random.Generator, design: Design) -> Iterator[frozenset[int]]:
    """Return the judges of each team; the first ones are always judged by the first judge and another one."""
    for team in range(design.teams):
        if team < CLOSE:
            yield frozenset(range(design.panel))
        else:
            yield frozenset(random.permutation(design.judges)[: design.panel].tolist())


def _rounded(total: float, step: float) -> float:
    return min(max(step * round(total / step), 0.0), 100.0) if step else total


def severity_held(random: np.random.Generator, design: Design) -> list[bool]:
    """Simulate a hall of strict and kind judges; tell of each whether its interval holds the severity put in."""
    marks = simulate(random, design, strict=True)
    found = [one for task in marks.tasks for one in severities(task, marks.of_task(task.code))]
    return [_holds(one.low, design.severity(int(one.judge.partition("-")[2])), one.high) for one in found]


def drift_held(random: np.random.Generator, design: Design) -> list[bool]:
    """Simulate a hall whose first judges drift; tell of these whether the interval holds the drift put in."""
    marks = simulate(random, design, strict=True, drift=DRIFT)
    return [_holds(one.low, DRIFT, one.high) for one in drifts(marks) if one.judge.endswith("-0")]


def favour_held(random: np.random.Generator, design: Design) -> list[bool]:
    """Simulate a hall whose first judges favour their own teams; tell whether the interval holds the favour put in."""
    one = own_institution(simulate(random, design, strict=True, favour=FAVOUR))
    return [_holds(one.low, FAVOUR, one.high)]


def _holds(low: float | None, truth: float, high: float | None) -> bool:
    assert low is not None
    assert high is not None
    return low <= truth <= high


def alarms_of(found: Fairness) -> set[str]:
    """Return the alarms of an analysis."""
    lines = (*found.severity, *found.drift, *found.sequence, *found.habits, found.own)
    return {note.reason for one in lines for note in one.notes} & ALARMS


def is_alarmed(random: np.random.Generator, design: Design) -> list[bool]:
    """Simulate a fair hall; tell whether anything rings."""
    return [bool(alarms_of(fairness(simulate(random, design))))]


Trial = Callable[[np.random.Generator, Design], list[bool]]


def share(trial: Trial, design: Design, halls: int, seed: int) -> float:
    """Return the share of True over so many halls."""
    random = np.random.default_rng(seed)
    return float(np.mean([one for _ in range(halls) for one in trial(random, design)]))
