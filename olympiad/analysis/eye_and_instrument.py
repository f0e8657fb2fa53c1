"""Judged by eye beside read from an instrument: what can be said of favour where every judge is close to the same teams."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb, sqrt

import numpy as np
from scipy.special import stdtrit

from olympiad.analysis.section_marks import SectionMarks, SheetMarks, TaskShape
from olympiad.analysis.states import Notes, remark, unavailable, weak

LEAST_TEAMS = 8
EXACT = 20_000
LEVEL = 0.05


@dataclass(frozen=True)
class TeamShares:
    """One team's shares in percent, and what it got by eye beyond what its readings predict of the other teams."""

    team: str
    read: float
    by_eye: float
    beyond: float | None
    is_close: bool


@dataclass(frozen=True)
class EyeAndInstrument:
    """The line through the teams that nobody is close to, its band for single teams, and the close teams beside it."""

    teams: tuple[TeamShares, ...]
    read_points: float
    eye_points: float
    line: tuple[float, float] | None
    """Level at 0 and slope."""
    band: tuple[tuple[float, float, float], ...]
    """Share read, low and high for a single team (95 %)."""
    value: float | None
    """Mean of what the close teams got beyond the others."""
    low: float | None
    high: float | None
    p: float | None
    notes: Notes


def eye_and_instrument(marks: SectionMarks) -> EyeAndInstrument:
    """Compare both kinds of points; a permutation of the teams says how often chance would do as much."""
    read, eye = _maxima(marks)
    close = {sheet.team for sheet in marks.sheets if sheet.is_close}
    shares = _shares(marks)
    rows = [(team, *shares[team], team in close) for team in marks.teams if team in shares]
    obstacle = _obstacle(read, eye, rows)
    if obstacle:
        plain = tuple(TeamShares(team, x, y, None, own) for team, x, y, own in rows)
        return EyeAndInstrument(plain, read, eye, None, (), None, None, None, None, obstacle)
    return _compared(rows, read, eye)


def _maxima(marks: SectionMarks) -> tuple[float, float]:
    both = [0.0, 0.0]
    for task in marks.tasks:
        for (_, maximum), is_read in zip(task.criteria, task.read or (False,) * len(task.criteria), strict=True):
            both[not is_read] += maximum * task.weight
    return both[0], both[1]


def _shares(marks: SectionMarks) -> dict[str, tuple[float, float]]:
    """Return, of teams with sheets in every task, the shares read and judged by eye in percent."""
    most_read, most_eye = _maxima(marks)
    if not most_read or not most_eye:
        return {}
    points = _points(marks)
    shares = {}
    for team in marks.teams:
        means = [np.mean(points[team, task.code], axis=0) for task in marks.tasks if (team, task.code) in points]
        if len(means) == len(marks.tasks):
            shares[team] = (
                100 * sum(float(read) for read, _ in means) / most_read,
                100 * sum(float(eye) for _, eye in means) / most_eye,
            )
    return shares


def _points(marks: SectionMarks) -> dict[tuple[str, str], list[tuple[float, float]]]:
    """Return, by team and task, the points read and judged by eye of each sheet."""
    shapes = {task.code: task for task in marks.tasks}
    points: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for sheet in marks.sheets:
        points[sheet.team, sheet.task].append(_read_and_eye(shapes[sheet.task], sheet))
    return points


def _read_and_eye(task: TaskShape, sheet: SheetMarks) -> tuple[float, float]:
    """Return the weighted points of a sheet that were read, and those that were judged by eye."""
    flags = task.read or (False,) * len(sheet.points)
    points = [(one or 0.0, is_read) for one, is_read in zip(sheet.points, flags, strict=True)]
    read = sum(one for one, is_read in points if is_read)
    eye = sum(one for one, is_read in points if not is_read)
    return read * task.weight, eye * task.weight


def _obstacle(read: float, eye: float, rows: Sequence[tuple[str, float, float, bool]]) -> Notes:
    if not read or not eye:
        return (unavailable("no_readings"),)
    others = [x for _, x, _, is_close in rows if not is_close]
    if len(others) < LEAST_TEAMS or len(set(others)) < 3:
        return (unavailable("too_few_teams_beside", least=LEAST_TEAMS),)
    return () if any(is_close for *_, is_close in rows) else (remark("nobody_is_close"),)


def _compared(rows: Sequence[tuple[str, float, float, bool]], read: float, eye: float) -> EyeAndInstrument:
    x = np.array([one[1] for one in rows])
    y = np.array([one[2] for one in rows])
    close = np.array([one[3] for one in rows])
    slope, level = (float(one) for one in np.polyfit(x[~close], y[~close], 1))
    n, middle = int((~close).sum()), float(x[~close].mean())
    spread = float(((x[~close] - middle) ** 2).sum())
    left = y - level - slope * x
    sd = sqrt(float((left[~close] ** 2).sum()) / (n - 2))
    reach = float(stdtrit(n - 2, 0.975)) * sd
    band = tuple(
        (at, level + slope * at - wide, level + slope * at + wide)
        for at in np.linspace(float(x.min()), float(x.max()), 9).tolist()
        for wide in [reach * sqrt(1 + 1 / n + (at - middle) ** 2 / spread)]
    )
    k = int(close.sum())
    value = float(left[close].mean())
    wide = reach * sqrt(1 / k + 1 / n + (float(x[close].mean()) - middle) ** 2 / spread)
    p = _p(x, y, k, close)
    teams = tuple(
        TeamShares(team, a, b, float(gap), own) for (team, a, b, own), gap in zip(rows, left.tolist(), strict=True)
    )
    line = (level, slope)
    return EyeAndInstrument(teams, read, eye, line, band, value, value - wide, value + wide, p, _notes(value, p, k))


def _notes(value: float, p: float, teams: int) -> Notes:
    few: Notes = (weak("few_own_teams", found=teams),) if teams < 3 else ()
    if p < LEVEL and value > 0:
        return (weak("eye_favours"), *few)
    return few or (remark("eye_not_favoured"),)


def _p(x: np.ndarray, y: np.ndarray, k: int, close: np.ndarray) -> float:
    """Return how often a choice of as many teams lies as far from the line of all, two-sided."""
    slope, level = np.polyfit(x, y, 1)
    left = y - level - slope * x
    own = abs(float(left[close].mean()))
    if comb(len(x), k) <= EXACT:
        means = np.array([left[list(chosen)].mean() for chosen in combinations(range(len(x)), k)])
        return float((np.abs(means) >= own - 1e-9).mean())
    random = np.random.default_rng(1)
    order = np.argsort(random.random((EXACT, len(x))), axis=1)[:, :k]
    return float(((np.abs(left[order].mean(axis=1)) >= own - 1e-9).sum() + 1) / (EXACT + 1))
