"""Passwords: how they are hashed, checked and drawn."""

import os
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from olympiad import limits, turns
from olympiad.domain.errors import DomainError

Result = TypeVar("Result")

SHORTEST = 10
"""Fewest characters of a password that a person chooses."""
LONGEST = 200
STEPPED_BACK = 15
"""Niceness of threads that hash."""
_HASHER = PasswordHasher()
_ROOM = threading.BoundedSemaphore(limits.HASHES_WAITING)
_NOBODY = _HASHER.hash(secrets.token_hex(16))
_SYLLABLES = ("ba", "do", "fe", "gi", "ka", "lo", "me", "nu", "pa", "ri", "so", "ta", "vo", "xi", "za", "shi")


def _step_back() -> None:
    """Let everybody else's threads go first: who guesses passwords keeps no save waiting for a processor."""
    with suppress(OSError, AttributeError):  # a thread has a rank of its own on Linux alone
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), STEPPED_BACK)


@cache
def _hashing(_process: int) -> ThreadPoolExecutor:
    """Return the threads of a process that hash; a forked process has none of its parent's."""
    return ThreadPoolExecutor(limits.HASHES_AT_ONCE, "hashing", _step_back)


def _in_turn(work: Callable[[], Result]) -> Result:
    """Wait for the turn: each hash takes 64 MB and a processor; raises `sign_in_busy` where many wait already."""
    if not _ROOM.acquire(blocking=False):
        raise DomainError("sign_in_busy")
    try:
        with turns.waiting():
            return _hashing(os.getpid()).submit(work).result()
    finally:
        _ROOM.release()


def hash_password(password: str) -> str:
    """Hash a password with argon2id; salt and parameters stand in the result."""
    return _in_turn(lambda: _HASHER.hash(password))


def is_right(password: str, hashed: str | None) -> bool:
    """Check a password; without a hash the same work is done for nothing, so that both take the same time."""
    try:
        return _in_turn(lambda: _HASHER.verify(hashed or _NOBODY, password)) and bool(hashed)
    except (VerificationError, InvalidHashError):
        return False


def draw_password() -> str:
    """Draw a password that can be read aloud: four groups of letters and two digits, about 54 bits."""
    groups = ["".join(secrets.choice(_SYLLABLES) for _ in range(3)) for _ in range(4)]
    return "-".join(groups) + f"-{secrets.randbelow(90) + 10}"
