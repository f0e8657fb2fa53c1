"""Award levels: counts, shares and thresholds, never through a tie."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from olympiad.domain.choices import Border, Scale
from olympiad.domain.rubric import Task
from olympiad.domain.rules import AwardLevel, Rules, TotalAtLeast


@dataclass(frozen=True)
class Standing:
    """A team that may get a level: complete, competing, not absent everywhere; `total` in printed units."""

    row: int
    total: int


@dataclass(frozen=True)
class Candidates:
    """Whom the levels look at.

    eligible   those who may get a level, best first
    placed     printed totals of all placed competing teams
    firsts     rows that no competing team is strictly ahead of
    counted    N: competing teams that a share counts
    maximum    the section's maximum, in plain points, None under z and t
    decimals   how many decimals a printed total has
    """

    eligible: Sequence[Standing]
    placed: Sequence[int]
    firsts: frozenset[int]
    counted: int
    maximum: Fraction | None
    decimals: int


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


def at_most(sizes: Sequence[int], quota: Fraction) -> int:
    """`at_most`: the largest top group not above the quota."""
    return max(size for size in sizes if size <= quota)


def at_least(sizes: Sequence[int], quota: Fraction) -> int:
    """`at_least`: the smallest top group not below the quota; where none is large enough, all."""
    return min((size for size in sizes if size >= quota), default=sizes[-1])


def nearest(sizes: Sequence[int], quota: Fraction) -> int:
    """`nearest`: the top group nearest to the quota, never the empty one; at equal distance the larger."""
    return min((size for size in sizes if size), key=lambda size: (abs(size - quota), -size), default=0)


BORDERS: dict[Border, Callable[[Sequence[int], Fraction], int]] = {
    Border.AT_MOST: at_most,
    Border.AT_LEAST: at_least,
    Border.NEAREST: nearest,
}
"""Where a border goes that would cut through a tie."""


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
        if level.counted_from is not None and field.counted < level.counted_from:
            results.append(LevelResult(level, exists=False))
            continue
        border = _border(level, field)
        if border is not None:
            border = covered = max(covered, border)
        result = _reach(level, field, border, won)
        won.update(result.rows)
        results.append(result)
    return results


def quota(level: AwardLevel, counted: int) -> Fraction | None:
    """The number of teams that share and count ask for, exactly; the stricter of both."""
    asked = [Fraction(level.count)] if level.count is not None else []
    if level.share is not None:
        asked.append(level.share * counted)
    return min(asked, default=None)


def _border(level: AwardLevel, field: Candidates) -> int | None:
    asked = quota(level, field.counted)
    if asked is None:
        return None
    sizes = group_sizes([standing.total for standing in field.eligible])
    return BORDERS[level.border](sizes, asked)


def _reach(level: AwardLevel, field: Candidates, border: int | None, won: set[int]) -> LevelResult:
    least, possible = _least(level, field, border)
    unit = 10**field.decimals
    group = field.eligible if border is None else field.eligible[:border]
    reached = [
        standing
        for standing in group
        if possible
        and standing.row not in won
        and (least is None or Fraction(standing.total, unit) >= least)
        and (not level.first_place or standing.row in field.firsts)
    ]
    rows = tuple(standing.row for standing in _capped(reached, level.cap))
    return LevelResult(level, True, quota(level, field.counted), border, least if possible else None, rows)


def _least(level: AwardLevel, field: Candidates, border: int | None) -> tuple[Fraction | None, bool]:
    """The total that is asked for, and whether it can be told (the best of nobody can't)."""
    wanted = [threshold(one, field) for one in level.totals]
    if None in wanted:
        return None, False
    known = [value for value in wanted if value is not None]
    if border:
        known.append(Fraction(field.eligible[border - 1].total, 10**field.decimals))
    return max(known, default=None), True


def threshold(condition: TotalAtLeast, field: Candidates) -> Fraction | None:
    """The least total that a condition asks for, in plain points; None where it hangs on the best of nobody."""
    if condition.of == "points":
        return condition.value
    if condition.of == "max":
        return None if field.maximum is None else condition.value * field.maximum
    best = sorted(field.placed, reverse=True)[: condition.best_count]
    return condition.value * Fraction(sum(best), len(best) * 10**field.decimals) if best else None


def _capped(reached: Sequence[Standing], cap: int | None) -> list[Standing]:
    """`cap=n`: from the top, at most n; tied teams that would cross it get none of it, nor does anyone below."""
    if cap is None:
        return list(reached)
    taken: list[Standing] = []
    for _, group in groupby(reached, key=lambda standing: standing.total):
        tied = list(group)
        if len(taken) + len(tied) > cap:
            break
        taken += tied
    return taken


def levels_by_row(results: Sequence[LevelResult]) -> Mapping[int, str]:
    """Row → the name of the level that it got."""
    return {row: result.level.name for result in results for row in result.rows}
