"""How sure is the order: places drawn again under chance between judges, award borders, and the ranking beside others.

The official totals stand in the middle of the draws. In each draw every task mark moves by the mean of as many residuals
of the additive model (target + judge) as there are sheets, drawn from those of that task and stretched to their degrees of
freedom; where panels differ between teams, also by a drawn severity of each judge.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from olympiad.analysis.additive import Additive, additive
from olympiad.analysis.criteria_draws import criteria_moves, fewer
from olympiad.analysis.rank_intervals import HIGH, LOW, MIDDLE, places
from olympiad.analysis.section_marks import SectionMarks, SheetMarks, TaskShape
from olympiad.analysis.states import Note, Notes, named, unavailable, weak
from olympiad.analysis.tables import Long

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
    marks: SectionMarks, official: Sequence[Official], *, linear: bool = True, draws: int = DRAWS, seed: int = 1
) -> Order:
    """Return how sure the places are; `linear` tells whether totals are weighted sums of task marks."""
    note = _obstacle(marks, official, linear)
    if note:
        return Order(tuple(map(_plain, official)), (), "residuals", seed, 0, (note,))
    models = {task.code: _model(marks.of_task(task.code)) for task in marks.tasks}
    totals = _drawn_totals(marks, official, models, draws, seed)
    drawn = places(totals)
    adjusted = _adjusted(marks, official, models)
    adjusted_places = _places_after(adjusted, official)
    wide = _wide(marks, official, totals, seed)
    five = np.quantile(drawn, (LOW, 0.25, MIDDLE, 0.75, HIGH), axis=0, method="inverted_cdf").astype(int)
    awards = _awards(official, drawn)
    standings = tuple(
        Standing(
            one.team,
            one.place,
            one.total,
            one.award,
            low=int(five[0, at]),
            quarter=int(five[1, at]),
            median=int(five[2, at]),
            three_quarters=int(five[3, at]),
            high=int(five[4, at]),
            awards=awards[at],
            adjusted=float(adjusted[at]),
            adjusted_place=adjusted_places[at],
            wide_low=int(wide[0, at]),
            wide_high=int(wide[1, at]),
        )
        for at, one in enumerate(official)
    )
    borders = _borders(official, totals)
    single = [task.code for task in marks.tasks if models[task.code] is None]
    return Order(standings, borders, "residuals", seed, draws, _order_notes(borders, single))


def _places_after(adjusted: Floats, official: Sequence[Official]) -> list[int]:
    """Return places by adjusted totals; where they are equal the official places decide, ties included."""
    keys = [(-round(float(total), 9), one.place) for total, one in zip(adjusted, official, strict=True)]
    ranked = sorted(keys)
    first = {key: at for at, key in reversed([*enumerate(ranked, 1)])}
    return [first[key] for key in keys]


def _wide(marks: SectionMarks, official: Sequence[Official], totals: Floats, seed: int) -> NDArray[np.int64]:
    """Return low and high places where, besides chance between judges, other criteria of the same kind might have been asked."""
    count = fewer(len(totals), len(official))
    moved = totals[:count] + criteria_moves(marks, [one.team for one in official], count, seed)
    return np.quantile(places(moved), (LOW, HIGH), axis=0, method="inverted_cdf").astype(int)


def _order_notes(borders: Sequence[Border], single: Sequence[str]) -> Notes:
    """Return what weakens the order: unsure borders, and tasks in which nothing could be drawn."""
    unsure = [border.above for border in borders if border.notes]
    notes: Notes = (weak("borders_unsure", awards=named(unsure)),) if unsure else ()
    return (*notes, weak("tasks_without_chance", tasks=named(single))) if single else notes


def _plain(one: Official) -> Standing:
    """Return a team's official place alone, where nothing can be drawn."""
    return Standing(one.team, one.place, one.total, one.award, None, None, None, None, None, {}, None, None)


def _obstacle(marks: SectionMarks, official: Sequence[Official], linear: bool) -> Note | None:
    if len(official) < 2:
        return unavailable("too_few_placed", found=len(official))
    if not linear:
        return unavailable("scale_not_linear")
    by_place: dict[tuple[str, str], int] = defaultdict(int)
    for sheet in marks.sheets:
        by_place[sheet.team, sheet.task] += 1
    return None if any(count > 1 for count in by_place.values()) else unavailable("single_judges")


@dataclass(frozen=True)
class _Model:
    found: Additive
    residuals: Floats
    """Stretched to their degrees of freedom."""
    judge_sd: float


def _model(sheets: Sequence[SheetMarks]) -> _Model | None:
    """Return the additive model of a task; None where chance cannot be told."""
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
    return _Model(found, stretched, (found.judge_sd or 0.0) if differ else 0.0)


def _fitted(found: Additive, sheet: SheetMarks) -> float:
    return (found.target[sheet.team] or 0.0) + (found.judge[sheet.judge] or 0.0)


def _drawn_totals(
    marks: SectionMarks, official: Sequence[Official], models: Mapping[str, _Model | None], draws: int, seed: int
) -> Floats:
    random = np.random.default_rng(seed)
    totals = np.tile(np.array([one.total for one in official]), (draws, 1))
    for task in marks.tasks:
        model = models[task.code]
        if model is not None:
            totals += task.weight * _moves(task, marks.of_task(task.code), official, model, draws, random)
    return totals


def _moves(
    task: TaskShape,
    sheets: Sequence[SheetMarks],
    official: Sequence[Official],
    model: _Model,
    draws: int,
    random: np.random.Generator,
) -> Floats:
    """Return how far chance moves each team's mark in each draw; settled marks stay."""
    position = {one.team: at for at, one in enumerate(official) if task.code not in one.settled}
    own = [sheet for sheet in sheets if sheet.team in position]
    moves = np.zeros((len(official), draws))
    counts = np.bincount([position[sheet.team] for sheet in own], minlength=len(official))
    severity = {judge: random.normal(0, model.judge_sd, draws) for judge in model.found.judge}
    for sheet in own:
        noise = random.choice(model.residuals, draws) + severity[sheet.judge]
        moves[position[sheet.team]] += noise / counts[position[sheet.team]]
    return np.asarray(moves.T)


def _adjusted(marks: SectionMarks, official: Sequence[Official], models: Mapping[str, _Model | None]) -> Floats:
    """Return totals less the mean shrunken severity of the judges in each task."""
    totals = np.array([one.total for one in official])
    position = {one.team: at for at, one in enumerate(official)}
    for task in marks.tasks:
        model = models[task.code]
        if model is None:
            continue
        severity: dict[str, list[float]] = defaultdict(list)
        for sheet in marks.of_task(task.code):
            severity[sheet.team].append(model.found.shrunken["judge"][sheet.judge] or 0.0)
        for team, values in severity.items():
            if team in position and task.code not in official[position[team]].settled:
                totals[position[team]] -= task.weight * sum(values) / len(values)
    return totals


def _awards(official: Sequence[Official], drawn: NDArray[np.int64]) -> list[dict[str, float]]:
    """Return, for each team, how often its drawn place is one that earned each award."""
    ranked = sorted(official, key=lambda one: one.place)
    awards = [one.award for one in ranked]
    names = list(dict.fromkeys(awards))
    of_place = np.array([names.index(award) for award in awards])
    reached = of_place[np.clip(drawn, 1, len(awards)) - 1]
    return [
        {names[at]: float(share) for at in range(len(names)) if (share := (reached[:, team] == at).mean()) > 0}
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
