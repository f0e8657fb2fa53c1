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
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value, key=_utf16)}
    if isinstance(value, list):
        return [_sorted(part) for part in value]
    if isinstance(value, int) and abs(value) > LARGEST:
        raise ValueError(f"{value} is too large for JSON")
    if not isinstance(value, str | int | None):
        raise TypeError(f"{type(value).__name__} has no place in canonical JSON")
    return value


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-be")


def checksum(value: Plain) -> str:
    """SHA-256, in hexadecimal, over the canonical JSON in UTF-8.

    >>> checksum({})[:8]
    '44136fa3'
    """
    return hashlib.sha256(canonical(value).encode()).hexdigest()
