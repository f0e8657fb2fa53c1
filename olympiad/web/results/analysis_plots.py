"""Positions of the strips that stand in the tables of the analysis: a dot and its interval on a common scale."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Tick:
    """A number on an axis; `anchor` keeps those at the ends inside."""

    at: str
    words: str
    anchor: str


@dataclass(frozen=True)
class Zone:
    """A tinted part of every strip of a table: the places of an award."""

    at: str
    width: str
    middle: str
    end: str
    words: str
    level: int
    is_edge: bool


@dataclass(frozen=True)
class Axis:
    """The scale of all strips of one table, with the calm part and the line at zero."""

    least: float
    most: float
    ticks: tuple[Tick, ...] = ()
    calm_from: str = ""
    calm_width: str = ""
    zero: str = ""
    zones: tuple[Zone, ...] = ()

    def at(self, value: float | None) -> str:
        """Return where a value stands, kept inside the strip.

        >>> Axis(0, 20).at(5), Axis(0, 1).at(None), Axis(0, 5).at(9)
        ('25.00%', '', '100.00%')
        """
        if value is None or self.most <= self.least:
            return ""
        return f"{100 * min(max((value - self.least) / (self.most - self.least), 0), 1):.2f}%"


@dataclass(frozen=True)
class Strip:
    """One row's strip; a missing value is a hatched strip."""

    value: str = ""
    low: str = ""
    high: str = ""
    half_low: str = ""
    half_high: str = ""
    is_weak: bool = False
    wide_low: str = ""
    wide_high: str = ""


def axis(
    least: float, most: float, ticks: Iterable[tuple[float, str]], calm: tuple[float, float] | None = None
) -> Axis:
    """Return an axis with its numbers."""
    bare = Axis(least, most)
    drawn = tuple(Tick(bare.at(value), words, _anchor(value, least, most)) for value, words in ticks)
    zero = bare.at(0) if least < 0 < most else ""
    if calm is None:
        return Axis(least, most, drawn, zero=zero)
    width = 100 * (calm[1] - calm[0]) / (most - least)
    return Axis(least, most, drawn, bare.at(calm[0]), f"{width:.2f}%", zero)


def _anchor(value: float, least: float, most: float) -> str:
    return "start" if value == least else "end" if value == most else "middle"


def reach(values: Iterable[float | None], least: float, step: float) -> float:
    """Return how far a symmetric axis must go, in whole steps.

    >>> reach([1.0, -7.5, None], 6, 2), reach([], 6, 2)
    (8.0, 6)
    """
    far = max((abs(one) for one in values if one is not None), default=0.0)
    return max(least, step * -(-far // step))


@dataclass(frozen=True)
class Bar:
    """One bar of a histogram in a box of 132 by 34."""

    x: str
    y: str
    width: str
    height: str
    is_none: bool


def histogram(counts: Sequence[int]) -> tuple[Bar, ...]:
    """Return the bars, the tallest 30 high; nobody is a line at the bottom."""
    most = max(counts, default=0) or 1
    slot = 132 / max(len(counts), 1)
    return tuple(
        Bar(
            f"{1 + at * slot:.1f}",
            f"{34 - max(30 * count / most, 1):.1f}",
            f"{slot - 2:.1f}",
            f"{max(30 * count / most, 1):.1f}",
            count == 0,
        )
        for at, count in enumerate(counts)
    )
