"""Answers of published and static files that the loop repeats without asking the application, while the files are the same."""

import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path
from threading import Lock

from olympiad.serving.answers import Answer
from olympiad.serving.requests import Request

SECONDS = 1.0
"""For so long the application is not asked again: another machine may have published, which no link here says."""
MOST_BYTES = 32 * 1024 * 1024
MOST = 4000
MOST_HEAD = 2048
"""Bytes of a request that is known again by its bytes alone."""
HEAD = b"HTTP/1.1 200 OK\r\n"
SAME = b"HTTP/1.1 304 NOT MODIFIED\r\n"
PLAIN = frozenset(
    (
        *(b"host", b"accept-encoding", b"if-none-match", b"user-agent", b"accept", b"accept-language", b"connection"),
        *(b"cache-control", b"pragma", b"referer", b"upgrade-insecure-requests", b"dnt", b"priority", b"te"),
        *(b"sec-fetch-dest", b"sec-fetch-mode", b"sec-fetch-site", b"sec-fetch-user", b"sec-gpc", b"sec-ch-ua"),
        *(b"sec-ch-ua-mobile", b"sec-ch-ua-platform", b"origin"),
    )
)
"""Headers that change nothing of a published page beyond those of the key; a request with any other asks the application."""
PLAIN_AND_COOKIE = PLAIN | {b"cookie"}
"""Those that change nothing of a static file: who asks does not matter."""
PUBLISHED = (b"/results/", b"/c/")
"""Published pages, and the pages of certificates."""
STATIC = (b"/static/", b"/bootstrap/static/")
"""Files of the program, which are the same for everybody: a cookie changes nothing of them."""
FOR_GOOD = b"immutable"
"""Word of an answer to whom asks for a file by the version that it has; under other queries nothing is kept."""
ETAG = re.compile(rb'\r\nETag: ("[^"\r\n]+")\r\n')
NOT_KEPT = re.compile(rb"\r\nSet-Cookie:", re.IGNORECASE)
Key = tuple[bytes, bytes, bytes, bytes]
"""Address, host, accepted encodings and languages."""
Noted = tuple[str, str, float]
"""A link, where it led before a file was read there, and when that was."""


Told = tuple[Key, bytes, bool]
"""What a request asks for, the tag that its reader has, and whether the connection goes on."""


@dataclass(slots=True)
class Kept:
    """An answer as it goes over the wire, after its first lines."""

    link: str
    leads_to: str
    told_at: float
    etag: bytes
    rest: bytes
    same: bytes
    """What is left of it for a reader who has it already."""
    made: tuple[bytes, bytes] = (b"", b"")
    """The line of a date, and the answer as it went out in that second to a reader who asks on."""

    def holds(self) -> bool:
        """Whether the application would say the same: just asked, and nothing was switched or taken down since."""
        return time.monotonic() - self.told_at < SECONDS and leads_to(self.link) == self.leads_to


def leads_to(link: str) -> str:
    """Return where a link leads, or when a file that is none was written; empty where nothing is."""
    try:
        return os.readlink(link)  # noqa: PTH115 asked ten thousand times a second
    except OSError:
        return _written(link)


def _written(file: str) -> str:
    try:
        return str(os.stat(file).st_mtime_ns)  # noqa: PTH116
    except OSError:
        return ""


def key_of(request: Request) -> tuple[Key, bytes] | None:
    """Return what tells requests of kept files apart, and the tag that the reader has; None for any other request."""
    if request.method != "GET":
        return None
    is_static = request.target.startswith(STATIC)
    if not is_static and (not request.target.startswith(PUBLISHED) or b"?" in request.target):
        return None
    told = dict(request.headers)
    if not told.keys() <= (PLAIN_AND_COOKIE if is_static else PLAIN):
        return None
    kinds = (told.get(b"host", b""), told.get(b"accept-encoding", b""), told.get(b"accept-language", b""))
    return (request.target, *kinds), told.get(b"if-none-match", b"")


class KeptAnswers:
    """What one process keeps; the loop looks it up, threads add."""

    def __init__(self) -> None:
        self._known: dict[Key, Kept] = {}
        self._told: dict[bytes, Told] = {}
        self._bytes = 0
        self._turn = Lock()
        self._date: tuple[int, bytes] = (0, b"")

    def find(self, request: Request, received: bytes = b"") -> Answer | None:
        """Return the answer to a request, if it is kept and still holds.

        `received`: the bytes of this request alone, which are known again by `repeat` without being parsed.
        """
        asked = key_of(request)
        if asked is None:
            return None
        told = (*asked, request.keep)
        whole = self._whole(told)
        if whole is None:
            return None
        if 0 < len(received) <= MOST_HEAD:
            if len(self._told) >= MOST:
                self._told = {}
            self._told[received] = told
        return Answer(whole, None, request.keep)

    def repeat(self, received: bytes) -> tuple[bytes, bool] | None:
        """Return the answer to a request that came in just these bytes before, and whether the connection goes on."""
        told = self._told.get(received)
        whole = self._whole(told) if told else None
        return (whole, told[2]) if told and whole else None

    def _whole(self, told: Told) -> bytes | None:
        key, tag, keeps = told
        kept = self._known.get(key)
        if kept is None or not kept.holds():
            return None
        date, is_same = self._now(), tag == kept.etag
        if keeps and not is_same and kept.made[0] == date:
            return kept.made[1]
        connection = b"Connection: keep-alive\r\n" if keeps else b"Connection: close\r\n"
        first, rest = (SAME, kept.same) if is_same else (HEAD, kept.rest)
        whole = b"".join((first, date, connection, rest))
        if keeps and not is_same:
            kept.made = date, whole
        return whole

    def keep(self, request: Request, answer: Answer, noted: list[Noted]) -> bool:
        """Keep an answer of which the application said from which folder it read; return whether it is kept."""
        told = key_of(request)
        whole = bytes(answer.unsent) if answer.file is None and noted else b""
        head, _, _ = whole.partition(b"\r\n\r\n")
        etag = ETAG.search(head + b"\r\n")
        if told is None or etag is None or not whole.startswith(HEAD) or NOT_KEPT.search(head):
            return False
        if b"?" in request.target and FOR_GOOD not in head:
            return False
        lines = whole.split(b"\r\n", 3)[3]
        link, leads, at = noted[0]
        self._put(told[0], Kept(link, leads, at, etag[1], lines, _without_body(lines)))
        return True

    def _put(self, key: Key, kept: Kept) -> None:
        with self._turn:
            before = self._known.get(key)
            self._bytes += len(kept.rest) - (len(before.rest) if before else 0)
            if self._bytes > MOST_BYTES or len(self._known) >= MOST:
                self._known, self._told, self._bytes = {}, {}, len(kept.rest)
            self._known[key] = kept

    def _now(self) -> bytes:
        second = int(time.time())
        if second != self._date[0]:
            self._date = (second, f"Date: {formatdate(second, usegmt=True)}\r\n".encode())
        return self._date[1]


def _without_body(rest: bytes) -> bytes:
    head = rest.partition(b"\r\n\r\n")[0]
    told = [
        line
        for line in head.split(b"\r\n")
        if not line.lower().startswith((b"content-length:", b"content-type:", b"content-encoding:"))
    ]
    return b"\r\n".join([*told, b"", b""])


def noting(noted: list[Noted]) -> Callable[[Path], None]:
    """Return what a view calls with the link to its folder before it reads a file there."""

    def note(link: Path) -> None:
        noted.append((str(link), leads_to(str(link)), time.monotonic()))

    return note
