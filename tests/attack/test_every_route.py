"""Every route that takes a body gets it slowly, hugely and deeply nested, while a judge's saves go on and are all there."""

import json
import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from olympiad import create_app
from olympiad.models.score_sheet import Mark, Operation, ScoreSheet
from olympiad.models.user import User
from olympiad.services.marking import devices
from tests.applications import SECRET
from tests.attack.clients import connect, opened, said, status_of
from tests.attack.test_connections import SHORT, wait_for
from tests.browsers import LiveServer, serving
from tests.factories import Cast, make_cast
from tests.web.test_access import address, rules_of

LONG = os.environ.get("OLYMPIAD_ATTACK") == "long"
EVERY = 2.0 if LONG else 0.2
"""Seconds between two bytes of a slow body."""
PARTS = 8_000 if LONG else 800
"""Parts of a body: more than the server takes."""
TOKEN = "t" * 40


@dataclass
class Hall:
    """A server with the cast, and what is needed to ask as one of them."""

    app: Flask
    server: LiveServer
    cast: Cast
    token: str
    people: dict[str, str] = field(default_factory=dict)

    def cookie(self, name: str) -> str:
        """The session of a person, with a token against forged forms."""
        signer = SecureCookieSessionInterface().get_signing_serializer(self.app)
        assert signer is not None
        kept = {"_user_id": self.people[name], "_fresh": True, "fs_cc": "set", "csrf_token": TOKEN}
        return f"{self.app.config['SESSION_COOKIE_NAME']}={signer.dumps(kept)!s}"

    def headers(self, name: str, kind: str) -> dict[str, str]:
        """What a browser of this person sends."""
        forged = URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps(TOKEN)
        return {"Cookie": self.cookie(name), "X-CSRFToken": str(forged), "Content-Type": kind}

    def taking_bodies(self) -> list[tuple[Rule, str]]:
        """Every route that is posted to, with an address of the cast's section."""
        place = {"edition_slug": self.cast.edition.slug, "section_slug": self.cast.section.slug}
        found = [rule for rule in rules_of(self.app) if "POST" in (rule.methods or ())]
        with self.app.test_request_context():
            return [(rule, address(self.app, rule, _needed(rule, place))) for rule in found]


def _needed(rule: Rule, place: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in place.items() if name in rule.arguments}


