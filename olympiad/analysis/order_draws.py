"""Totals drawn again under chance between judges, and totals without severity, both on the section's own scale.

The official totals stand in the middle of the draws. In each draw every task mark moves by the mean of as many residuals
of the additive model (target + judge) as there are sheets, drawn from those of that task and stretched to their degrees of
freedom; where panels differ between teams, also by a drawn severity of each judge. Sheets become one mark as the task says
(median, trimmed mean …; joined by criterion, they are drawn as if joined by sheet). The drawn marks are then scaled as the
rules say, so that a mean, a spread or a best mark is that of the draw.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from olympiad.analysis.additive import Additive, additive
from olympiad.analysis.criteria_draws import criteria_moves, fewer
from olympiad.analysis.joining_draws import joined
from olympiad.analysis.scoring import Column, DrawnTotals, Scoring
from olympiad.analysis.section_marks import SectionMarks, SheetMarks, TaskShape
from olympiad.analysis.tables import Long

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Model:
    """What chance does to the marks of a task."""

    found: Additive
    residuals: Floats
    """Stretched to their degrees of freedom."""
    judge_sd: float
    """Of the severity that is drawn; 0 where every team had the same judges."""


class Settled(NamedTuple):
    """The placed teams with their official totals, and the tasks in which a team's mark is an agreed one."""

    totals: Mapping[str, float]
    tasks: Mapping[str, frozenset[str]]


class Drawn(NamedTuple):
    """One row a draw, one column a placed team: chance between judges; and other criteria as well."""

    totals: Floats
    wide: Floats


def models_of(marks: SectionMarks) -> dict[str, Model | None]:
    """Return the additive model of each task; None where chance cannot be told."""
    return {task.code: _model(marks.of_task(task.code)) for task in marks.tasks}


def _model(sheets: Sequence[SheetMarks]) -> Model | None:
    table = Long(
        ("target", "judge"), tuple((one.team, one.judge) for one in sheets), tuple(one.total for one in sheets)
    )
    found = additive(table)
    if found.residual_sd is None or found.residual_df < 1:
        return None
    left = np.array([one.total - _fitted(found, one) for one in sheets])
    stretched = left * np.sqrt(len(left) / found.residual_df)
    panels: dict[str, set[str]] = defaultdict(set)
    for one in sheets:
        panels[one.team].add(one.judge)
    differ = len({frozenset(panel) for panel in panels.values()}) > 1
    return Model(found, stretched, (found.judge_sd or 0.0) if differ else 0.0)


def _fitted(found: Additive, sheet: SheetMarks) -> float:
    return (found.target[sheet.team] or 0.0) + (found.judge[sheet.judge] or 0.0)


def drawn_totals(
    marks: SectionMarks,
    settled: Settled,
    scoring: Scoring,
    models: Mapping[str, Model | None],
    *,
    draws: int,
    seed: int,
) -> Drawn:
    """Return the placed teams' totals in each draw; of those with drawn criteria there may be fewer."""
    count = fewer(draws, len(settled.totals))
    chance, other = np.random.default_rng(seed), np.random.default_rng(seed + 1)
    narrow, wide = DrawnTotals(scoring), DrawnTotals(scoring)
    shapes = {task.code: task for task in marks.tasks}
    for column in scoring.columns:
        task, model = shapes.get(column.code), models.get(column.code)
        own = marks.of_task(column.code)
        drawn = np.broadcast_to(column.marks, (draws, len(column.marks)))
        if task is not None and model is not None:
            free = _Sheets(task, _free(own, column, scoring, settled), scoring.teams)
            drawn = drawn + _moves(free, model, draws, chance)
        narrow.add(column, drawn)
        further = drawn[:count]
        if task is not None:
            further = further + criteria_moves(task, own, scoring.teams, count, other) * column.known
        wide.add(column, further)
    return Drawn(*(_around(one.totals(), settled, scoring) for one in (narrow, wide)))


