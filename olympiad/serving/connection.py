"""One connection of a client: what it is doing, until when it may, what it has sent and what it is sent."""

import socket
import ssl
import time
from collections.abc import Callable, Mapping
from enum import Enum, auto
from select import EPOLLIN, EPOLLONESHOT, EPOLLOUT
from typing import Any

from olympiad.serving.answers import BLOCK, Answer, refusal
from olympiad.serving.requests import Parser, RefusedError, Request

IDLE_SECONDS = 15.0
"""A connection on which nothing is asked is closed after so long."""
SLOWEST = 8 * 1024
"""Bytes a second that a body or an answer may be slow by, beyond its seconds."""
LINGER_SECONDS = 5.0
LINGER_BYTES = 64 * 1024 * 1024
WAITS = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)
Repeat = Callable[[bytes], tuple[bytes, bool] | None]
"""Answers a request by its bytes: the answer, and whether the connection goes on."""
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Phase(Enum):
    """What a connection waits for."""

    HANDSHAKE = auto()
    IDLE = auto()
    HEAD = auto()
    BODY = auto()
    SENDING = auto()
    LINGER = auto()
    CLOSED = auto()


class Connection:
    """Owned by one at a time: the loop, or while `busy` a thread."""

    __slots__ = (
        "_continued", "_moved", "_settings", "_tls", "address", "answer", "armed", "busy", "deadline", "fd", "interest",
        "parser", "phase", "received", "server", "since", "sock",
    )  # fmt: skip

    def __init__(
        self, accepted: socket.socket, address: Any, tls: ssl.SSLContext | None, settings: Mapping[str, Any]
    ) -> None:
        self.sock: socket.socket = accepted
        self.fd = accepted.fileno()
        self.address: tuple[str, int] = (str(address[0]), int(address[1])) if address else ("", 0)
        name = accepted.getsockname()
        self.server: tuple[str, int] = (str(name[0]), int(name[1])) if isinstance(name, tuple) else ("localhost", 80)
        self.busy, self.interest, self.armed, self.received = False, EPOLLIN, 0, b""
        self.parser: Parser | None = None
        self.answer: Answer | None = None
        self._tls, self._settings, self._moved, self._continued = tls, settings, 0, False
        self._enter(Phase.HANDSHAKE if tls else Phase.IDLE)

    def _seconds(self, phase: Phase) -> float:
        if phase in (Phase.HANDSHAKE, Phase.HEAD):
            return float(self._settings.get("HEAD_SECONDS", 10))
        if phase in (Phase.BODY, Phase.SENDING):
            return float(self._settings.get("BODY_SECONDS", 20))
        return LINGER_SECONDS if phase is Phase.LINGER else IDLE_SECONDS

    def _enter(self, phase: Phase) -> None:
        self.phase, self.since, self._moved = phase, time.monotonic(), 0
        self.deadline = self.since + self._seconds(phase)

    def _count(self, moved: int) -> None:
        """Put the deadline off by what has moved, at the slowest rate that is waited for."""
        self._moved += moved
        self.deadline = self.since + self._seconds(self.phase) + self._moved / SLOWEST

    def rate(self) -> float:
        """Bytes a second so far."""
        return self._moved / (time.monotonic() - self.since + 0.1)

    # -- receiving

    def receive(self, repeat: Repeat | None = None) -> bool:
        """Take what has come; say whether a request is whole. What is refused, or answered by `repeat`, has its answer then.

        `received` holds the bytes of a request that came whole and alone.
        """
        if self._tls is not None and not self._shake_hands(self._tls):
            return False
        while received := self._read():
            is_first = self.parser is None or self.parser.is_between
            if is_first and repeat is not None and self._is_answered(repeat(received)):
                return False
            if self._feed(received):
                self.received = received if is_first and self._is_alone() else b""
                return True
            if not self._goes_on():
                return False
        return False

    def _read(self) -> bytes:
        """Return what has come; nothing where the client must be waited for, or has gone."""
        try:
            received: bytes = self.sock.recv(BLOCK)
        except WAITS as waits:
            self.interest = EPOLLOUT if isinstance(waits, ssl.SSLWantWriteError) else EPOLLIN
            return b""
        if not received:
            self._enter(Phase.CLOSED)
        return received

    def _is_answered(self, known: tuple[bytes, bool] | None) -> bool:
        """Begin an answer that is known already; return whether there is one."""
        if known is None:
            return False
        self.begin_answer(Answer(known[0], None, known[1]))
        return True

    def _is_alone(self) -> bool:
        return self.parser is not None and self.parser.is_one

    def _goes_on(self) -> bool:
        """Return whether there is more to read at once: what TLS has opened besides, of which the socket says nothing."""
        return self.answer is None and isinstance(self.sock, ssl.SSLSocket) and bool(self.sock.pending())

    def _shake_hands(self, tls: ssl.SSLContext) -> bool:
        try:
            if not isinstance(self.sock, ssl.SSLSocket):
                self.sock = tls.wrap_socket(self.sock, server_side=True, do_handshake_on_connect=False)
            self.sock.do_handshake()
        except ssl.SSLWantReadError:
            self.interest = EPOLLIN
            return False
        except ssl.SSLWantWriteError:
            self.interest = EPOLLOUT
            return False
        self._tls, self.interest = None, EPOLLIN
        self._enter(Phase.IDLE)
        return True

    def _feed(self, received: bytes) -> bool:
        if self.parser is None:
            self.parser = Parser(int(self._settings.get("MAX_CONTENT_LENGTH") or 16 * 1024 * 1024))
        try:
            self.parser.feed(received)
        except RefusedError as error:
            self.refuse(error.status)
            return False
        if self.parser.done:
            return True
        self._note_progress(self.parser, len(received))
        return False

    def _note_progress(self, parser: Parser, received: int) -> None:
        if not parser.in_body:
            if self.phase is not Phase.HEAD:
                self._enter(Phase.HEAD)
            return
        if self.phase is not Phase.BODY:
            self._enter(Phase.BODY)
            if parser.current is not None and parser.current.expects and not self._continued:
                self._continued = True
                self.sock.send(CONTINUE)
        self._count(received)

    def discard(self) -> bool:
        """Throw away what a refused client still sends; say whether more may come."""
        try:
            while received := self.sock.recv(BLOCK):
                self._moved += len(received)
                if self._moved > LINGER_BYTES:
                    return False
        except WAITS:
            return True
        return False

    # -- answering

    def has_next(self) -> bool:
        """Whether another request has come whole already."""
        return self.parser is not None and bool(self.parser.done)

    def coming_request(self) -> Request:
        """Return the request that is to be answered next, without taking it."""
        assert self.parser is not None
        return self.parser.done[0]

    @property
    def is_saving(self) -> bool:
        """Whether the request that comes next is a save."""
        return self.has_next() and self.parser is not None and self.parser.done[0].is_save

    def next_request(self) -> Request:
        """Take the request that is to be answered."""
        assert self.parser is not None
        self._continued = False
        return self.parser.done.popleft()

    def refuse(self, status: int) -> None:
        """Answer what never reaches the application; nothing else is answered on this connection."""
        if self.parser is not None:
            self.parser.done.clear()
        self.begin_answer(refusal(status))
        self.interest = EPOLLOUT

    def begin_answer(self, answer: Answer) -> None:
        """Have an answer sent."""
        self.answer = answer
        self._enter(Phase.SENDING)

    def send(self) -> bool:
        """Send what the client takes now; say whether that was all."""
        assert self.answer is not None
        while part := self.answer.part():
            try:
                sent = self.sock.send(part)
            except WAITS as waits:
                self.interest = EPOLLIN if isinstance(waits, ssl.SSLWantReadError) else EPOLLOUT
                return False
            self.answer.unsent = part[sent:]
            self._count(sent)
        if self.answer.waits:  # for what a thread makes; the loop looks again, and hears of the client's end
            self.interest, self.deadline = (
                EPOLLONESHOT,
                max(self.deadline, time.monotonic() + self._seconds(self.phase)),
            )
            return False
        keep, self.answer, self.interest = self.answer.keep, None, EPOLLIN
        self._enter(Phase.IDLE)
        if not keep:
            self._leave()
        return True

    def _leave(self) -> None:
        """Send no more, and read on for a while: closing at once would take the answer away from a client that still sends."""
        self._enter(Phase.LINGER)
        if isinstance(self.sock, ssl.SSLSocket):
            return
        self.sock.shutdown(socket.SHUT_WR)

    def end(self) -> None:
        """Let the loop see the end of this connection."""
        self._enter(Phase.CLOSED)
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return

    def close(self) -> None:
        """Close the connection and let go of what it holds."""
        if self.answer is not None:
            self.answer.close()
        for request in [*self.parser.done, self.parser.current] if self.parser is not None else []:
            if request is not None and request.body is not None:
                request.body.close()
        self.sock.close()
