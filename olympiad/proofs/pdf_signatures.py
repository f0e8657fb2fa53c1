"""Signatures of PDF files (PAdES B-B, B-T with a time server) by the organizers, and whether a file still is as it was signed."""

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from cryptography.x509 import Certificate, ExtensionNotFound, KeyUsage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer, SimpleSigner
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

from olympiad.domain.errors import DomainError
from olympiad.proofs.time_stamps import TimeServer, server

FIELD = "Organizers"


class Found(StrEnum):
    """What is found of a PDF."""

    SIGNED = "signed"
    CHANGED = "changed"
    OTHERS = "others"
    """Signed, by somebody else."""
    UNSIGNED = "unsigned"


@dataclass(frozen=True)
class Signing:
    """The organizers' certificate and key, opened once."""

    signer: Signer
    times: TimeServer | None = None

    def sign(self, content: bytes) -> bytes:
        """Return the file with one invisible signature, which covers all of it.

        It bears a time stamp where a time server is set up and answers; a certificate waits for nobody's server.
        """
        if self.times is not None and self.times.is_asked:
            try:
                return self._signed(content, self.times)
            except Exception as fault:  # what a server sends instead of a time stamp fails in more ways than are named
                self.times.gave_none(fault)
        return self._signed(content, None)

    def _signed(self, content: bytes, times: TimeServer | None) -> bytes:
        meta = PdfSignatureMetadata(field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
        signing = PdfSigner(meta, signer=self.signer, timestamper=times)
        return bytes(_aside(signing.sign_pdf, IncrementalPdfFileWriter(io.BytesIO(content))).getvalue())

    @property
    def certificate(self) -> bytes:
        """The certificate by which files signed here are known again (DER)."""
        certificate = self.signer.signing_cert
        assert certificate is not None
        return bytes(certificate.dump())


def open_key(path: Path, password: str, now: datetime, time_server: str = "") -> Signing:
    """Open a PKCS#12 file; `time_server` is the address of a server of time stamps, if there is one.

    Raises DomainError: `pdf_key_missing`, `pdf_key_closed` for a wrong password or another kind of file,
    `pdf_key_unfit` for a certificate that no reader trusts under documents, `pdf_key_expired`.
    """
    try:
        content = path.read_bytes()
    except OSError:
        raise DomainError("pdf_key_missing", file=path.name) from None
    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(content, password.encode())
    except ValueError:
        raise DomainError("pdf_key_closed", file=path.name) from None
    if key is None or certificate is None:
        raise DomainError("pdf_key_closed", file=path.name)
    must_be_fit(certificate, path.name, now)
    signer = SimpleSigner.load_pkcs12_data(content, other_certs=[], passphrase=password.encode())
    if signer is None:
        raise DomainError("pdf_key_closed", file=path.name)
    return Signing(signer, server(time_server) if time_server else None)


def must_be_fit(certificate: Certificate, name: str, now: datetime) -> None:
    """Refuse a certificate with which nothing may be signed today: `pdf_key_unfit`, `pdf_key_expired`."""
    if not _may_sign(certificate):
        raise DomainError("pdf_key_unfit", file=name)
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise DomainError("pdf_key_expired", file=name, day=f"{certificate.not_valid_after_utc:%Y-%m-%d}")


def _may_sign(certificate: Certificate) -> bool:
    """Return whether its issuer allows signatures: one for a web server or for encryption alone is trusted by no reader."""
    try:
        usage = certificate.extensions.get_extension_for_class(KeyUsage).value
    except ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment


def certificate_in(path: Path, password: str) -> list[bytes]:
    """Return the certificate (DER) of a PKCS#12 file, expired or not; nothing where it does not open."""
    try:
        certificate = pkcs12.load_key_and_certificates(path.read_bytes(), password.encode())[1]
    except (OSError, ValueError):
        return []
    return [certificate.public_bytes(Encoding.DER)] if certificate else []


def check(content: bytes, ours: tuple[bytes, ...]) -> tuple[Found, str]:
    """Return whether one of our certificates has signed a PDF and nothing was changed since, and the code in its keywords.

    Raises DomainError `document_malformed`.
    """
    try:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        signatures = reader.embedded_regular_signatures
        code = str(reader.trailer_view["/Info"].get("/Keywords", "")) if "/Info" in reader.trailer_view else ""
        if not signatures:
            return Found.UNSIGNED, code
        if len(signatures) != 1 or signatures[0].signer_cert.dump() not in ours:
            return Found.OTHERS, code
        known = [x509.Certificate.load(one) for one in ours]
        trusted = ValidationContext(trust_roots=known, allow_fetching=False)
        status = _aside(validate_pdf_signature, signatures[0], trusted)
    except DomainError:
        raise
    except Exception:  # a stranger's file fails in more ways than the library names
        raise DomainError("document_malformed") from None
    return (Found.SIGNED if _is_whole(status) else Found.CHANGED), code


def _aside(call: Callable[..., Any], *given: Any) -> Any:
    """Call pyHanko in a thread of its own: it runs an event loop, which a thread that has one does not allow."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(call, *given).result()


def _is_whole(status: PdfSignatureStatus) -> bool:
    return bool(
        status.intact and status.valid and status.coverage is not None and status.coverage.name == "ENTIRE_FILE"
    )
