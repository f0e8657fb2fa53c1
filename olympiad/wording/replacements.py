"""What may be chosen instead of a word of a list that nobody understands, in the reader's language."""

from collections.abc import Iterable

from olympiad.wording.catalogues import N_, catalogue
from olympiad.wording.names import country_name
from olympiad.wording.sorting import sort_key

WORDS: dict[tuple[str, str], str] = {
    ("role", "member"): N_("Member"),
    ("role", "leader"): N_("Team leader"),
    ("status", "competing"): N_("Competing"),
    ("status", "guest"): N_("Guest team"),
    ("status", "withdrawn"): N_("Withdrawn"),
    ("status", "disqualified"): N_("Disqualified"),
    ("kind", "official"): N_("Yes, an official judge"),
    ("kind", "practice"): N_("No, for practice"),
    ("host", "yes"): N_("yes"),
    ("host", "no"): N_("no"),
}
"""Column and value → what it is called."""


def choice_named(column: str, value: str, language: str) -> str:
    """Name a value of a column; what is written in every language alike stays as it is.

    >>> choice_named("country", "UZ", "ru"), choice_named("role", "leader", "en"), choice_named("team", "T01", "en")
    ('Узбекистан (UZ)', 'Team leader', 'T01')
    """
    if column == "country":
        return f"{country_name(value, language)} ({value})"
    words = WORDS.get((column, value))
    return catalogue(language).gettext(words) if words else value


def choices_named(column: str, values: Iterable[str], language: str) -> list[tuple[str, str]]:
    """Return values with their names; countries in the order of the alphabet.

    >>> choices_named("country", ["ZW", "AT"], "en")
    [('AT', 'Austria (AT)'), ('ZW', 'Zimbabwe (ZW)')]
    """
    named = [(value, choice_named(column, value, language)) for value in values]
    return sorted(named, key=lambda one: sort_key(one[1], language)) if column == "country" else named
