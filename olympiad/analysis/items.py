"""Classical item analysis: difficulty, correlation with the total and with the rest, floor and ceiling."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from olympiad.analysis.cronbach import correlation_with_rest, covariances
from olympiad.analysis.states import Note, Notes, named, remark, unavailable, weak
from olympiad.analysis.tables import Wide

Floats = NDArray[np.float64]
SAME_FOR_ALL = 0.9
"""From this share on, floor or ceiling leaves little to tell persons apart by."""


@dataclass(frozen=True)
class Item:
    """One item or criterion."""

    difficulty: float
    """Mean ÷ maximum, or the mean where no maximum is given: 1 is easy."""
    r_with: float | None
    """Correlation with the total that holds the item."""
    r_drop: float | None
    """Correlation with the sum of the other items."""
    floor: float
    """Share of persons at 0, or at the least value found where no maximum is given."""
    ceiling: float
    """Share of persons at the maximum, or at the greatest value found."""


@dataclass(frozen=True)
class ItemAnalysis:
    """All items, and how often each total occurs."""

    items: Mapping[str, Item]
    scores: Mapping[str, int]
    persons: int
    left_out: int
    notes: Notes


def item_analysis(table: Wide, maxima: Mapping[str, float] | None = None) -> ItemAnalysis:
    """Return the figures of every item; rows with a gap are left out and counted.

    >>> found = item_analysis(Wide(("1", "2"), ("A", "B"), ((0, 2), (4, 4))), {"A": 4, "B": 4})
    >>> found.items["A"].difficulty, found.items["A"].floor, found.scores
    (0.5, 0.5, {'2': 1, '8': 1})
    """
    part, left_out = table.complete()
    weights = np.array(part.weights())
    persons = round(float(weights.sum()))
    if not part.rows:
        return ItemAnalysis({}, {}, 0, left_out, (unavailable("too_few_rows", found=0),))
    values = np.array(part.values, dtype=float)
    covariance = covariances(values, weights) if persons > 1 else np.zeros((len(part.columns),) * 2)
    items = {
        name: _item(values[:, place], weights, (maxima or {}).get(name), covariance, place)
        for place, name in enumerate(part.columns)
    }
    return ItemAnalysis(
        items, _scores(values, weights), persons, left_out, _cautions(part, items, covariance, left_out)
    )


def _cautions(part: Wide, items: Mapping[str, Item], covariance: Floats, left_out: int) -> Notes:
    notes: list[Note] = []
    constant = [name for name, own in zip(part.columns, np.diag(covariance), strict=True) if own == 0]
    if len(constant) == len(items):
        notes.append(unavailable("all_equal"))
    elif constant:
        notes.append(weak("constant_item", items=named(constant)))
    if len(part.columns) < 2:
        notes.append(unavailable("one_column"))
    if left_out:
        notes.append(remark("rows_left_out", count=left_out))
    return tuple(notes)


def _item(column: Floats, weights: Floats, maximum: float | None, covariance: Floats, place: int) -> Item:
    mean = float(np.average(column, weights=weights))
    least, most = (0.0, maximum) if maximum is not None else (float(column.min()), float(column.max()))
    return Item(
        mean / maximum if maximum else mean,
        _correlation_with_total(covariance, place),
        correlation_with_rest(covariance, place) if len(covariance) > 1 else None,
        float(weights[column <= least].sum() / weights.sum()),
        float(weights[column >= most].sum() / weights.sum()),
    )


def _correlation_with_total(covariance: Floats, item: int) -> float | None:
    own, total = float(covariance[item, item]), float(covariance.sum())
    if own <= 0 or total <= 1e-12 * float(np.trace(covariance)) or len(covariance) < 2:
        return None
    return float(covariance[item].sum()) / float(np.sqrt(own * total))


def _scores(values: Floats, weights: Floats) -> dict[str, int]:
    found: dict[float, float] = {}
    for total, count in zip(np.round(values.sum(axis=1), 9), weights, strict=True):
        found[float(total)] = found.get(float(total), 0) + float(count)
    return {f"{total:.9f}".rstrip("0").rstrip("."): round(found[total]) for total in sorted(found)}
