"""Other criteria that might have been asked: task marks drawn again over the criteria of each rubric (bootstrap)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from olympiad.analysis.section_marks import SheetMarks, TaskShape

Floats = NDArray[np.float64]
MOST_CELLS = 1_000_000
"""Draws times teams; with more teams fewer draws are enough to say how wide the intervals are."""


def criteria_moves(
    task: TaskShape, sheets: Sequence[SheetMarks], teams: Sequence[str], draws: int, random: np.random.Generator
) -> Floats:
    """Return by how much each task mark would move in each draw if as many criteria were drawn with replacement.

    The same criteria are drawn for all teams; the drawn task is stretched to the maximum of the real one.
    """
    position = {team: at for at, team in enumerate(teams)}
    moves = np.zeros((draws, len(teams)))
    count = len(task.criteria)
    times = random.multinomial(count, np.full(count, 1 / count), size=draws)
    means = _means(task, sheets, position)
    if means:
        moves[:, list(means)] = _moves(task, times, np.array(list(means.values())))
    return moves


def fewer(draws: int, teams: int) -> int:
    """Return how many draws are made over criteria.

    >>> fewer(2000, 24), fewer(2000, 1000)
    (2000, 1000)
    """
    return max(min(draws, MOST_CELLS // max(teams, 1)), min(draws, 200))


def _moves(task: TaskShape, times: NDArray[np.int64], means: Floats) -> Floats:
    maxima = np.array([maximum for _, maximum in task.criteria])
    drawn = (times @ means.T) / (times @ maxima)[:, None]
    return np.asarray(task.maximum * (drawn - means.sum(axis=1) / maxima.sum()))


def _means(task: TaskShape, sheets: Sequence[SheetMarks], position: Mapping[str, int]) -> dict[int, list[float]]:
    """Return the means of the criteria by position of the team; teams with a criterion without points stay as they are."""
    own: dict[str, list[tuple[float | None, ...]]] = defaultdict(list)
    for sheet in sheets:
        if sheet.team in position and sheet.points and None not in sheet.points:
            own[sheet.team].append(sheet.points)
    return {position[team]: [sum(map(_points, cells)) / len(rows) for cells in zip(*rows, strict=True)]
            for team, rows in own.items()}  # fmt: skip


def _points(cell: float | None) -> float:
    return cell or 0.0
