"""Are the judges fair: severity, drift, sequence, halo, range and own institution, always beside others for the same teams."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev

import numpy as np
from scipy.special import stdtr, stdtrit

from olympiad.analysis.additive import additive
from olympiad.analysis.own_institution import OwnInstitution, own_institution
from olympiad.analysis.section_marks import SectionMarks, SheetMarks, TaskShape
from olympiad.analysis.states import Note, Notes, State, unavailable, weak
from olympiad.analysis.tables import Long

CALM = 2.0
"""Percent of the maximum within which nobody needs to talk about severity."""
FEW = 5
LEVEL = 0.008
"""Five kinds of alarm share the 5 % of fair halls in which one may ring."""


@dataclass(frozen=True)
class Severity:
    """How much more (positive) a judge gives in a task than an average judge, in percent of the maximum."""

    task: str
    judge: str
    sheets: int
    value: float | None
    low: float | None
    high: float | None
    p: float | None
    notes: Notes


@dataclass(frozen=True)
class Trend:
    """A slope of a judge's differences from the other judges of the same teams."""

    task: str
    judge: str
    sheets: int
    value: float | None
    low: float | None
    high: float | None
    p: float | None
    notes: Notes


@dataclass(frozen=True)
class Habit:
    """Halo and range of a judge in a task, beside the other judges of the same teams."""

    task: str
    judge: str
    sheets: int
    halo: float | None
    """Mean correlation between criteria, less that of the other judges."""
    spread: float | None
    """Standard deviation of the totals ÷ that of the others' means."""
    p_spread: float | None
    notes: Notes


@dataclass(frozen=True)
class Fairness:
    """Everything about the judges."""

    severity: tuple[Severity, ...]
    drift: tuple[Trend, ...]
    """Percent of the maximum from the first sheet to the last."""
    sequence: tuple[Trend, ...]
    """Percent for each percent of the sheet before."""
    habits: tuple[Habit, ...]
    own: OwnInstitution


def fairness(marks: SectionMarks, seed: int = 1) -> Fairness:
    """Return the analysis of all judges in all tasks."""
    severity: list[Severity] = []
    sequence: list[Trend] = []
    habits: list[Habit] = []
    for task in marks.tasks:
        sheets = marks.of_task(task.code)
        severity += severities(task, sheets)
        for judge, own in differences(task, sheets).items():
            sequence.append(_sequence(task, judge, own))
        habits += _habits(task, sheets)
    judged = _holm([one.p for one in severity])
    alarmed = [
        one
        if not (p is not None and p < LEVEL and one.value is not None and abs(one.value) > CALM)
        else Severity(
            one.task, one.judge, one.sheets, one.value, one.low, one.high, one.p,
            (*one.notes, weak("severity_apart", judge=one.judge, task=one.task)),
        )
        for one, p in zip(severity, judged, strict=True)
    ]  # fmt: skip
    return Fairness(
        tuple(alarmed),
        drifts(marks),
        _marked(sequence, "follows_sheet_before"),
        tuple(habits),
        own_institution(marks, seed),
    )


def drifts(marks: SectionMarks) -> tuple[Trend, ...]:
    """Return the drift of all judges in all tasks."""
    every = [
        _drift(task.code, judge, own)
        for task in marks.tasks
        for judge, own in differences(task, marks.of_task(task.code)).items()
    ]
    return _marked(every, "drifts")


def severities(task: TaskShape, sheets: Sequence[SheetMarks]) -> list[Severity]:
    """Return the additive model's effects within a task, in percent of its maximum."""
    rows = [(sheet.team, sheet.judge) for sheet in sheets]
    table = Long(("target", "judge"), tuple(rows), tuple(100 * one.total / task.maximum for one in sheets))
    found = additive(table, shrink=False)
    counts = Counter(judge for _, judge in rows)
    notes = tuple(note for note in found.notes if note.reason != "few_judges")
    return [
        Severity(
            task.code, judge, counts[judge], effect,
            *_interval_and_p(effect, found.judge_se.get(judge), found.residual_df), notes,
        )
        for judge, effect in sorted(found.judge.items())
    ]  # fmt: skip


