"""What forms take from elsewhere: choices from value → words, the length of a text from its column."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from olympiad.exchange.columns import column
from olympiad.exchange.meanings import country_code


def choices_of(words: Mapping[str, object]) -> list[SelectChoice]:
    """Return the options in their order; words may wait for the reader's language."""
    return [SelectChoice(value=value, label=label) for value, label in words.items()]


def length_of(table: str, name: str) -> list[Length]:
    """Return the validator of a text that becomes a cell of this column."""
    limit = column(table, name).limit
    return [] if limit is None else [Length(max=limit)]


def country_field() -> StringField:
    """Return the field of a country, which understands its names as lists do; what it does not know is refused as in a file."""
    return StringField(
        _l("Country"), [Length(max=100)], filters=[lambda written: country_code((written or "").strip())],
        description=_l("Its name, or two letters such as UZ or KZ."),
    )  # fmt: skip
