"""The course of the day as figures: a judge's differences from the others, sheet by sheet, with the trend and its interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean

from scipy.special import stdtrit

from olympiad.analysis.judge_fairness import FEW, day_places, differences
from olympiad.analysis.section_marks import SectionMarks

STEPS = 8
"""So many pieces of the band."""


@dataclass(frozen=True)
class DayCourse:
    """One judge in one task; with two judges the other one is the mirror image and is left out."""

    task: str
    judge: str
    other: str
    """The other judge of the task; empty where there are several."""
    points: tuple[tuple[float, float], ...]
    """Place in the day from 0 (first sheet) to 1 (last one), and the difference in percent of the maximum."""
    line: tuple[float, float]
    """The trend at 0 and at 1."""
    band: tuple[tuple[float, float, float], ...]
    """Place in the day, low and high of the trend (95 %)."""


def day_courses(marks: SectionMarks) -> tuple[DayCourse, ...]:
    """Return a figure for each judge with enough timed sheets that others marked, too."""
    found = []
    for task in marks.tasks:
        every = differences(task, marks.of_task(task.code))
        judges = sorted(every)
        pair = len(judges) == 2
        for judge in judges[:1] if pair else judges:
            course = _course(task.code, judge, judges[1] if pair else "", every[judge])
            if course is not None:
                found.append(course)
    return tuple(found)


def _course(task: str, judge: str, other: str, own: Sequence[tuple[float | None, float, float]]) -> DayCourse | None:
    timed = sorted((minute, value) for minute, value, _ in own if minute is not None)
    if len(timed) < FEW or timed[0][0] == timed[-1][0]:
        return None
    places = day_places([minute for minute, _ in timed])
    points = tuple(zip(places, (value for _, value in timed), strict=True))
    level, slope, band = _trend(points)
    return DayCourse(task, judge, other, points, (level, level + slope), band)


def _trend(points: Sequence[tuple[float, float]]) -> tuple[float, float, tuple[tuple[float, float, float], ...]]:
    n, middle = len(points), fmean(x for x, _ in points)
    spread = sum((x - middle) ** 2 for x, _ in points)
    slope = sum((x - middle) * y for x, y in points) / spread
    level = fmean(y for _, y in points) - slope * middle
    squares = sum((y - level - slope * x) ** 2 for x, y in points)
    reach = float(stdtrit(n - 2, 0.975)) * sqrt(squares / (n - 2))
    band = []
    for step in range(STEPS + 1):
        x = step / STEPS
        wide = reach * sqrt(1 / n + (x - middle) ** 2 / spread)
        band.append((x, level + slope * x - wide, level + slope * x + wide))
    return level, slope, tuple(band)
