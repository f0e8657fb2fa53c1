"""Bitstring Status Lists: which certificates of a key are not valid any more, without saying whose they are."""

import gzip
import io
from collections.abc import Iterable

from olympiad.domain.canonical_json import Plain
from olympiad.domain.errors import DomainError
from olympiad.proofs.data_integrity import Document
from olympiad.proofs.encodings import base64url, from_base64url

BITS = 131_072
"""What the standard asks for at least, so that a position tells nothing."""
CONTEXT = "https://www.w3.org/ns/credentials/v2"


def encoded(positions: Iterable[int]) -> str:
    """Write a list with these bits set, as Multibase.

    >>> is_set(encoded([0, 9]), 9), is_set(encoded([0, 9]), 8)
    (True, False)
    """
    wanted = set(positions)
    length = max(BITS, -(-(max(wanted, default=0) + 1) // 8) * 8)
    bits = bytearray(length // 8)
    for position in wanted:
        bits[position // 8] |= 0x80 >> position % 8
    return "u" + base64url(gzip.compress(bytes(bits), mtime=0))


def is_set(text: str, position: int) -> bool:
    """Return a bit of a list; raises DomainError `proof_malformed`."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(from_base64url(text[1:]))) as file:
            bits = file.read(BITS)  # a million certificates; what unpacks to more is no list of ours
    except (OSError, EOFError, ValueError):
        raise DomainError("proof_malformed") from None
    if not 0 <= position < 8 * len(bits):
        raise DomainError("proof_malformed")
    return bool(bits[position // 8] & (0x80 >> position % 8))


def credential(address: str, issuer: str, positions: Iterable[int], moment: str) -> Document:
    """Return the list as a credential, still without its proof."""
    subject: Plain = {
        "id": f"{address}#list",
        "type": "BitstringStatusList",
        "statusPurpose": "revocation",
        "encodedList": encoded(positions),
    }
    return {
        "@context": [CONTEXT],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": moment,
        "credentialSubject": subject,
    }
