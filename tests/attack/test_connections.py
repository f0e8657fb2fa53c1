"""Clients that are slow, idle, huge or broken: others are answered meanwhile, and each gets what it deserves."""

import os
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from olympiad import limits
from olympiad.tls.hall import authority_file
from tests.attack.clients import asked, connect, dribbled, opened, said, status_of
from tests.browsers import LiveServer, serving
from tests.test_hall_https import ROOT, fetch, free_port

SHORT = {"OLYMPIAD_BODY_SECONDS": "1", "OLYMPIAD_HEAD_SECONDS": "1"}
MANY = 110
"""More than the threads of both workers."""


@pytest.fixture(scope="module")
def server(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server that waits a second for whatever is slow."""
    instance = tmp_path_factory.mktemp("instance")
    database = instance / "olympiad.sqlite"
    database.write_bytes(sqlite_template.read_bytes())
    with serving(instance, f"sqlite:///{database}", SHORT) as started:
        wait_for(started)
        yield started


def wait_for(server: LiveServer) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{server.url}/card", timeout=5):
                return
        except OSError:
            time.sleep(0.1)


def answers(server: LiveServer) -> int:
    """Ask for a page as anybody would."""
    with urllib.request.urlopen(f"{server.url}/card", timeout=60) as answer:
        return int(answer.status)


HEAD = b"POST /card HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"


@pytest.mark.parametrize(
    "first",
    [
        pytest.param(HEAD + b"Content-Length: 100000\r\n\r\nab", id="body by length"),
        pytest.param(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab", id="body by chunks"),
        pytest.param(b"GET /card HTTP/1.1\r\nHost: localhost\r\nX-A: b", id="head"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_slow_connections_keep_nobody_waiting(server: LiveServer, first: bytes) -> None:
    with ExitStack() as stack:
        slow = opened(stack, server.url, MANY, first)

        meanwhile = [answers(server) for _ in range(3)]

        ends = {status_of(said(client)) for client in slow} if first else set()
    assert meanwhile == [200, 200, 200]
    assert ends == ({408} if first else set())


def test_a_dribbled_body_is_answered_at_its_deadline(server: LiveServer) -> None:
    with connect(server.url) as client:
        client.sendall(HEAD + b"Content-Length: 5000\r\n\r\n")
        dribbled(client, seconds=10)

        assert status_of(said(client)) == 408


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (HEAD + b"Content-Length: 99999999999\r\n\r\n", 413),
        (HEAD + b"Content-Length: 10\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
        (HEAD + b"Content-Length: -1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (b"GET /" + b"a" * limits.ADDRESS_BYTES + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X-A: b\r\n" * (limits.HEADERS + 1) + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX-A: " + b"b" * 2 * limits.HEAD_BYTES, 431),
        (b"nonsense\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00", 400),
        (b"GET /card HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nSCRIPT_NAME: /x\r\n\r\n", 200),
        (b"GET /card HTTP/1.0\r\n\r\n", 200),
        (b"GET http://localhost/card HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 200),
        (b"GET /card HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n", 200),
    ],
)
def test_what_is_no_request_is_refused(server: LiveServer, request_: bytes, status: int) -> None:
    assert status_of(asked(server.url, request_)) == status


def test_a_body_by_chunks_that_grows_too_large_is_refused_with_the_page(server: LiveServer) -> None:
    chunk = b"%x\r\n%s\r\n" % (1_000_000, b"a" * 1_000_000)

    answer = asked(server.url, HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 20)

    assert status_of(answer) == 413
    assert b"text/html" in answer


@pytest.mark.parametrize("name", ["X-Forwarded-Proto: https", "X-Forwarded-Protocol: ssl", "X-Forwarded-Ssl: on"])
def test_headers_of_proxies_that_nobody_declared_are_not_believed(server: LiveServer, name: str) -> None:
    request = f"GET /account/sign-in HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{name}\r\n\r\n"

    answer = asked(server.url, request.encode())

    assert (b"Strict-Transport-Security" in answer, b"Secure;" in answer) == (False, False)


def test_requests_behind_one_another_are_answered_in_order(server: LiveServer) -> None:
    pages = [b"/card", b"/account/sign-in", b"/static/css/theme.css"]
    wanted = b"".join(b"GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n" % page for page in pages)

    answer = asked(server.url, wanted + b"GET /nowhere HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")

    parts = answer.split(b"HTTP/1.1 ")[1:]
    assert [int(part[:3]) for part in parts] == [200, 200, 200, 404]
    assert b"text/css" in parts[2]


def test_saves_and_pages_on_one_connection_are_answered_in_order(server: LiveServer) -> None:
    save = b"POST /api/operations HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}"
    page = b"GET /static/css/theme.css HTTP/1.1\r\nHost: localhost\r\n"

    answer = asked(server.url, save + page + b"\r\n" + save + save + page + b"Connection: close\r\n\r\n")

    assert [int(part[:3]) for part in answer.split(b"HTTP/1.1 ")[1:]] == [401, 200, 401, 401, 200]


def test_a_client_that_waits_to_be_asked_for_its_body_is_asked(server: LiveServer) -> None:
    with connect(server.url) as client:
        client.sendall(HEAD + b"Content-Length: 4\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n")
        assert client.recv(100).startswith(b"HTTP/1.1 100 Continue\r\n\r\n")

        client.sendall(b"a=bc")

        assert status_of(said(client)) == 400  # no token against forged forms


def test_a_client_that_takes_nothing_keeps_nobody_waiting(server: LiveServer) -> None:
    request = b"GET /static/js/../css/theme.css HTTP/1.1\r\nHost: localhost\r\n\r\n"
    style = b"GET /bootstrap/static/css/bootstrap.min.css HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with ExitStack() as stack:
        opened(stack, server.url, MANY, request + style * 12)

        assert [answers(server) for _ in range(3)] == [200, 200, 200]


def test_unfinished_handshakes_keep_nobody_waiting(tmp_path: Path) -> None:
    (tmp_path / "production").touch()
    port = free_port()
    environ = {"OLYMPIAD_INSTANCE": str(tmp_path), "HTTPS": "1", "HOST": "127.0.0.1", "PORT": str(port)}
    command = [sys.executable, "-m", "olympiad.serve"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | environ | SHORT | {"DOOR": str(free_port())}, stdout=subprocess.DEVNULL
    )
    try:
        insecure = ssl.create_default_context()
        insecure.check_hostname, insecure.verify_mode = False, ssl.CERT_NONE
        fetch(f"https://localhost:{port}/card", insecure).close()
        trusted = ssl.create_default_context(cafile=str(authority_file(tmp_path)))
        with ExitStack() as stack:
            slow = opened(stack, f"http://127.0.0.1:{port}", MANY, b"\x16\x03\x01\x02\x00\x01")

            answer = urllib.request.urlopen(f"https://localhost:{port}/card", context=trusted, timeout=60)

            assert answer.status == 200
            assert {said(client) for client in slow} == {b""}
    finally:
        process.terminate()
        process.wait(20)
