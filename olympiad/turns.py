"""Saves go first, and few pages are worked on beside them; whoever waits for a process or the database lets another work."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from olympiad import limits

_WORKING = threading.BoundedSemaphore(limits.PAGES_AT_ONCE)
_own = threading.local()


class _Saves:
    """The saves that a process answers at the moment."""

    def __init__(self) -> None:
        self.under_way = 0
        self._ended = threading.Condition()

    def begin(self) -> None:
        """Count one more."""
        with self._ended:
            self.under_way += 1

    def end(self) -> None:
        """Count one less; after the last one pages begin."""
        with self._ended:
            self.under_way -= 1
            if not self.under_way:
                self._ended.notify_all()

    def go_first(self) -> None:
        """Wait until none is under way, but not for long: under a stream of saves pages are slow, and come all the same."""
        if self.under_way:
            with self._ended:
                self._ended.wait_for(lambda: not self.under_way, limits.PAGE_STANDS_BACK_SECONDS)


_SAVES = _Saves()


@contextmanager
def saving() -> Iterator[None]:
    """Answer a save: a page beside it would take the interpreter from it at each of its statements."""
    _SAVES.begin()
    try:
        yield
    finally:
        _SAVES.end()


@contextmanager
def working() -> Iterator[None]:
    """Work on a page once it is this thread's turn."""
    _take()
    try:
        _SAVES.go_first()
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
