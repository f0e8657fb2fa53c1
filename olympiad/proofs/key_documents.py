"""The public keys of an edition as a DID document (`did:web`), for verifiers of credentials and for anybody's archive."""

from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from olympiad.domain.canonical_json import Plain
from olympiad.proofs.encodings import base58, from_base64url
from olympiad.proofs.signing_keys import key_id

ED25519 = bytes([0xED, 0x01])
"""Multicodec of a public Ed25519 key."""


def did(address: str, slug: str) -> str:
    """Name an edition by where its document is found.

    >>> did("https://olympiad.example:8443", "samarkand-2026")
    'did:web:olympiad.example%3A8443:editions:samarkand-2026'
    """
    parts = urlsplit(address)
    path = "".join(f":{quote(part, safe='')}" for part in parts.path.split("/") if part)
    return f"did:web:{quote(parts.netloc, safe='')}{path}:editions:{quote(slug, safe='')}"


def multikey(public_key: str) -> str:
    """Write a public key as Multikey does."""
    return "z" + base58(ED25519 + from_base64url(public_key))


def document(name: str, public_keys: Sequence[str]) -> Plain:
    """Return the DID document; keys that sign nothing new any more stay in it."""
    methods: list[Plain] = [
        {
            "id": f"{name}#{key_id(key)}",
            "type": "Multikey",
            "controller": name,
            "publicKeyMultibase": multikey(key),
        }
        for key in public_keys
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": name,
        "verificationMethod": methods,
        "assertionMethod": [f"{name}#{key_id(key)}" for key in public_keys],
    }
