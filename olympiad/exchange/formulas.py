"""Text that a spreadsheet would take for a formula: guarded in files that we write, unguarded when they are read again."""

import re

NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?", re.ASCII)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
GUARD = "'"
"""Put before text that a spreadsheet would take for a formula; the reader takes it off again."""


def guarded(text: str) -> str:
    """Make text harmless for spreadsheets; numbers and the lone hyphen stay.

    >>> guarded("=1+1"), guarded("-2.5"), guarded("-"), guarded("'=x")
    ("'=1+1", '-2.5', '-', "''=x")
    """
    if text.lstrip(GUARD)[:1] in FORMULA and text and not NUMBER.fullmatch(text) and text != "-":
        return GUARD + text
    return text


def unguarded(text: str) -> str:
    """Return the text that was meant.

    >>> [unguarded(guarded(text)) for text in ("=1", "'=1", "'s", "-")]
    ['=1', "'=1", "'s", '-']
    """
    if text.startswith(GUARD) and text.lstrip(GUARD)[:1] in FORMULA:
        return text.removeprefix(GUARD)
    return text
