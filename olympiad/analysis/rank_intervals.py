"""How sure places are: the ranking drawn again and again over judges that might have sat there (bootstrap)."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from olympiad.analysis.icc import constant_columns
from olympiad.analysis.states import Note, Notes, named, remark, unavailable, weak
from olympiad.analysis.tables import Wide

Floats = NDArray[np.float64]
LOW, MIDDLE, HIGH = 0.025, 0.5, 0.975
EQUAL = 9
"""Decimals to which means are equal."""


@dataclass(frozen=True)
class PlaceInterval:
    """The place by the marks as they are, and where 95 of 100 draws put the target."""

    place: int
    low: int | None
    high: int | None
    median: int | None


@dataclass(frozen=True)
class RankIntervals:
    """Every target's interval; with the seed, the draws can be made again."""

    targets: Mapping[str, PlaceInterval]
    what: str
    """What was drawn."""
    seed: int
    draws: int
    left_out: int
    notes: Notes


def rank_intervals(table: Wide, *, draws: int = 2000, seed: int = 1, over: str = "judges") -> RankIntervals:
    """Return 95 % intervals of places by mean mark; rows with a gap are left out and counted.

    >>> found = rank_intervals(Wide(("a", "b"), ("A", "B", "C"), ((9, 8, 9), (1, 2, 3))), draws=50)
    >>> found.targets["b"]
    PlaceInterval(place=2, low=2, high=2, median=2)
    """
    part, left_out = table.complete()
    if not part.rows:
        return RankIntervals({}, over, seed, 0, left_out, (unavailable("too_few_rows", found=0),))
    values = np.array(part.values, dtype=float)
    official = places(values.mean(axis=1)[None, :])[0]
    obstacle = _obstacle(part, values)
    if obstacle:
        none = {name: PlaceInterval(int(own), None, None, None) for name, own in zip(part.rows, official, strict=True)}
        return RankIntervals(none, over, seed, 0, left_out, (obstacle,))
    drawn = places(_draws(values, draws, seed))
    low, median, high = np.quantile(drawn, (LOW, MIDDLE, HIGH), axis=0, method="inverted_cdf")
    found = {
        name: PlaceInterval(*map(int, own))
        for name, own in zip(part.rows, zip(official, low, high, median, strict=True), strict=True)
    }
    return RankIntervals(found, over, seed, draws, left_out, _cautions(part, values, left_out))


def _obstacle(part: Wide, values: Floats) -> Note | None:
    if len(part.columns) < 2:
        return unavailable("one_column")
    if len(part.rows) < 2:
        return unavailable("too_few_rows", found=len(part.rows))
    return unavailable("all_equal") if np.ptp(values) == 0 else None


def _cautions(part: Wide, values: Floats, left_out: int) -> Notes:
    notes: list[Note] = []
    constant = constant_columns(part, values)
    if constant:
        notes.append(weak("constant_judge", judges=named(constant)))
    if len(part.columns) < 3:
        notes.append(weak("few_judges_drawn", found=len(part.columns)))
    if left_out:
        notes.append(remark("rows_left_out", count=left_out))
    return tuple(notes)


def _draws(values: Floats, draws: int, seed: int) -> Floats:
    """Return the mean of every target in every draw of columns with replacement."""
    columns = values.shape[1]
    random = np.random.default_rng(seed)
    times = random.multinomial(columns, np.full(columns, 1 / columns), size=draws)
    return np.asarray(times @ values.T / columns)


def places(totals: Floats) -> NDArray[np.int64]:
    """Return places, the greatest total first and equal ones shared, of each row.

    >>> places(np.array([[5.0, 7.0, 5.0, 1.0]]))
    array([[2, 1, 2, 4]])
    """
    keys = -np.round(totals, EQUAL)
    order = np.argsort(keys, axis=1, kind="stable")
    ordered = np.take_along_axis(keys, order, axis=1)
    new = np.ones(ordered.shape, dtype=bool)
    new[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    position = np.maximum.accumulate(np.where(new, np.arange(1, totals.shape[1] + 1), 0), axis=1)
    found = np.empty_like(position)
    np.put_along_axis(found, order, position, axis=1)
    return found
