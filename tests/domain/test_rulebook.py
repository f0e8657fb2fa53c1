"""The page that tells the rules says what the code does."""

from olympiad.domain.choices import PlaceStyle
from olympiad.domain.notation.rules import READERS, write_rules
from olympiad.domain.rules import Rules
from olympiad.domain.tie_breaks import TIE_BREAKS
from olympiad.rulebook import PAGE, rulebook
from olympiad.wording.rules import KEYS


def test_the_committed_rulebook_is_up_to_date():
    assert PAGE.read_text("utf-8") == rulebook()


def test_the_rulebook_names_every_tie_break_and_place_style():
    page = rulebook()

    named = [f"`{name}`" for name in [*(one.written for one in TIE_BREAKS.values()), *PlaceStyle]]

    assert [name for name in named if name not in page] == []


def test_every_rule_that_is_read_is_written_and_has_words():
    """What is read but not written back would be lost in copies, exports and published bundles."""
    written = {key for key, _ in write_rules(Rules())}

    assert written == set(READERS) == KEYS.keys() - {"award", "part"}
