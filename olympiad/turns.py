"""Few requests work at a time beside saves; one that waits for a process of its own lets another work meanwhile."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from olympiad import limits

_WORKING = threading.BoundedSemaphore(limits.PAGES_AT_ONCE)
_own = threading.local()


@contextmanager
def working() -> Iterator[None]:
    """Work on a page once it is this thread's turn."""
    with _WORKING:
        _own.works = True
        try:
            yield
        finally:
            _own.works = False


@contextmanager
def waiting() -> Iterator[None]:
    """Wait for something that others work on; a thread that works on a page takes its turn again afterwards."""
    if not getattr(_own, "works", False):
        yield
        return
    _own.works = False
    _WORKING.release()
    try:
        yield
    finally:
        _WORKING.acquire()
        _own.works = True
