"""Many-facet Rasch model: severity of judges, difficulty of criteria and ability of teams on one scale, with their fit.

Rating scale (one set of thresholds) or partial credit (one for each item). Fit statistics as in Wright & Masters (1982):
infit weighs residuals by their variance, outfit does not. The fair average is the mark that an average of the other
facets would have given (Linacre). Extreme elements have no finite measure: they are left out and named.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from olympiad.analysis.connection import Connection, connection
from olympiad.analysis.facets_fit import Fit, category_probabilities, fit
from olympiad.analysis.facets_table import FACETS, Extremes, Prepared, comparable, prepare
from olympiad.analysis.states import Note, Notes, named, remark, unavailable, weak
from olympiad.analysis.tables import Long

Floats = NDArray[np.float64]
MOST_CATEGORIES = 10
FEWEST_USES = 10


@dataclass(frozen=True)
class Element:
    """One person, rater or item; marks in the units in which they were given, measures in logits."""

    n: int
    score: float
    measure: float | None
    se: float | None
    infit: float | None
    outfit: float | None
    fair_average: float | None


PerFacet = Mapping[str, float | None]


@dataclass(frozen=True)
class Facets:
    """All elements, how well they are told apart, and who was left out."""

    elements: Mapping[str, Mapping[str, Element]]
    thresholds: list[float] | Mapping[str, list[float]] | None
    """Of the rating scale; by item for partial credit."""
    categories: list[float] | Mapping[str, list[float]] | None
    """The marks that the categories stand for."""
    log_likelihood: float | None
    separation: PerFacet
    reliability: PerFacet
    chi2: PerFacet
    """Fixed chi-square: are all elements of the facet alike?"""
    df: Mapping[str, int | None]
    p: PerFacet
    extreme: Mapping[str, Mapping[str, float]]
    groups: tuple[Mapping[str, list[str]], ...]
    notes: Notes


def facets(table: Long, *, partial_credit: bool = False) -> Facets:
    """Return the model of a table with the facets person, rater and item."""
    ready, extremes = prepare(table, partial_credit)
    if ready is None:
        reason = "all_equal" if len(set(table.scores)) == 1 else "all_extreme"
        return _nothing(table, extremes, (), (unavailable(reason),))
    groups = _groups(ready, comparable(ready))
    obstacle = _obstacle(ready, groups)
    if obstacle:
        return _nothing(table, extremes, groups, (obstacle, *_left_out(extremes)))
    found = fit(ready)
    if not found.converged:
        return _nothing(table, extremes, groups, (unavailable("not_converged", steps=found.steps),))
    return _result(ready, found, extremes, groups, partial_credit)


def _obstacle(ready: Prepared, groups: tuple[Mapping[str, list[str]], ...]) -> Note | None:
    if len(ready.names[1]) < 2:
        return unavailable("one_judge")
    if len(groups) < 2:
        return None
    if len({tuple(group["person"]) for group in groups}) == 1:
        pairs = [f"{named(group['rater'], 4)}: {named(group['item'], 4)}" for group in groups]
        return unavailable("judges_nested", pairs=" | ".join(pairs))
    panels = " | ".join(named(group["rater"]) for group in groups)
    return unavailable("disconnected", count=len(groups), groups=panels)


def _groups(ready: Prepared, classes: list[list[list[str]]]) -> tuple[Mapping[str, list[str]], ...]:
    """Join the comparable classes of the facets into subsets; a facet that is one class belongs to each of them."""
    if all(len(split) == 1 for split in classes):
        return ({facet: split[0] for facet, split in zip(FACETS, classes, strict=True)},)
    place = [{name: at for at, group in enumerate(split) for name in group} for split in classes]
    shared = [len(split) == 1 for split in classes]
    keys: dict[tuple[int, ...], None] = {}
    for row in zip(*ready.codes, strict=True):
        keys[tuple(place[facet][ready.names[facet][code]] for facet, code in enumerate(row))] = None
    return tuple(_merged(list(keys), classes, shared))


def _merged(
    keys: list[tuple[int, ...]], classes: list[list[list[str]]], shared: list[bool]
) -> list[Mapping[str, list[str]]]:
    """Return connected sets of classes; a facet that is one class belongs to each of them."""
    return [
        {facet: _within(classes[place], place, None if shared[place] else subset) for place, facet in enumerate(FACETS)}
        for subset in _subsets(keys, shared)
    ]


def _subsets(keys: list[tuple[int, ...]], shared: list[bool]) -> list[set[tuple[int, int]]]:
    """Return the sets of facet and class that are linked by the facets that are not one class."""
    subsets: list[set[tuple[int, int]]] = []
    for key in keys:
        nodes = {(facet, at) for facet, at in enumerate(key) if not shared[facet]}
        touched = [subset for subset in subsets if subset & nodes]
        subsets = [subset for subset in subsets if not subset & nodes] + [nodes.union(*touched)]
    return subsets


def _within(split: list[list[str]], facet: int, subset: set[tuple[int, int]] | None) -> list[str]:
    return [name for at, names in enumerate(split) if subset is None or (facet, at) in subset for name in names]


def _nothing(table: Long, extremes: Extremes, groups: tuple[Mapping[str, list[str]], ...], notes: Notes) -> Facets:
    """Return counts and scores; nothing else is defined."""
    elements: dict[str, dict[str, Element]] = {}
    for place, facet in enumerate(FACETS):
        sums: dict[str, list[float]] = {}
        for row, score in zip(table.levels, table.scores, strict=True):
            if row[place] not in extremes.scores.get(facet, {}):
                sums.setdefault(row[place], []).append(score)
        elements[facet] = {
            name: Element(len(own), sum(own), None, None, None, None, None) for name, own in sums.items()
        }
    none: dict[str, float | None] = dict.fromkeys(FACETS)
    return Facets(
        elements, None, None, None, none, none, none, dict.fromkeys(FACETS), none, extremes.scores, groups, notes
    )


def _result(
    ready: Prepared, found: Fit, extremes: Extremes, groups: tuple[Mapping[str, list[str]], ...], partial_credit: bool
) -> Facets:
    elements = {facet: _elements(ready, found, place) for place, facet in enumerate(FACETS)}
    spread = {facet: _spread(own) for facet, own in elements.items()}
    items = ready.names[2] if partial_credit else None
    return Facets(
        elements,
        _of_items(found.thresholds, items),
        _of_items(ready.values, items),
        found.log_likelihood,
        {facet: one.separation for facet, one in spread.items()},
        {facet: one.reliability for facet, one in spread.items()},
        {facet: one.chi2 for facet, one in spread.items()},
        {facet: one.df for facet, one in spread.items()},
        {facet: one.p for facet, one in spread.items()},
        extremes.scores,
        groups,
        _cautions(ready, extremes),
    )


def _of_items(rows: Sequence[Iterable[float]], items: Sequence[str] | None) -> list[float] | Mapping[str, list[float]]:
    """Return the numbers of each item; where all items have one scale (no names), those of the first."""
    if items is None:
        return [float(one) for one in rows[0]]
    return {name: list(map(float, own)) for name, own in zip(items, rows, strict=True)}


def _cautions(ready: Prepared, extremes: Extremes) -> Notes:
    links: Connection = connection(
        (ready.names[0][person], ready.names[1][rater]) for person, rater in zip(*ready.codes[:2], strict=True)
    )
    notes: list[Note] = []
    if any(links.bridging.values()):
        notes.append(weak("hangs_by_one", names=named([*links.bridging["judge"], *links.bridging["target"]])))
    if links.lone_judges:
        notes.append(weak("judge_with_one_target", judges=named(links.lone_judges)))
    constant = [name for place, name in enumerate(ready.names[1]) if np.ptp(ready.scores[ready.codes[1] == place]) == 0]
    if constant:
        notes.append(weak("constant_judge", judges=named(constant)))
    if len(ready.names[1]) < 3:
        notes.append(weak("few_judges", found=len(ready.names[1])))
    return (*notes, *_category_notes(ready), *_left_out(extremes))


def _category_notes(ready: Prepared) -> Notes:
    notes: list[Note] = []
    most = max(len(values) for values in ready.values)
    if most > MOST_CATEGORIES:
        notes.append(weak("many_categories", found=most, most=MOST_CATEGORIES))
    rare = {
        f"{value:g}"
        for values, uses in zip(ready.values, ready.uses, strict=True)
        for value, count in zip(values, uses, strict=True)
        if count < FEWEST_USES
    }
    if rare:
        notes.append(weak("rare_categories", marks=named(sorted(rare, key=float)), least=FEWEST_USES))
    return tuple(notes)


def _left_out(extremes: Extremes) -> Notes:
    raters = extremes.scores.get("rater", {})
    notes: list[Note] = [weak("extreme_judges", judges=named(raters))] if raters else []
    others = [name for facet in ("person", "item") for name in extremes.scores.get(facet, {})]
    return (*notes, remark("extreme_left_out", names=named(others))) if others else tuple(notes)


def _elements(ready: Prepared, found: Fit, facet: int) -> dict[str, Element]:
    codes, names = ready.codes[facet], ready.names[facet]
    size = len(names)
    residual = ready.category - found.expected
    information = np.bincount(codes, found.variance, size)
    infit = np.bincount(codes, residual**2, size) / information
    count = np.bincount(codes, minlength=size)
    outfit = np.bincount(codes, residual**2 / np.maximum(found.variance, 1e-300), size) / count
    score = np.bincount(codes, ready.scores, size)
    fair = _fair_averages(ready, found, facet)
    se = 1 / np.sqrt(information)
    columns = (count, score, found.measures[facet], se, infit, outfit, fair)
    return {
        name: Element(int(row[0]), *map(float, row[1:]))
        for name, row in zip(names, zip(*columns, strict=True), strict=True)
    }


def _fair_averages(ready: Prepared, found: Fit, facet: int) -> Floats:
    """Return the expected mark of each element where the other facets stand at their means, averaged over the scales."""
    own = found.measures[facet]
    ability = own if facet == 0 else float(found.measures[0].mean()) - own
    scales = zip(found.thresholds, ready.values, strict=True)
    by_scale = np.array([_expected(ability, thresholds, values) for thresholds, values in scales])
    return np.diag(by_scale) if facet == 2 and len(by_scale) > 1 else np.asarray(by_scale.mean(axis=0))


def _expected(ability: Floats, thresholds: Floats, values: Floats) -> Floats:
    return np.asarray(
        category_probabilities(ability, np.broadcast_to(thresholds, (len(ability), len(thresholds)))) @ values
    )


@dataclass(frozen=True)
class _Spread:
    separation: float | None
    reliability: float | None
    chi2: float | None
    df: int | None
    p: float | None


def _spread(elements: Mapping[str, Element]) -> _Spread:
    """Return how well the elements are told apart: true spread ÷ error, its reliability, the fixed chi-square."""
    if len(elements) < 2:
        return _Spread(None, None, None, None, None)
    measures = np.array([one.measure for one in elements.values()], dtype=float)
    errors = np.array([one.se for one in elements.values()], dtype=float)
    error, observed = float((errors**2).mean()), float(measures.var(ddof=1))
    true = max(observed - error, 0.0)
    weights = 1 / errors**2
    chi2 = float((weights * measures**2).sum() - (weights * measures).sum() ** 2 / weights.sum())
    df = len(elements) - 1
    reliability = true / observed if observed else None
    return _Spread(float(np.sqrt(true / error)), reliability, chi2, df, float(chdtrc(df, chi2)))
