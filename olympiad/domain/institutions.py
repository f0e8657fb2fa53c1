"""The institutions' table: the registry of the ways to add up the teams of one institution."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from olympiad.domain.ranking import Ranking

MEDAL_POINTS = (4, 3, 2, 1)
"""Points of the highest award level, the second, the third, the fourth."""


class Placed(Protocol):
    """A placed team: a row of a ranking, or of a published one."""

    @property
    def total(self) -> Decimal | None: ...
    @property
    def award(self) -> str: ...


@dataclass(frozen=True)
class InstitutionLine:
    """One institution: its place (1224), points (plain) and number of placed teams."""

    place: int
    institution: str
    points: Fraction
    teams: int


def total_sum(rows: Sequence[Placed], levels: Sequence[str]) -> Fraction:
    """`sum`: Σ printed totals of the institution's placed teams."""
    return sum((Fraction(row.total) for row in rows if row.total is not None), Fraction(0))


def best_team(rows: Sequence[Placed], levels: Sequence[str]) -> Fraction:
    """`best`: the best printed total among the institution's placed teams."""
    return max((Fraction(row.total) for row in rows if row.total is not None), default=Fraction(0))


def medal_points(rows: Sequence[Placed], levels: Sequence[str]) -> Fraction:
    """`medals`: 4 points for a team of the highest award level, then 3, 2 and 1."""
    worth = dict(zip(levels, MEDAL_POINTS, strict=False))
    return Fraction(sum(worth.get(row.award, 0) for row in rows))


TABLES: dict[str, Callable[[Sequence[Placed], Sequence[str]], Fraction]] = {
    "sum": total_sum,
    "best": best_team,
    "medals": medal_points,
}
"""A new way is one function and one line here."""


def institution_table(ranking: Ranking, method: str) -> list[InstitutionLine]:
    """Placed competing teams by institution, best first, equal points by name; a team without one is left out.

    >>> institution_table(Ranking((), (), 0, None), "sum")
    []
    """
    own: dict[str, list[Placed]] = defaultdict(list)
    for row in ranking.rows:
        if row.place is not None and row.team.institution:
            own[row.team.institution].append(row)
    return institution_lines(own, [result.level.name for result in ranking.levels], method)


def institution_lines(
    teams: Mapping[str, Sequence[Placed]], levels: Sequence[str], method: str
) -> list[InstitutionLine]:
    """The table of placed teams that are grouped already; `levels` are the awards, the highest first."""
    points = {name: TABLES[method](rows, levels) for name, rows in teams.items()}
    names = sorted(points, key=lambda name: (-points[name], name))
    return [
        InstitutionLine(
            1 + sum(1 for other in names if points[other] > points[name]), name, points[name], len(teams[name])
        )
        for name in names
    ]