def _interval_and_p(
    effect: float | None, se: float | None, df: int | None
) -> tuple[float | None, float | None, float | None]:
    """Return low and high of an effect (95 %), and how often chance alone would lead as far from 0."""
    if effect is None or se is None or not df:
        return None, None, None
    reach = float(stdtrit(df, 0.975)) * se
    return effect - reach, effect + reach, (_two_sided(effect / se, df) if se else None)


def _two_sided(t: float, df: float) -> float:
    return float(2 * stdtr(df, -abs(t)))


def _holm(values: Sequence[float | None]) -> list[float | None]:
    """Correct p values for their number (Holm), so that a fair hall rarely raises an alarm.

    >>> _holm([0.01, None, 0.04])
    [0.02, None, 0.04]
    """
    order = sorted((value, at) for at, value in enumerate(values) if value is not None)
    found: list[float | None] = [None] * len(values)
    worst = 0.0
    for rank, (value, at) in enumerate(order):
        worst = max(worst, min(1.0, value * (len(order) - rank)))
        found[at] = worst
    return found


def _marked(trends: Iterable[Trend], reason: str) -> tuple[Trend, ...]:
    lines = list(trends)
    corrected = _holm([one.p for one in lines])
    return tuple(
        Trend(*one[:-1], (*one[-1], weak(reason, judge=one[1], task=one[0]))) if p is not None and p < LEVEL else trend
        for trend, p in zip(lines, corrected, strict=True)
        for one in [(trend.task, trend.judge, trend.sheets, trend.value, trend.low, trend.high, trend.p, trend.notes)]
    )


Difference = tuple[float | None, float, float]
"""Minute, difference from the other judges of the team, mean of the others; percent of the maximum."""


def differences(task: TaskShape, sheets: Sequence[SheetMarks]) -> dict[str, list[Difference]]:
    """Return each judge's differences from the other judges of the same teams."""
    by_team: dict[str, list[SheetMarks]] = defaultdict(list)
    for sheet in sheets:
        by_team[sheet.team].append(sheet)
    found: dict[str, list[Difference]] = {judge: [] for judge in sorted({sheet.judge for sheet in sheets})}
    for own in by_team.values():
        for sheet in own:
            others = [one.total for one in own if one.judge != sheet.judge]
            if others:
                mean = sum(others) / len(others)
                found[sheet.judge].append(
                    (sheet.minute, 100 * (sheet.total - mean) / task.maximum, 100 * mean / task.maximum)
                )
    return found


def _drift(task: str, judge: str, own: Sequence[Difference]) -> Trend:
    timed = sorted((minute, value) for minute, value, _ in own if minute is not None)
    if len(timed) < FEW or timed[0][0] == timed[-1][0]:
        return Trend(task, judge, len(timed), None, None, None, None, (_no_trend(own, timed),))
    return _trend(task, judge, day_places([minute for minute, _ in timed]), [value for _, value in timed])


def day_places(minutes: Sequence[float]) -> list[float]:
    """Return where sheets stand between the first (0) and the last (1) by their order; at one time they share a place.

    The order and not the clock: a break or a late sheet shall not decide the slope.

    >>> day_places([0.0, 5.0, 5.0, 90.0])
    [0.0, 0.5, 0.5, 1.0]
    """
    times, where, counts = np.unique(minutes, return_inverse=True, return_counts=True)
    places = np.cumsum(counts) - counts / 2
    found: list[float] = ((places[where] - places[0]) / (places[len(times) - 1] - places[0])).tolist()
    return found


def _no_trend(own: Sequence[Difference], timed: Sequence[object]) -> Note:
    return unavailable("no_times") if own and not timed else unavailable("too_few_shared", least=FEW)


def _sequence(task: TaskShape, judge: str, own: Sequence[Difference]) -> Trend:
    """Regress a judge's difference on what the sheet before deserved: contrast is negative, carry-over positive."""
    timed = sorted((minute, value, mean) for minute, value, mean in own if minute is not None)
    if len(timed) < FEW + 1 or len({mean for _, _, mean in timed}) < 3:
        return Trend(task.code, judge, len(timed), None, None, None, None, (_no_trend(own, timed),))
    return _trend(task.code, judge, [mean for _, _, mean in timed[:-1]], [value for _, value, _ in timed[1:]])


