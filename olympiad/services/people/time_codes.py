"""Codes of an authenticator (RFC 6238): six digits, a new one each 30 seconds, by HMAC-SHA-1 as every such app knows it."""

import base64
import secrets
from datetime import datetime
from string import digits

from cryptography.hazmat.primitives import constant_time
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

DIGITS = 6
SECONDS = 30
DRIFT = 1
"""Steps by which a phone's clock may be late or early."""
SECRET_BYTES = 20


def draw_secret() -> bytes:
    """Draw what server and authenticator share."""
    return secrets.token_bytes(SECRET_BYTES)


def step_at(moment: datetime) -> int:
    """Number the half minutes since 1970."""
    return int(moment.timestamp()) // SECONDS


def code_at(shared: bytes, step: int) -> str:
    """Return the code of a step.

    >>> code_at(b"12345678901234567890", 1), code_at(b"12345678901234567890", 37037036)
    ('287082', '081804')
    """
    return _codes(shared).generate(step * SECONDS).decode()


def _codes(shared: bytes) -> TOTP:
    return TOTP(shared, DIGITS, SHA1(), SECONDS)  # noqa: S303  # why: authenticators know no other


def read_code(typed: str) -> str | None:
    """Read six digits, whatever spaces and hyphens stand between them; None where it is something else.

    >>> read_code("287 082"), read_code("ACDE-FGH-JKM")
    ('287082', None)
    """
    read = "".join(typed.replace("-", "").split())
    return read if len(read) == DIGITS and all(character in digits for character in read) else None


def matching_step(shared: bytes, code: str, *, now: datetime, last: int | None) -> int | None:
    """Return the step that a code belongs to: the present one or a neighbour, later than the last that was accepted."""
    present = step_at(now)
    for step in range(present - DRIFT, present + DRIFT + 1):
        is_new = last is None or step > last
        if constant_time.bytes_eq(code_at(shared, step).encode(), code.encode()) and is_new:
            return step
    return None


def in_groups(shared: bytes) -> str:
    """Write the secret for typing it by hand.

    >>> in_groups(b"12345678901234567890")
    'GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ'
    """
    text = base64.b32encode(shared).decode()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def address(shared: bytes, *, account: str, issuer: str) -> str:
    """Return the address that an authenticator reads from the QR code."""
    return _codes(shared).get_provisioning_uri(account, issuer.replace(":", "."))
