"""Joint maximum likelihood of a many-facet Rasch model: log(P_k / P_k−1) = person − rater − item − threshold_k.

Newton's method on all parameters at once; persons, of whom there are many, are eliminated from each step. The likelihood
is concave, so a step that is halved until it helps always arrives. Linacre (1989), Many-Facet Rasch Measurement.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from olympiad.analysis.facets_table import Prepared

Floats = NDArray[np.float64]
TOLERANCE = 1e-6
"""Converged when no observed score differs from its expectation by more."""
MOST_STEPS = 100
LONGEST = 2.0
"""Longest step in logits."""


@dataclass(frozen=True)
class Fit:
    """The estimates, and the expectation and variance of each mark in categories."""

    measures: tuple[Floats, Floats, Floats]
    """Persons, raters and items; raters and items sum to 0."""
    thresholds: tuple[Floats, ...]
    """For each scale; each sums to 0."""
    log_likelihood: float
    expected: Floats
    variance: Floats
    converged: bool
    steps: int


@dataclass(frozen=True)
class _Moments:
    log_likelihood: float
    expected: Floats
    variance: Floats
    above: Floats
    """P(X ≥ k) for each mark and each k from 1."""
    shared: Floats
    """Covariance of X with X ≥ k."""
    probabilities: Floats


@dataclass
class _Parameters:
    measures: tuple[Floats, Floats, Floats]
    thresholds: Floats
    """All scales, one row each, padded with infinity."""


def fit(ready: Prepared) -> Fit:
    """Return the estimates of a table without extreme elements whose elements can all be compared."""
    constraints = _constraints(ready)
    now = _start(ready)
    moments = _moments(ready, now)
    steps = 0
    converged = _misfit(ready, moments) <= TOLERANCE * 1e-3
    while not converged and steps < MOST_STEPS:
        now, moments, moved = _step(ready, now, moments, constraints)
        steps += 1
        converged = _misfit(ready, moments) <= TOLERANCE * 1e-3
        if not moved:
            break
    thresholds = tuple(row[: len(values) - 1] for row, values in zip(now.thresholds, ready.values, strict=True))
    return Fit(
        now.measures,
        thresholds,
        moments.log_likelihood,
        moments.expected,
        moments.variance,
        _misfit(ready, moments) <= TOLERANCE,
        steps,
    )


def _start(ready: Prepared) -> _Parameters:
    persons = len(ready.names[0])
    top = np.array([len(values) - 1 for values in ready.values])[ready.group]
    share = np.bincount(ready.codes[0], ready.category, persons) / np.bincount(ready.codes[0], top, persons)
    width = max(len(values) for values in ready.values) - 1
    thresholds = np.full((len(ready.values), width), np.inf)
    for row, values in zip(thresholds, ready.values, strict=True):
        row[: len(values) - 1] = 0.0
    return _Parameters(
        (np.log(share / (1 - share)), np.zeros(len(ready.names[1])), np.zeros(len(ready.names[2]))), thresholds
    )


def category_probabilities(ability: Floats, thresholds: Floats) -> Floats:
    """Return P(X = 0, 1, …) for each ability − difficulty; `thresholds` has one row for each."""
    steps = np.concatenate([np.zeros((len(ability), 1)), np.cumsum(ability[:, None] - thresholds, axis=1)], axis=1)
    steps -= steps.max(axis=1, keepdims=True)
    weights = np.exp(steps)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def _moments(ready: Prepared, now: _Parameters) -> _Moments:
    persons, raters, items = (measures[codes] for measures, codes in zip(now.measures, ready.codes, strict=True))
    p = category_probabilities(persons - raters - items, now.thresholds[ready.group])
    k = np.arange(p.shape[1])
    expected = p @ k
    variance = p @ k**2 - expected**2
    above = np.cumsum(p[:, ::-1], axis=1)[:, ::-1][:, 1:]
    tail = np.cumsum((p * k)[:, ::-1], axis=1)[:, ::-1][:, 1:]
    own = p[np.arange(len(p)), ready.category]
    return _Moments(
        float(np.log(np.maximum(own, 1e-300)).sum()), expected, variance, above, tail - expected[:, None] * above, p
    )


def _misfit(ready: Prepared, moments: _Moments) -> float:
    residual = ready.category - moments.expected
    parts = [*(np.bincount(codes, residual) for codes in ready.codes), _threshold_residuals(ready, moments).ravel()]
    return max(float(np.abs(part).max(initial=0)) for part in parts)


def _threshold_residuals(ready: Prepared, moments: _Moments) -> Floats:
    """Return, for each scale and k, how many marks are at least k less how many were expected."""
    reached = ready.category[:, None] >= np.arange(1, moments.above.shape[1] + 1)
    residuals = np.zeros((len(ready.values), moments.above.shape[1]))
    np.add.at(residuals, ready.group, reached - moments.above)
    return residuals


def _constraints(ready: Prepared) -> Floats:
    """Return the matrix from free parameters to raters, items and thresholds that sum to 0 within each kind."""
    parts = [len(ready.names[1]), len(ready.names[2])] + [len(values) - 1 for values in ready.values]
    blocks = [_contrast(size) for size in parts]
    joined = np.zeros((sum(parts), sum(block.shape[1] for block in blocks)))
    row = column = 0
    for block in blocks:
        height, width = block.shape
        joined[row : row + height, column : column + width] = block
        row, column = row + height, column + width
    return joined


def _contrast(size: int) -> Floats:
    return np.vstack([np.eye(size - 1), -np.ones((1, size - 1))]) if size > 1 else np.zeros((size, 0))


def _step(
    ready: Prepared, now: _Parameters, moments: _Moments, constraints: Floats
) -> tuple[_Parameters, _Moments, bool]:
    gradient, own, cross, rest = _derivatives(ready, moments)
    first, second = gradient[: len(own)], constraints.T @ gradient[len(own) :]
    cross, rest = cross @ constraints, constraints.T @ rest @ constraints
    schur = rest - cross.T @ (cross / own[:, None])
    change = np.linalg.lstsq(schur, second - cross.T @ (first / own), rcond=None)[0]
    persons = (first - cross @ change) / own
    every = np.concatenate([persons, constraints @ change])
    every *= min(1.0, LONGEST / max(float(np.abs(every).max()), 1e-300))
    for _ in range(30):
        tried = _moved(ready, now, every)
        found = _moments(ready, tried)
        if found.log_likelihood >= moments.log_likelihood - 1e-9 * abs(moments.log_likelihood):
            return tried, found, True
        every = every / 2
    return now, moments, False


def _moved(ready: Prepared, now: _Parameters, change: Floats) -> _Parameters:
    sizes = [len(names) for names in ready.names]
    parts = np.split(change, np.cumsum(sizes))
    thresholds = now.thresholds.copy()
    place = 0
    for row, values in zip(thresholds, ready.values, strict=True):
        row[: len(values) - 1] += parts[3][place : place + len(values) - 1]
        place += len(values) - 1
    persons, raters, items = (old + new for old, new in zip(now.measures, parts, strict=False))
    return _Parameters((persons, raters, items), thresholds)


def _derivatives(ready: Prepared, moments: _Moments) -> tuple[Floats, Floats, Floats, Floats]:
    """Return the gradient and the information: of persons (diagonal), persons by the rest, and the rest."""
    persons, raters, items = (len(names) for names in ready.names)
    person, rater, item = ready.codes
    residual = ready.category - moments.expected
    places = _threshold_places(ready)
    total = raters + items + int(sum(len(values) - 1 for values in ready.values))
    gradient = np.zeros(persons + total)
    np.add.at(gradient, person, residual)
    cross, rest = np.zeros((persons, total)), np.zeros((total, total))
    columns = [(rater, -1.0), (raters + item, -1.0)]
    for column, sign in columns:
        np.add.at(gradient, persons + column, sign * residual)
        np.add.at(cross, (person, column), sign * moments.variance)
        for other, other_sign in columns:
            np.add.at(rest, (column, other), sign * other_sign * moments.variance)
    _add_thresholds(ready, moments, (gradient[persons:], cross, rest), raters + items + places)
    return gradient, np.bincount(person, moments.variance, persons).astype(float), cross, rest


def _threshold_places(ready: Prepared) -> NDArray[np.int64]:
    """Return the position of the first threshold of each scale."""
    return np.cumsum([0, *(len(values) - 1 for values in ready.values)])[:-1]


def _add_thresholds(
    ready: Prepared, moments: _Moments, sums: tuple[Floats, Floats, Floats], places: NDArray[np.int64]
) -> None:
    gradient, cross, rest = sums
    person, rater, item = ready.codes
    raters = len(ready.names[1])
    residuals = _threshold_residuals(ready, moments)
    for scale, values in enumerate(ready.values):
        own = np.flatnonzero(ready.group == scale)
        start, size = int(places[scale]), len(values) - 1
        block = slice(start, start + size)
        gradient[block] = -residuals[scale, :size]
        shared, above = moments.shared[own, :size], moments.above[own, :size]
        np.add.at(cross[:, block], person[own], -shared)
        for column in (rater[own], raters + item[own]):
            np.add.at(rest[:, block], column, shared)
        rest[block, :] = rest[:, block].T
        joint = above.sum(axis=0)
        upper = np.maximum.outer(np.arange(size), np.arange(size))
        rest[block, block] = joint[upper] - above.T @ above
