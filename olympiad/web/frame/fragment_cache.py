"""Parts of pages that are drawn once in each process and kept as long as what they depend on stands."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock, RLock
from typing import TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from olympiad import db

Drawn = TypeVar("Drawn")

KEPT = 64
"""So many of the latest parts of each database; a matrix of a hundred teams is some 300 KB."""


class Parts:
    """What was drawn of one database, and whose turn it is to draw: one at a time, for the others wait for the same."""

    def __init__(self) -> None:
        self.drawing = RLock()
        self.kept: OrderedDict[Hashable, object] = OrderedDict()


_parts: WeakKeyDictionary[Engine, Parts] = WeakKeyDictionary()
_lock = Lock()


def drawn(key: Hashable, draw: Callable[[], Drawn]) -> Drawn:
    """Return what was drawn under this key, or draw it now; the key names everything that it depends on."""
    with _lock:
        parts = _parts.setdefault(db.engine(), Parts())
    if (found := parts.kept.get(key)) is not None:
        return cast(Drawn, found)
    with parts.drawing:
        if key not in parts.kept:
            parts.kept[key] = draw()
            while len(parts.kept) > KEPT:
                parts.kept.popitem(last=False)
        return cast(Drawn, parts.kept[key])
