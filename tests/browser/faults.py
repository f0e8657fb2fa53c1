"""Between browser and server: a proxy that loses, doubles and delays what devices send, and kills the server's workers."""

import http.client
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

SENDING = "/api/operations"
HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}
Answer = tuple[int, list[tuple[str, str]], bytes]
PORTALS = {"portal": 200, "portal redirects": 302, "proxy refuses": 401, "proxy is alone": 503}
"""What something on the way answers in place of the server."""


class Faults:
    """Says what happens to each list of operations on its way; `choose` gives the name of a deed, "" for none."""

    def __init__(self, server_url: str, master: int, choose: Callable[[], str]) -> None:
        parts = urlsplit(server_url)
        self.host, self.port, self.master, self.choose = parts.hostname or "", parts.port or 0, master, choose
        self.done: Counter[str] = Counter()
        self.late: list[threading.Timer] = []
        self.kills = 0
        faults = self

        class Handler(_Handler):
            pass

        Handler.faults = faults
        self.proxy = _Proxy(("127.0.0.1", 0), Handler)
        self.proxy.daemon_threads = True
        threading.Thread(target=self.proxy.serve_forever, daemon=True).start()

    @property
    def address(self) -> int:
        """The port of the proxy."""
        return int(self.proxy.server_address[1])

    def close(self) -> None:
        """Let what is on its way arrive, then stop."""
        for timer in self.late:
            timer.join()
        self.proxy.shutdown()
        self.proxy.server_close()

    def ask(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        """Ask the server itself."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=20)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()

    def kill(self) -> None:
        """SIGKILL every worker; the master starts new ones."""
        self.kills += 1
        for child in workers(self.master):
            os.kill(child, signal.SIGKILL)

    def later(self, seconds: float, work: Callable[[], object]) -> None:
        """Do something after the client has given up."""

        def quietly() -> None:
            with suppress(OSError, http.client.HTTPException):  # the server may be dead now: then it never arrives
                work()

        self.late.append(threading.Timer(seconds, quietly))
        self.late[-1].start()


def workers(master: int) -> list[int]:
    """The processes of gunicorn's workers."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text("ascii")
    return [int(child) for child in children.split()]


class _Proxy(ThreadingHTTPServer):
    def handle_error(self, _request: object, _client: object) -> None:
        """Say nothing of tabs that were killed while they were being answered."""


class _Handler(BaseHTTPRequestHandler):
    """Passes everything on; what devices send suffers what is chosen for it."""

    protocol_version = "HTTP/1.1"
    faults: Faults

    def do_GET(self) -> None:
        self._pass("")

    def do_POST(self) -> None:
        sending = self.path == SENDING
        self._pass(self.faults.choose() if sending else "")

    def _pass(self, deed: str) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
        wanted = (self.command, self.path, headers, body)
        self.faults.done[deed or "passed"] += self.path == SENDING
        try:
            answer = self._suffer(deed, wanted)
        except (OSError, http.client.HTTPException):
            answer = None
        if answer is None:
            self.close_connection = True
            return
        status, given, content = answer
        try:
            self.send_response(status)
            for name, value in given:
                if name.lower() not in HOP:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            self.close_connection = True

    def _suffer(self, deed: str, wanted: tuple[str, str, dict[str, str], bytes]) -> Answer | None:
        faults = self.faults
        if deed in PORTALS:
            return (
                PORTALS[deed],
                [("Content-Type", "text/html"), ("Location", "/portal")],
                b"<h1>Sign in to this Wi-Fi</h1>",
            )
        if deed == "lose request":
            return None
        if deed == "arrive late":
            faults.later(0.4, lambda: faults.ask(*wanted))
            return None
        if deed == "kill before answer":
            faults.later(0.004, faults.kill)
        answer = faults.ask(*wanted)
        if deed == "double":
            faults.ask(*wanted)
        if deed == "double later":
            faults.later(0.5, lambda: faults.ask(*wanted))
        if deed == "kill after apply":
            faults.kill()
        if deed == "delay":
            time.sleep(0.2)
        return None if deed in ("lose answer", "kill after apply") else answer

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""
