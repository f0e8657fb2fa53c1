"""Answers "nothing new" to screens before any view runs: fifty of them ask every second, and cost next to nothing."""

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping
from threading import Lock
from typing import Any

from flask import Flask
from sqlalchemy import Engine

from olympiad.db import reading
from olympiad.domain.screens import OF_PLACES, Shows
from olympiad.services.overview import screen_stamps
from olympiad.services.overview.screen_stamps import Row

FRESH = 0.5
"""Seconds that what was read serves every screen: an act is on a screen after that, and the time until it asks again."""
PREFIX, SUFFIX = "/screen/", "/picture"
BOARDS = frozenset({Shows.PROGRESS, Shows.FROZEN})
BY_REVISION = frozenset({*OF_PLACES, Shows.SCHEDULE})
"""What changes with anything of the section: consents, publishing, the schedule."""

Answer = Iterable[bytes]


class Stamps:
    """What the picture of each screen depends on, read for all of them at once, at most every `FRESH` seconds."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.inner: Callable[[dict[str, Any], Callable[..., Any]], Answer] = app.wsgi_app
        self.known: Mapping[str, str] = {}
        self.source: object = None
        self.pulse: tuple[object, ...] = ()
        self.read_at = 0.0
        self.turn = Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Answer:
        path: str = environ.get("PATH_INFO", "")
        seen = environ.get("HTTP_IF_NONE_MATCH", "")
        if seen and path.startswith(PREFIX) and path.endswith(SUFFIX):
            token = path[len(PREFIX) : -len(SUFFIX)]
            stamp = self.stamps().get(hashlib.sha256(token.encode("latin-1", "replace")).hexdigest())
            if stamp is not None and seen == f'"{stamp}"':
                start_response("304 NOT MODIFIED", [("ETag", seen), ("Cache-Control", "no-store"), ("X-Olympiad", "1")])
                return [b""]
        return self.inner(environ, start_response)

    def stamps(self) -> Mapping[str, str]:
        """Return hash of the token → stamp, read anew where it is old and something was written since."""
        with self.turn:
            source: Engine = self.app.extensions["olympiad_engine"]
            if source is self.source and time.monotonic() - self.read_at <= FRESH:
                return self.known
            with source.connect() as connection:
                pulse = tuple(connection.execute(screen_stamps.PULSE).one())
            if source is not self.source or pulse != self.pulse:
                with self.app.app_context():
                    self.known = read()
            self.source, self.pulse, self.read_at = source, pulse, time.monotonic()
            return self.known


def init_app(app: Flask) -> None:
    """Stand before the application."""
    app.extensions["olympiad_screen_stamps"] = stamps = Stamps(app)
    app.wsgi_app = stamps  # type: ignore[method-assign]


def read() -> dict[str, str]:
    """Read the stamps of all screens, in three statements whatever their number."""
    with reading() as session:
        rows, of_sections, of_editions = screen_stamps.read(session)
    return {
        row.token_hash: stamp(row, of_sections.get(row.section_id, ""), of_editions.get(row.edition_id, ""))
        for row in rows
    }


def stamp(row: Row, of_section: str, of_edition: str) -> str:
    """Return what one screen's picture depends on, as one short word."""
    parts = [str(row.turn), str(row.shows), row.language]
    if row.shows in BY_REVISION:
        parts.append(str(row.revision))
    elif row.shows is Shows.CEREMONY:
        parts.append(str(row.ceremony))
    elif row.shows is Shows.SECTIONS:
        parts.append(_short(of_edition))
    elif row.shows in BOARDS:
        parts.append(_short(f"{row.publishes_at}{of_section if screen_stamps.is_live(row) else ''}"))
    return "-".join(parts)


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
