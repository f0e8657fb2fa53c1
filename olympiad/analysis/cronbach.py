"""Cronbach's alpha with Feldt's interval, and what each item does to it.

Sources: Cronbach (1951); Feldt, Woodruff & Salih (1987), Applied Psychological Measurement 11, 93-103 (interval).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtri

from olympiad.analysis.states import Note, Notes, named, remark, unavailable, weak
from olympiad.analysis.tables import Wide

Floats = NDArray[np.float64]
UPPER, LOWER = 0.975, 0.025


@dataclass(frozen=True)
class ItemInScale:
    """One item: its own figures, its correlation with the rest, and alpha without it."""

    mean: float
    sd: float | None
    r_drop: float | None
    alpha_if_dropped: float | None


@dataclass(frozen=True)
class Consistency:
    """How well the items hold together."""

    alpha: float | None
    standardised: float | None
    low: float | None
    high: float | None
    items: Mapping[str, ItemInScale]
    persons: int
    left_out: int
    notes: Notes


def cronbach(table: Wide) -> Consistency:
    """Return alpha of a table of persons by items; rows with a gap are left out and counted.

    >>> round(cronbach(Wide(("1", "2", "3"), ("A", "B"), ((1, 2), (2, 2), (3, 4)))).alpha, 4)
    0.9231
    """
    part, left_out = table.complete()
    weights = np.array(part.weights())
    persons = round(float(weights.sum()))
    obstacle = _obstacle(part, persons)
    if obstacle:
        return Consistency(None, None, None, None, {}, persons, left_out, (obstacle,))
    values = np.array(part.values, dtype=float)
    covariance = covariances(values, weights)
    alpha = alpha_of(covariance)
    low, high = feldt(alpha, persons, len(part.columns))
    items = _items(part, values, weights, covariance)
    notes = _cautions(part, covariance, alpha, left_out)
    return Consistency(alpha, _standardised(covariance), low, high, items, persons, left_out, notes)


def _obstacle(part: Wide, persons: int) -> Note | None:
    if len(part.columns) < 2:
        return unavailable("one_column")
    if persons < 2:
        return unavailable("too_few_rows", found=persons)
    if all(len(set(column)) == 1 for column in zip(*part.values, strict=True)):
        return unavailable("all_equal")
    return None


def _cautions(part: Wide, covariance: Floats, alpha: float | None, left_out: int) -> Notes:
    notes: list[Note] = []
    if alpha is None:
        notes.append(unavailable("totals_equal"))
    elif alpha < 0:
        notes.append(weak("alpha_negative"))
    constant = [name for name, own in zip(part.columns, np.diag(covariance), strict=True) if own == 0]
    if constant:
        notes.append(weak("constant_item", items=named(constant)))
    if left_out:
        notes.append(remark("rows_left_out", count=left_out))
    return tuple(notes)


def covariances(values: Floats, weights: Floats) -> Floats:
    """Return the covariance matrix of the columns; each row counts as often as its weight says."""
    centred = values - np.average(values, axis=0, weights=weights)
    centred[:, np.ptp(values, axis=0) == 0] = 0
    return np.asarray((centred * weights[:, None]).T @ centred / (weights.sum() - 1))


def alpha_of(covariance: Floats) -> float | None:
    """Return alpha of a covariance matrix: k / (k − 1) × (1 − sum of variances ÷ variance of the sum)."""
    k, total = len(covariance), float(covariance.sum())
    if k < 2 or total <= 1e-12 * float(np.trace(covariance)):
        return None
    return float(k / (k - 1) * (1 - np.trace(covariance) / total))


def feldt(alpha: float | None, persons: int, k: int) -> tuple[float | None, float | None]:
    """Return Feldt's 95 % interval."""
    if alpha is None or persons < 2 or k < 2:
        return None, None
    df1, df2 = persons - 1, (persons - 1) * (k - 1)
    return 1 - (1 - alpha) * float(fdtri(df1, df2, UPPER)), 1 - (1 - alpha) * float(fdtri(df1, df2, LOWER))


def _standardised(covariance: Floats) -> float | None:
    """Return alpha of the correlation matrix; not defined where an item is constant."""
    sd = np.sqrt(np.diag(covariance))
    return None if (sd == 0).any() else alpha_of(covariance / np.outer(sd, sd))


def correlation_with_rest(covariance: Floats, item: int) -> float | None:
    """Return the correlation of an item with the sum of the others."""
    own = float(covariance[item, item])
    shared = float(covariance[item].sum()) - own
    rest = float(covariance.sum()) - 2 * shared - own
    return None if own <= 0 or rest <= 1e-12 * float(np.trace(covariance)) else shared / float(np.sqrt(own * rest))


def _items(part: Wide, values: Floats, weights: Floats, covariance: Floats) -> dict[str, ItemInScale]:
    means = np.average(values, axis=0, weights=weights)
    found = {}
    for place, name in enumerate(part.columns):
        without = np.delete(np.delete(covariance, place, 0), place, 1)
        sd = float(np.sqrt(covariance[place, place]))
        found[name] = ItemInScale(float(means[place]), sd, correlation_with_rest(covariance, place), alpha_of(without))
    return found