@pytest.fixture(scope="module")
def hall(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """A server that waits a second for whatever is slow and takes 500 parts of a form; five and ten times as many at length."""
    instance = tmp_path_factory.mktemp("instance")
    database = instance / "olympiad.sqlite"
    database.write_bytes(sqlite_template.read_bytes())
    url = f"sqlite:///{database}"
    app = create_app({"INSTANCE_PATH": str(instance), "SECRET_KEY": SECRET, "DATABASE_URL": url, "TESTING": True})
    settings = SHORT | ({"OLYMPIAD_BODY_SECONDS": "5"} if LONG else {"OLYMPIAD_MAX_FORM_PARTS": "500"})
    with serving(instance, url, settings) as server:
        with server.session() as session:
            cast = make_cast(session)
            enrolled = devices.enrol(
                session, cast.section, cast.cem_judge, level="http", label="", app_version="", card_id=None, by=cast.cem
            )
            people = {user.name.lower(): user.fs_uniquifier for user in session.scalars(select(User))}
        wait_for(server)
        yield Hall(app, server, cast, enrolled[1], people)


class Judge:
    """Gives a mark every tenth of a second, and remembers each answer."""

    def __init__(self, hall: Hall, session: Session) -> None:
        sheet = session.get_one(ScoreSheet, hall.cast.sheets["T01", "P", "cem"].id)
        self.hall, self.sheet_id, self.criterion_id = hall, sheet.id, sheet.task.criteria[0].id
        known = session.scalars(select(Operation.seq).where(Operation.sheet_id == sheet.id)).all()
        self.seq, self.base = max(known, default=0), session.scalar(select(Mark.operation_id))
        self.answers: list[int] = []
        self.sent: list[str] = []
        self._stop = threading.Event()

    def save(self) -> None:
        """Give the next mark, as the console does."""
        self.seq += 1
        one = {
            "id": secrets.token_hex(16), "seq": self.seq, "sheet": self.sheet_id, "criterion": self.criterion_id,
            "rubric_version": 1, "base": self.base, "value": {"state": "marked", "mark": 500 * (self.seq % 9)},
        }  # fmt: skip
        headers = {"Authorization": f"Bearer {self.hall.token}", "Content-Type": "application/json"}
        self.answers.append(ask(self.hall, "/api/operations", json.dumps({"operations": [one]}).encode(), headers)[0])
        self.base = str(one["id"])
        self.sent.append(self.base)

    @contextmanager
    def marking(self) -> Iterator[None]:
        """Save as long as the block runs, and once more."""

        def go_on() -> None:
            while not self._stop.wait(0.1):
                self.save()

        thread = threading.Thread(target=go_on)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()
            self.save()

    def check(self, session: Session) -> None:
        """Every save was answered and is there once."""
        assert set(self.answers) == {200}
        there = session.scalars(select(Operation.id).where(Operation.id.in_(self.sent), Operation.outcome == "applied"))
        assert sorted(there) == sorted(self.sent)


def ask(hall: Hall, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    """Post, and return status and page."""
    parts = urlsplit(hall.server.url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=90)
    try:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_slow_bodies_to_every_route_keep_no_save_waiting(hall: Hall) -> None:
    with hall.server.session() as session:
        judge = Judge(hall, session)
    routes = hall.taking_bodies()
    assert len(routes) > 100
    with ExitStack() as stack, judge.marking():
        slow = []
        for _, path in routes:
            (client,) = opened(stack, hall.server.url, 1, _head(hall, path, 5000) + b"{")
            slow.append(client)
        ended = threading.Event()

        def dribble() -> None:
            while not ended.wait(EVERY):
                for client in slow:
                    with suppress(OSError):
                        client.send(b"a")

        dribbling = threading.Thread(target=dribble)
        dribbling.start()
        try:
            answers = {status_of(said(client)) for client in slow}
        finally:
            ended.set()
            dribbling.join()

    assert answers == {408}
    with hall.server.session() as session:
        judge.check(session)


def _head(hall: Hall, path: str, length: int) -> bytes:
    lines = {"Host": "hall", "Content-Length": str(length)} | hall.headers("admin", "application/json")
    return "\r\n".join(
        [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in lines.items()), "", ""]
    ).encode()


NUMBERS = [-1, 0, 2**31, 2**53, 2**63, 2**64]
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
BODIES = {
    "nested": (JSON, b"[" * 100_000),
    "nested objects": (JSON, b'{"operations":' * 50_000),
    "nested and closed": (JSON, b"[" * 900 + b"]" * 900),
    "long": (JSON, b'{"operations":[' + b"1," * 100_000 + b"1]}"),
    "fields": (FORM, b"&".join(b"a%d=1" % at for at in range(20_000 if LONG else 2_000))),
    "one field": (FORM, b"text=" + b"a" * 2_000_000),
    "no text": (FORM, b"text=%00%ff%ed%a0%80&name=%00"),
    "parts": (
        "multipart/form-data; boundary=b",
        b"--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n" * (8_000 if LONG else 800),
    ),
    "numbers": (JSON, json.dumps({"operations": NUMBERS, "waiting": 2**70, "level": 2**63}).encode()),
    **{f"fields of {one}": (FORM, f"criterion={one}&seq={one}&judge={one}&again={one}".encode()) for one in NUMBERS},
}
SENDERS = ("admin", "cem", "admin", "eva")
"""Each route gets each body from one of them, in turn: the limits are asked before anybody is known."""
SHORT_BODIES = ("nested", "nested and closed", "fields", "parts", "fields of 9223372036854775808")


def _first(name: str) -> int:
    """Of bodies of one kind one goes to every other route, the next to those between; `make attack` sends all to all."""
    return 0 if LONG else SHORT_BODIES.index(name) % 2


@pytest.mark.parametrize("name", list(BODIES) if LONG else SHORT_BODIES)
def test_large_and_odd_bodies_to_every_route_are_no_fault_and_keep_no_save_waiting(hall: Hall, name: str) -> None:
    kind, body = BODIES[name]
    people = cycle(SENDERS[list(BODIES).index(name) % len(SENDERS) :] + SENDERS if LONG else ("admin",))
    with hall.server.session() as session:
        judge = Judge(hall, session)
    faults = []
    with judge.marking():
        for rule, path in hall.taking_bodies()[_first(name) :: 1 if LONG else 2]:
            if rule.endpoint in ("backups.make", "api_operations.enrol") or "sign_out" in rule.endpoint:
                continue
            person = next(people)
            status, page = ask(hall, path, body, hall.headers(person, kind))
            if status >= 500:
                faults.append((rule.endpoint, person, status, page[:200]))

    assert faults == []
    with hall.server.session() as session:
        judge.check(session)


def test_a_body_larger_than_its_route_takes_is_refused_and_nobody_waits(hall: Hall) -> None:
    with hall.server.session() as session:
        judge = Judge(hall, session)
    chunk = b"%x\r\n%s\r\n" % (500_000, b" " * 500_000)
    lines = [f"{name}: {value}" for name, value in hall.headers("cem", JSON).items()]
    head = "\r\n".join(
        ["POST /api/operations HTTP/1.1", "Host: localhost", *lines, "Transfer-Encoding: chunked", "", ""]
    )

    with judge.marking(), connect(hall.server.url) as client:
        client.sendall(head.encode() + chunk * 8 + b"0\r\n\r\n")
        client.settimeout(20)
        answer = client.recv(65_536)

    assert status_of(answer) == 413
    with hall.server.session() as session:
        judge.check(session)
