"""Marks, places and shares as people read them: the language's decimal separator and a true minus sign."""

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from olympiad.domain.exact import rounded, shown, simplest

MINUS = "\u2212"
DECIMAL_COMMA = frozenset({"uz", "ru"})
MOST_PLACES = 3
"""Decimals shown of a number that needs more: a mark is exact to the thousandth, the bundle holds the whole of it."""

Number = int | Fraction | Decimal


def mark_text(amount: Number, language: str, decimals: int | None = None) -> str:
    """Write a mark: integers and fractions are thousandths (the domain's amounts), a Decimal is points as printed.

    >>> mark_text(2500, "en"), mark_text(-1000, "ru", 2), mark_text(Fraction(25000, 3), "uz", 2)
    ('2.5', '−1,00', '8,33')
    >>> mark_text(Decimal("9.50"), "en")
    '9.50'
    """
    if isinstance(amount, Decimal):
        if decimals is None:
            return localised(f"{amount:f}", language)
        amount = Fraction(amount) * 1000
    text = shown(amount, MOST_PLACES) if decimals is None else f"{rounded(amount, decimals):f}"
    return localised(text, language)


@lru_cache(maxsize=16384)
def number_text(value: Number, language: str, decimals: int | None = None) -> str:
    """Write a plain number with so many decimals, or as short as is exact.

    >>> number_text(Fraction(5, 2), "uz"), number_text(Fraction(-1, 8), "en", 2), number_text(0, "en", 2)
    ('2,5', '−0.13', '0.00')
    """
    return mark_text(simplest(Fraction(value) * 1000), language, decimals)


def localised(text: str, language: str) -> str:
    """Put the language's decimal separator and the true minus sign into a plain number such as `-1.5`."""
    text = text.replace("-", MINUS)
    return text.replace(".", ",") if language in DECIMAL_COMMA else text


def difference_text(text: str, language: str) -> str:
    """Write a difference of sheets as a task has it: points, or a share of the maximum; a hyphen, never, as a dash.

    >>> difference_text("2.5%", "ru"), difference_text("10%", "en"), difference_text("-", "uz")
    ('2,5\xa0%', '10%', '–')
    """
    if text == "-":
        return "–"
    text = localised(text, language)
    return text.replace("%", "\N{NO-BREAK SPACE}%") if language in DECIMAL_COMMA else text


def readings_text(text: str, language: str) -> str:
    """Write the readings of a cell, which are kept as `5.7|5.75`.

    >>> readings_text("5.7|-0.5", "ru"), readings_text("5.7", "en")
    ('5,7; −0,5', '5.7')
    """
    return "; ".join(localised(reading, language) for reading in text.split("|"))


def place_text(place: Number, language: str, *, shared: bool = False) -> str:
    """Write a place; a shared one carries an equals sign: `12=`, a fractional one its decimals: `2.5=`."""
    return number_text(place, language) + ("=" if shared else "")


def share_of(value: Number, maximum: Number) -> str:
    """Return the share of a maximum in percent for drawing a bar, within 0 and 100, with one decimal and a point.

    >>> share_of(Decimal("17.5"), 20), share_of(3, 0), share_of(-1, 5)
    ('87.5', '0', '0')
    """
    if not maximum:
        return "0"
    share = min(Fraction(1), max(Fraction(0), Fraction(value) / Fraction(maximum)))
    return shown(share * 100_000, 1)
