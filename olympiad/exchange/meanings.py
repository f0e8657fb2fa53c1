"""What people write where we keep a code: countries by their names in several languages, the leader as captain."""

import re
from dataclasses import replace
from functools import cache

from olympiad.exchange.headings import plain
from olympiad.exchange.tables import Row, Table

LANGUAGES = ("en", "ru", "uz", "kk", "ky", "tg", "uz_Cyrl", "de", "fr", "tr", "az", "ko", "zh", "fa")
"""Languages whose names of countries are understood; the first that knows a name decides."""
ALSO = {
    "рф": "RU", "российская федерация": "RU", "russian federation": "RU", "rossiya": "RU", "usa": "US", "uk": "GB",
    "england": "GB", "south korea": "KR",
    "republic of korea": "KR", "корея": "KR", "республика корея": "KR", "koreya": "KR", "kyrgyz republic": "KG", "киргизия": "KG",
    "turkey": "TR", "республика казахстан": "KZ", "республика узбекистан": "UZ", "republic of uzbekistan": "UZ",
    "республика беларусь": "BY", "республика таджикистан": "TJ", "кыргызская республика": "KG", "кнр": "CN", "ozbekiston": "UZ",
    "qozogiston": "KZ", "tojikiston": "TJ", "qirgiziston": "KG",
}  # fmt: skip
NO_COUNTRIES = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})
"""Two letters that CLDR names though no country has them."""
STATE = re.compile(
    r"\b(respublikasi|республикаси|республика|the republic of|republic of|federatsiyasi|федерацияси|федерация|federation)\b"
)
"""What stands before or behind the name of a country."""
ROLES = {
    "leader": "leader|captain|team leader|капитан|капитан команды|лидер|сардор|sardor|kapitan|jamoa sardori|жамоа сардори",
    "member": "member|participant|участник|член команды|ishtirokchi|jamoa azosi|azo|aʼzo|аъзо|иштирокчи|жамоа аъзоси",
}
"""Role → words for it, parted by `|`."""
_ROLES = {plain(word): role for role, words in ROLES.items() for word in words.split("|")}


def meant(table: Table) -> Table:
    """Return a table with countries as codes of two letters and roles as `leader` or `member`, where a name was understood."""
    readers = [(column, READERS[column]) for column in READERS if column in table.columns]
    if not readers:
        return table
    rows = (
        Row(row.number, {**row.cells, **{column: read(row.cells[column]) for column, read in readers}})
        for row in table.rows
    )
    return replace(table, rows=tuple(rows))


def country_code(text: str) -> str:
    """Return the code of a country by its name, or the text as it is where none is known.

    >>> [country_code(text) for text in ("Узбекистан", "Oʻzbekiston Respublikasi", "South Korea", "kz", "Narnia")]
    ['UZ', 'UZ', 'KR', 'kz', 'Narnia']
    """
    if not text or re.fullmatch(r"[A-Za-z]{2}", text):
        return text
    name = plain(text)
    return _countries().get(name) or _countries().get(" ".join(STATE.sub(" ", name).split()), text)


def role_of(text: str) -> str:
    """Return the role that a word means, or the word as it is.

    >>> role_of("Капитан"), role_of("sardor"), role_of("coach")
    ('leader', 'leader', 'coach')
    """
    return _ROLES.get(plain(text), text)


@cache
def country_codes() -> tuple[str, ...]:
    """Return the codes of the countries and territories of the world.

    >>> "UZ" in country_codes(), "EU" in country_codes(), "001" in country_codes()
    (True, False, False)
    """
    from babel import Locale  # why: only a list with a country that nobody knows pays for it

    codes = map(str, Locale.parse("en").territories)
    return tuple(sorted(code for code in codes if len(code) == 2 and code not in NO_COUNTRIES))


def near_country(text: str) -> str:
    """Return the code of the country whose name, in any language, is almost this; empty where none is.

    >>> near_country("Узбекитсан"), near_country("Qozogʻistn"), near_country("Narnia")
    ('UZ', 'KZ', '')
    """
    from difflib import get_close_matches  # why: only a list with a country that nobody knows pays for it

    name = next(iter(get_close_matches(plain(text), _countries(), n=1, cutoff=0.8)), "")
    return _countries().get(name, "")


READERS = {"country": country_code, "role": role_of}


@cache
def _countries() -> dict[str, str]:
    from babel import Locale  # why: only a list with names of countries pays for it

    found: dict[str, str] = dict(ALSO)
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2:
                found.setdefault(plain(name), code)
    return found
