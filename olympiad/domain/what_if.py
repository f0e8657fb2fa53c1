"""What would move: two rankings of the same section side by side, under the present rules and under others."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from olympiad.domain.ranking import Listing, Ranking, Row, sides_of
from olympiad.domain.section import Team


@dataclass(frozen=True)
class Standing:
    """Where a team stands in one ranking."""

    listing: Listing
    place: Fraction | None
    is_shared: bool
    total: Decimal | None
    award: str

    @property
    def outcome(self) -> tuple[Listing, Fraction | None, str]:
        """What a change of rules is said to move; the total alone is not."""
        return self.listing, self.place, self.award


@dataclass(frozen=True)
class Mover:
    """A team whose place, award or part of the list differs."""

    team: Team
    before: Standing
    after: Standing

    @property
    def change(self) -> str:
        """`up`, `down`, or `same` where the place stays or one of both is none."""
        before, after = self.before.place, self.after.place
        if before is None or after is None or before == after:
            return "same"
        return "up" if after < before else "down"


@dataclass(frozen=True)
class AwardBorder:
    """One award level: how many got it, and the totals on both sides of its lower border."""

    name: str
    count: int
    last: Decimal | None
    """The lowest total with this award or a higher one; None where nobody has one."""
    next: Decimal | None
    """The highest total that just missed it; None where nobody did."""

    @property
    def gap(self) -> Decimal | None:
        """How far apart both are; 0 or less only where something else than the total decided."""
        return None if self.last is None or self.next is None else self.last - self.next


@dataclass(frozen=True)
class Summary:
    """One ranking in a few figures."""

    placed: int
    tied_groups: int
    tied_teams: int
    borders: tuple[AwardBorder, ...]
    empty_levels: tuple[str, ...]


@dataclass(frozen=True)
class AwardCount:
    """How many teams got an award before and after; None where a side has no such level."""

    name: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Comparison:
    """What moves, in the order of the new ranking, and both sides in figures."""

    movers: tuple[Mover, ...]
    before: Summary
    after: Summary

    @property
    def counts(self) -> tuple[AwardCount, ...]:
        """Awards of both sides, those of the new rules first."""
        old = {border.name: border.count for border in self.before.borders}
        new = {border.name: border.count for border in self.after.borders}
        return tuple(AwardCount(name, old.get(name), new.get(name)) for name in {**new, **old})


def compare(before: Ranking, after: Ranking) -> Comparison:
    """Compare two rankings of the same teams.

    >>> from olympiad.domain.choices import CriterionKind
    >>> from olympiad.domain.ranking import rank
    >>> from olympiad.domain.rubric import Criterion, Task
    >>> from olympiad.domain.notation.rules import read_rules
    >>> from olympiad.domain.section import ScoreSheet, Section
    >>> task = Task("A", (Criterion("yield", CriterionKind.POINTS, 10_000),))
    >>> sheets = tuple(ScoreSheet(key, "A", "cem", (mark,)) for key, mark in (("T01", 7500), ("T02", 9000)))
    >>> teams = (Team("T01"), Team("T02"))
    >>> one, two = (rank(Section(teams, (task,), sheets, read_rules([("award.I", f"count={n}")]))) for n in (1, 2))
    >>> compared = compare(one, two)
    >>> [(mover.team.key, mover.before.award, mover.after.award) for mover in compared.movers]
    [('T01', '', 'I')]
    >>> compared.counts, compared.before.borders[0].gap
    ((AwardCount(name='I', before=1, after=2),), Decimal('1.50'))
    """
    old, new = standings(before), standings(after)
    movers = [
        Mover(row.team, old[row.team.key], new[row.team.key])
        for row in after.rows
        if old[row.team.key].outcome != new[row.team.key].outcome
    ]
    return Comparison(tuple(movers), summary(before), summary(after))


def standings(ranking: Ranking) -> dict[str, Standing]:
    """Team key → where it stands."""
    sharing = _sharing(ranking)
    return {
        row.team.key: Standing(
            row.listing, row.place, row.place in sharing and sharing[row.place] > 1, row.total, row.award
        )
        for row in ranking.rows
    }


def _sharing(ranking: Ranking) -> Counter[Fraction | None]:
    return Counter(row.place for row in ranking.rows if row.place is not None)


def summary(ranking: Ranking) -> Summary:
    """The figures of a ranking: ties that were not broken, and each award's border."""
    tied = [count for count in _sharing(ranking).values() if count > 1]
    return Summary(
        sum(row.listing is Listing.PLACED for row in ranking.rows),
        len(tied),
        sum(tied),
        tuple(borders(ranking)),
        ranking.empty_levels,
    )


def borders(ranking: Ranking) -> list[AwardBorder]:
    """Each level that exists, from the top, with the totals on both sides of its border."""
    names = [name for name, _ in groupby(result.level.name for result in ranking.levels if result.exists)]
    found = []
    for name, above, below in sides_of(ranking, names):
        count = sum(row.award == name for row in above)
        found.append(AwardBorder(name, count, min(_totals(above), default=None), max(_totals(below), default=None)))
    return found


def _totals(rows: Iterable[Row]) -> list[Decimal]:
    return [row.total for row in rows if row.total is not None]
