"""Other criteria that might have been asked: task marks drawn again over the criteria of each rubric (bootstrap)."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from olympiad.analysis.joining_draws import joined
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
    own = _whole(sheets, position)
    if own:
        rows, starts, counts = np.unique([position[one.team] for one in own], return_index=True, return_counts=True)
        points = np.array([one.points for one in own], dtype=float)
        drawn, as_is = _of_sheets(task, times, points), _of_sheets(task, np.ones((1, count)), points)
        moves[:, rows] = joined(task, drawn, starts, counts) - joined(task, as_is, starts, counts)
    return moves


def fewer(draws: int, teams: int) -> int:
    """Return how many draws are made over criteria.

    >>> fewer(2000, 24), fewer(2000, 1000)
    (2000, 1000)
    """
    return max(min(draws, MOST_CELLS // max(teams, 1)), min(draws, 200))


def _of_sheets(task: TaskShape, times: NDArray[np.float64] | NDArray[np.int64], points: Floats) -> Floats:
    """Return the total of each sheet in each draw, stretched to the maximum of the task."""
    maxima = np.array([maximum for _, maximum in task.criteria])
    return np.asarray(task.maximum * (times @ points.T) / (times @ maxima)[:, None])


def _whole(sheets: Sequence[SheetMarks], position: Mapping[str, int]) -> list[SheetMarks]:
    """Return the sheets by team; one with a criterion without points stays as it is."""
    whole = [one for one in sheets if one.team in position and one.points and None not in one.points]
    return sorted(whole, key=lambda one: position[one.team])
