"""Answers sent while they are made: in chunks, never far ahead of the client, never half of one taken for a whole."""

import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from select import EPOLLONESHOT
from typing import Any

import pytest

from olympiad.serving import streams
from olympiad.serving.answers import ask, environ_of
from olympiad.serving.connection import Connection
from olympiad.serving.requests import Parser, Request
from olympiad.serving.streams import Stream
from olympiad.web.frame.streaming import STREAM

PARTS = [b"first", b"", b"second" * 20_000]


def asked(version: str = "1.1", method: str = "GET") -> Request:
    parser = Parser(1000)
    parser.feed(f"{method} /all.zip HTTP/{version}\r\nHost: olympiad.example\r\n\r\n".encode())
    return parser.done.popleft()


def application(parts: Iterator[bytes]) -> Any:
    def app(environ: dict[str, Any], start_response: Any) -> Any:
        start_response("200 OK", [("Content-Type", "application/zip")])
        return environ[STREAM](parts)

    return app


def answer_to(request: Request, parts: Iterator[bytes]) -> Any:
    return ask(application(parts), request, environ_of(request, ("127.0.0.1", 1), ("localhost", 80), "http"))


@contextmanager
def taken(request: Request, parts: Iterator[bytes]) -> Iterator[http.client.HTTPResponse]:
    """What a client reads that takes all that comes."""
    ours, theirs = socket.socketpair()
    connection = Connection(ours, ("127.0.0.1", 1), None, {})
    connection.begin_answer(answer_to(request, parts))

    def send() -> None:
        ours.setblocking(True)
        try:
            with suppress(ConnectionAbortedError):
                while not connection.send():
                    assert (
                        connection.interest == EPOLLONESHOT
                    )  # it waits for parts alone, and hears of the client's end
        finally:
            ours.close()

    thread = threading.Thread(target=send)
    thread.start()
    with theirs, http.client.HTTPResponse(theirs) as response:
        response.begin()
        yield response
    thread.join()


def test_parts_come_in_chunks_and_the_connection_goes_on() -> None:
    with taken(asked(), iter(PARTS)) as response:
        assert response.headers["Transfer-Encoding"] == "chunked"
        assert (response.headers["Content-Length"], response.headers["Connection"]) == (None, "keep-alive")
        assert response.read() == b"".join(PARTS)


def test_an_older_client_reads_until_the_connection_ends() -> None:
    with taken(asked("1.0"), iter(PARTS)) as response:
        assert (response.headers["Transfer-Encoding"], response.headers["Connection"]) == (None, "close")
        assert response.read() == b"".join(PARTS)


def test_the_first_part_is_sent_before_the_last_is_made() -> None:
    received = threading.Event()

    def parts() -> Iterator[bytes]:
        yield b"first"
        received.wait(30)
        yield b"last"

    with taken(asked(), parts()) as response:
        first = response.read(5)
        received.set()

        assert (first, response.read()) == (b"first", b"last")


def test_what_breaks_off_is_not_taken_for_the_whole() -> None:
    def parts() -> Iterator[bytes]:
        yield b"first"
        raise OSError("no space left on device")

    with taken(asked(), parts()) as response, pytest.raises(http.client.IncompleteRead):
        response.read()


def test_nothing_more_is_made_once_the_client_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "AHEAD", 10)
    ended = threading.Event()
    made: list[int] = []

    def parts() -> Iterator[bytes]:
        try:
            for at in range(1000):
                made.append(at)
                yield b"12345"
        finally:
            ended.set()

    stream = Stream(parts())
    assert stream.start(chunked=False)
    while stream.read(1) is None:
        pass

    stream.close()

    assert ended.wait(30)
    assert len(made) <= 5  # ten bytes ahead, what was taken, and the one that waited


def test_one_more_than_there_is_room_for_is_made_whole_and_nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "AT_ONCE", threading.BoundedSemaphore(1))
    streams.AT_ONCE.acquire()

    with taken(asked(), iter(PARTS)) as response:
        length, body = response.headers["Content-Length"], response.read()

    assert (length, body) == (str(sum(map(len, PARTS))), b"".join(PARTS))


def test_a_question_for_the_head_makes_nothing() -> None:
    ended: list[bool] = []

    def parts() -> Iterator[bytes]:
        ended.append(False)
        yield b"first"

    answer = answer_to(asked(method="HEAD"), parts())

    assert bytes(answer.part()).startswith(b"HTTP/1.1 200 OK")
    assert ended == []
