"""Texts that look the same on paper: one spelling for codes and keys, and the letter in which two of them differ."""

import unicodedata

CYRILLIC = dict(zip("АВЕКМНОРСТУХІЈЅԚԜѴҮҺЗ", "ABEKMHOPCTYXIJSQWVYH3", strict=True))
GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True))
APOSTROPHES = dict.fromkeys("ʻʼ‘’ʹ′`´＇", "'")
TWINS = str.maketrans(CYRILLIC | GREEK | APOSTROPHES)
UNSEEN = ("Cc", "Cf", "Mn", "Me")
"""Categories of Unicode: controls, marks of direction and of zero width, accents."""


def fold(text: str) -> str:
    """Return the one spelling of all that looks the same.

    Capital letters, Latin ones for their Cyrillic and Greek twins, plain forms of wide ones, one apostrophe, one space,
    nothing that cannot be seen.

    >>> fold("v83"), fold("В83"), fold("Ｖ８３"), fold("V8\u200b3"), fold("V83\u0301")
    ('V83', 'B83', 'V83', 'V83', 'V83')
    >>> fold("Gʻulom  Oʻrinboyev") == fold("g'ulom o’rinboyev")
    True
    """
    parted = unicodedata.normalize("NFKD", text.translate(TWINS)).upper().translate(TWINS)
    seen = "".join(letter for letter in parted if unicodedata.category(letter) not in UNSEEN)
    return " ".join(unicodedata.normalize("NFKC", seen).split())


def odd_letter(text: str, other: str) -> str:
    """Name the letter by which a text differs from one that looks the same.

    >>> odd_letter("В83", "B83"), odd_letter("v83", "V83"), odd_letter("V8\u200b3", "V83")
    ('U+0412 CYRILLIC CAPITAL LETTER VE', 'U+0076 LATIN SMALL LETTER V', 'U+200B ZERO WIDTH SPACE')
    """
    for one, letter in enumerate(text):
        if letter != other[one : one + 1]:
            return f"U+{ord(letter):04X} {unicodedata.name(letter, '')}".strip()
    missing = other[len(text) : len(text) + 1]
    return f"U+{ord(missing):04X} {unicodedata.name(missing, '')}".strip() if missing else ""


def foreign_letter(text: str, script: str = "LATIN") -> str:
    """Name the first letter of a text that belongs to another script; empty where there is none.

    >>> foreign_letter("Aziza"), foreign_letter("Аziza")
    ('', 'U+0410 CYRILLIC CAPITAL LETTER A')
    """
    for letter in unicodedata.normalize("NFC", text):
        name = unicodedata.name(letter, "")
        if unicodedata.category(letter) in ("Lu", "Ll", "Lo") and not name.startswith((script, "FULLWIDTH")):
            return f"U+{ord(letter):04X} {name}"
    return ""