def _trend(task: str, judge: str, x: Sequence[float], y: Sequence[float]) -> Trend:
    middle, n = fmean(x), len(x)
    spread = sum((one - middle) ** 2 for one in x)
    if not spread:
        return Trend(task, judge, n, None, None, None, None, (unavailable("too_few_shared", least=FEW),))
    slope = sum((a - middle) * b for a, b in zip(x, y, strict=True)) / spread
    level = fmean(y) - slope * middle
    squares = sum((b - level - slope * a) ** 2 for a, b in zip(x, y, strict=True))
    se = sqrt(squares / (n - 2) / spread)
    reach = float(stdtrit(n - 2, 0.975)) * se
    p = _two_sided(slope / se, n - 2) if se > 1e-9 else None
    return Trend(task, judge, n, slope, slope - reach, slope + reach, p, ())


def _habits(task: TaskShape, sheets: Sequence[SheetMarks]) -> list[Habit]:
    own: dict[str, dict[str, SheetMarks]] = defaultdict(dict)
    for sheet in sheets:
        own[sheet.judge][sheet.team] = sheet
    return [_habit(task.code, judge, own) for judge in sorted(own)]


def _habit(task: str, judge: str, sheets: Mapping[str, Mapping[str, SheetMarks]]) -> Habit:
    own, others = sheets[judge], [sheets[other] for other in sheets if other != judge]
    shared = [team for team in own if _is_marked(team, others)]
    if len(shared) < FEW:
        return Habit(task, judge, len(shared), None, None, None, (unavailable("too_few_shared", least=FEW),))
    totals = [own[team].total for team in shared]
    means = [_mean_total(team, others) for team in shared]
    spread = _ratio(stdev(totals), stdev(means))
    p = _equal_spread(totals, means)
    notes: Notes = (weak("narrow_range", judge=judge, task=task),) if _is_narrow(spread, p) else ()
    if stdev(totals) == 0:
        notes = (weak("constant_judge", judges=judge),)
    return Habit(task, judge, len(shared), _halo(shared, own, others), spread, p, notes)


def _ratio(one: float, other: float) -> float | None:
    return one / other if other else None


def _is_marked(team: str, others: Sequence[Mapping[str, SheetMarks]]) -> bool:
    return any(team in sheets for sheets in others)


def _mean_total(team: str, others: Sequence[Mapping[str, SheetMarks]]) -> float:
    return fmean(sheets[team].total for sheets in others if team in sheets)


def _is_narrow(spread: float | None, p: float | None) -> bool:
    return spread is not None and spread < 0.7 and p is not None and p < 0.001


def _halo(
    shared: Sequence[str], own: Mapping[str, SheetMarks], others: Sequence[Mapping[str, SheetMarks]]
) -> float | None:
    """Return how much more a judge's criteria go together than those of the others, for the same teams."""
    theirs = [_coherence([team for team in shared if team in sheets], sheets) for sheets in others]
    known = [one for one in theirs if one is not None]
    mine = _coherence(shared, own)
    return mine - fmean(known) if mine is not None and known else None


def _coherence(teams: Sequence[str], sheets: Mapping[str, SheetMarks]) -> float | None:
    return _mean_correlation([sheets[team].points for team in teams])


def _equal_spread(one: Sequence[float], two: Sequence[float]) -> float | None:
    """Return the p value of Pitman and Morgan: equal variances of paired values."""
    sums = np.add(one, two)
    differences = np.subtract(one, two)
    if np.ptp(sums) == 0 or np.ptp(differences) == 0 or len(one) < 4:
        return None
    r = float(np.corrcoef(sums, differences)[0, 1])
    if abs(r) >= 1:
        return 0.0
    df = len(one) - 2
    return _two_sided(r * sqrt(df / (1 - r * r)), df)


def _mean_correlation(rows: Sequence[tuple[float | None, ...]]) -> float | None:
    if len(rows) < FEW:
        return None
    table = np.array(rows, dtype=float)
    kept = [at for at in range(table.shape[1]) if not np.isnan(table[:, at]).any() and np.ptp(table[:, at]) > 0]
    if len(kept) < 2:
        return None
    matrix = np.corrcoef(table[:, kept].T)
    return float((matrix.sum() - len(kept)) / (len(kept) * (len(kept) - 1)))


def worst(notes: Iterable[Notes]) -> State:
    """Return the worst state of several lines, passing over what is not available in single lines."""
    states = {note.state for own in notes for note in own}
    return State.WEAK if State.WEAK in states else State.OK
