"""Clients that behave badly on the loopback, bounded in count and time."""

import socket
import time
from contextlib import ExitStack, suppress
from urllib.parse import urlsplit

SECONDS = 60.0


def connect(url: str) -> socket.socket:
    """Open a connection to a server on this machine."""
    parts = urlsplit(url)
    return socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 80), timeout=SECONDS)


def opened(stack: ExitStack, url: str, count: int, first: bytes = b"") -> list[socket.socket]:
    """Open many connections, each with its first bytes; they are closed with the stack."""
    made = []
    for _ in range(count):
        client = stack.enter_context(connect(url))
        if first:
            client.sendall(first)
        made.append(client)
    return made


def said(client: socket.socket) -> bytes:
    """Read until the server closes the connection."""
    found = b""
    with suppress(ConnectionResetError):
        while part := client.recv(65_536):
            found += part
    return found


def status_of(answer: bytes) -> int:
    """Return the status of an answer, 0 where there is none."""
    return int(answer[9:12]) if answer.startswith(b"HTTP/1.") else 0


def asked(url: str, request: bytes) -> bytes:
    """Send bytes and read all that comes back."""
    with connect(url) as client:
        with suppress(BrokenPipeError, ConnectionResetError):
            client.sendall(request)
        return said(client)


def dribbled(client: socket.socket, seconds: float, every: float = 0.2) -> None:
    """Send a byte now and then until the server has had enough, or the time is over."""
    end = time.monotonic() + seconds
    with suppress(OSError):
        while time.monotonic() < end:
            client.sendall(b"a")
            client.settimeout(every)
            with suppress(TimeoutError):
                if client.recv(1, socket.MSG_PEEK) is not None:
                    break
    client.settimeout(SECONDS)
