"""What a column seems to hold, told by its values alone: an address, a country, a role, a person, a university, a team."""

import itertools
import re
from collections.abc import Callable, Sequence

from olympiad.exchange.meanings import country_code, role_of

ENOUGH = 0.7
"""Share of the filled cells that have to look so."""
UNIVERSITY = re.compile(
    r"univer|универ|institut|институт|инстит|akadem|академ|academ|college|колледж|kollej|oliygoh|вуз|school|медицин|medical|tibbiyot",
    re.IGNORECASE,
)
NAME = re.compile(r"[^\W\d_][^\W\d_.'’‘ʻʼ`-]*\.?")
LANGUAGES = {
    "uz",
    "ru",
    "en",
    "oʻzbek",
    "o'zbek",
    "ўзбек",
    "русский",
    "английский",
    "english",
    "russian",
    "uzbek",
    "rus",
    "ingliz",
}
"""Words of a column that tells a language; only codes are read, the others are a hint for the person."""


def meaning_of_values(values: Sequence[str], allowed: Sequence[str]) -> str:
    """Return what a column most likely holds, of the meanings that are allowed; empty where its values do not tell.

    >>> meaning_of_values(["Узбекистан", "KZ", ""], ["name", "country"])
    'country'
    >>> meaning_of_values(["Karimova Aziza", "Li Wei"], ["name", "country"])
    'name'
    >>> meaning_of_values(["Иванов Иван", "Ким Анна"], ["name", "name_local"])
    'name_local'
    >>> meaning_of_values(["1", "2", "3"], ["team"]), meaning_of_values(["1", "1", "1", "2", "2", "2"], ["team"])
    ('', 'team')
    """
    cells = [text for value in values if (text := " ".join(value.split()))]
    if not cells:
        return ""
    return next((name for name, holds in SIGNS if name in allowed and holds(cells)), "")


def _most(cells: Sequence[str], looks: Callable[[str], bool]) -> bool:
    return sum(map(looks, cells)) >= ENOUGH * len(cells)


def _is_country(text: str) -> bool:
    return (text.isupper() and len(text) == 2 and text.isascii()) or (len(text) > 3 and len(country_code(text)) == 2)


def _is_person(text: str) -> bool:
    parts = text.split()
    return 2 <= len(parts) <= 5 and all(NAME.fullmatch(part) and part[:1].isupper() for part in parts)


def _is_latin(text: str) -> bool:
    return all(sign.isascii() or sign in "ʻʼ’‘`" or sign < "\u0370" for sign in text)


def _repeats(cells: Sequence[str]) -> bool:
    """Return whether short values stand several times, one after the other, as the team beside each of its members."""
    kinds = len(set(cells))
    changes = sum(one != other for one, other in itertools.pairwise(cells)) + 1
    return 2 <= kinds <= len(cells) / 2 and changes <= kinds * 1.5 and max(map(len, cells)) <= 40


SIGNS: tuple[tuple[str, Callable[[Sequence[str]], bool]], ...] = (
    ("email", lambda cells: _most(cells, lambda text: "@" in text and " " not in text)),
    ("role", lambda cells: _most(cells, lambda text: role_of(text) in ("leader", "member"))),
    ("language", lambda cells: _most(cells, lambda text: text.casefold() in LANGUAGES)),
    ("country", lambda cells: _most(cells, _is_country)),
    ("institution", lambda cells: _most(cells, lambda text: bool(UNIVERSITY.search(text)))),
    ("name_local", lambda cells: _most(cells, lambda text: _is_person(text) and not _is_latin(text))),
    ("name", lambda cells: _most(cells, _is_person)),
    ("team", _repeats),
)
"""Meaning → how its values look, the surest sign first."""
