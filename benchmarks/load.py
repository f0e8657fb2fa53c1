"""A small load generator: so many connections to a server on this machine, paced or back to back."""

import http.client
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Ask:
    """One request."""

    path: str
    method: str = "GET"
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Answers:
    """What came back: seconds each request took, and statuses."""

    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    elapsed: float = 0.0

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

    `ask(client, number)` gives each request. Clients of a paced run start spread over one interval.
    """
    answers, lock = Answers(), threading.Lock()
    began = time.perf_counter()
    threads = [
        threading.Thread(target=_client, args=(url, client, count, ask, every, clients, answers, lock))
        for client in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers.elapsed = time.perf_counter() - began
    return answers


def _client(
    url: str,
    client: int,
    count: int,
    ask: Callable[[int, int], Ask],
    every: float,
    clients: int,
    answers: Answers,
    lock: threading.Lock,
) -> None:
    host = urlsplit(url).netloc
    connection = http.client.HTTPConnection(host, timeout=60)
    start = time.perf_counter() + every * client / clients
    for number in range(count):
        time.sleep(max(0.0, start + number * every - time.perf_counter()) if every else 0)
        request = ask(client, number)
        began = time.perf_counter()
        try:
            connection.request(request.method, request.path, body=request.body, headers=dict(request.headers))
            response = connection.getresponse()
            response.read()
            status = response.status
        except (http.client.HTTPException, OSError):  # the server closed a kept connection: once more, counted as one
            connection.close()
            connection.request(request.method, request.path, body=request.body, headers=dict(request.headers))
            response = connection.getresponse()
            response.read()
            status = response.status
        with lock:
            answers.seconds.append(time.perf_counter() - began)
            answers.statuses[status] = answers.statuses.get(status, 0) + 1
    connection.close()
