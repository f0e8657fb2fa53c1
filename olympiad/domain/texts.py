"""Which texts can be kept: every database and file takes them, and nobody loses a letter."""

import re

_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def is_storable(text: str) -> bool:
    """Whether a text has neither a NUL, which PostgreSQL refuses, nor half of a surrogate pair, which UTF-8 does not know.

    >>> is_storable("gʻoza"), is_storable("a\\0b"), is_storable("a\\ud800b")
    (True, False, False)
    """
    return _UNSTORABLE.search(text) is None


def turns_around(text: str) -> bool:
    """Whether a text holds an invisible sign that changes the direction of what follows, beyond its own end on a page.

    Languages written from the right need none of them: their letters carry the direction.

    >>> turns_around("Katalaza"), turns_around("אולימפיאדה"), turns_around("Kata\u202elaza")
    (False, False, True)
    """
    return _TURNING.search(text) is not None
