"""Marks, places and shares as people read them: the language's decimal separator and a true minus sign."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

MINUS = "\u2212"
DECIMAL_COMMA = frozenset({"uz", "ru"})
MOST_PLACES = 6
"""Decimals shown of a number that no decimal gives exactly, as in the ranking file."""

Number = int | Fraction | Decimal


def mark_text(amount: Number, language: str, decimals: int | None = None) -> str:
    """Write a mark: integers and fractions are thousandths (the domain's amounts), a Decimal is points.

    >>> mark_text(2500, "en"), mark_text(-1000, "ru", 2), mark_text(Fraction(25000, 3), "uz", 2)
    ('2.5', '−1,00', '8,33')
    """
    points = Fraction(amount) if isinstance(amount, Decimal) else Fraction(amount) / 1000
    if decimals is None and isinstance(amount, Decimal):
        decimals = max(0, -int(amount.as_tuple().exponent))
    return number_text(points, language, decimals)


def number_text(value: Number, language: str, decimals: int | None = None) -> str:
    """Write a plain number with so many decimals, or as short as is exact.

    >>> number_text(Fraction(5, 2), "uz"), number_text(Fraction(-1, 8), "en", 2), number_text(0, "en", 2)
    ('2,5', '−0.13', '0.00')
    """
    places = MOST_PLACES if decimals is None else decimals
    text = f"{_rounded(Fraction(value), places):f}"
    if decimals is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return localised(text, language)


def localised(text: str, language: str) -> str:
    """Put the language's decimal separator and the true minus sign into a plain number such as `-1.5`."""
    text = text.replace("-", MINUS)
    return text.replace(".", ",") if language in DECIMAL_COMMA else text


def place_text(place: Number, language: str, *, shared: bool = False) -> str:
    """Write a place; a shared one carries an equals sign: `12=`, a fractional one its decimals: `2.5=`."""
    return number_text(place, language) + ("=" if shared else "")


def share_of(value: Number, maximum: Number) -> str:
    """Give the share of a maximum in percent for drawing a bar, within 0 and 100, with one decimal and a point.

    >>> share_of(Decimal("17.5"), 20), share_of(3, 0), share_of(-1, 5)
    ('87.5', '0', '0')
    """
    if not maximum:
        return "0"
    percent = min(Fraction(100), max(Fraction(0), Fraction(value) * 100 / Fraction(maximum)))
    return number_text(_rounded(percent, 1), "en")


def _rounded(value: Fraction, places: int) -> Decimal:
    scaled = abs(value) * 10**places
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return (
        Decimal(units if value >= 0 else -units).scaleb(-places)
        if units
        else Decimal(0).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    )
