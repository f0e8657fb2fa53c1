"""How sure is the order: places drawn again under chance between judges, award borders, and the ranking beside others."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from olympiad.analysis.order_draws import (
    Drawn,
    Settled,
    adjusted_totals,
    drawn_totals,
    models_of,
    plain_scoring,
)
from olympiad.analysis.rank_intervals import HIGH, LOW, MIDDLE, places
from olympiad.analysis.scoring import Scoring
from olympiad.analysis.section_marks import SectionMarks
from olympiad.analysis.states import Note, Notes, named, unavailable, weak

Floats = NDArray[np.float64]
SURE = 0.95
DRAWS = 2000


@dataclass(frozen=True)
class Official:
    """One placed team of the official ranking; `settled` are tasks with an agreed mark."""

    team: str
    place: float
    total: float
    award: str
    settled: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Standing:
    """A team's official place, and where 95 of 100 draws put it."""

    team: str
    place: float
    total: float
    award: str
    low: int | None
    quarter: int | None
    median: int | None
    three_quarters: int | None
    high: int | None
    awards: Mapping[str, float]
    """Award → share of the draws in which the team's place would have earned it."""
    adjusted: float | None
    """Total with the shrunken severity of its judges taken off."""
    adjusted_place: int | None
    wide_low: int | None = None
    """Where 95 of 100 draws put it if the criteria are drawn again as well."""
    wide_high: int | None = None


@dataclass(frozen=True)
class Border:
    """A border between awards: in what share of the draws everybody above stays ahead of everybody below."""

    above: str
    below: str
    last: str
    first: str
    gap: float
    chance: float | None
    notes: Notes


@dataclass(frozen=True)
class Order:
    """The ranking with its certainty."""

    standings: tuple[Standing, ...]
    borders: tuple[Border, ...]
    what: str
    seed: int
    draws: int
    notes: Notes


def order(
    marks: SectionMarks,
    official: Sequence[Official],
    scoring: Scoring | None = None,
    *,
    draws: int = DRAWS,
    seed: int = 1,
) -> Order:
    """Return how sure the places are; drawn marks go through `scoring`, without it through raw weighted points."""
    note = _obstacle(marks, official)
    if note:
        return Order(tuple(map(_plain, official)), (), "residuals", seed, 0, (note,))
    scored = scoring or plain_scoring(marks, [one.team for one in official])
    settled = Settled({one.team: one.total for one in official}, {one.team: one.settled for one in official})
    models = models_of(marks)
    drawn = drawn_totals(marks, settled, scored, models, draws=draws, seed=seed)
    adjusted = adjusted_totals(marks, settled, scored, models)
    borders = _borders(official, drawn.totals)
    single = [task.code for task in marks.tasks if models[task.code] is None]
    standings = _standings(official, drawn, adjusted)
    return Order(standings, borders, "residuals", seed, draws, _order_notes(borders, single))


def _standings(official: Sequence[Official], drawn: Drawn, adjusted: Floats) -> tuple[Standing, ...]:
    found, wide = places(drawn.totals), places(drawn.wide)
    low, quarter, median, three_quarters, high = _quantiles(found, (LOW, 0.25, MIDDLE, 0.75, HIGH))
    wide_low, wide_high = _quantiles(wide, (LOW, HIGH))
    awards = _awards(official, found)
    adjusted_places = _places_after(adjusted, official)
    return tuple(
        Standing(
            one.team,
            one.place,
            one.total,
            one.award,
            low=low[at],
            quarter=quarter[at],
            median=median[at],
            three_quarters=three_quarters[at],
            high=high[at],
            awards=awards[at],
            adjusted=float(adjusted[at]),
            adjusted_place=adjusted_places[at],
            wide_low=wide_low[at],
            wide_high=wide_high[at],
        )
        for at, one in enumerate(official)
    )


def _quantiles(drawn: NDArray[np.int64], at: Sequence[float]) -> list[list[int]]:
    found: list[list[int]] = np.quantile(drawn, at, axis=0, method="inverted_cdf").astype(int).tolist()
    return found


def _places_after(adjusted: Floats, official: Sequence[Official]) -> list[int]:
    """Return places by adjusted totals; where they are equal the official places decide, ties included."""
    keys = [(-round(float(total), 9), one.place) for total, one in zip(adjusted, official, strict=True)]
    ranked = sorted(keys)
    first = {key: at for at, key in reversed([*enumerate(ranked, 1)])}
    return [first[key] for key in keys]


def _order_notes(borders: Sequence[Border], single: Sequence[str]) -> Notes:
    """Return what weakens the order: unsure borders, and tasks in which nothing could be drawn."""
    unsure = [border.above for border in borders if border.notes]
    notes: Notes = (weak("borders_unsure", awards=named(unsure)),) if unsure else ()
    return (*notes, weak("tasks_without_chance", tasks=named(single))) if single else notes


def _plain(one: Official) -> Standing:
    """Return a team's official place alone, where nothing can be drawn."""
    return Standing(one.team, one.place, one.total, one.award, None, None, None, None, None, {}, None, None)


def _obstacle(marks: SectionMarks, official: Sequence[Official]) -> Note | None:
    if len(official) < 2:
        return unavailable("too_few_placed", found=len(official))
    by_place: dict[tuple[str, str], int] = defaultdict(int)
    for sheet in marks.sheets:
        by_place[sheet.team, sheet.task] += 1
    return None if any(count > 1 for count in by_place.values()) else unavailable("single_judges")


def _awards(official: Sequence[Official], drawn: NDArray[np.int64]) -> list[dict[str, float]]:
    """Return, for each team, how often its drawn place is one that earned each award."""
    ranked = sorted(official, key=lambda one: one.place)
    awards = [one.award for one in ranked]
    names = list(dict.fromkeys(awards))
    of_place = np.array([names.index(award) for award in awards])
    reached = of_place[np.clip(drawn, 1, len(awards)) - 1]
    shares = [(reached == at).mean(axis=0).tolist() for at in range(len(names))]
    return [
        {name: share for name, own in zip(names, shares, strict=True) if (share := own[team]) > 0}
        for team in range(len(official))
    ]


def _borders(official: Sequence[Official], totals: Floats) -> tuple[Border, ...]:
    ranked = sorted(range(len(official)), key=lambda at: official[at].place)
    found = []
    for at in range(len(ranked) - 1):
        last, first = official[ranked[at]], official[ranked[at + 1]]
        if last.award == first.award:
            continue
        above, below = totals[:, ranked[: at + 1]], totals[:, ranked[at + 1 :]]
        chance = float((above.min(axis=1) > below.max(axis=1)).mean())
        notes = () if chance >= SURE else (weak("border_unsure", chance=round(100 * chance), award=last.award),)
        gap = last.total - first.total
        found.append(Border(last.award, first.award, last.team, first.team, gap, chance, notes))
    return tuple(found)
