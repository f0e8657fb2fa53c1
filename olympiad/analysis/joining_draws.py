"""How several sheets become one mark in many draws at once: the rule of `domain.joining` in floats; a test holds it to it."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from olympiad.analysis.section_marks import TaskShape
from olympiad.domain.choices import Method

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


def _trimmed(values: Floats, drop: int) -> Floats:
    """Return the mean without the ends; with too few values the mean, for nothing may be missing in a draw."""
    size = values.shape[-1]
    kept = np.sort(values, axis=-1)[..., drop : size - drop] if size > 2 * drop else values
    return np.asarray(kept.mean(axis=-1))


JOINS: dict[Method, Callable[[Floats, int], Floats]] = {
    Method.MEAN: lambda values, _drop: np.asarray(values.mean(axis=-1)),
    Method.MEDIAN: lambda values, _drop: np.asarray(np.median(values, axis=-1)),
    Method.TRIMMED: _trimmed,
    Method.LOWEST: lambda values, _drop: np.asarray(values.min(axis=-1)),
    Method.HIGHEST: lambda values, _drop: np.asarray(values.max(axis=-1)),
}


def joined(task: TaskShape, values: Floats, starts: Counts, counts: Counts) -> Floats:
    """Return the marks of teams whose sheets stand side by side in the last axis, from `starts`, `counts` of them.

    >>> task = TaskShape("A", 10.0, 1.0, (), method=Method.MEDIAN)
    >>> joined(task, np.array([[1.0, 2.0, 9.0, 4.0]]), np.array([0, 3]), np.array([3, 1])).tolist()
    [[2.0, 4.0]]
    """
    if task.method is Method.MEAN:
        return np.asarray(np.add.reduceat(values, starts, axis=-1) / counts)
    found = np.zeros((*values.shape[:-1], len(starts)))
    for size in np.unique(counts):
        chosen = counts == size
        found[..., chosen] = JOINS[task.method](values[..., starts[chosen][:, None] + np.arange(size)], task.drop)
    return found
