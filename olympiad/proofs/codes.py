"""The QR code of a certificate: its address, and behind # a signature over number, hash of the name and award."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, unquote

from olympiad.domain.errors import DomainError
from olympiad.proofs.encodings import base64url
from olympiad.proofs.signing_keys import is_signed, key_id

FORM = "1"
HASH_BYTES = 16
AWARD = 64
"""Bytes of an award that are signed; a code with more would be too fine to print."""
APOSTROPHES = re.compile("[\u02bb\u02bc\u2018\u2019\u0060\u00b4]")
CODE = re.compile(
    r"/c/([A-Za-z0-9_-]{16,64})#1;([A-Za-z0-9_-]{8});([^;]{1,180});([A-Za-z0-9_-]{22});"
    r"([^;]{0,300});([A-Za-z0-9_-]{86})$"
)


@dataclass(frozen=True)
class Code:
    """What a QR code says beside the address."""

    token: str
    key_id: str
    number: str
    name_hash: str
    award: str
    signature: str

    @property
    def statement(self) -> bytes:
        """The signed bytes."""
        return statement(self.number, self.name_hash, self.award)

    def key_among(self, public_keys: Iterable[str]) -> str | None:
        """Return the key that has signed this code, if it is one of these."""
        named = [key for key in public_keys if key_id(key) == self.key_id]
        return next((key for key in named if is_signed(key, self.signature, self.statement)), None)

    def bears(self, name: str) -> bool:
        """Whether this is the signed name."""
        return name_hash(self.token, name) == self.name_hash


def comparable(name: str) -> str:
    """Write a name as it is compared: letter case, spaces and the form of apostrophes do not matter.

    >>> comparable("  Nodira   O\u2018KTAM ") == comparable("Nodira o\u02bbktam")
    True
    """
    return " ".join(APOSTROPHES.sub("'", unicodedata.normalize("NFC", name)).lower().split())


def name_hash(token: str, name: str) -> str:
    """Hash a name with the certificate's token, so that nobody finds it by trying names who has not got the paper."""
    return base64url(hashlib.sha256(f"{token}\0{comparable(name)}".encode()).digest()[:HASH_BYTES])


def signed_award(award: str) -> str:
    """Return what of an award is signed: all of it, unless it is very long.

    >>> signed_award("I degree"), len(signed_award("Ў" * 100).encode()) <= AWARD
    ('I degree', True)
    """
    if len(award.encode()) <= AWARD:
        return award
    return award.encode()[: AWARD - 3].decode(errors="ignore") + "…"


def statement(number: str, hashed: str, award: str) -> bytes:
    """Return the bytes that are signed."""
    return f"olympiad-certificate/{FORM}\n{number}\n{hashed}\n{award}".encode()


def write(address: str, code: Code) -> str:
    """Write what the QR code holds; `address` is the one of the verification pages."""
    parts = (FORM, code.key_id, quote(code.number, safe=""), code.name_hash, quote(code.award, safe=""), code.signature)
    return f"{address}/{code.token}#{';'.join(parts)}"


def read(text: str) -> Code:
    """Read a QR code of ours; raises DomainError `proof_malformed`."""
    found = CODE.search(text.strip()[:2000])
    if found is None:
        raise DomainError("proof_malformed")
    token, key, number, hashed, award, signature = found.groups()
    return Code(token, key, unquote(number), hashed, unquote(award), signature)
