"""A small load generator: so many connections to a server on this machine, paced or back to back, from two processes."""

import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from urllib.parse import urlsplit

PROCESSES = 2
"""One would measure its own interpreter lock."""


@dataclass(frozen=True)
class Ask:
    """One request."""

    path: str
    method: str = "GET"
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    def written(self) -> bytes:
        """The request as it goes over the wire."""
        length = {"Content-Length": str(len(self.body))} if self.body or self.method != "GET" else {}
        lines = [f"{name}: {value}" for name, value in {"Host": "bench", **self.headers, **length}.items()]
        return "\r\n".join([f"{self.method} {self.path} HTTP/1.1", *lines, "", ""]).encode() + self.body


@dataclass
class Answers:
    """What came back: seconds each request took, and statuses."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    elapsed: float = 0.0
    sizes: Counter[int] = field(default_factory=Counter)
    """Bytes of the bodies."""

    def percentile(self, percent: float) -> float:
        """Milliseconds that so many percent of the requests did not exceed."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] * 1000

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.seconds) / self.elapsed


def run(url: str, clients: int, count: int, ask: Callable[[int, int], Ask], every: float = 0.0) -> Answers:
    """Let each client send `count` requests over one connection; `every` paces them, 0 is back to back.

    `ask(client, number)` gives each request; all are written before the clock starts. Clients of a paced run start
    spread over one interval.
    """
    wanted = [[ask(client, number).written() for number in range(count)] for client in range(clients)]
    fork, pipes = get_context("fork"), []
    for part in range(min(PROCESSES, clients)):
        here, there = fork.Pipe()
        mine = [(client, wanted[client]) for client in range(part, clients, PROCESSES)]
        fork.Process(target=_send, args=(there, url, mine, every, clients), daemon=True).start()
        pipes.append(here)
    began = time.perf_counter()
    answers = Answers()
    for pipe in pipes:
        found: Answers = pipe.recv()
        answers.seconds += found.seconds
        answers.statuses += found.statuses
        answers.sizes += found.sizes
    answers.elapsed = time.perf_counter() - began
    return answers


def _send(pipe: Connection, url: str, mine: Sequence[tuple[int, list[bytes]]], every: float, clients: int) -> None:
    """In a process of its own: one thread for each connection."""
    answers = Answers()
    threads = [
        threading.Thread(target=_client, args=(url, requests, every, every * client / clients, answers))
        for client, requests in mine
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pipe.send(answers)


def _client(url: str, requests: list[bytes], every: float, delay: float, answers: Answers) -> None:
    line = Line(url)
    start = time.perf_counter() + delay
    for number, request in enumerate(requests):
        if every:
            time.sleep(max(0.0, start + number * every - time.perf_counter()))
        began = time.perf_counter()
        try:
            status, size = line.ask(request)
        except OSError:  # the server closed a kept connection: once more, counted as one
            line = Line(url)
            status, size = line.ask(request)
        answers.seconds.append(time.perf_counter() - began)
        answers.statuses[status] += 1
        answers.sizes[size] += 1


class Line:
    """One kept connection; as little work as possible, since it shares the processor with the server."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._socket = socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 80), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> tuple[int, int]:
        """Send a request; give the status and the size of the body."""
        self._socket.sendall(request)
        found = self._more(b"")
        while (end := found.find(b"\r\n\r\n")) < 0:
            found = self._more(found)
        head = found[:end].lower()
        size = _length(head)
        missing = size - (len(found) - end - 4)
        while missing > 0:
            got = self._socket.recv(262_144)
            if not got:
                raise ConnectionResetError
            missing -= len(got)
        if b"connection: close" in head:
            self._socket.close()
        return int(head[9:12]), size

    def _more(self, found: bytes) -> bytes:
        got = self._socket.recv(262_144)
        if not got:
            raise ConnectionResetError
        return found + got


def _length(head: bytes) -> int:
    at = head.find(b"\r\ncontent-length:")
    return int(head[at + 17 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
