"""A small load generator: so many connections to a server on this machine, paced or back to back, from one process."""

import heapq
import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from urllib.parse import urlsplit


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
        lines = [f"{name}: {value}" for name, value in {"Host": "localhost", **self.headers, **length}.items()]
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
    here, there = get_context("fork").Pipe()
    sending = get_context("fork").Process(target=_send, args=(there, url, wanted, every), daemon=True)
    sending.start()
    there.close()  # a sender that fails ends the waiting
    found: Answers = here.recv()
    sending.join()
    return found


def _send(pipe: Connection, url: str, wanted: Sequence[Sequence[bytes]], every: float) -> None:
    """In a process of its own, one loop over all connections: a thread for each would take the server's processor time."""
    answers = Answers()
    with selectors.DefaultSelector() as selector:
        lines = [Line(url, requests, selector) for requests in wanted]
        start = time.perf_counter()
        due = [(start + every * at / len(lines), at) for at in range(len(lines))]
        left = len(lines)
        while left:
            now = time.perf_counter()
            while due and due[0][0] <= now:
                lines[heapq.heappop(due)[1]].send()
            for key, _ in selector.select(max(0.0, due[0][0] - now) if due else None):
                line: Line = key.data
                if not line.receive(answers):
                    continue
                if line.is_done():
                    line.close()
                    left -= 1
                elif every:
                    at = lines.index(line)
                    heapq.heappush(due, (start + every * (at / len(lines) + line.number), at))
                else:
                    line.send()
        answers.elapsed = time.perf_counter() - start
    pipe.send(answers)


class Line:
    """One kept connection and what is sent over it; as little work as possible, since it shares the processor with the server."""

    def __init__(self, url: str, requests: Sequence[bytes], selector: selectors.BaseSelector) -> None:
        parts = urlsplit(url)
        self._address, self._requests, self._selector = (
            (parts.hostname or "127.0.0.1", parts.port or 80),
            requests,
            selector,
        )
        self.number = 0
        """Requests that are answered."""
        self._began, self._found, self._again = 0.0, b"", False
        self._connect()

    def _connect(self) -> None:
        self._socket = socket.create_connection(self._address, timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._selector.register(self._socket, selectors.EVENT_READ, self)

    def is_done(self) -> bool:
        """Whether every request has its answer."""
        return self.number == len(self._requests)

    def send(self) -> None:
        """Send the next request, and let the clock run."""
        self._began, self._found, self._again = time.perf_counter(), b"", False
        try:
            self._socket.sendall(self._requests[self.number])
        except OSError:
            self._send_again()

    def receive(self, answers: Answers) -> bool:
        """Take what has come; say whether the answer is whole, and note it."""
        try:
            got = self._socket.recv(262_144)
        except OSError:
            got = b""
        if not got:
            return self._send_again()
        self._found += got
        end = self._found.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = self._found[:end].lower()
        size = _length(head)
        if len(self._found) < end + 4 + size:
            return False
        answers.seconds.append(time.perf_counter() - self._began)
        answers.statuses[int(head[9:12])] += 1
        answers.sizes[size] += 1
        self.number += 1
        if b"connection: close" in head and not self.is_done():
            self._reconnect()
        return True

    def _send_again(self) -> bool:
        """The server closed a kept connection: once more, counted as one."""
        if self._again:
            raise ConnectionResetError
        self._reconnect()
        self._again = True
        self._socket.sendall(self._requests[self.number])
        return False

    def _reconnect(self) -> None:
        self.close()
        self._connect()

    def close(self) -> None:
        """Leave the server."""
        self._selector.unregister(self._socket)
        self._socket.close()


def _length(head: bytes) -> int:
    at = head.find(b"\r\ncontent-length:")
    return int(head[at + 17 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
