"""Readings: the keys that turn what a team measured into points, exactly."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, pairwise
from typing import Protocol

from olympiad.domain.exact import Amount, half_away, simplest

Measured = Fraction
"""A reading in its unit, exact."""


class Curve(Protocol):
    """What every kind of key can do: points for one value, and where its drawing bends."""

    def points(self, reading: Measured, maximum: Amount) -> Amount:
        """Points (an amount) for one reading."""

    def breakpoints(self, maximum: Amount) -> tuple[tuple[Fraction, Amount], ...]:
        """(reading, points) from low to high; two points at one reading are a jump."""


@dataclass(frozen=True)
class Tolerance:
    """Full marks within a tolerance, linear to nothing at a wider one; each side has its own.

    All four distances are in the unit and not negative. On a border the better points.
    Practice of the chemistry olympiads.

    >>> curve = Tolerance(Fraction(10), *map(Fraction, (1, 1, 3, 3)))
    >>> curve.points(Fraction(12), 4000), curve.points(Fraction(9), 4000), curve.points(Fraction(7), 4000)
    (2000, 4000, 0)
    """

    value: Fraction
    full_below: Fraction
    full_above: Fraction
    zero_below: Fraction
    zero_above: Fraction

    def points(self, reading: Measured, maximum: Amount) -> Amount:
        """Points for the distance from the value on the side where the reading lies."""
        distance = reading - self.value
        full, zero = (self.full_above, self.zero_above) if distance > 0 else (self.full_below, self.zero_below)
        distance = abs(distance)
        if distance <= full:
            return maximum
        if distance >= zero:
            return 0
        return simplest(maximum * (zero - distance) / (zero - full))

    def breakpoints(self, maximum: Amount) -> tuple[tuple[Fraction, Amount], ...]:
        """Zero, full, full, zero."""
        return (
            (self.value - self.zero_below, 0),
            (self.value - self.full_below, maximum),
            (self.value + self.full_above, maximum),
            (self.value + self.zero_above, 0),
        )


@dataclass(frozen=True)
class Band:
    """Points for a reading not farther off than `below` or `above`, in the unit."""

    below: Fraction
    above: Fraction
    points: Amount


@dataclass(frozen=True)
class Steps:
    """Points by bands around the value; of the bands that are reached the best counts.

    >>> bands = (Band(Fraction(1), Fraction(1), 4000), Band(Fraction(2), Fraction(2), 1000))
    >>> curve = Steps(Fraction(10), bands)
    >>> [curve.points(Fraction(x), 4000) for x in (11, 12, 13)]
    [4000, 1000, 0]
    """

    value: Fraction
    bands: tuple[Band, ...]

    def points(self, reading: Measured, maximum: Amount) -> Amount:
        """The best band that is reached, else nothing."""
        off = reading - self.value
        reached = [band.points for band in self.bands if -band.below <= off <= band.above]
        return max(reached, default=0)

    def breakpoints(self, maximum: Amount) -> tuple[tuple[Fraction, Amount], ...]:
        """The corners of the staircase."""
        edges = sorted(
            {self.value - band.below for band in self.bands} | {self.value + band.above for band in self.bands}
        )
        return _staircase(self, edges, maximum)


@dataclass(frozen=True)
class Experts:
    """Experts' own readings of the same sample, ordered: inside the `full` ranks the maximum.

    Each further rank costs `each`; outside the `zero` ranks nothing. Of the ranks that the reading
    reaches the best counts (between rank 6 and 7 it is outside 7). Ranks count from 1.
    Source: IJSO 2017, practical test, marking scheme, item 4.

    >>> curve = Experts(tuple(map(Fraction, range(1, 26))), (7, 18), (3, 22), 300)
    >>> [curve.points(Fraction(x), 1500) for x in ("7", "6.5", "5.5", "3.5", "2.5", "22.5")]
    [1500, 1200, 900, 300, 0, 0]
    """

    readings: tuple[Fraction, ...]
    full: tuple[int, int]
    zero: tuple[int, int]
    each: Amount

    def points(self, reading: Measured, maximum: Amount) -> Amount:
        """Maximum less the ranks outside the full ones."""
        below = self.readings[self.full[0] - 1]
        above = self.readings[self.full[1] - 1]
        if below <= reading <= above:
            return maximum
        if reading < below:
            rank = sum(1 for expert in self.readings if expert <= reading)
            outside = self.full[0] - rank if rank >= self.zero[0] else None
        else:
            rank = 1 + sum(1 for expert in self.readings if expert < reading)
            outside = rank - self.full[1] if rank <= self.zero[1] else None
        return 0 if outside is None else max(0, simplest(maximum - outside * self.each))

    def breakpoints(self, maximum: Amount) -> tuple[tuple[Fraction, Amount], ...]:
        """The corners of the staircase over the experts' readings."""
        return _staircase(self, sorted(set(self.readings)), maximum)


