"""Signing by a token or smart card (PKCS#11): the key never leaves it."""

from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any

import pkcs11
from cryptography import x509
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

from olympiad.domain.errors import DomainError
from olympiad.proofs.pdf_signatures import Signing, must_be_fit
from olympiad.proofs.time_stamps import server


@dataclass(frozen=True)
class Token:
    """Where the key is: the library that speaks with the token, its label, the label of key and certificate, the PIN."""

    library: str
    label: str
    key: str
    pin: str


class _OneAtATime(PKCS11Signer):
    """A token does one thing at a time, whichever thread asks."""

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        with _turn:
            return bytes(await super().async_sign_raw(data, digest_algorithm, dry_run))


_turn, _opening = Lock(), Lock()
_opened: dict[Token, PKCS11Signer] = {}
"""A process signs in to a token once: the token counts that for all sessions of the process."""


def open_token(token: Token, now: datetime, time_server: str = "") -> Signing:
    """Return what signs with the key of a token.

    Raises DomainError: `pdf_token_closed` where library, token, PIN or key are not what the settings say,
    `pdf_key_unfit` and `pdf_key_expired` as for a PKCS#12 file.
    """
    signer = _signer(token)
    must_be_fit(x509.load_der_x509_certificate(signer.signing_cert.dump()), token.key, now)
    return Signing(signer, server(time_server) if time_server else None)


def certificate_on(token: Token) -> list[bytes]:
    """Return the certificate (DER) of a token, expired or not; nothing where it does not open."""
    try:
        return [bytes(_signer(token).signing_cert.dump())]
    except DomainError:
        return []


def _signer(token: Token) -> Any:
    with _opening:
        if token not in _opened:
            try:
                _opened[token] = _open(token)
            except (pkcs11.PKCS11Error, OSError, RuntimeError, ValueError) as fault:
                raise DomainError("pdf_token_closed", token=token.label) from fault
        return _opened[token]


def _open(token: Token) -> PKCS11Signer:
    session = open_pkcs11_session(token.library, token_criteria=TokenCriteria(label=token.label), user_pin=token.pin)
    signer = _OneAtATime(session, cert_label=token.key, key_label=token.key)
    if signer.signing_cert is None:
        raise ValueError("there is no certificate of this label")
    return signer
