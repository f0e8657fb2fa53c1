"""What forms take from elsewhere: choices from value → words, the length of a text from its column."""

from collections.abc import Mapping

from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from olympiad.exchange.columns import column


def choices_of(words: Mapping[str, object]) -> list[SelectChoice]:
    """Return the options in their order; words may wait for the reader's language."""
    return [SelectChoice(value=value, label=label) for value, label in words.items()]


def length_of(table: str, name: str) -> list[Length]:
    """Return the validator of a text that becomes a cell of this column."""
    limit = column(table, name).limit
    return [] if limit is None else [Length(max=limit)]
