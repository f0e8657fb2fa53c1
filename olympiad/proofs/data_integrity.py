"""Signatures inside JSON documents: W3C Data Integrity with the cryptosuite eddsa-jcs-2022."""

import hashlib
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from olympiad.domain.canonical_json import Plain, canonical
from olympiad.domain.errors import DomainError
from olympiad.proofs.encodings import base58, base64url, from_base58
from olympiad.proofs.signing_keys import is_signed

SUITE = "eddsa-jcs-2022"
Document = dict[str, Plain]


def sign(document: Document, key: Ed25519PrivateKey, *, method: str, created: str) -> Document:
    """Return the document with its proof; `method` names the public key, `created` is an ISO moment."""
    proof: Document = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": created,
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }
    if "@context" in document:
        proof["@context"] = document["@context"]
    return document | {"proof": proof | {"proofValue": "z" + base58(key.sign(_hashed(document, proof)))}}


def signer_of(document: Document, keys: Mapping[str, str]) -> str | None:
    """Return the public key that has signed a document, if it is one of these (short name → key) and nothing was changed.

    The key must be named under the issuer of the document, so that no edition speaks for another.
    """
    proof = _proof_of(document)
    if proof is None:
        return None
    issuer, _, name = str(proof.get("verificationMethod")).rpartition("#")
    value, key = proof.get("proofValue"), keys.get(name)
    if key is None or not isinstance(value, str) or not value.startswith("z") or issuer != issuer_of(document):
        return None
    try:
        message = _hashed(_without(document, "proof"), _without(proof, "proofValue"))
        signature = base64url(from_base58(value[1:]))
    except (DomainError, TypeError, ValueError, RecursionError):
        return None
    return key if is_signed(key, signature, message) else None


def _proof_of(document: Document) -> Document | None:
    """Return the proof of a document; None where it has none of this kind, or one that was made for another context."""
    proof = document.get("proof")
    if not isinstance(proof, dict) or proof.get("cryptosuite") != SUITE or proof.get("type") != "DataIntegrityProof":
        return None
    context = document.get("@context")
    return proof if proof.get("@context", context) == context else None


def _without(document: Document, member: str) -> Document:
    return {name: part for name, part in document.items() if name != member}


def issuer_of(document: Document) -> str:
    """Return who says to have issued a document."""
    issuer = document.get("issuer")
    return str(issuer.get("id") if isinstance(issuer, dict) else issuer)


def _hashed(document: Document, proof: Document) -> bytes:
    return b"".join(hashlib.sha256(canonical(part).encode()).digest() for part in (proof, document))
