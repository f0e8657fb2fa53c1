"""Pausing Python's garbage collector while hundreds of thousands of values are built that all stay in use."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def garbage_collector_paused() -> Iterator[None]:
    """Pause the garbage collector: each of its runs would walk half a million live values and free none.

    No result depends on it. Where several threads overlap, the first that paused the collector starts it again.

    >>> with garbage_collector_paused():
    ...     gc.isenabled()
    False
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
