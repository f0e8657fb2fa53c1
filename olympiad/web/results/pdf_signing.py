"""The organizers' own certificate, where one is configured: signing PDF files, and knowing them again."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from flask import current_app

from olympiad.clock import utc_now

if TYPE_CHECKING:
    from olympiad.proofs.pdf_signatures import Signing
    from olympiad.proofs.pdf_tokens import Token

EARLIER = "pdf-certificates"
"""Folder of the instance with the certificates (PEM) that signed before."""


def signed(content: bytes) -> bytes:
    """Sign a file, where a PKCS#12 or a token is configured; else it stays as it is.

    Raises DomainError `pdf_key_missing`, `pdf_key_closed`, `pdf_key_unfit`, `pdf_key_expired`, `pdf_token_closed`.
    """
    key = opened_key()
    return key.sign(content) if key else content


def opened_key() -> "Signing | None":
    """Return what signs, if something does; refused as above: before an answer begins that could no longer say so."""
    config = current_app.config
    if config["PDF_TOKEN_LIBRARY"]:
        from olympiad.proofs import pdf_tokens  # why: half a second of imports that most requests never need

        return pdf_tokens.open_token(_token(), utc_now(), config["PDF_TIME_SERVER"])
    if not config["PDF_KEY"]:
        return None
    from olympiad.proofs import pdf_signatures  # why: as above

    return pdf_signatures.open_key(_path(), config["PDF_KEY_PASSWORD"], utc_now(), config["PDF_TIME_SERVER"])


def certificates() -> tuple[bytes, ...]:
    """Return the certificates by which a file is known as ours: the present one and earlier ones."""
    folder = Path(current_app.instance_path) / EARLIER
    found = [_loaded(path, path.stat().st_mtime_ns) for path in sorted(folder.glob("*.pem"))]
    if current_app.config["PDF_TOKEN_LIBRARY"]:
        from olympiad.proofs import pdf_tokens  # why: as above

        found += pdf_tokens.certificate_on(_token())
    if current_app.config["PDF_KEY"] and _path().exists():
        from olympiad.proofs import pdf_signatures  # why: as above

        found += pdf_signatures.certificate_in(_path(), current_app.config["PDF_KEY_PASSWORD"])
    return tuple(found)


def _token() -> "Token":
    from olympiad.proofs.pdf_tokens import Token  # why: as above

    config = current_app.config
    return Token(config["PDF_TOKEN_LIBRARY"], config["PDF_TOKEN"], config["PDF_TOKEN_KEY"], config["PDF_KEY_PASSWORD"])


def _path() -> Path:
    return Path(current_app.instance_path) / current_app.config["PDF_KEY"]


@lru_cache(maxsize=32)
def _loaded(path: Path, _changed: int) -> bytes:
    return x509.load_pem_x509_certificate(path.read_bytes()).public_bytes(Encoding.DER)
