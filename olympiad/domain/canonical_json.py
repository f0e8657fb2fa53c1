"""Canonical JSON, so that equal values give equal bytes everywhere, and checksums over it."""

import hashlib
import json

Plain = str | int | bool | None | list["Plain"] | dict[str, "Plain"]
"""What may stand in a bundle: no float, for two programs may write it differently."""

LARGEST = 2**53 - 1
"""Integers beyond this are not exact in every reader of JSON."""


def canonical(value: Plain) -> str:
    """Write a value as RFC 8785 does: members sorted by UTF-16 code units, no spaces, shortest escapes.

    >>> canonical({"b": [1, None], "a": "oʻ"})
    '{"a":"oʻ","b":[1,null]}'
    """
    return json.dumps(_sorted(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _sorted(value: Plain) -> Plain:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, dict):
        plain = all(map(str.isascii, value))  # these sort alike in both
        return {key: _sorted(value[key]) for key in sorted(value, key=None if plain else _utf16)}
    if isinstance(value, list):
        return [_sorted(part) for part in value]
    if not isinstance(value, int):
        raise TypeError(f"{type(value).__name__} has no place in canonical JSON")
    if abs(value) > LARGEST:
        raise ValueError(f"{value} is too large for JSON")
    return value


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-be")


def checksum(value: Plain) -> str:
    """SHA-256, in hexadecimal, over the canonical JSON in UTF-8.

    >>> checksum({})[:8]
    '44136fa3'
    """
    return hashlib.sha256(canonical(value).encode()).hexdigest()