def _staircase(curve: Curve, edges: Sequence[Fraction], maximum: Amount) -> tuple[tuple[Fraction, Amount], ...]:
    """The corners of a curve that is flat between its edges: before, on and beyond each of them."""
    corners: list[tuple[Fraction, Amount]] = []
    before: Amount = 0
    for edge, after in pairwise([*edges, edges[-1] + 2]):
        beyond = curve.points((edge + after) / 2, maximum)
        levels = [level for level, _ in groupby([before, curve.points(edge, maximum), beyond])]
        corners.extend((edge, level) for level in levels)
        before = beyond
    return tuple(corners)


@dataclass(frozen=True)
class Replicates:
    """How several readings of one sample count: `mean`, `median`, `best` or `concordant` within a distance."""

    rule: str = "mean"
    within: Fraction = Fraction(0)


@dataclass(frozen=True)
class ReadingKey:
    """A curve, how replicates count, and the nearest step if the points are rounded."""

    curve: Curve
    replicates: Replicates = Replicates()
    unit: str = ""
    to_step: bool = False

    def points(self, readings: Sequence[Measured], maximum: Amount, step: Amount) -> Amount | None:
        """Points for the replicates; None where no two are concordant: the chief judge decides.

        >>> curve = Tolerance(Fraction(10), *map(Fraction, (1, 1, 3, 3)))
        >>> key = ReadingKey(curve, Replicates("concordant", Fraction(1, 5)))
        >>> key.points([Fraction(12), Fraction(10), Fraction("10.1")], 4000, 500)
        4000
        >>> key.points([Fraction(12), Fraction(10)], 4000, 500) is None
        True
        """
        values = REPLICATES[self.replicates.rule](sorted(readings), self.replicates.within)
        if not values:
            return None
        best = max(self.curve.points(value, maximum) for value in values)
        return self._to_step(best, maximum, step) if self.to_step else best

    def _to_step(self, points: Amount, maximum: Amount, step: Amount) -> Amount:
        steps = Fraction(points) / step
        return min(maximum, half_away(steps.numerator, steps.denominator) * step)


def mean(readings: Sequence[Measured], within: Fraction) -> list[Measured]:
    """`mean`: the mean of all replicates."""
    return [sum(readings, Fraction(0)) / len(readings)]


def median(readings: Sequence[Measured], within: Fraction) -> list[Measured]:
    """`median`: the middle replicate, or the mean of the middle two."""
    middle = len(readings) // 2
    return [(readings[middle] + readings[-1 - middle]) / 2]


def best(readings: Sequence[Measured], within: Fraction) -> list[Measured]:
    """`best`: the replicate that earns the most points."""
    return list(readings)


def concordant(readings: Sequence[Measured], within: Fraction) -> list[Measured]:
    """`concordant:d`: the mean of the closest pair within d; of pairs equally close the better points."""
    closest = min((high - low for low, high in pairwise(readings)), default=None)  # of ordered readings neighbours
    if closest is None or closest > within:
        return []
    return [(low + high) / 2 for low, high in pairwise(readings) if high - low == closest]


REPLICATES = {"mean": mean, "median": median, "best": best, "concordant": concordant}
"""Each rule gives the values that are looked up; the best points among them count."""
