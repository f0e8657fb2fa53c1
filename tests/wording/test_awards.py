"""Asks what awards are called in each language."""

import pytest

from olympiad.wording.awards import award_name


@pytest.mark.parametrize(
    ("award", "uz", "ru"),
    [
        ("I degree", "I daraja", "I степень"),
        ("III daraja", "III daraja", "III степень"),
        ("gold", "Oltin", "Золото"),
        ("Eng tez jamoa", "Eng tez jamoa", "Eng tez jamoa"),
    ],
)
def test_award_name_knows_degrees_and_medals_and_leaves_the_rest(award: str, uz: str, ru: str) -> None:
    assert (award_name(award, "uz"), award_name(award, "ru")) == (uz, ru)
