"""Answers of published files that the server repeats by itself: to whom, for how long, and never after something was switched."""

import os
import socket
from pathlib import Path

import pytest

from olympiad.serving import kept_answers
from olympiad.serving.answers import Answer
from olympiad.serving.connection import Connection
from olympiad.serving.kept_answers import KeptAnswers, noting
from olympiad.serving.requests import Parser, Request

WHOLE = (
    b'HTTP/1.1 200 OK\r\nDate: Sat, 28 Nov 2026 10:00:00 GMT\r\nConnection: close\r\nETag: "abc"\r\n'
    b"Content-Type: text/html\r\nContent-Length: 5\r\n\r\nhello"
)
PATH = "/results/samarkand-2026/en"


def asked(path: str = PATH, method: str = "GET", **headers: str) -> Request:
    parser = Parser(1000)
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    parser.feed(f"{method} {path} HTTP/1.1\r\nHost: olympiad.example\r\n{lines}\r\n".encode())
    return parser.done.popleft()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A published folder with a first version."""
    (tmp_path / "v-1").mkdir()
    (tmp_path / "current").symlink_to("v-1")
    return tmp_path


def kept(folder: Path, whole: bytes = WHOLE, request: Request | None = None) -> KeptAnswers:
    found, noted = KeptAnswers(), []
    noting(noted)(folder / "current")
    found.keep(request or asked(), Answer(whole, None, keep=False), noted)
    return found


def said(found: KeptAnswers, request: Request) -> bytes | None:
    answer = found.find(request)
    return None if answer is None else bytes(answer.unsent)


def test_the_page_of_a_certificate_is_repeated_but_no_search(folder: Path) -> None:
    addresses = ("/c/AbCdEf", "/c/?code=SAM-2026-BIO-0001", "/check-a-document")

    found = [said(kept(folder, request=asked(address)), asked(address)) is not None for address in addresses]

    assert found == [True, False, False]


def test_the_same_is_repeated_to_whoever_asks_the_same(folder: Path) -> None:
    answer = said(kept(folder), asked(user_agent="another", sec_fetch_mode="navigate"))

    assert answer is not None
    head, _, body = answer.partition(b"\r\n\r\n")
    assert (head.split(b"\r\n")[0], body) == (b"HTTP/1.1 200 OK", b"hello")
    assert head.count(b"Date: ") == head.count(b"Connection: keep-alive") == 1


def test_who_has_it_is_sent_nothing_again(folder: Path) -> None:
    found = kept(folder)
    same, other = (said(found, asked(if_none_match=tag)) for tag in ('"abc"', '"older"'))

    assert same is not None
    assert other is not None
    assert (same.split(b"\r\n")[0], same.partition(b"\r\n\r\n")[2]) == (b"HTTP/1.1 304 NOT MODIFIED", b"")
    assert (b"Content-Length" in same, b'ETag: "abc"' in same, other.endswith(b"hello")) == (False, True, True)


@pytest.mark.parametrize("deed", ["switched", "taken down"])
def test_nothing_is_repeated_after_something_was_switched(folder: Path, deed: str) -> None:
    found = kept(folder)
    link = folder / "current"
    link.unlink()
    if deed == "switched":
        link.symlink_to("v-2")

    assert said(found, asked()) is None


def test_the_application_is_asked_again_after_a_while(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = kept(folder)
    monkeypatch.setattr(kept_answers, "SECONDS", 0.0)

    assert said(found, asked()) is None


@pytest.mark.parametrize(
    "request_",
    [
        asked(method="HEAD"), asked(method="POST", content_length="0"), asked(PATH + "?q=x"), asked("/sign-in"),
        asked(cookie="session=1"), asked(authorization="Bearer x"), asked(range="bytes=0-1"),
        asked(x_forwarded_host="other.example"), asked(accept_encoding="gzip"), asked(accept_language="ru"),
    ],
)  # fmt: skip
def test_any_other_request_asks_the_application(folder: Path, request_: Request) -> None:
    assert said(kept(folder), request_) is None
    assert request_.target == b"/sign-in" or said(kept(folder, request=asked(cookie="a=b")), asked()) is None


@pytest.mark.parametrize(
    "whole",
    [
        WHOLE.replace(b"200 OK", b"404 NOT FOUND"),
        WHOLE.replace(b"\r\n\r\n", b"\r\nSet-Cookie: session=1\r\n\r\n"),
        WHOLE.replace(b'ETag: "abc"\r\n', b""),
    ],
)
def test_only_whole_pages_with_a_tag_and_without_a_cookie_are_kept(folder: Path, whole: bytes) -> None:
    assert said(kept(folder, whole), asked()) is None


def test_what_no_view_called_published_is_not_kept(folder: Path) -> None:
    found = KeptAnswers()

    assert not found.keep(asked(), Answer(WHOLE, None, keep=True), [])
    assert said(found, asked()) is None


def test_a_full_store_begins_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_answers, "MOST", 1)
    found = kept(folder)
    noted = []
    noting(noted)(folder / "current")
    found.keep(asked(f"{PATH}/winners"), Answer(WHOLE, None, keep=False), noted)

    assert (said(found, asked()), said(found, asked(f"{PATH}/winners")) is None) == (None, False)


RAW = f"GET {PATH} HTTP/1.1\r\nHost: olympiad.example\r\n\r\n".encode()


def test_a_request_of_the_same_bytes_is_answered_without_being_parsed(folder: Path) -> None:
    found = kept(folder)
    before = found.repeat(RAW)
    first = found.find(asked(), RAW)

    again = found.repeat(RAW)

    assert first is not None
    assert (before, again) == (None, (bytes(first.unsent), True))
    assert found.repeat(RAW.replace(b"1.1", b"1.0")) is None
    (folder / "current").unlink()
    assert found.repeat(RAW) is None


def test_what_is_known_by_its_bytes_says_who_has_it_and_who_leaves(folder: Path) -> None:
    found = kept(folder)
    requests = [asked(if_none_match='"abc"'), asked(connection="close"), asked()]
    for number, request in enumerate(requests):
        found.find(request, b"%d" % number)

    told = [found.repeat(b"%d" % number) for number in range(3)]

    assert [one and (one[0].split(b"\r\n")[0][9:12], one[1]) for one in told] == [
        (b"304", True), (b"200", False), (b"200", True),
    ]  # fmt: skip


def test_only_a_request_that_came_whole_and_alone_is_known_by_its_bytes() -> None:
    ours, theirs = socket.socketpair()
    connection = Connection(ours, ("127.0.0.1", 1), None, {})
    came = []
    for part in (RAW, RAW[:20], RAW[20:], RAW + RAW):
        theirs.send(part)
        whole = connection.receive(lambda _bytes: None)
        came.append((whole, connection.received if whole else b""))
        while connection.has_next():
            connection.next_request()
    ours.close()
    theirs.close()

    assert came == [(True, RAW), (False, b""), (True, b""), (True, b"")]


FILE = "/static/css/theme.css"
VERSIONED = WHOLE.replace(b"Content-Type", b"Cache-Control: public, max-age=31536000, immutable\r\nContent-Type")


def kept_file(path: Path, whole: bytes, request: Request) -> KeptAnswers:
    found, noted = KeptAnswers(), []
    noting(noted)(path)
    found.keep(request, Answer(whole, None, keep=False), noted)
    return found


@pytest.mark.parametrize("address", [FILE, f"{FILE}?v=0123456789ab", "/bootstrap/static/css/bootstrap.min.css"])
def test_a_static_file_is_repeated_to_everybody_until_it_is_written_again(tmp_path: Path, address: str) -> None:
    path = tmp_path / "theme.css"
    path.write_bytes(b"hello")
    found = kept_file(path, VERSIONED, asked(address))

    assert said(found, asked(address, cookie="session=1")) is not None
    os.utime(path, (0, 0))
    assert said(found, asked(address)) is None


def test_a_static_file_under_an_invented_version_is_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "theme.css"
    path.write_bytes(b"hello")
    address = f"{FILE}?v=invented"

    assert said(kept_file(path, WHOLE, asked(address)), asked(address)) is None
