"""Award levels: counts, shares and thresholds, never through a tie."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from olympiad.domain.award_conditions import BORDERS, Candidates, Standing
from olympiad.domain.choices import Scale
from olympiad.domain.rubric import Task
from olympiad.domain.rules import AwardLevel, Rules


@dataclass(frozen=True)
class LevelResult:
    """What became of one level: whether it exists, its top group, the least total, who got it."""

    level: AwardLevel
    exists: bool
    quota: Fraction | None = None
    border: int | None = None
    """Size of the top group that count and share allow."""
    least: Fraction | None = None
    """The total that count, share and thresholds ask for, in plain points; None where nobody can say."""
    rows: tuple[int, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the level exists and nobody got it: a warning."""
        return self.exists and not self.rows


def group_sizes(totals: Sequence[int]) -> list[int]:
    """The sizes of top groups that split no tie, the empty one included; totals best first.

    >>> group_sizes([9, 8, 8, 5])
    [0, 1, 3, 4]
    """
    sizes = [0]
    for _, tied in groupby(totals):
        sizes.append(sizes[-1] + len(list(tied)))
    return sizes


def section_maximum(rules: Rules, tasks: Sequence[Task]) -> Fraction | None:
    """What `%max` is a share of: raw Σ w × task maxima; percent and best 100; none under z and t."""
    if rules.scale is Scale.RAW:
        return sum((task.weight * task.maximum for task in tasks), Fraction(0)) / 1000
    return None if rules.scale in (Scale.Z, Scale.T) else Fraction(100)


def award_levels(levels: Sequence[AwardLevel], field: Candidates) -> list[LevelResult]:
    """Step 12: each team gets the highest level that it reaches; shares and counts are cumulative from the top.

    A lower border is never above a higher one: it covers at least the top group of every level above.
    """
    won: set[int] = set()
    results: list[LevelResult] = []
    covered = 0
    for level in levels:
        if not level.exists(field.counted):
            results.append(LevelResult(level, exists=False))
            continue
        border = _border(level, field)
        if border is not None:
            border = covered = max(covered, border)
        result = _reach(level, field, border, won)
        won.update(result.rows)
        results.append(result)
    return results


def _border(level: AwardLevel, field: Candidates) -> int | None:
    asked = level.quota(field.counted)
    if asked is None:
        return None
    sizes = group_sizes([standing.total for standing in field.eligible])
    return BORDERS[level.border](sizes, asked)


def _reach(level: AwardLevel, field: Candidates, border: int | None, won: set[int]) -> LevelResult:
    asked = level.quota(field.counted)
    least, possible = _least(level, field, border)
    if not possible:
        return LevelResult(level, True, asked, border)
    group = field.eligible[:border]
    if least is not None:
        group = _from_total(group, least * 10**field.decimals)
    reached: Sequence[Standing] = [team for team in group if team.row not in won and level.holds(team, field)]
    for condition in level.conditions:
        reached = condition.capped(reached)
    return LevelResult(level, True, asked, border, least, tuple(team.row for team in reached))


def _from_total(group: Sequence[Standing], lowest: Fraction) -> list[Standing]:
    return [team for team in group if team.total >= lowest]


def _least(level: AwardLevel, field: Candidates, border: int | None) -> tuple[Fraction | None, bool]:
    """Return the total that is asked for, and whether it can be told (the best of nobody can't)."""
    wanted = [total for condition in level.conditions for total in condition.least(field)]
    known = [total for total in wanted if total is not None]
    if len(known) < len(wanted):
        return None, False
    if border:
        known.append(Fraction(field.eligible[border - 1].total, 10**field.decimals))
    return max(known, default=None), True


def levels_by_row(results: Sequence[LevelResult]) -> Mapping[int, str]:
    """Row → the name of the level that it got."""
    return {row: result.level.name for result in results for row in result.rows}
