"""Effective weights: how much each task really decides in a section's totals."""

from fractions import Fraction

from olympiad.domain.ranking import Ranking
from olympiad.domain.scales import LINEAR, Marks, factors
from olympiad.domain.section import Section


def effective_weights(section: Section, ranking: Ranking) -> list[Fraction | None]:
    """For each task the share of the totals' variance: cov(contribution, total) ÷ var(total); the shares add up to 1.

    Over placed teams that are not absent everywhere; None under z and t (there the weights are what they
    say), with fewer than two such teams or equal totals. Exact.
    """
    rows = [row for row in ranking.rows if row.place is not None and not row.is_absent_everywhere]
    if section.rules.scale not in LINEAR or len(rows) < 2:
        return [None] * len(section.tasks)
    teams = [row.team for row in ranking.rows]
    by_task = factors(Marks(teams, section.tasks, [row.marks for row in ranking.rows], section.rules))
    columns = [_centred([factor * row.marks[column].counted for row in rows]) for column, factor in enumerate(by_task)]
    totals = [sum(values, Fraction(0)) for values in zip(*columns, strict=True)]
    variance = sum((total * total for total in totals), Fraction(0))
    if not variance:
        return [None] * len(section.tasks)
    return [
        sum((value * total for value, total in zip(column, totals, strict=True)), Fraction(0)) / variance
        for column in columns
    ]


def _centred(values: list[Fraction]) -> list[Fraction]:
    mean = sum(values, Fraction(0)) / len(values)
    return [value - mean for value in values]
