"""Passwords: how they are hashed, checked and drawn."""

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from olympiad import limits
from olympiad.domain.errors import DomainError

SHORTEST = 10
"""Fewest characters of a password that a person chooses."""
LONGEST = 200
_HASHER = PasswordHasher()
_AT_ONCE = threading.BoundedSemaphore(limits.HASHES_AT_ONCE)
_ROOM = threading.BoundedSemaphore(limits.HASHES_WAITING)
_NOBODY = _HASHER.hash(secrets.token_hex(16))
_SYLLABLES = ("ba", "do", "fe", "gi", "ka", "lo", "me", "nu", "pa", "ri", "so", "ta", "vo", "xi", "za", "shi")


@contextmanager
def _turn() -> Iterator[None]:
    """Wait for the turn: each hash takes 64 MB and a processor; raises `sign_in_busy` where many wait already."""
    if not _ROOM.acquire(blocking=False):
        raise DomainError("sign_in_busy")
    try:
        with _AT_ONCE:
            yield
    finally:
        _ROOM.release()


def hash_password(password: str) -> str:
    """Hash a password with argon2id; salt and parameters stand in the result."""
    with _turn():
        return _HASHER.hash(password)


def is_right(password: str, hashed: str | None) -> bool:
    """Check a password; without a hash the same work is done for nothing, so that both take the same time."""
    try:
        with _turn():
            return _HASHER.verify(hashed or _NOBODY, password) and hashed is not None
    except (VerificationError, InvalidHashError):
        return False


def draw_password() -> str:
    """Draw a password that can be read aloud: four groups of letters and two digits, about 54 bits."""
    groups = ["".join(secrets.choice(_SYLLABLES) for _ in range(3)) for _ in range(4)]
    return "-".join(groups) + f"-{secrets.randbelow(90) + 10}"
