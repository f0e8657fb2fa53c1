"""Ed25519 keys of editions: the private half in a sealed file of the instance (mode 0600), the public half everywhere."""

import hashlib
import hmac
import os
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from olympiad.domain.errors import DomainError
from olympiad.proofs.encodings import base64url, from_base64url

FOLDER = "signing-keys"


def key_id(public_key: str) -> str:
    """Return the short name of a key: eight letters of its hash.

    >>> key_id("A" * 43)
    'Zmh6rfhi'
    """
    return base64url(hashlib.sha256(from_base64url(public_key)).digest())[:8]


@dataclass(frozen=True)
class KeyStore:
    """The files of an installation's private keys, sealed with its secret."""

    folder: Path
    secret: str = field(repr=False)

    def make(self) -> str:
        """Make a key, keep its private half, and return the public one."""
        key = Ed25519PrivateKey.generate()
        raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        public_key = base64url(raw)
        sealed = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(self._passphrase()),
        )
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(self._path(public_key), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        return public_key

    def signer(self, public_key: str) -> Ed25519PrivateKey:
        """Open the private half of a key.

        Raises DomainError `signing_key_missing` without its file, `signing_key_sealed` where the secret is another one.
        """
        try:
            sealed = self._path(public_key).read_bytes()
        except OSError:
            raise DomainError("signing_key_missing", file=f"{FOLDER}/{self._path(public_key).name}") from None
        try:
            key = serialization.load_pem_private_key(sealed, self._passphrase())
        except (ValueError, TypeError):
            raise DomainError("signing_key_sealed", file=f"{FOLDER}/{self._path(public_key).name}") from None
        assert isinstance(key, Ed25519PrivateKey)
        return key

    def _path(self, public_key: str) -> Path:
        return self.folder / f"{key_id(public_key)}.pem"

    def _passphrase(self) -> bytes:
        return hmac.new(self.secret.encode(), b"olympiad signing keys", hashlib.sha256).hexdigest().encode()


def is_signed(public_key: str, signature: str, message: bytes) -> bool:
    """Return whether this key has signed exactly this."""
    try:
        Ed25519PublicKey.from_public_bytes(from_base64url(public_key)).verify(from_base64url(signature), message)
    except (InvalidSignature, ValueError, DomainError):
        return False
    return True
