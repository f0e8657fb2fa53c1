"""Asking the application by WSGI, and its answer as it goes over the wire; no thread waits for a client."""

import sys
import tempfile
from collections.abc import Callable, Iterable
from email.utils import formatdate
from io import BytesIO
from typing import Any, BinaryIO, cast
from urllib.parse import unquote_to_bytes, urlsplit

from olympiad import limits
from olympiad.serving.requests import Request
from olympiad.serving.streams import Stream
from olympiad.web.frame.streaming import STREAM

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
REFUSALS = {
    400: b"Bad Request",
    408: b"Request Timeout",
    413: b"Content Too Large",
    414: b"URI Too Long",
    431: b"Request Header Fields Too Large",
    500: b"Internal Server Error",
    503: b"Service Unavailable",
}
BLOCK = 65_536


class FileAnswer:
    """`wsgi.file_wrapper`: a file that is sent by the loop, a block at a time."""

    def __init__(self, file: BinaryIO, _block_size: int = BLOCK) -> None:
        self.file = file

    def __iter__(self) -> Iterable[bytes]:
        while part := self.file.read(BLOCK):
            yield part

    def close(self) -> None:
        """Close the file."""
        self.file.close()


class Answer:
    """What is left to be sent: bytes, then a file or a stream."""

    __slots__ = ("file", "keep", "unsent", "waits")

    def __init__(self, unsent: bytes, file: BinaryIO | Stream | None, keep: bool) -> None:
        self.unsent, self.file, self.keep = memoryview(unsent), file, keep
        self.waits = False
        """Nothing more is there yet."""

    def part(self) -> memoryview:
        """Return the next bytes; empty once everything is sent, or while it `waits`."""
        if not self.unsent and self.file is not None:
            read = self.file.read(BLOCK)
            self.waits = read is None
            self.unsent = memoryview(read or b"")
            if not self.unsent and not self.waits:
                self.close()
        return self.unsent

    def close(self) -> None:
        """Let go of the file."""
        if self.file is not None:
            self.file.close()
            self.file = None


def environ_of(request: Request, address: tuple[str, int], server: tuple[str, int], scheme: str) -> dict[str, Any]:
    """Return what WSGI says of a request; nothing that a client writes becomes anything but a header."""
    path, query = _path_and_query(request.target)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "RAW_URI": request.target.decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{request.version}",
        "REMOTE_ADDR": address[0],
        "REMOTE_PORT": str(address[1]),
        "CONTENT_LENGTH": str(max(request.size, limits.LARGEST) if request.too_large else request.size),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scheme,
        "wsgi.input": request.body or BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileAnswer,
        STREAM: Stream,
    }
    for raw, value in request.headers:
        if b"_" in raw or raw in (b"content-length", b"transfer-encoding"):
            continue  # X_Forwarded_For would be told from X-Forwarded-For by nobody
        name, text = raw.decode("latin-1").upper().replace("-", "_"), value.decode("latin-1")
        key = name if name == "CONTENT_TYPE" else f"HTTP_{name}"
        environ[key] = text if key not in environ else f"{environ[key]}{'; ' if name == 'COOKIE' else ','}{text}"
    return environ


def _path_and_query(target: bytes) -> tuple[str, str]:
    if not target.startswith(b"/"):
        parts = urlsplit(target)
        target = (parts.path or b"/") + (b"?" + parts.query if parts.query else b"")
    path, _, query = target.partition(b"#")[0].partition(b"?")
    return unquote_to_bytes(path).decode("latin-1"), query.decode("latin-1")


def ask(app: App, request: Request, environ: dict[str, Any]) -> Answer:
    """Run the application to its end."""
    said: list[Any] = ["500 Internal Server Error", []]
    written: list[bytes] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], None]:
        said[:] = [status, headers]
        return written.append

    given = app(environ, start_response)
    if isinstance(given, FileAnswer):
        length = _length(said[1])
        if length is not None and request.method != "HEAD":
            return Answer(_head(said[0], said[1], length, request), given.file, _keeps(request))
    if isinstance(given, Stream) and (streamed := _while_made(said[0], said[1], given, request)) is not None:
        return streamed
    try:
        body, file, size = _collected([*written], given)
    finally:
        if hasattr(given, "close"):
            given.close()
    head = _head(said[0], said[1], _length(said[1]) if request.method == "HEAD" else size, request)
    if request.method == "HEAD" and file is not None:
        file.close()
    return (
        Answer(head, None, _keeps(request)) if request.method == "HEAD" else Answer(head + body, file, _keeps(request))
    )


def _while_made(status: str, headers: list[tuple[str, str]], stream: Stream, request: Request) -> Answer | None:
    """Answer with parts whose size is not known: in chunks, or to older clients until the connection ends; None: no room."""
    if request.method == "HEAD":
        stream.close()
        return Answer(_head(status, headers, None, request), None, _keeps(request))
    is_chunked = request.version == "1.1"
    if not stream.start(chunked=is_chunked):
        return None
    keeps = is_chunked and _keeps(request)
    return Answer(_head(status, headers, None, request, keeps=keeps, chunked=is_chunked), stream, keeps)


def _collected(parts: list[bytes], given: Iterable[bytes]) -> tuple[bytes, BinaryIO | None, int]:
    """Return a body whole: up to some size in memory, then in a file without a name."""
    size = sum(map(len, parts))
    file: BinaryIO | None = None
    for part in given:
        size += len(part)
        if file is not None:
            file.write(part)
            continue
        parts.append(part)
        if size > limits.ANSWER_IN_MEMORY and len(parts) > 1:
            file = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 closed with its answer
            file.writelines(parts)
            parts = []
    if file is not None:
        file.seek(0)
    return b"".join(parts), file, size


def _keeps(request: Request) -> bool:
    return request.keep and not request.too_large


def _length(headers: list[tuple[str, str]]) -> int | None:
    return next((int(value) for name, value in headers if name.lower() == "content-length"), None)


def _head(
    status: str,
    headers: list[tuple[str, str]],
    size: int | None,
    request: Request,
    *,
    keeps: bool = True,
    chunked: bool = False,
) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Date: {formatdate(usegmt=True)}"]
    lines.append("Connection: " + ("keep-alive" if keeps and _keeps(request) else "close"))
    if chunked:
        lines.append("Transfer-Encoding: chunked")
    lines += [
        f"{name}: {value}"
        for name, value in headers
        if name.lower() not in ("content-length", "connection", "date", "transfer-encoding")
    ]
    if size is not None and not status.startswith(("1", "204", "304")):
        lines.append(f"Content-Length: {size}")
    if any("\r" in line or "\n" in line for line in lines):
        raise ValueError("a header may not hold a line break")
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def refusal(status: int) -> Answer:
    """Answer what never reaches the application."""
    words = REFUSALS.get(status, b"Bad Request")
    head = b"HTTP/1.1 %d %s\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n"
    return Answer(head % (status, words, len(words)) + words, None, keep=False)
