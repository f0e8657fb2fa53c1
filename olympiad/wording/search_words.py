"""Folding of names for a search: Cyrillic and Latin spellings of a name become the same plain letters, in both directions."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

LETTERS = {
    "дж": "j", "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "io", "ж": "j", "з": "z", "и": "i",
    "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u",
    "ф": "f", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "iu",
    "я": "ia", "ў": "o", "қ": "k", "ғ": "g", "ҳ": "h", "ә": "a", "ң": "n", "ө": "o", "ұ": "u", "ү": "u", "һ": "h",
    "і": "i", "ї": "i", "є": "ie", "ӣ": "i", "ӯ": "u", "ҷ": "j", "ı": "i", "ß": "ss", "ʻ": "", "ʼ": "", "‘": "",
    "’": "", "'": "", "`": "",
}  # fmt: skip
"""Letters of Uzbek, Russian, Kazakh, Kyrgyz, Tajik and Turkish, as they are most often written in plain Latin."""
SPELLINGS = (
    ("dzh", "j"), ("zh", "j"), ("dj", "j"), ("kh", "h"), ("gh", "g"), ("ph", "f"), ("x", "h"), ("q", "k"), ("w", "v"),
    ("y", "i"), ("ie", "e"),
)  # fmt: skip
"""What one sound is written as in English, Russian passports and Uzbek; replaced in this order."""

IN_ADDRESSES = {
    "дж": "dj", "е": "e", "ё": "yo", "ж": "zh", "й": "y", "х": "kh", "ы": "y", "ю": "yu", "я": "ya",
}  # fmt: skip
"""Letters that people write otherwise than the search folds them."""
MOST_OF_ADDRESS = 60


@lru_cache(maxsize=16384)
def folded(text: str) -> str:
    """Return a text as the search compares it: small plain letters, one spelling for each sound, no doubled letters.

    Digits stay as they are: team 11 is not team 1.

    >>> folded("Ижевск"), folded("Izhevsk"), folded("Ijevsk"), folded("Тошкент") == folded("Toshkent")
    ('ijevsk', 'ijevsk', 'ijevsk', True)
    >>> folded("Saarland 1100")
    'sarland 1100'
    """
    plain = text.lower()
    for letter, latin in LETTERS.items():
        plain = plain.replace(letter, latin)
    plain = "".join(one for one in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(one))
    for spelling, one in SPELLINGS:
        plain = plain.replace(spelling, one)
    return re.sub(r"(\D)\1+", r"\1", re.sub(r"[^\w]+|_", " ", plain)).strip()


def address_from(text: str) -> str:
    """Return a page's address made from a name: small Latin letters, digits and hyphens.

    >>> address_from("Самарканд-2026, VII олимпиада"), address_from("Биохимия"), address_from("Oʻzbekiston"), address_from("—")
    ('samarkand-2026-vii-olimpiada', 'biokhimiya', 'ozbekiston', '')
    """
    plain = text.lower()
    for letter, latin in (LETTERS | IN_ADDRESSES).items():
        plain = plain.replace(letter, latin)
    plain = "".join(one for one in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(one))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MOST_OF_ADDRESS].strip("-")


def wanted(text: str) -> list[str]:
    """Return the folded words of a question; a row is found when its words hold each of them."""
    return folded(text).split()


def index(texts: Iterable[str]) -> str:
    """Return the words that a search looks through, each once."""
    return " ".join(dict.fromkeys(word for text in texts for word in folded(text).split()))


def table() -> list[list[tuple[str, str]]]:
    """Return both lists of replacements for the page's own search, so that there is one of each."""
    return [list(LETTERS.items()), list(SPELLINGS)]
