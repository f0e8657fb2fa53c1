"""Fifty judges save while others do what they can to stop the server: python -m benchmarks.bench_hostile_hall.

`--rounds 8` is how many saves each judge gives, one every two seconds, under each attack. `--connections 10000` is how many
are held open; those that the system does not allow are left out, and said.
"""

import argparse
import contextlib
import json
import multiprocessing
import os
import resource
import selectors
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks import results
from benchmarks.hall import Hall
from benchmarks.load import Ask, run
from benchmarks.serving import Server, serving
from olympiad.db import make_engine

HEAD = ("meanwhile", "saves", "p50 ms", "p99 ms", "others than 200", "a page ms", "most memory of a worker MB")
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
POST = f"POST /card HTTP/1.1\r\nHost: hall\r\n{FORM}Content-Length: 100000\r\n\r\nab".encode()


class Crowd:
    """Connections that are held open, each with its first bytes; one that the server closes is opened again.

    They live in a process of their own, so that they take nothing from the judges but what the server gives them.
    """

    def __init__(self, url: str, count: int, first: bytes, again: bytes, every: float) -> None:
        parts = urlsplit(url)
        self._address = (parts.hostname or "", parts.port or 0)
        self._count, self._first, self._again, self._every = count, first, again, every
        self._most = multiprocessing.Value("i", 0)
        self._stop = multiprocessing.Event()
        self._process = multiprocessing.Process(target=self._live)

    @property
    def most(self) -> int:
        """Connections held at a time."""
        return self._most.value

    @contextmanager
    def around(self) -> Iterator[None]:
        """Stay as long as the block runs."""
        self._process.start()
        end = time.monotonic() + 60
        while self.most < self._count * 0.98 and time.monotonic() < end:
            time.sleep(0.1)
        try:
            yield
        finally:
            self._stop.set()
            self._process.join()

    def _live(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._clients: set[socket.socket] = set()
        said = time.monotonic()
        while not self._stop.is_set():
            for _ in range(min(200, self._count - len(self._clients))):
                self._open()
            self._most.value = max(self.most, len(self._clients))
            for key, _ in self._selector.select(0.05):
                self._look(key.fileobj)  # type: ignore[arg-type]
            if self._again and time.monotonic() - said >= self._every:
                said = time.monotonic()
                for client in list(self._clients):
                    with contextlib.suppress(OSError):
                        client.send(self._again)

    def _open(self) -> None:
        client = socket.socket()
        client.settimeout(0.5)
        try:
            client.connect(self._address)
            client.setblocking(False)
            if self._first:
                client.send(self._first)
        except OSError:
            client.close()
            return
        self._clients.add(client)
        self._selector.register(client, selectors.EVENT_READ)

    def _look(self, client: socket.socket) -> None:
        try:
            if client.recv(65_536):
                return
        except BlockingIOError:
            return
        except OSError:
            pass
        self._selector.unregister(client)
        self._clients.discard(client)
        client.close()


class Guessers:
    """Forty at a time who try passwords of invented people, in a process of their own."""

    def __init__(self, url: str, count: int) -> None:
        self._url, self._count, self.most = url, count, count
        self._stop = multiprocessing.Event()

    @contextmanager
    def around(self) -> Iterator[None]:
        """Guess as long as the block runs."""
        process = multiprocessing.Process(target=self._live)
        process.start()
        try:
            yield
        finally:
            self._stop.set()
            process.join()

    def _live(self) -> None:
        threads = [threading.Thread(target=self._guess, args=(at,)) for at in range(self._count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _guess(self, at: int) -> None:
        import http.cookiejar  # why: only here
        import re
        import urllib.parse
        import urllib.request

        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        opener = urllib.request.build_opener(jar)
        address, number = f"{self._url}/account/sign-in", 0
        while not self._stop.is_set():
            number += 1
            with contextlib.suppress(OSError):
                page = opener.open(address, timeout=30).read().decode()
                token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
                given = {
                    "csrf_token": token[1] if token else "",
                    "identity": f"p{at}-{number}",
                    "password": "nonsense12",
                }
                opener.open(address, urllib.parse.urlencode(given).encode(), timeout=30).read()


def attacks(url: str, connections: int) -> dict[str, Callable[[], Crowd | Guessers | None]]:
    """What goes on meanwhile."""
    head = b"GET /card HTTP/1.1\r\nHost: hall\r\nX-A: b"
    greedy = b"GET /bootstrap/static/css/bootstrap.min.css HTTP/1.1\r\nHost: hall\r\n\r\n" * 8
    return {
        "nothing": lambda: None,
        f"{connections:,} idle connections": lambda: Crowd(url, connections, b"", b"", 2),
        f"{connections:,} heads, a byte every 2 s": lambda: Crowd(url, connections, head, b"b", 2),
        f"{connections:,} bodies, a byte every 2 s": lambda: Crowd(url, connections, POST, b"a", 2),
        "500 clients that take no answer": lambda: Crowd(url, 500, greedy, b"", 2),
        "40 who guess passwords": lambda: Guessers(url, 40),
    }


def measure(server: Server, hall: Hall, rounds: int, connections: int) -> list[list[str]]:
    """One row for each attack."""
    rows = []
    for what, begin in attacks(server.url, connections).items():
        crowd = begin()
        with crowd.around() if crowd else contextlib.nullcontext():
            answers = run(server.url, 50, rounds, lambda at, _: hall.ask(at, 1), 2.0)
            page = run(server.url, 1, 10, lambda _client, _number: Ask("/account/sign-in"))
        others = {status: count for status, count in answers.statuses.items() if status != 200}
        held = f" (most at a time {crowd.most:,})" if crowd and crowd.most < connections and "," in what else ""
        rows.append([
            what + held, str(len(answers.seconds)), f"{answers.percentile(50):.1f}", f"{answers.percentile(99):.1f}",
            json.dumps(others) if others else "0", f"{page.percentile(50):.0f}", f"{max(server.memory()):.0f}",
        ])  # fmt: skip
        print("  ".join(rows[-1]), flush=True)
    return rows


def main() -> None:
    """Measure, print, write."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--rounds", type=int, default=8)
    asked.add_argument("--connections", type=int, default=10_000)
    chosen = asked.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    connections = min(chosen.connections, most - 500)
    with tempfile.TemporaryDirectory(prefix="bench-hostile-") as name:
        url = f"sqlite:///{name}/olympiad.sqlite"
        engine = make_engine(url)
        hall = Hall(engine)
        os.sync()
        with serving(Path(name), url) as server:
            run(server.url, 32, 4, lambda at, _: hall.ask(at, 1))
            rows = measure(server, hall, chosen.rounds, connections)
        lost, wrong = hall.lost_or_doubled()
        engine.dispose()
    intro = [
        "50 judges, one save every 2 s, the server as `make run` starts it; attackers, judges and server on the same cores. "
        "Targets: p99 ≤ 250 ms, memory ≤ 400 MB a worker.",
        "",
    ]
    told = ["", f"- Marks lost or doubled {lost}, cells that do not hold the last mark sent {wrong}."]
    results.write("bench_hostile_hall", "A hostile hall", [*intro, *results.table(HEAD, rows), *told])


if __name__ == "__main__":
    main()
