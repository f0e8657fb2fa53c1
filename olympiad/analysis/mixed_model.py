"""Variance components of crossed random effects in incomplete tables, by restricted maximum likelihood.

y = mean + sum of random effects + error. The deviance is profiled over the ratios of standard deviations as in Bates et
al. (2015), Journal of Statistical Software 67(1), section 3; the largest factor is eliminated before anything is factored.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
LARGEST = 30_000_000
"""Cells of the largest cross table that fits into memory with ease."""


@dataclass(frozen=True)
class Components:
    """Estimates: the mean, a variance for each factor, that of the error, and the shrunken effects."""

    mean: float
    variances: tuple[float, ...]
    error: float
    effects: tuple[Floats, ...]
    """For each factor, the predicted effect of each level."""


class TooLargeError(Exception):
    """The cross table of the factors does not fit into memory."""


def balanced_components(values: Floats) -> Components:
    """Return the REML estimates of a complete table of two crossed factors in closed form (rows, then columns).

    They are those of the analysis of variance; a factor below 0 is 0, and its sum of squares joins the error.
    """
    n, k = values.shape
    mean = float(values.mean())
    rows, columns = values.mean(axis=1) - mean, values.mean(axis=0) - mean
    residual = values - mean - rows[:, None] - columns
    sums = [k * float(rows @ rows), n * float(columns @ columns), float((residual**2).sum())]
    freedom = [n - 1, k - 1, (n - 1) * (k - 1)]
    in_error = {2}
    for _ in range(2):
        error = _mean_square(in_error, sums, freedom)
        in_error |= {at for at in (0, 1) if sums[at] / freedom[at] <= error}
    error = _mean_square(in_error, sums, freedom)
    variances = [0.0 if at in in_error else (sums[at] / freedom[at] - error) / times for at, times in ((0, k), (1, n))]
    shrunken = [
        own * (times * variance / (times * variance + error) if error else 1.0)
        for own, variance, times in ((rows, variances[0], k), (columns, variances[1], n))
    ]
    return Components(mean, (variances[0], variances[1]), error, (shrunken[0], shrunken[1]))


def _mean_square(effects: set[int], sums: list[float], freedom: list[int]) -> float:
    return sum(sums[at] for at in effects) / sum(freedom[at] for at in effects)


@dataclass(frozen=True)
class _Products:
    """Cross products of the design: the largest factor first, the others joined."""

    observations: int
    first: Floats
    """Counts of the levels of the largest factor."""
    cross: Floats
    second: Floats
    factor_of: Codes
    """For each column of the others: which of the other factors it belongs to."""
    right_first: Floats
    """Z'[1 y] of the largest factor."""
    right_second: Floats
    corner: Floats
    """[1 y]'[1 y]."""


@dataclass(frozen=True)
class _Solution:
    deviance: float
    mean: float
    error: float
    first: Floats
    second: Floats


def variance_components(scores: Floats, factors: Sequence[Codes]) -> Components:
    """Return the REML estimates; `factors` holds for each factor the level (0, 1, …) of every score.

    Raises TooLargeError where the cross table of the factors would not fit into memory.
    """
    sizes = [int(codes.max()) + 1 for codes in factors]
    order = sorted(range(len(factors)), key=lambda place: -sizes[place])
    centre = float(scores.mean())
    products = _products(scores - centre, [factors[place] for place in order], [sizes[place] for place in order])
    ratios = _best_ratios(products, len(factors))
    solution = _solve(products, ratios)
    starts = np.cumsum([0, *(sizes[place] for place in order[1:])])
    parts = [solution.first, *(solution.second[a:b] for a, b in pairwise(starts))]
    effects = [np.zeros(0)] * len(factors)
    variances = [0.0] * len(factors)
    for position, place in enumerate(order):
        effects[place] = parts[position]
        variances[place] = float(ratios[position] ** 2 * solution.error)
    return Components(centre + solution.mean, tuple(variances), solution.error, tuple(effects))


def _products(scores: Floats, factors: Sequence[Codes], sizes: Sequence[int]) -> _Products:
    rest = sum(sizes[1:])
    if sizes[0] * max(rest, 1) > LARGEST:
        raise TooLargeError
    starts = np.cumsum([0, *sizes[1:]])
    columns = [codes + start for codes, start in zip(factors[1:], starts, strict=False)]
    cross, second = np.zeros((sizes[0], rest)), np.zeros((rest, rest))
    for own in columns:
        np.add.at(cross, (factors[0], own), 1)
        for other in columns:
            np.add.at(second, (own, other), 1)
    right = np.column_stack([np.ones_like(scores), scores])
    right_second = np.zeros((rest, 2))
    for own in columns:
        np.add.at(right_second, own, right)
    right_first = np.zeros((sizes[0], 2))
    np.add.at(right_first, factors[0], right)
    return _Products(
        len(scores),
        np.bincount(factors[0], minlength=sizes[0]).astype(float),
        cross,
        second,
        np.repeat(np.arange(len(sizes) - 1), sizes[1:]),
        right_first,
        right_second,
        right.T @ right,
    )


def _solve(p: _Products, ratios: Floats) -> _Solution:
    """Return the profiled REML deviance at given ratios of standard deviations, and what solves the mixed-model equations."""
    own, others = ratios[0], ratios[1:][p.factor_of] if len(p.factor_of) else np.zeros(0)
    diagonal = own**2 * p.first + 1
    cross = own * p.cross * others
    right_first, right_second = own * p.right_first, others[:, None] * p.right_second
    schur = others[:, None] * p.second * others + np.eye(len(others)) - cross.T @ (cross / diagonal[:, None])
    lower = np.linalg.cholesky(schur)
    reduced = right_second - cross.T @ (right_first / diagonal[:, None])
    half = np.linalg.solve(lower, reduced)
    left = p.corner - right_first.T @ (right_first / diagonal[:, None]) - half.T @ half
    mean = left[0, 1] / left[0, 0]
    error = max((left[1, 1] - left[0, 1] * mean) / (p.observations - 1), 1e-300)
    log_determinant = np.log(diagonal).sum() + 2 * np.log(np.diag(lower)).sum()
    deviance = log_determinant + np.log(left[0, 0]) + (p.observations - 1) * (1 + np.log(2 * np.pi * error))
    contrast = np.array([-mean, 1.0])
    second = np.linalg.solve(lower.T, half @ contrast)
    first = (right_first @ contrast - cross @ second) / diagonal
    return _Solution(float(deviance), float(mean), float(error), own * first, others * second)


def _best_ratios(products: _Products, factors: int) -> Floats:
    from scipy.optimize import minimize  # why: half a second to load, and balanced tables do without

    def deviance(ratios: Floats) -> float:
        return _solve(products, np.abs(ratios)).deviance

    start = minimize(deviance, np.ones(factors), method="L-BFGS-B", bounds=[(0, None)] * factors).x
    simplex = np.vstack([start, *(start + step for step in np.diag(1e-3 * (1 + start)))])
    options = {"xatol": 1e-7, "fatol": 1e-10, "maxiter": 100 * factors, "initial_simplex": simplex}
    best = np.abs(minimize(deviance, start, method="Nelder-Mead", options=options).x)
    return _settled(deviance, best)


def _settled(deviance: object, best: Floats) -> Floats:
    """Set ratios to exactly 0 where that is as good."""
    for place in range(len(best)):
        without = best.copy()
        without[place] = 0
        if deviance(without) <= deviance(best) + 1e-8:  # type: ignore[operator]
            best = without
    return best
