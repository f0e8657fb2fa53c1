"""Positions of the strips that stand in the tables of the analysis: a dot and its interval on a common scale."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from olympiad.analysis.section_analysis import SectionAnalysis


@dataclass(frozen=True)
class Strip:
    """One row's strip in percent of its width; a missing value is a hatched strip."""

    value: str = ""
    low: str = ""
    high: str = ""
    half_low: str = ""
    half_high: str = ""
    is_weak: bool = False


@dataclass(frozen=True)
class Column:
    """The strips of one table, with the calm zone and the zero line of its scale."""

    least: float
    most: float
    strips: tuple[Strip, ...]
    calm_from: str = ""
    calm_width: str = ""
    zero: str = ""


def strips(found: "SectionAnalysis") -> dict[str, Column]:
    """Return the strips by key of the table."""
    return {
        "severity": _severity(found),
        "agreement": _agreement(found),
        "tasks": _tasks(found),
        "order": _order(found),
    }


def _percent(value: float | None, least: float, most: float) -> str:
    """Return where a value stands, kept inside the strip.

    >>> _percent(5, 0, 20), _percent(None, 0, 1), _percent(9, 0, 5)
    ('25.0%', '', '100.0%')
    """
    if value is None or most <= least:
        return ""
    return f"{100 * min(max((value - least) / (most - least), 0), 1):.1f}%"


def _severity(found: "SectionAnalysis") -> Column:
    lines = found.fairness.severity
    reach = max((abs(one or 0) for line in lines for one in (line.low, line.high, line.value)), default=0)
    least, most = -max(reach, 6.0), max(reach, 6.0)
    drawn = tuple(
        Strip(
            _percent(one.value, least, most), _percent(one.low, least, most), _percent(one.high, least, most),
            is_weak=any(note.reason == "severity_apart" for note in one.notes),
        )
        for one in lines
    )  # fmt: skip
    return Column(least, most, drawn, _percent(-2, least, most), f"{100 * 4 / (most - least):.1f}%", "50.0%")


def _agreement(found: "SectionAnalysis") -> Column:
    drawn = tuple(
        Strip(
            _percent(one.icc, 0, 1), _percent(one.low, 0, 1), _percent(one.high, 0, 1),
            is_weak=any(note.state == "weak" for note in one.notes),
        )
        for one in found.agreement
    )  # fmt: skip
    return Column(0, 1, drawn, "75.0%", "25.0%")


def _tasks(found: "SectionAnalysis") -> Column:
    drawn = tuple(
        Strip(
            _percent(one.alpha, 0, 1), _percent(one.low, 0, 1), _percent(one.high, 0, 1),
            is_weak=any(note.state == "weak" for note in one.notes),
        )
        for one in found.quality.tasks
    )  # fmt: skip
    return Column(0, 1, drawn, "70.0%", "30.0%")


def _order(found: "SectionAnalysis") -> Column:
    lines = found.order.standings
    most = max(len(lines), 2)
    drawn = tuple(
        Strip(
            _percent(one.place, 1, most), _percent(one.low, 1, most), _percent(one.high, 1, most),
            _percent(one.quarter, 1, most), _percent(one.three_quarters, 1, most), len(one.awards) > 1,
        )
        for one in lines
    )  # fmt: skip
    return Column(1, most, drawn)
