"""The curve of a reading's key as a drawing: places on a plane for the page, no marks of its own."""

from dataclasses import dataclass
from fractions import Fraction

from olympiad.domain.exact import shown
from olympiad.domain.readings import ReadingKey
from olympiad.wording.numbers import mark_text, number_text

WIDTH, HEIGHT, EDGE = 400, 150, 40
"""Size of the field in which the line runs, and what is left free around it for the words."""
MARGIN = Fraction(1, 8)
"""How far the line goes on beyond the last corners, as a share of what lies between them."""


@dataclass(frozen=True)
class Tick:
    """A number beside an axis."""

    at: str
    words: str


@dataclass(frozen=True)
class Drawing:
    """Everything that the template puts into the picture, as texts of coordinates."""

    line: str
    corners: tuple[tuple[str, str], ...]
    readings: tuple[Tick, ...]
    points: tuple[Tick, ...]
    told: tuple[tuple[str, str], ...]
    """(reading, points) of every corner, for those who do not see the picture."""
    unit: str


def draw(key: ReadingKey, maximum: int | Fraction, language: str) -> Drawing:
    """Draw a key from the breakpoints of its curve.

    >>> from olympiad.domain.notation.reading_keys import parse_reading
    >>> draw(parse_reading("value=5 unit=mL full=1 zero=3", 4000), 4000, "en").told
    (('2', '0'), ('4', '4'), ('6', '4'), ('8', '0'))
    """
    corners = key.curve.breakpoints(maximum)
    low, high = corners[0][0], corners[-1][0]
    margin = (high - low) * MARGIN or Fraction(1)
    low, high = low - margin, high + margin

    def across(reading: Fraction) -> str:
        return shown((EDGE + (reading - low) / (high - low) * WIDTH) * 1000, 1)

    def down(points: int | Fraction) -> str:
        return shown((Fraction(EDGE, 4) + HEIGHT - Fraction(points) / maximum * HEIGHT) * 1000, 1)

    ends = ((low, key.curve.points(low, maximum)), *corners, (high, key.curve.points(high, maximum)))
    edges = _apart(sorted({reading for reading, _ in corners}), (high - low) / 9)
    return Drawing(
        " ".join(f"{across(reading)},{down(points)}" for reading, points in ends),
        tuple((across(reading), down(points)) for reading, points in corners),
        tuple(Tick(across(reading), number_text(reading, language)) for reading in edges),
        tuple(Tick(down(points), mark_text(points, language)) for points in sorted({0, maximum})),
        tuple((number_text(reading, language), mark_text(points, language)) for reading, points in corners),
        key.unit,
    )


def _apart(readings: list[Fraction], least: Fraction) -> list[Fraction]:
    """Leave out what would be written over its neighbour."""
    kept: list[Fraction] = []
    for reading in readings:
        if not kept or reading - kept[-1] >= least:
            kept.append(reading)
    return kept
