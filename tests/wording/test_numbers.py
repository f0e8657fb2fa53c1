"""Marks as people read them."""

from decimal import Decimal
from fractions import Fraction

import pytest

from olympiad.wording.numbers import mark_text, number_text, place_text, share_of


@pytest.mark.parametrize(
    ("amount", "language", "decimals", "text"),
    [
        (2500, "en", None, "2.5"),
        (2500, "uz", None, "2,5"),
        (0, "ru", 2, "0,00"),
        (-1000, "en", None, "−1"),
        (Fraction(25000, 3), "en", None, "8.333"),
        (Fraction(-1, 9), "en", 2, "0.00"),
        (-125, "en", 2, "−0.13"),
        (Decimal("90.25"), "ru", None, "90,25"),
        (Decimal("9.50"), "en", None, "9.50"),
        (Decimal("9.5"), "en", 2, "9.50"),
        (92000, "en", 2, "92.00"),
    ],
)
def test_mark_text_writes_what_is_exact(amount, language, decimals, text):
    assert mark_text(amount, language, decimals) == text


def test_number_text_writes_a_count():
    assert number_text(1234, "ru") == "1234"


def test_place_text_marks_a_shared_place():
    assert place_text(12, "en", shared=True) == "12="
    assert place_text(Fraction(5, 2), "uz") == "2,5"


@pytest.mark.parametrize(("value", "maximum", "share"), [(3, 2, "100"), (1, 3, "33.3"), (-1, 2, "0"), (0, 0, "0")])
def test_share_of_stays_within_the_bar(value, maximum, share):
    assert share_of(value, maximum) == share
