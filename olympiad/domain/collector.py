"""Python's collector of unreachable values, put to rest where very many are made that all stay."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """For a while: half a million values that all stay would be walked again and again, and nothing found.

    It changes no result. Of several threads the first that put the collector to rest wakes it.

    >>> with collector_at_rest():
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
