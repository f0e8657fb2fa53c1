"""The order of names: alphabets of Uzbek, English, Russian, Kazakh and Tajik, alike on every machine."""

import re
import unicodedata

SortKey = tuple[tuple[tuple[int, int], ...], str, str]

_LATIN = "abcdefghijklmnopqrstuvwxyz"
_UZBEK = [*"abcdefghijklmnopqrstuvwxyz", "oʻ", "gʻ", "sh", "ch", "ng"]
# One order serves Russian, Kazakh and Tajik: each alphabet is a part of it in its own order.
_CYRILLIC = "аәбвгғдеёжзиӣйкқлмнңоөпрстуӯұүфхҳһцчҷшщъыіьэюя"
_YO_IS_YE = frozenset({"ru", "uz", "en"})
"""Where ё stands among е, as in Russian dictionaries; in Kazakh and Tajik lists it is a letter of its own."""

_PLAIN_LATIN = {
    "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h",
    "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ə": "e",
}  # fmt: skip
_APOSTROPHES = re.compile("['`´‘’ʻʼ]")
_UZBEK_LETTER = re.compile("[og]ʻ|sh|ch|ng|.", re.DOTALL)

_SPACE, _DIGITS, _FIRST, _SECOND, _OTHER = range(5)


def sort_key(text: str, language: str) -> SortKey:
    """Return a key that sorts text as a reader of the language expects; accents and case decide only between equals.

    >>> sorted(["Shavkat", "Zafar", "Oʻktam", "Olim"], key=lambda name: sort_key(name, "uz"))
    ['Olim', 'Zafar', 'Oʻktam', 'Shavkat']
    >>> sorted(["Фёдор", "Федя", "Anna"], key=lambda name: sort_key(name, "ru"))
    ['Фёдор', 'Федя', 'Anna']
    """
    folded = unicodedata.normalize("NFC", text).casefold()
    letters = tuple(weight for letter in _letters(folded, language) for weight in _weights(letter, language))
    return letters, _APOSTROPHES.sub("ʻ", folded), text


def _letters(folded: str, language: str) -> list[str]:
    """Split into letters, digraphs of Uzbek and whole numbers; apostrophes that make no letter are dropped."""
    marked = re.sub("(?<=[og])['`´‘’ʼ]", "ʻ", folded) if language == "uz" else folded
    found = []
    for part in re.findall(r"\d+|\D+", marked):
        if part.isdigit():
            found.append(part)
        elif language == "uz":
            found += [letter for letter in _UZBEK_LETTER.findall(part) if not _APOSTROPHES.fullmatch(letter)]
        else:
            found += _APOSTROPHES.sub("", part)
    return found


def _weights(letter: str, language: str) -> list[tuple[int, int]]:
    if letter.isdigit() and letter.isascii():
        return [(_DIGITS, int(letter))]
    if letter.isspace() or letter in "-–—.,":
        return [(_SPACE, 0)]
    latin, cyrillic = (_SECOND, _FIRST) if language in ("ru", "kk", "tg") else (_FIRST, _SECOND)
    if letter == "ё" and language in _YO_IS_YE:
        letter = "е"
    if letter in _CYRILLIC:
        return [(cyrillic, _CYRILLIC.index(letter))]
    alphabet = _UZBEK if language == "uz" else _LATIN
    if letter in alphabet:
        return [(latin, alphabet.index(letter))]
    return _weights_of_base(letter, language)


def _weights_of_base(letter: str, language: str) -> list[tuple[int, int]]:
    """Weigh a letter with an accent as the plain one; what no alphabet here knows comes last, by code point."""
    plain = _PLAIN_LATIN.get(letter) or "".join(
        c for c in unicodedata.normalize("NFD", letter) if not unicodedata.combining(c)
    )
    if plain != letter:
        return [weight for part in plain for weight in _weights(part, language)]
    return [(_OTHER, ord(part)) for part in letter]
