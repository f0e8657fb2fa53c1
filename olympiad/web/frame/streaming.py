"""Answers too long to be made before they are sent: the server sends each part as soon as it is there."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing

from flask import Response, current_app, request

from olympiad import db

STREAM = "olympiad.stream"
"""Key of the environ under which a server takes parts that it asks for, one by one, in a thread of its own."""


def streamed(parts: Iterator[bytes], media_type: str, name: str) -> Response:
    """Return a file whose parts are made while it is sent; a server that knows no streams takes them all before."""
    stream: Callable[[Iterable[bytes]], Iterable[bytes]] | None = request.environ.get(STREAM)
    own = _in_own_context(parts)
    answer = Response(stream(own) if stream else own, mimetype=media_type, direct_passthrough=stream is not None)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _in_own_context(parts: Iterator[bytes]) -> Iterator[bytes]:
    """Make the parts outside of the request, which has ended by then: with a session that reads, in whichever thread."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # why: typed as what it stands for

    def made() -> Iterator[bytes]:
        with app.app_context(), db.reading(), closing(parts):  # type: ignore[type-var]  # why: generators have close()
            yield from parts

    return made()
