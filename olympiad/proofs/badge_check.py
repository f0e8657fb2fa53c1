"""Checking a badge or a file of the register against keys and status lists, from its bytes alone."""

import json
from dataclasses import dataclass
from typing import Any

from olympiad.domain.errors import DomainError
from olympiad.proofs import baking, data_integrity, open_badges
from olympiad.proofs.data_integrity import Document
from olympiad.proofs.signing_keys import key_id
from olympiad.proofs.trust import Trust

RECORD = "olympiad-certificate/1"
"""Format of what a register says of a certificate."""


@dataclass(frozen=True)
class Checked:
    """What a genuine file that still holds says."""

    number: str
    name: str
    document: str = ""


def check(content: bytes, trust: Trust) -> Checked:
    """Check a badge: JSON, or baked into SVG or PNG; a record of the register, too.

    Raises DomainError: `document_malformed`, `proof_not_baked`, `document_not_ours`, `document_revoked`,
    `document_status_unknown`.
    """
    document = read(content)
    key = data_integrity.signer_of(document, trust.keys)
    if key is None:
        raise DomainError("document_not_ours")
    if document.get("format") == RECORD:
        return _record(document)
    number, name = open_badges.holder(document)
    entry = open_badges.status(document)
    void = None if entry is None else trust.is_void(key_id(key), entry[1])
    if void is None:
        raise DomainError("document_status_unknown", number=number)
    if void:
        raise DomainError("document_revoked", number=number)
    return Checked(number, name, str(document.get("name")))


def is_record(content: bytes) -> bool:
    """Return whether this is the record of a register, not a badge."""
    return read(content).get("format") == RECORD


def _record(document: Document) -> Checked:
    printed: Any = document["printed"]
    if document["state"] != "valid":
        raise DomainError("document_revoked", number=document["number"])
    return Checked(str(document["number"]), str(printed["name"]), str(printed["texts"][-1]["document"]))


def read(content: bytes) -> Document:
    """Read the JSON of a file, whatever it is baked into; names that stand twice are refused."""
    text: str | bytes = content
    if content.startswith(baking.PNG):
        text = baking.from_png(content)
    elif content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        text = baking.from_svg(content)
    try:
        found: Any = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise DomainError("document_malformed") from None
    if not isinstance(found, dict):
        raise DomainError("document_malformed")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise DomainError("document_malformed")
    return found
