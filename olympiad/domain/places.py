"""Places: the registry of the ways to count them where teams stay tied."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from olympiad.domain.choices import PlaceStyle


def standard(nth: int, first: int, last: int) -> Fraction:
    """`1224`: all get the best place of their group."""
    return Fraction(first)


def dense(nth: int, first: int, last: int) -> Fraction:
    """`1223`: groups are counted, no place is left out."""
    return Fraction(nth)


def modified(nth: int, first: int, last: int) -> Fraction:
    """`1334`: all get the last place of their group."""
    return Fraction(last)


def fractional(nth: int, first: int, last: int) -> Fraction:
    """`fractional`: all get the mean of their group's places, as 2.5."""
    return Fraction(first + last, 2)


def ordinal(nth: int, first: int, last: int) -> Fraction:
    """`1234`: each team a place of its own; refused, naming the teams, while a tie is unbroken."""
    return Fraction(first)


PLACE_STYLES: dict[PlaceStyle, Callable[[int, int, int], Fraction]] = {
    PlaceStyle.STANDARD: standard,
    PlaceStyle.DENSE: dense,
    PlaceStyle.MODIFIED: modified,
    PlaceStyle.FRACTIONAL: fractional,
    PlaceStyle.ORDINAL: ordinal,
}
"""Each is told the number of the group and the first and last place that it covers."""


def places(sizes: Sequence[int], style: PlaceStyle) -> list[Fraction]:
    """The place of each group of tied teams, best first.

    >>> [str(place) for place in places([1, 2, 3, 1], PlaceStyle.FRACTIONAL)]
    ['1', '5/2', '5', '7']
    """
    found, before = [], 0
    for nth, size in enumerate(sizes, start=1):
        found.append(PLACE_STYLES[style](nth, before + 1, before + size))
        before += size
    return found
