"""Own institution: what judges gave to teams that they are close to, beside the other judges of the same teams."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb, sqrt
from statistics import fmean

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from olympiad.analysis.additive import additive
from olympiad.analysis.section_marks import SectionMarks, SheetMarks
from olympiad.analysis.states import Notes, remark, unavailable, weak
from olympiad.analysis.tables import Long

Floats = NDArray[np.float64]
EXACT = 20_000
"""Up to so many choices of teams the permutation test is exact."""
LEVEL = 0.01
"""Of the alarm; favour is looked for on one side only."""


@dataclass(frozen=True)
class OwnInstitution:
    """What judges gave to teams that they are close to, beyond their usual difference; percent of the maximum."""

    sheets: int
    teams: int
    value: float | None
    low: float | None
    high: float | None
    """95 %, by the least squares of team + judge + favour."""
    p: float | None
    exact: bool
    notes: Notes


@dataclass(frozen=True)
class _Differences:
    """Of each team, the differences of close judges' sheets from the others'; the close teams, and how many sheets are theirs."""

    values: Mapping[str, list[float]]
    close: frozenset[str]
    close_sheets: int


def own_institution(marks: SectionMarks, seed: int = 1) -> OwnInstitution:
    """Compare sheets of close teams with the other judges of the same teams, by a permutation of the teams.

    The value and its interval are the least squares of team + judge + favour; where every judge of a task marked every
    team, the mean difference on close teams less that on the others. The permutation compares differences with each
    judge's severity (by the additive model of the teams that nobody is close to) taken off. Under no favour any choice of
    as many teams might have been the close ones: all are tried where there are few enough.
    """
    if not any(sheet.is_close for sheet in marks.sheets):
        return OwnInstitution(0, 0, None, None, None, None, True, (remark("nobody_is_close"),))
    found = _differences(marks)
    if not found.close or len(found.values) <= len(found.close):
        undefined = unavailable("all_are_close")
        return OwnInstitution(found.close_sheets, len(found.close), None, None, None, None, True, (undefined,))
    means = {team: fmean(own) for team, own in found.values.items()}
    value, p, exact = _permuted(means, set(found.close), seed)
    notes: Notes = (weak("few_own_teams", found=len(found.close)),) if len(found.close) < 3 else ()
    if p < LEVEL and value > 0:
        notes = (weak("own_favoured"), *notes)
    modelled, low, high = _favour(marks)
    shown = value if modelled is None else modelled
    return OwnInstitution(found.close_sheets, len(found.close), shown, low, high, p, exact, notes)


def _differences(marks: SectionMarks) -> _Differences:
    maxima = {task.code: task.maximum for task in marks.tasks}
    severity = _severity(marks)
    close_judges = {sheet.judge for sheet in marks.sheets if sheet.is_close}
    by_station: dict[tuple[str, str], list[SheetMarks]] = defaultdict(list)
    for sheet in marks.sheets:
        by_station[sheet.team, sheet.task].append(sheet)
    values: dict[str, list[float]] = defaultdict(list)
    close = []
    for (team, task), sheets in by_station.items():
        for sheet, gap in _beside_others(sheets, severity, close_judges):
            values[team].append(100 * gap / maxima[task])
            if sheet.is_close:
                close.append(team)
    return _Differences(values, frozenset(close), len(close))


def _beside_others(
    sheets: Sequence[SheetMarks], severity: Mapping[tuple[str, str], float], close_judges: set[str]
) -> Iterator[tuple[SheetMarks, float]]:
    """Return each sheet of a judge who is close to some team, with its points beyond the mean of the other judges' sheets."""
    kind = {sheet.judge: sheet.total - severity.get((sheet.task, sheet.judge), 0.0) for sheet in sheets}
    others = [total for judge, total in kind.items() if judge not in close_judges]
    for sheet in sheets if others else ():
        if sheet.judge in close_judges:
            yield sheet, kind[sheet.judge] - sum(others) / len(others)


def _severity(marks: SectionMarks) -> dict[tuple[str, str], float]:
    """Return each judge's severity in each task over the teams that nobody is close to, where it can be told."""
    close = {sheet.team for sheet in marks.sheets if sheet.is_close}
    found: dict[tuple[str, str], float] = {}
    for task in marks.tasks:
        rest = [sheet for sheet in marks.of_task(task.code) if sheet.team not in close]
        table = Long(
            ("target", "judge"), tuple((one.team, one.judge) for one in rest), tuple(one.total for one in rest)
        )
        effects = additive(table, shrink=False).judge
        found |= {(task.code, judge): effect for judge, effect in effects.items() if effect is not None}
    return found


def _favour(marks: SectionMarks) -> tuple[float | None, float | None, float | None]:
    """Return the favour and its 95 % interval: least squares of team + judge within each task + favour on close sheets."""
    parts = [found for task in marks.tasks if (found := _residuals(marks.of_task(task.code), task.maximum)) is not None]
    information = sum(float(close @ close) for _, close, _ in parts)
    df = sum(freedom for *_, freedom in parts) - 1
    if information < 1e-9:
        return None, None, None
    value = sum(float(close @ left) for left, close, _ in parts) / information
    if df < 1:
        return value, None, None
    squares = sum(float(((left - value * close) ** 2).sum()) for left, close, _ in parts)
    reach = float(stdtrit(df, 0.975)) * sqrt(squares / df / information)
    return value, value - reach, value + reach


def _residuals(sheets: list[SheetMarks], maximum: float) -> tuple[Floats, Floats, int] | None:
    """Return percents and closeness with team and judge taken out, and the degrees of freedom; None where they cannot be."""
    levels = tuple((one.team, one.judge) for one in sheets)
    percents = tuple(100 * one.total / maximum for one in sheets)
    closeness = tuple(float(one.is_close) for one in sheets)
    left = _left(levels, percents)
    if left is None:
        return None
    close = _left(levels, closeness) if len(set(closeness)) > 1 else (np.zeros(len(sheets)), left[1])
    return None if close is None else (left[0], close[0], left[1])


def _left(levels: tuple[tuple[str, str], ...], scores: tuple[float, ...]) -> tuple[Floats, int] | None:
    found = additive(Long(("target", "judge"), levels, scores), shrink=False)
    if any(effect is None for effect in found.judge.values()) or not found.judge:
        return None
    fitted = [(found.target[team] or 0.0) + (found.judge[judge] or 0.0) for team, judge in levels]
    return np.subtract(scores, fitted), found.residual_df


def _permuted(means: Mapping[str, float], close: set[str], seed: int) -> tuple[float, float, bool]:
    """Return the difference of means, its two-sided p over all choices of as many teams, and whether all were tried."""
    values = np.array(list(means.values()))
    n, k = len(values), len(close)
    total = float(values.sum())

    def beyond(sums: np.ndarray) -> np.ndarray:
        return np.asarray(sums / k - (total - sums) / (n - k))

    found = float(beyond(np.array([sum(means[team] for team in close)]))[0])
    exact = comb(n, k) <= EXACT
    if exact:
        sums = np.array([values[list(chosen)].sum() for chosen in combinations(range(n), k)])
    else:
        random = np.random.default_rng(seed)
        order = np.argsort(random.random((EXACT, n)), axis=1)[:, :k]
        sums = values[order].sum(axis=1)
    as_far = int((np.abs(beyond(sums)) >= abs(found) - 1e-9).sum())
    return found, (as_far / len(sums)) if exact else (as_far + 1) / (len(sums) + 1), exact
