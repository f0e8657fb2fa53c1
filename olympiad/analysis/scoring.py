"""Totals of drawn task marks on the section's own scale, many draws at once: the rule of `domain.scales` in floats.

Nothing official is computed here. A test compares every scale with the domain's exact totals.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from olympiad.domain.choices import Deviation, Scale, TeamStatus
from olympiad.domain.ranking import Ranking
from olympiad.domain.section import Section

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Column:
    """One task of all teams, in points; `weight`, `maximum` and `part` as in the rules."""

    code: str
    weight: float
    maximum: float
    part: str
    marks: Floats
    known: Flags
    """Teams with a task mark that came from sheets or was settled; the others count 0 and never move."""
    references: Flags
    """Teams that the scales `best`, `z` and `t` look at."""


@dataclass(frozen=True)
class Scoring:
    """Official task marks of all teams, and how totals are made of them."""

    teams: tuple[str, ...]
    columns: tuple[Column, ...]
    scale: Scale = Scale.RAW
    sd: Deviation = Deviation.POPULATION
    part_weights: Mapping[str, float] = field(default_factory=dict)

    @property
    def weights(self) -> float:
        """Sum of the weights of all tasks."""
        return sum(column.weight for column in self.columns)

    def totals(self) -> Floats:
        """Return the totals of the official marks, before section penalties."""
        totals = DrawnTotals(self)
        for column in self.columns:
            totals.add(column, column.marks[None, :])
        return np.asarray(totals.totals()[0])


def scoring_of(section: Section, ranking: Ranking) -> Scoring:
    """Return the official task marks of a ranking with the section's scale."""
    rows = ranking.rows
    competing = np.array([row.team.status is TeamStatus.COMPETING for row in rows], dtype=bool)
    columns = []
    for at, task in enumerate(section.tasks):
        own = [row.marks[at] for row in rows]
        known = np.array([mark.value is not None and not mark.is_absent for mark in own], dtype=bool)
        marks = np.array([float(mark.counted) / 1000 for mark in own])
        maximum = float(task.maximum) / 1000
        columns.append(Column(task.code, float(task.weight), maximum, task.part, marks, known, known & competing))
    weights = {name: float(weight) for name, weight in section.rules.part_weights.items()}
    return Scoring(tuple(row.team.key for row in rows), tuple(columns), section.rules.scale, section.rules.sd, weights)


class DrawnTotals:
    """Adds drawn marks task by task, so that the draws of one task at a time are held."""

    def __init__(self, scoring: Scoring) -> None:
        self.scoring = scoring
        self._parts: dict[str, Floats] = {}

    def add(self, column: Column, drawn: Floats) -> None:
        """Add a task's marks, one row a draw and one column a team."""
        if self.scoring.scale in (Scale.Z, Scale.T):
            part, scaled = column.part, column.weight * self._standardised(drawn, column.references)
        else:
            part, scaled = "", drawn * self._factor(column, drawn)
        if part in self._parts:
            self._parts[part] += scaled
        else:
            self._parts[part] = scaled

    def totals(self) -> Floats:
        """Return the totals, one row a draw and one column a team."""
        if self.scoring.scale not in (Scale.Z, Scale.T):
            return self._parts[""]
        z = self._joined_z()
        return 50 + 10 * z if self.scoring.scale is Scale.T else z

    def _factor(self, column: Column, drawn: Floats) -> Floats | float:
        """Return what a point adds to the total: one number, or one for each draw."""
        if self.scoring.scale is Scale.RAW:
            return column.weight
        base: Floats | float = column.maximum
        if self.scoring.scale is Scale.BEST:
            base = drawn[:, column.references].max(axis=1, initial=0.0)[:, None]
        share = 100 * column.weight / self.scoring.weights
        return share / np.where(np.asarray(base) > 0, base, np.inf)

    def _joined_z(self) -> Floats:
        """Return the parts' z, weighted; standardised again where there is more than one."""
        parts = {name: self._part_z(name, summed) for name, summed in self._parts.items()}
        if len(parts) == 1:
            return next(iter(parts.values()))
        weights = {name: self.scoring.part_weights.get(name, 1.0) for name in parts}
        joined = sum((weights[name] * z for name, z in parts.items()), np.zeros(1)) / sum(weights.values())
        return self._standardised(joined, _common(self.scoring.columns))

    def _part_z(self, name: str, summed: Floats) -> Floats:
        own = [column for column in self.scoring.columns if column.part == name]
        z = summed / sum(column.weight for column in own)
        return z if len(own) == 1 else self._standardised(z, _common(own))

    def _standardised(self, values: Floats, references: Flags) -> Floats:
        """Return (value − mean) ÷ standard deviation of the reference teams in each draw."""
        chosen = values[:, references]
        freedom = 1 if self.scoring.sd is Deviation.SAMPLE else 0
        deviation = chosen.std(axis=1, ddof=freedom, keepdims=True)
        return np.asarray((values - chosen.mean(axis=1, keepdims=True)) / np.where(deviation > 0, deviation, np.inf))


def _common(columns: Sequence[Column]) -> Flags:
    return np.asarray(np.logical_and.reduce([column.references for column in columns]))
