"""Route × identity × row of somebody else: whatever is asked, no page of others is shown and no row of others changes."""

import os
import zlib
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from olympiad.models.base import Base
from olympiad.services.keeping.transfer_export import digests_of
from olympiad.services.record.section_rows import people_of
from olympiad.web.frame.access import access_of
from tests.applications import Visitor
from tests.attack.worlds import World, make_foreign_world, make_world

AT_LENGTH = "OLYMPIAD_ATTACK" in os.environ
SHARE = 1 if AT_LENGTH else 6
"""One of so many requests is made in the short form, always the same ones."""
NUMBERS = (
    "sheet_id", "team_id", "task_id", "judge_id", "criterion_id", "calibration_id", "photo_id", "request_id", "participant_id",
    "membership_id", "device_id", "declaration_id", "institution_id", "card_id", "remedy_id", "certificate_id", "agreed_id",
    "mail_id", "row_id", "screen_id", "signatory_id", "token_id",
)  # fmt: skip
"""Arguments that name a row of the whole installation; keys and codes are looked up in the section of the address."""
TEXTS: dict[str, object] = {
    "kind": "degree", "checksum": "0" * 64, "ornament": "girih", "paper": "landscape", "name": "score-sheets", "deed": "close",
    "move": "close_sheets", "token": "t" * 32, "number": 1, "seq": 1, "ending": "csv",
}  # fmt: skip
"""Arguments that name no row, with a value that leads somewhere."""
Request = tuple[str, str, str]
"""Method, endpoint, address."""


@pytest.fixture
def own(session: Session) -> World:
    return make_world(session)


@pytest.fixture
def foreign(session: Session) -> World:
    return make_foreign_world(session)


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if "edition_slug" in rule.arguments]


def address(app: Flask, rule: Rule, world: World, values: dict[str, object]) -> str | None:
    """The address of a route with these values; None where it names what the worlds do not have."""
    known = {**TEXTS, **world.slugs, **named(rule, world), **words(rule), **values}
    if missing := rule.arguments - known.keys():
        return None if missing else ""
    given = {name: known[name] for name in rule.arguments}
    with app.test_request_context():
        return app.url_map.bind("localhost").build(rule.endpoint, given, force_external=False)


def words(rule: Rule) -> dict[str, object]:
    """Return one of the words of each argument that stands for a list of them."""
    listed = {name: getattr(one, "items", None) for name, one in rule._converters.items()}
    return {name: sorted(found)[0] for name, found in listed.items() if found}


def named(rule: Rule, world: World) -> dict[str, object]:
    """Return the rows of a world by argument; `gallery.photo_id` is what `photo_id` means in that blueprint."""
    blueprint = rule.endpoint.partition(".")[0]
    return dict(world.rows) | {
        name.removeprefix(f"{blueprint}."): row for name, row in world.rows.items() if name.startswith(f"{blueprint}.")
    }


def with_rows_of_others(app: Flask, own: World, foreign: World) -> Iterator[Request]:
    """Own addresses with one row of the other world in each."""
    for rule in rules(app):
        for name in sorted(rule.arguments & set(NUMBERS)):
            path = address(app, rule, own, {name: named(rule, foreign)[name]})
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
    """A digest of every table of a section, and what stands in those of its edition."""
    session.expire_all()
    told = digests_of(session, world.section, sorted(people_of(session, world.section.id)))
    of_edition = [one for one in Base.metadata.sorted_tables if {"edition_id", "id"} <= set(one.c.keys())]
    for table in (one for one in of_edition if "section_id" not in one.c):
        rows = session.execute(select(table).where(table.c.edition_id == world.cast.edition.id).order_by(table.c.id))
        told[f"of the edition: {table.name}"] = repr(rows.all())
    return told


def test_no_address_is_left_out(app: Flask, foreign: World) -> None:
    needed = {one for rule in rules(app) for one in rule.arguments - words(rule).keys()}
    known = {name for rule in rules(app) for name in named(rule, foreign)} | TEXTS.keys() | foreign.slugs.keys()

    assert sorted(needed - known) == []
    assert {one for one in needed if one.endswith("_id")} - set(NUMBERS) == set()


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
