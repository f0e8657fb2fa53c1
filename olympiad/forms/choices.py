"""Choices of a form from value → words."""

from collections.abc import Mapping

from wtforms.fields.choices import SelectChoice


def choices_of(words: Mapping[str, object]) -> list[SelectChoice]:
    """Return the options in their order; words may wait for the reader's language."""
    return [SelectChoice(value=value, label=label) for value, label in words.items()]
