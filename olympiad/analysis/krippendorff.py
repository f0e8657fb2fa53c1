"""Krippendorff's alpha: agreement of any number of observers, with gaps, on four levels of measurement.

Source: Krippendorff, K. (2011), Computing Krippendorff's Alpha-Reliability: coincidences of the pairable values,
alpha = 1 - observed / expected disagreement.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from olympiad.analysis.states import Note, Notes, named, remark, unavailable, weak
from olympiad.analysis.tables import Wide

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Alpha:
    """Alpha on each level; None where it is not defined."""

    alpha: Mapping[str, float | None]
    observers: int
    units: int
    """Units with at least two values."""
    pairable: int
    """Values in those units."""
    dropped: tuple[str, ...]
    """Units with fewer than two values."""
    notes: Notes


def krippendorff(table: Wide) -> Alpha:
    """Return alpha of a table with one row an observer and one column a unit.

    >>> table = Wide(("A", "B"), ("u1", "u2", "u3"), ((1, 2, 3), (1, 2, None)))
    >>> krippendorff(table).alpha["nominal"], krippendorff(table).dropped
    (1.0, ('u3',))
    """
    columns = _columns(table)
    units = [np.array(column, dtype=float) for column in columns if len(column) > 1]
    dropped = tuple(name for name, column in zip(table.columns, columns, strict=True) if len(column) < 2)
    pairable = sum(map(len, units))
    obstacle = _obstacle(table, units)
    if obstacle:
        return Alpha(dict.fromkeys(LEVELS), len(table.rows), len(units), pairable, dropped, (obstacle,))
    values, coincidences = _coincidences(units)
    alpha = {level: _alpha(coincidences, distances(values, coincidences)) for level, distances in LEVELS.items()}
    notes = _cautions(table, dropped)
    if values[0] < 0:
        alpha["ratio"] = None
        notes = (*notes, remark("ratio_needs_zero"))
    return Alpha(alpha, len(table.rows), len(units), pairable, dropped, notes)


def _columns(table: Wide) -> list[list[float]]:
    """Return what was observed of each unit, without the gaps."""
    return [[cell for row in table.values if (cell := row[place]) is not None] for place in range(len(table.columns))]


def _obstacle(table: Wide, units: list[Floats]) -> Note | None:
    if len(table.rows) < 2:
        return unavailable("one_observer")
    if not units:
        return unavailable("nothing_pairable")
    return unavailable("all_equal") if len(np.unique(np.concatenate(units))) == 1 else None


def _cautions(table: Wide, dropped: tuple[str, ...]) -> Notes:
    notes: list[Note] = []
    constant = [
        name for name, row in zip(table.rows, table.values, strict=True) if len(set(row) - {None}) == 1 < len(row)
    ]
    if constant:
        notes.append(weak("constant_judge", judges=named(constant)))
    if len(table.rows) < 3:
        notes.append(weak("few_judges", found=len(table.rows)))
    if dropped:
        notes.append(remark("units_dropped", units=named(dropped)))
    return tuple(notes)


def _coincidences(units: list[Floats]) -> tuple[Floats, Floats]:
    """Return the distinct values and how often each pair of them meets in a unit, weighted by 1 / (values - 1)."""
    values, codes = np.unique(np.concatenate(units), return_inverse=True)
    sizes = np.array([len(unit) for unit in units])
    counts = np.zeros((len(units), len(values)))
    np.add.at(counts, (np.repeat(np.arange(len(units)), sizes), codes), 1)
    weights = 1 / (sizes - 1)
    pairs = (counts * weights[:, None]).T @ counts
    pairs -= np.diag((counts * weights[:, None]).sum(axis=0))
    return values, pairs


def _alpha(coincidences: Floats, distances: Floats) -> float | None:
    totals = coincidences.sum(axis=0)
    expected = float(totals @ distances @ totals) / (totals.sum() - 1)
    return float(1 - (coincidences * distances).sum() / expected) if expected else None


def _nominal(values: Floats, _coincidences: Floats) -> Floats:
    return np.asarray(values[:, None] != values, dtype=float)


def _ordinal(_values: Floats, coincidences: Floats) -> Floats:
    """Return the squared number of values ranked between two, half of each end counted."""
    totals = coincidences.sum(axis=0)
    middle = np.cumsum(totals) - totals / 2
    return np.asarray((middle[:, None] - middle) ** 2)


def _interval(values: Floats, _coincidences: Floats) -> Floats:
    return np.asarray((values[:, None] - values) ** 2)


def _ratio(values: Floats, _coincidences: Floats) -> Floats:
    sums = values[:, None] + values
    return np.asarray(((values[:, None] - values) / np.where(sums == 0, 1, sums)) ** 2)


LEVELS: dict[str, Callable[[Floats, Floats], Floats]] = {
    "nominal": _nominal,
    "ordinal": _ordinal,
    "interval": _interval,
    "ratio": _ratio,
}
"""Level of measurement → squared distance between two values."""
