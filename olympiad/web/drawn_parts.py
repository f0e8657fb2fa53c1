"""Parts of pages that are drawn once in each process and kept as long as what they depend on stands."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from olympiad import db

Drawn = TypeVar("Drawn")

KEPT = 64
"""So many parts of each database; a matrix of a hundred teams is some 300 KB."""

_parts: WeakKeyDictionary[Engine, OrderedDict[Hashable, object]] = WeakKeyDictionary()
_lock = Lock()


def drawn(key: Hashable, draw: Callable[[], Drawn]) -> Drawn:
    """Give what was drawn under this key, or draw it now; the key names everything that it depends on."""
    with _lock:
        parts = _parts.setdefault(db.engine(), OrderedDict())
        if key in parts:
            parts.move_to_end(key)
            return cast(Drawn, parts[key])
    made = draw()
    with _lock:
        parts[key] = made
        while len(parts) > KEPT:
            parts.popitem(last=False)
    return made
