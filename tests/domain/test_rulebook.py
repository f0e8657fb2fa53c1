"""The page that tells the rules says what the code does."""

from olympiad.domain.choices import PlaceStyle
from olympiad.domain.tie_breaks import TIE_BREAKS
from olympiad.rulebook import PAGE, rulebook


def test_the_committed_rulebook_is_up_to_date():
    assert PAGE.read_text("utf-8") == rulebook()


def test_the_rulebook_names_every_tie_break_and_place_style():
    page = rulebook()

    named = [f"`{name}`" for name in [*(one.written for one in TIE_BREAKS.values()), *PlaceStyle]]

    assert [name for name in named if name not in page] == []
