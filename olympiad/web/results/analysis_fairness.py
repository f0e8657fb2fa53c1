"""The page “Are the judges fair?” as rows and positions: severity, agreement, the day, the matrix, eye beside instrument."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from olympiad.web.results.analysis_plots import Axis, Strip, axis, reach
from olympiad.wording.analysis_reader import Reader
from olympiad.wording.catalogues import N_

if TYPE_CHECKING:
    from olympiad.analysis.day_course import DayCourse
    from olympiad.analysis.eye_and_instrument import EyeAndInstrument
    from olympiad.analysis.judge_fairness import Trend
    from olympiad.analysis.section_analysis import SectionAnalysis
    from olympiad.analysis.states import Notes

CALM = 2
ALIKE = 0.5
KINDER, STRICTER, SAME = N_("kinder"), N_("stricter"), N_("alike")


@dataclass(frozen=True)
class SeverityRow:
    """One judge in one task."""

    task: str
    span: int
    """Rows of the task, 0 for all but its first one."""
    judge: str
    key: str
    sheets: int
    strip: Strip
    value: str
    between: str
    words: str


@dataclass(frozen=True)
class AgreementRow:
    """One task."""

    task: str
    strip: Strip
    value: str
    between: str
    differ: str
    settled: int
    enough: str


@dataclass(frozen=True)
class Course:
    """One small figure of the day in a box of 196 by 118."""

    task: str
    judges: str
    is_weak: bool
    dots: tuple[tuple[str, str], ...]
    fit: str
    band: str
    most: str
    change: str
    between: str


@dataclass(frozen=True)
class MatrixLine:
    """One judge's row of cells."""

    y: int
    task: str
    judge: str
    cells: str


@dataclass(frozen=True)
class Matrix:
    """The matrix of sheets, in pixels."""

    width: int
    height: int
    lines: tuple[MatrixLine, ...]
    heads: tuple[tuple[int, str], ...]
    """Columns of teams that a judge is close to, with their codes."""


@dataclass(frozen=True)
class Scatter:
    """Eye beside instrument in a box of 380 by 300."""

    ticks: tuple[tuple[str, str, str], ...]
    """x, y and words."""
    dots: tuple[tuple[str, str], ...]
    own: tuple[tuple[str, str, str], ...]
    fit: str
    band: str


@dataclass(frozen=True)
class OwnRow:
    """One team of the own institution."""

    team: str
    read: str
    by_eye: str
    beyond: str


def severity_axis(found: "SectionAnalysis", r: Reader) -> Axis:
    """Return the common scale of severity."""
    lines = found.fairness.severity
    far = reach((edge for one in lines for edge in (one.value, one.low, one.high)), 6, 2)
    step = 2 if far <= 8 else far / 4
    ticks = [(at * step, r.number(at * step, 0)) for at in range(-round(far / step), round(far / step) + 1)]
    return axis(-far, far, ticks, (-CALM, CALM))


def severity_rows(found: "SectionAnalysis", scale: Axis, r: Reader) -> tuple[SeverityRow, ...]:
    """Return the judges, task by task."""
    lines = found.fairness.severity
    counts = Counter(one.task for one in lines)
    rows = []
    for at, one in enumerate(lines):
        first = not at or lines[at - 1].task != one.task
        strip = Strip(scale.at(one.value), scale.at(one.low), scale.at(one.high), is_weak=_is_weak(one.notes))
        words = "" if one.value is None else r.gettext(_beside(one.value))
        rows.append(
            SeverityRow(
                one.task,
                counts[one.task] if first else 0,
                r.labels.judge(one.judge),
                one.judge,
                one.sheets,
                strip,
                r.percent(one.value, 1, sign=True),
                r.between(one.low, one.high),
                words,
            )
        )
    return tuple(rows)


def _beside(value: float) -> str:
    return SAME if abs(value) < ALIKE else KINDER if value > 0 else STRICTER


def _is_weak(notes: "Notes") -> bool:
    return any(note.state == "weak" for note in notes)


def widest(found: "SectionAnalysis", r: Reader) -> tuple[str, str, str] | None:
    """Return the task whose judges stand furthest apart, with the gap in percent and in points."""
    gaps = {}
    for task in found.quality.tasks:
        own = [one.value for one in found.fairness.severity if one.task == task.code and one.value is not None]
        if len(own) > 1:
            gaps[task.code] = (max(own) - min(own), task.maximum)
    if not gaps:
        return None
    code = max(gaps, key=lambda one: gaps[one][0])
    gap, maximum = gaps[code]
    return code, r.percent(gap, 1), r.number(gap * maximum / 100)


def agreement_axis(found: "SectionAnalysis", r: Reader) -> Axis:
    """Return the scale from poor to good agreement, down to 0 where it is needed."""
    edges = [edge for one in found.agreement for edge in (one.icc, one.low) if edge is not None]
    least = 0.5 if min(edges, default=1) >= 0.5 else 0.0
    return axis(least, 1, [(at, r.coefficient(at)) for at in (least, 0.75)] + [(1, "1")], (0.75, 1))


