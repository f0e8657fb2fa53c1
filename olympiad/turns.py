"""Few requests work at a time beside saves; whoever waits for a process of its own or for the database lets another work."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from olympiad import limits

_WORKING = threading.BoundedSemaphore(limits.PAGES_AT_ONCE)
_own = threading.local()


@contextmanager
def working() -> Iterator[None]:
    """Work on a page once it is this thread's turn."""
    _take()
    try:
        yield
    finally:
        give_back()


@contextmanager
def waiting() -> Iterator[None]:
    """Wait for something that others work on; a thread that works on a page takes its turn again afterwards."""
    if not give_back():
        yield
        return
    try:
        yield
    finally:
        _take()


def give_back() -> bool:
    """Go on without a turn, as who writes does: writers wait for each other already; return whether there was one.

    A writer that took its turn again would keep everybody's saves waiting for pages, with the database locked.
    """
    if not getattr(_own, "works", False):
        return False
    _own.works = False
    _WORKING.release()
    return True


def _take() -> None:
    _WORKING.acquire()
    _own.works = True
