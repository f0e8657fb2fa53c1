"""Which texts can be kept: every database and file takes them, and nobody loses a letter."""

import re

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def is_storable(text: str) -> bool:
    """Whether a text has neither a NUL, which PostgreSQL refuses, nor half of a surrogate pair, which UTF-8 does not know.

    >>> is_storable("gʻoza"), is_storable("a\\0b"), is_storable("a\\ud800b")
    (True, False, False)
    """
    return _UNSTORABLE.search(text) is None
