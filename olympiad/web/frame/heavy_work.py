"""Reading what people upload: in a process of its own, and with no transaction open, so that nobody's save waits for it."""

import hashlib
import pickle
from collections.abc import Callable
from typing import TypeVar

from werkzeug.datastructures import FileStorage

from olympiad import jobs, limits
from olympiad.db import session
from olympiad.domain.errors import DomainError
from olympiad.exchange.photos import EncodedPhoto, read_photo

Result = TypeVar("Result")
_KEPT: dict[bytes, bytes] = {}


def outside(work: Callable[..., Result], *given: object) -> Result:
    """Run a function of a module on plain values in another process; rows are loaded anew afterwards."""
    session.rollback()
    return jobs.PEOPLE.run(work, *given)


def outside_once(work: Callable[..., Result], filename: str, content: bytes, *given: str) -> Result:
    """Like `outside` for one file and what else is said of it; the last few results are kept, each as it was."""
    session.rollback()
    said = "\0".join((work.__qualname__, filename, *given, ""))
    key = hashlib.sha256(said.encode() + content).digest()
    if key not in _KEPT:
        _KEPT[key] = pickle.dumps(jobs.PEOPLE.run(work, filename, content, *given), pickle.HIGHEST_PROTOCOL)
        for old in list(_KEPT)[: -limits.FILES_KEPT]:
            _KEPT.pop(old, None)
    result: Result = pickle.loads(_KEPT[key])  # noqa: S301 our own
    return result


def encoded_photo(file: FileStorage | None) -> EncodedPhoto:
    """Encode an uploaded photo; raises what `exchange.photos` refuses."""
    content = file.read() if file else b""
    if not content:
        raise DomainError("photo_missing")
    return outside(read_photo, content)
