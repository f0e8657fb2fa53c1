"""Effective weights: how much each task really decides in a section's totals."""

from enum import StrEnum
from fractions import Fraction

from olympiad.domain.ranking import Ranking, Row
from olympiad.domain.scales import LINEAR, Marks, factors
from olympiad.domain.section import Section

LEAST_TOTALS = 3
"""Of two totals every task may seem to decide several times their difference, one against the other."""


class Untold(StrEnum):
    """Why it is not told what each task decides."""

    SCALE = "scale"
    """Under z and t the weights are what they say."""
    TEAMS = "teams"
    """Too few teams with different totals."""


def effective_weights(section: Section, ranking: Ranking) -> list[Fraction] | Untold:
    """For each task the share of the totals' variance: cov(contribution, total) ÷ var(total); the shares add up to 1.

    Over placed teams that are not absent everywhere; with z and t, or fewer than three different totals, why it cannot
    be told. Exact.
    """
    if section.rules.scale not in LINEAR:
        return Untold.SCALE
    columns = [_centred(column) for column in _contributions(section, ranking)]
    totals = [sum(values, Fraction(0)) for values in zip(*columns, strict=True)]
    if len(set(totals)) < LEAST_TOTALS:
        return Untold.TEAMS
    variance = sum((total * total for total in totals), Fraction(0))
    return [
        sum((value * total for value, total in zip(column, totals, strict=True)), Fraction(0)) / variance
        for column in columns
    ]


def _contributions(section: Section, ranking: Ranking) -> list[list[Fraction]]:
    """What each task adds to the total of each team that counts, by task."""
    marks = Marks([row.team for row in ranking.rows], section.tasks, [row.marks for row in ranking.rows], section.rules)
    return [
        [factor * row.marks[column].counted for row in ranking.rows if _counts(row)]
        for column, factor in enumerate(factors(marks))
    ]


def _counts(row: Row) -> bool:
    return row.place is not None and not row.is_absent_everywhere


def _centred(values: list[Fraction]) -> list[Fraction]:
    mean = sum(values, Fraction(0)) / max(1, len(values))
    return [value - mean for value in values]
