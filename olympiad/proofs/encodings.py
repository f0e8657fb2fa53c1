"""How keys, hashes and signatures are written: base64url without padding, and base58 where standards want it."""

import base64
import binascii

from olympiad.domain.errors import DomainError

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def base64url(content: bytes) -> str:
    """Write bytes for addresses.

    >>> base64url(bytes(2))
    'AAA'
    """
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def from_base64url(text: str) -> bytes:
    """Read it back; raises DomainError `proof_malformed`.

    >>> from_base64url("AAA")
    b'\\x00\\x00'
    """
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise DomainError("proof_malformed") from None


def base58(content: bytes) -> str:
    """Write bytes as Multibase does behind its `z`.

    >>> base58(b"\\x00\\x01")
    '12'
    """
    number, text = int.from_bytes(content), ""
    while number:
        number, digit = divmod(number, 58)
        text = ALPHABET[digit] + text
    return "1" * (len(content) - len(content.lstrip(b"\0"))) + text


def from_base58(text: str) -> bytes:
    """Read it back; raises DomainError `proof_malformed`.

    >>> from_base58("12")
    b'\\x00\\x01'
    """
    number = 0
    for letter in text[:200]:
        digit = ALPHABET.find(letter)
        if digit < 0:
            raise DomainError("proof_malformed")
        number = number * 58 + digit
    zeros = len(text) - len(text.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8)