def agreement_rows(found: "SectionAnalysis", scale: Axis, r: Reader) -> tuple[AgreementRow, ...]:
    """Return the tasks."""
    return tuple(
        AgreementRow(
            one.task,
            Strip(scale.at(one.icc), scale.at(one.low), scale.at(one.high), is_weak=_is_weak(one.notes)),
            r.coefficient(one.icc),
            r.coefficients(one.low, one.high),
            r.number(one.mean_difference),
            len(one.apart),
            str(one.enough_judges or "–"),
        )
        for one in found.agreement
    )


def courses(found: "SectionAnalysis", r: Reader) -> tuple[Course, ...]:
    """Return the small figures of the day on a common scale."""
    far = reach((y for one in found.day for _, y in one.points), 20, 10)
    return tuple(_course(found, one, far, r) for one in found.day)


def _is_any_weak(trends: Sequence["Trend"], course: "DayCourse") -> bool:
    """Return whether a judge of the figure drifts: its own, or where it shows two beside each other any of the task."""
    return any(_is_weak(one.notes) for one in trends if course.other or one.judge == course.judge)


def _outline(band: Sequence[tuple[float, float, float]], spot: Callable[[float, float], tuple[str, str]]) -> str:
    """Return the path around a band of (x, low, high): above from the left, below from the right."""
    upper = [" ".join(spot(x, high)) for x, _, high in band]
    lower = [" ".join(spot(x, low)) for x, low, _ in reversed(band)]
    return f"M{'L'.join([*upper, *lower])}Z"


def _course(found: "SectionAnalysis", one: "DayCourse", far: float, r: Reader) -> Course:
    own = [trend for trend in found.fairness.drift if trend.task == one.task]
    trend = next((two for two in own if two.judge == one.judge), None)

    def spot(x: float, y: float) -> tuple[str, str]:
        return f"{24 + 168 * x:.1f}", f"{53 - 45 * min(max(y / far, -1), 1):.1f}"

    named = [one.judge, *([one.other] if one.other else [])]
    return Course(
        one.task,
        " − ".join(named),
        _is_any_weak(own, one),
        tuple(spot(*point) for point in one.points),
        f"M{' '.join(spot(0, one.line[0]))}L{' '.join(spot(1, one.line[1]))}",
        _outline(one.band, spot),
        r.number(far, 0),
        r.percent(trend.value if trend else None, 1, sign=True),
        r.between(trend.low, trend.high) if trend else "–",
    )


def matrix(found: "SectionAnalysis", r: Reader) -> Matrix:
    """Return the matrix; tasks stand a little apart."""
    lines, y, before = [], 22, None
    for row in found.matrix.rows:
        y += 0 if before is None else 14 if row.task == before else 20
        lines.append(MatrixLine(y, "" if row.task == before else row.task, row.judge, row.cells))
        before = row.task
    teams = found.matrix.teams
    heads = tuple((at, r.labels.team(team)) for at, team in enumerate(teams) if team in found.matrix.close)
    return Matrix(94 + 13 * len(teams), y + 16, tuple(lines), heads if len(heads) <= 4 else ())


def _percents(eye: "EyeAndInstrument") -> tuple[float, float]:
    """Return where the axes begin and end: at the twenties around all shares, 100 at the most."""
    edges = [edge for one in eye.teams for edge in (one.read, one.by_eye)]
    return 20 * (min(edges) // 20), min(20 * -(-max(edges) // 20), 100)


def scatter(eye: "EyeAndInstrument", r: Reader) -> Scatter | None:
    """Return the figure of eye beside instrument; None where there is no line."""
    if eye.line is None:
        return None
    least, most = _percents(eye)
    span = max(most - least, 20)

    def spot(x: float, y: float) -> tuple[str, str]:
        return f"{46 + 326 * (x - least) / span:.1f}", f"{258 - 250 * min(max((y - least) / span, 0), 1):.1f}"

    level, slope = eye.line
    ends = [eye.band[0][0], eye.band[-1][0]]
    ticks = [least + 20 * at for at in range(round(span / 20) + 1)]
    return Scatter(
        tuple((*spot(at, at), r.number(at, 0)) for at in ticks),
        tuple(spot(one.read, one.by_eye) for one in eye.teams if not one.is_close),
        tuple((*spot(one.read, one.by_eye), r.labels.team(one.team)) for one in eye.teams if one.is_close),
        "M" + "L".join(" ".join(spot(x, level + slope * x)) for x in ends),
        _outline(eye.band, spot),
    )


def own_rows(eye: "EyeAndInstrument", r: Reader) -> tuple[OwnRow, ...]:
    """Return the teams of the own institution."""
    return tuple(
        OwnRow(
            r.labels.team(one.team), r.percent(one.read, 1), r.percent(one.by_eye, 1), r.percent(one.beyond, 1, True)
        )
        for one in eye.teams
        if one.is_close and one.beyond is not None
    )
