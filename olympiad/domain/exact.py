"""Exact numbers: reading them from text, rounding, roots and printing, never a binary float.

An *amount* is a number of thousandths: a plain integer where it is whole (marks, maxima), a
Fraction only where something was divided.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import isqrt

from olympiad.domain.errors import DomainError

Amount = int | Fraction
"""Thousandths: 2500 is 2.5 points."""

DIGITS = 120
"""More digits than this in one number are refused as not meant."""

MOST_POINTS = 1_000_000_000
"""More points, seconds or occurrences than this are refused as not meant."""

MOST_WHOLE = 2_000_000_000
"""What a column of whole numbers holds on every database."""

_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?", re.ASCII)


@lru_cache(maxsize=8192)
def number(text: str) -> Fraction:
    """The number written as ASCII digits with an optional sign and one separator between digits.

    >>> number("-2,50")
    Fraction(-5, 2)
    >>> number("1e3")
    Traceback (most recent call last):
    olympiad.domain.errors.DomainError: not_a_number: found=1e3
    """
    if not _NUMBER.fullmatch(text):
        raise DomainError("not_a_number", found=text)
    if len(text) > DIGITS:
        raise DomainError("number_too_long", found=f"{text[:12]}…", digits=DIGITS)
    return Fraction(Decimal(text.replace(",", ".")))


def is_number(text: str) -> bool:
    """Return whether a text is written as a number.

    >>> is_number("2,5"), is_number("2b")
    (True, False)
    """
    return _NUMBER.fullmatch(text) is not None


def simplest(value: Amount) -> Amount:
    """The same amount as an integer where it is whole.

    >>> simplest(Fraction(4, 2)), simplest(Fraction(1, 2))
    (2, Fraction(1, 2))
    """
    return value if isinstance(value, int) or value.denominator != 1 else value.numerator


def thousandths(value: Fraction | int) -> Amount:
    """A plain number as an amount.

    >>> thousandths(Fraction(5, 2))
    2500
    """
    return simplest(value * 1000)


@lru_cache(maxsize=8192)
def written_amount(text: str) -> Amount:
    """A written number as an amount.

    >>> written_amount("2,5")
    2500
    """
    return thousandths(number(text))


def milli(text: str) -> int:
    """A written number as whole thousandths, as marks, weights and penalties are kept.

    >>> milli("2,5")
    2500
    >>> milli("1.2345")
    Traceback (most recent call last):
    olympiad.domain.errors.DomainError: too_many_decimals: found=1.2345, decimals=3
    """
    amount = written_amount(text)
    if not isinstance(amount, int):
        raise DomainError("too_many_decimals", found=text, decimals=3)
    if abs(amount) > MOST_POINTS * 1000:
        raise DomainError("number_too_large", found=text, most=MOST_POINTS)
    return amount


def whole(text: str) -> int:
    """A written whole number that a column of the database holds.

    >>> whole("12")
    12
    >>> whole("1.5")
    Traceback (most recent call last):
    olympiad.domain.errors.DomainError: number_not_whole: found=1.5
    """
    value = number(text)
    if value.denominator != 1:
        raise DomainError("number_not_whole", found=text)
    if abs(value) > MOST_WHOLE:
        raise DomainError("number_too_large", found=text, most=MOST_WHOLE)
    return value.numerator


def divide(amount: Amount, by: int) -> Amount:
    """An amount divided by a whole number, an integer wherever possible.

    >>> divide(9, 3), divide(9, 2)
    (3, Fraction(9, 2))
    """
    if isinstance(amount, int):
        whole, rest = divmod(amount, by)
        return Fraction(amount, by) if rest else whole
    return simplest(amount / by)


def added(amounts: Sequence[Amount]) -> Amount:
    """Σ amounts; whole numbers, the usual case, are added at once.

    >>> added([1, 2]), added([Fraction(1, 2), Fraction(3, 2)])
    (3, 2)
    """
    total = sum(amounts)
    return total if isinstance(total, int) else weighted_sum((1,) * len(amounts), amounts)


def weighted_sum(weights: Sequence[int], amounts: Sequence[Amount]) -> Amount:
    """Σ weight × amount, with one reduction at the end: many additions of Fractions would be slow.

    >>> weighted_sum([1, 2], [500, Fraction(1, 2)]), weighted_sum([1, 1], [Fraction(1, 3), 1])
    (501, Fraction(4, 3))
    """
    total, common = 0, 1
    for weight, amount in zip(weights, amounts, strict=True):
        denominator = amount.denominator
        if common % denominator:
            total, common = total * denominator, common * denominator
        total += weight * amount.numerator * (common // denominator)
    return total if common == 1 else simplest(Fraction(total, common))


def half_away(numerator: int, denominator: int) -> int:
    """The nearest whole number; halves go away from zero. The denominator is positive.

    >>> half_away(5, 2), half_away(-5, 2), half_away(7, 3)
    (3, -3, 2)
    """
    if numerator < 0:
        return -((-2 * numerator + denominator) // (2 * denominator))
    return (2 * numerator + denominator) // (2 * denominator)


def rounded(value: Amount, decimals: int) -> Decimal:
    """An amount as points with exactly so many decimals, halves away from zero, no minus zero.

    >>> rounded(-125, 2), rounded(Fraction(-1, 9), 2)
    (Decimal('-0.13'), Decimal('0.00'))
    """
    units = half_away(value.numerator * 10**decimals, value.denominator * 1000)
    return from_units(units, decimals)


def from_units(units: int, decimals: int) -> Decimal:
    """A whole number of 10^-decimals as a Decimal, exactly.

    >>> from_units(-13, 2)
    Decimal('-0.13')
    """
    digits = tuple(int(digit) for digit in str(abs(units)))
    return Decimal((int(units < 0), digits, -decimals))


def round_amount(value: Amount, decimals: int) -> Amount:
    """An amount rounded to so many decimals of a point, still an amount.

    >>> round_amount(2345, 1), round_amount(2350, 1)
    (2300, 2400)
    """
    units = half_away(value.numerator * 10**decimals, value.denominator * 1000)
    return simplest(Fraction(units * 1000, 10**decimals))


def plain(value: Fraction | int) -> str:
    """A plain number as the shortest decimal, or as a fraction where no decimal is exact.

    >>> plain(Fraction(5, 2)), plain(Fraction(25, 3)), plain(7), plain(Fraction(-1, 8))
    ('2.5', '25/3', '7', '-0.125')
    """
    if value.denominator == 1:
        return str(value.numerator)
    places = _places(value.denominator)
    if places is None:
        return f"{value.numerator}/{value.denominator}"
    return _shortest(value.numerator * 10**places // value.denominator, places)


def shown(value: Amount, places: int = 6) -> str:
    """An amount in points: exact if it has at most so many decimals, else rounded half away.

    >>> shown(2500), shown(Fraction(25000, 3)), shown(0)
    ('2.5', '8.333333', '0')
    """
    if isinstance(value, int):
        whole, rest = divmod(abs(value), 1000)
        text = f"{whole}.{rest:03}".rstrip("0").rstrip(".")
        return f"-{text}" if value < 0 else text
    units = half_away(value.numerator * 10**places, value.denominator * 1000)
    return _shortest(units, places)


def points(value: Amount) -> str:
    """An amount in points, exactly: a decimal, or a fraction as `25/3`.

    >>> points(Fraction(25000, 3)), points(500)
    ('25/3', '0.5')
    """
    return shown(value) if isinstance(value, int) else plain(value / 1000)


def written_points(value: Amount | None) -> str | None:
    """Return points as text, exactly; None stays None.

    >>> written_points(2500), written_points(Fraction(25000, 3)), written_points(None)
    ('2.5', '25/3', None)
    """
    return None if value is None else points(value)


def _places(denominator: int) -> int | None:
    """How many decimals a fraction with this denominator has, if it has finitely many."""
    twos = fives = 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    return max(twos, fives) if denominator == 1 else None


def _shortest(units: int, places: int) -> str:
    text = str(abs(units)).rjust(places + 1, "0")
    if places:
        text = f"{text[:-places]}.{text[-places:]}".rstrip("0").rstrip(".")
    return f"-{text}" if units < 0 and text != "0" else text


def root(value: Fraction, digits: int) -> Fraction:
    """The square root from exact integers: exact where it is rational, else cut after `digits` decimals.

    >>> root(Fraction(9, 4), 40)
    Fraction(3, 2)
    >>> root(Fraction(2), 3)
    Fraction(707, 500)
    """
    product = value.numerator * value.denominator
    exact = isqrt(product)
    if exact * exact == product:
        return Fraction(exact, value.denominator)
    scale: int = 10**digits
    return Fraction(isqrt(product * scale * scale), value.denominator * scale)