def _free(sheets: Sequence[SheetMarks], column: Column, scoring: Scoring, settled: Settled) -> list[SheetMarks]:
    """Return the sheets of marks that chance may move: those that count and were not settled."""
    known = {team for team, is_known in zip(scoring.teams, column.known, strict=True) if is_known}
    return [
        sheet
        for sheet in sheets
        if sheet.team in known and column.code not in settled.tasks.get(sheet.team, frozenset())
    ]


class _Sheets:
    """The sheets of one task by team, side by side, and how they become the mark of each team."""

    def __init__(self, task: TaskShape, sheets: Sequence[SheetMarks], teams: Sequence[str]) -> None:
        position = {team: at for at, team in enumerate(teams)}
        self.task, self.teams = task, len(teams)
        self.own = sorted(sheets, key=lambda sheet: position[sheet.team])
        places = [position[one.team] for one in self.own]
        self.rows, self.starts, self.counts = np.unique(places, return_index=True, return_counts=True)

    def moves(self, fixed: Floats, moved: Floats) -> Floats:
        """Return how far each team's mark moves where its sheets move from fixed values to moved ones."""
        found = np.zeros((*moved.shape[:-1], self.teams))
        if self.own:
            before, after = (joined(self.task, one, self.starts, self.counts) for one in (fixed, moved))
            found[..., self.rows] = after - before
        return found


def _moves(sheets: _Sheets, model: Model, draws: int, random: np.random.Generator) -> Floats:
    """Return how far chance moves each team's mark in each draw."""
    own = sheets.own
    fitted = np.array([_fitted(model.found, one) for one in own])
    noise = model.residuals[random.integers(0, len(model.residuals), (draws, len(own)))]
    if model.judge_sd:
        judge = {name: at for at, name in enumerate(model.found.judge)}
        severity = random.normal(0, model.judge_sd, (draws, len(judge)))
        noise += severity[:, [judge[one.judge] for one in own]]
    return sheets.moves(fitted, fitted + noise)


def adjusted_totals(
    marks: SectionMarks, settled: Settled, scoring: Scoring, models: Mapping[str, Model | None]
) -> Floats:
    """Return the placed teams' totals with the shrunken severity of their judges taken off each sheet."""
    totals = DrawnTotals(scoring)
    shapes = {task.code: task for task in marks.tasks}
    for column in scoring.columns:
        task, model = shapes.get(column.code), models.get(column.code)
        marked = column.marks
        if task is not None and model is not None:
            free = _Sheets(task, _free(marks.of_task(column.code), column, scoring, settled), scoring.teams)
            marked = marked + _without_severity(free, model)
        totals.add(column, marked[None, :])
    return np.asarray(_around(totals.totals(), settled, scoring)[0])


def _without_severity(sheets: _Sheets, model: Model) -> Floats:
    given = np.array([one.total for one in sheets.own])
    severity = np.array([model.found.shrunken["judge"][one.judge] or 0.0 for one in sheets.own])
    return sheets.moves(given, given - severity)


def _around(totals: Floats, settled: Settled, scoring: Scoring) -> Floats:
    """Return the placed teams' totals, moved so that marks as they are give the official total, penalties and all."""
    position = {team: at for at, team in enumerate(scoring.teams)}
    placed = [position[team] for team in settled.totals]
    official = np.array(list(settled.totals.values()))
    return np.asarray(totals[:, placed] + (official - scoring.totals()[placed]))


def plain_scoring(marks: SectionMarks, teams: Sequence[str]) -> Scoring:
    """Return a scoring of raw points for callers that know only the totals: tasks at 0, which the totals stand around."""
    every = np.ones(len(teams), dtype=bool)
    return Scoring(tuple(teams), tuple(_plain_column(task, every) for task in marks.tasks))


def _plain_column(task: TaskShape, every: NDArray[np.bool_]) -> Column:
    return Column(task.code, task.weight, task.maximum, "", np.zeros(len(every)), every, every)
