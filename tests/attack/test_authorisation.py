"""Route × identity × row of somebody else: whatever is asked, no page of others is shown and no row of others changes."""

import os
import zlib
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from olympiad.services.keeping.transfer_export import digests_of
from olympiad.services.record.section_rows import people_of
from olympiad.web.frame.access import access_of
from tests.applications import Visitor
from tests.attack.worlds import World, make_world

AT_LENGTH = "OLYMPIAD_ATTACK" in os.environ
SHARE = 1 if AT_LENGTH else 6
"""One of so many requests is made in the short form, always the same ones."""
NUMBERS = (
    "sheet_id", "team_id", "task_id", "judge_id", "criterion_id", "calibration_id", "photo_id", "request_id", "participant_id",
    "membership_id", "device_id", "declaration_id", "institution_id", "card_id",
)  # fmt: skip
"""Arguments that name a row of the whole installation; keys and codes are looked up in the section of the address."""
Request = tuple[str, str, str]
"""Method, endpoint, address."""


@pytest.fixture
def own(session: Session) -> World:
    return make_world(session)


@pytest.fixture
def foreign(session: Session) -> World:
    return make_world(session)


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if "edition_slug" in rule.arguments]


def address(app: Flask, rule: Rule, world: World, values: dict[str, object]) -> str | None:
    """The address of a route with these values; None where it names what the worlds do not have."""
    known = {**world.slugs, **world.rows, "number": 1, "seq": 1, **values}
    if missing := rule.arguments - known.keys():
        return None if missing else ""
    given = {name: known[name] for name in rule.arguments}
    with app.test_request_context():
        return app.url_map.bind("localhost").build(rule.endpoint, given, force_external=False)


def with_rows_of_others(app: Flask, own: World, foreign: World) -> Iterator[Request]:
    """Own addresses with one row of the other world in each."""
    for rule in rules(app):
        for name in sorted(rule.arguments & set(NUMBERS)):
            path = address(app, rule, own, {name: foreign.rows[name]})
            if path is not None:
                yield from (
                    (method, rule.endpoint, path) for method in ("GET", "POST") if method in (rule.methods or ())
                )


def addresses_of_others(app: Flask, foreign: World) -> Iterator[Request]:
    """Every address of the other world."""
    for rule in rules(app):
        path = address(app, rule, foreign, {})
        if path is not None:
            yield from ((method, rule.endpoint, path) for method in ("GET", "POST") if method in (rule.methods or ()))


def chosen(name: str, request: Request) -> bool:
    return zlib.crc32(f"{name} {request[0]} {request[1]}".encode()) % SHARE == 0


def asked(client: Visitor, name: str, requests: list[Request]) -> Iterator[tuple[Request, int]]:
    for request in requests:
        if chosen(name, request):
            yield request, client.open(request[2], method=request[0]).status_code


def state(session: Session, world: World) -> dict[str, str]:
    """A digest of every table of a section."""
    session.expire_all()
    return digests_of(session, world.section, sorted(people_of(session, world.section.id)))


@pytest.mark.parametrize("name", ["ana", "ben", "cem", "clerk", "eva", "gul", "admin"])
def test_rows_of_others_are_not_there_in_the_own_address(
    app: Flask, session: Session, client: Visitor, own: World, foreign: World, name: str
) -> None:
    requests, before = list(with_rows_of_others(app, own, foreign)), state(session, foreign)
    client.sign_in(own.people[name])

    shown = [request for request, status in asked(client, name, requests) if request[0] == "GET" and status == 200]

    assert shown == []
    assert state(session, foreign) == before


@pytest.mark.parametrize("name", ["ana", "ben", "cem", "clerk", "eva", "gul"])
def test_addresses_of_others_open_nothing(
    app: Flask, session: Session, client: Visitor, own: World, foreign: World, name: str
) -> None:
    requests, before = list(addresses_of_others(app, foreign)), state(session, foreign)
    client.sign_in(own.people[name])

    opened = []
    for request, status in asked(client, name, requests):
        with app.app_context():
            access = access_of(request[1])
        if access is not None and access.roles and status not in (302, 303, 403, 404, 405):
            opened.append((request, status))

    assert opened == []
    assert state(session, foreign) == before
