"""One request as it comes over the wire: parsed by llhttp, its size limited, its body kept until it is whole."""

import tempfile
from collections import deque
from io import BytesIO
from typing import BinaryIO, cast

from httptools import HttpParserCallbackError, HttpParserError, HttpParserUpgrade, HttpRequestParser

from olympiad import limits

SAVES = b"/api/operations"


class RefusedError(Exception):
    """What a client sends is no request that is answered by the application; `status` says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Request:
    """What the client asks for; it is complete once it stands in `Parser.done`."""

    __slots__ = ("body", "expects", "headers", "keep", "method", "size", "target", "too_large", "version")

    def __init__(self) -> None:
        self.method, self.target, self.version = "", b"", "1.1"
        self.headers: list[tuple[bytes, bytes]] = []
        self.body: BinaryIO | None = None
        self.size = 0
        self.keep = self.expects = self.too_large = False
        """`too_large`: the body is not kept, and the application says so."""

    @property
    def is_save(self) -> bool:
        """Whether a device sends marks: threads of their own answer these, so that no flood of pages keeps them waiting."""
        return self.method == "POST" and self.target == SAVES


class Parser:
    """The requests of one connection, one after the other."""

    def __init__(self, most_body: int) -> None:
        self.done: deque[Request] = deque()
        self.current: Request | None = None
        self.in_body = False
        self.large = False
        """Whether the body being received has left memory for a file."""
        self._most, self._wire, self._received, self._refused = most_body, 0, 0, 0
        self._parser = HttpRequestParser(self)

    @property
    def is_between(self) -> bool:
        """Whether nothing of a request has come that is not answered yet."""
        return self.current is None and not self.done

    @property
    def is_one(self) -> bool:
        """Whether one request has come, whole, and nothing of another."""
        return self.current is None and len(self.done) == 1

    def feed(self, received: bytes) -> None:
        """Take what has come; raises `RefusedError` for what is no request or passes a limit."""
        self._received = len(received)
        self._wire += self._received
        try:
            self._parser.feed_data(received)
        except HttpParserUpgrade:  # nothing else is spoken here: the request is answered, the rest not read
            if self.done:
                self.done[-1].keep = False
        except HttpParserCallbackError:
            raise RefusedError(self._refused or 400) from None
        except HttpParserError:
            raise RefusedError(400) from None
        if self.current is not None and self.current.too_large:  # nothing more is read here
            self.done.append(self.current)
            self.current = None
        self._refuse_too_long()

    def _refuse_too_long(self) -> None:
        head_too_long = self.current is not None and not self.in_body and self._wire > limits.HEAD_BYTES
        if head_too_long or self._wire > 2 * self._most + 4 * limits.HEAD_BYTES:
            raise RefusedError(413 if self.in_body else 431)

    def on_message_begin(self) -> None:
        """Begin a request; few may wait behind another on one connection."""
        if len(self.done) >= limits.PIPELINED:
            self._refuse(400)
        self.current, self.in_body, self.large = Request(), False, False
        self._wire = self._received

    def on_url(self, part: bytes) -> None:
        """Take a part of the address."""
        request = self._now()
        request.target += part
        if len(request.target) > limits.ADDRESS_BYTES:
            self._refuse(414)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; one that follows the body of chunks is dropped."""
        request = self._now()
        if self.in_body:
            return
        request.headers.append((name.lower(), value))
        if len(request.headers) > limits.HEADERS:
            self._refuse(431)

    def on_headers_complete(self) -> None:
        """Look at what the head announces."""
        request = self._now()
        self.in_body = True
        request.method = self._parser.get_method().decode("ascii")
        request.version = self._parser.get_http_version()
        hosts = sum(name == b"host" for name, _ in request.headers)
        if hosts > 1 or (request.version != "1.0" and not hosts):
            self._refuse(400)
        for name, value in request.headers:
            if name == b"content-length" and int(value) > self._most:
                request.too_large = True
            elif name == b"expect":
                request.expects = value.lower() == b"100-continue"

    def on_body(self, part: bytes) -> None:
        """Keep a part of the body: a small one in memory, a larger one in a file that has no name."""
        request = self._now()
        request.size += len(part)
        if request.size > self._most:
            request.too_large = True
        if request.too_large:
            return
        if request.body is None:
            request.body = BytesIO()
        if not self.large and request.size > limits.BODY_IN_MEMORY:
            moved = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 closed with its request
            moved.write(cast(BytesIO, request.body).getvalue())
            request.body, self.large = moved, True
        request.body.write(part)

    def on_message_complete(self) -> None:
        """The request is whole."""
        request = self._now()
        request.keep = self._parser.should_keep_alive()
        if request.body is not None:
            request.body.seek(0)
        self.done.append(request)
        self.current, self.in_body, self._wire = None, False, 0

    def _now(self) -> Request:
        assert self.current is not None
        return self.current

    def _refuse(self, status: int) -> None:
        self._refused = status
        raise RefusedError(status)
