"""Whatever somebody who may types into any field of any form, or sends as JSON: never a fault, on both databases."""

import os
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple

import pytest
from flask import Flask, got_request_exception
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from olympiad.db import AppSession
from olympiad.domain.roles import Role
from olympiad.models.institution import Institution
from olympiad.services.results import results
from tests.applications import Visitor
from tests.databases import BOTH
from tests.factories import NOON, Cast, give_role
from tests.results_world import AWARDS, finalise, mark_everything, set_rules
from tests.web.test_access import address, leave, rules_of

EDGES = (
    *("1.2345", "1" + 20 * "0", "1e20", "-1", str(2**63), str(2**31), "NaN", "-inf", "", "   ", "x" * 400),
    *("a\0b", "\ud800", "0001-01-01T00:00", "²", "-", "0" * 5000 + "1"),
)
"""Each of these in all free fields at once."""
ALONE = ("1.2345", "1" + 20 * "0")
"""Each of these in one field, the others as they are, so that no other field is refused first."""
CHOSEN = (str(2**63), "x")
"""Each of these in a field that a browser offers no free choice of: hidden numbers, lists."""
LONG = os.environ.get("OLYMPIAD_ATTACK") == "long"
"""`make attack` sends every edge in every field alone, in every world."""
IN_ADDRESSES = {"sqlite": ((2**63, 0), ("%ED%A0%80", "x" * 400)), "postgresql": ((2**63, 2**31), ("a%00b", "a%0Ab"))}
"""Numbers and letters that have been faults of one of the two; `make attack` asks both about all of them."""
AS_A_PROGRAM = {"Accept": "application/json"}
"""A refusal is then a line instead of a page, which is drawn in the same way for every address."""
LEFT_OUT = ("accounts.sign_out", "style_guide.", "static", "bootstrap.")


class Field(NamedTuple):
    """A field of a form as the page shows it."""

    name: str
    value: str
    is_free: bool


class Forms(HTMLParser):
    """Collects the forms of a page: where they lead and what stands in their fields."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[Field]]] = []
        self.inside = False
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = given.get("method", "get").lower() == "post"
            if self.inside:
                self.found.append((given.get("action", ""), []))
        elif self.inside and (name := given.get("name")):
            kind = given.get("type", "text")
            free = tag in ("input", "textarea") and kind not in ("hidden", "checkbox", "radio", "file", "submit")
            self.found[-1][1].append(Field(name, given.get("value", ""), free))
            self.select = name if tag == "select" else ""
        elif self.inside and tag == "option" and self.select and "selected" in given:
            self.found[-1][1].append(Field(self.select, given.get("value", ""), is_free=False))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False


@pytest.fixture
def world(session: Session, cast: Cast) -> Cast:
    """A section with at least one of many things, in which the administrator is everything there is."""
    for role in (Role.ADMINISTRATOR, Role.CHIEF_JUDGE, Role.JUDGE, Role.CLERK, Role.LEADER, Role.PARTICIPANT):
        give_role(session, cast.admin, role, **{} if role is Role.ADMINISTRATOR else {"section": cast.section})
    session.add(Institution(edition_id=cast.edition.id, key="SamMU"))
    cast.cem_judge.user_id = cast.admin.id
    session.flush()
    leave(session)
    return cast


def endpoint_at(app: Flask, path: str) -> str | None:
    try:
        return str(app.url_map.bind("localhost").match(path.partition("?")[0], method="POST")[0])
    except (HTTPException, RequestRedirect):
        return None


def forms_of(app: Flask, client: Visitor, place: dict[str, str]) -> Iterator[tuple[str, str, list[Field]]]:
    """Open every page; return endpoint, address and fields of each form, once for each endpoint and set of fields."""
    seen = set()
    for rule in rules_of(app):
        if "GET" not in (rule.methods or set()) or rule.endpoint.startswith(LEFT_OUT):
            continue
        path = address(app, rule, place)
        answer = client.get(path)
        if answer.mimetype != "text/html":
            answer.close()
            continue
        page = Forms()
        page.feed(answer.text)
        for action, fields in page.found:
            target = action or path
            endpoint = endpoint_at(app, target)
            names = tuple(sorted({re.sub(r"\d+", "1", field.name) for field in fields}))
            if endpoint and not endpoint.startswith(LEFT_OUT) and (endpoint, names) not in seen:
                seen.add((endpoint, names))
                yield endpoint, target, fields


def variants(number: int, fields: list[Field], evening: bool) -> Iterator[dict[str, bytes]]:
    """Return what is sent: the form as it is, except for edge values.

    In all fields at once every other edge, beginning with another one in the next form; of that and of the single fields
    each world sends every other one. `make attack` sends all.
    """
    usual = {field.name: field.value for field in fields}
    free = {field.name for field in fields if field.is_free}
    changes = [dict.fromkeys(free, edge) for edge in (EDGES if LONG else EDGES[number % 2 :: 2]) if free]
    for place, name in enumerate(usual):
        edges = ALONE if name in free else CHOSEN
        changes += [{name: edge} for edge in (edges if LONG else edges[place % len(edges) :][:1])]
    changes = changes or [{}]
    for change in changes if LONG or len(changes) == 1 else changes[evening::2]:
        yield {name: value.encode("utf-8", "surrogatepass") for name, value in (usual | change).items()}


@pytest.fixture
def faults(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What went wrong in requests; everything is sent to the database and nothing stays, so that one world serves them all."""
    monkeypatch.setattr(AppSession, "commit", lambda self: self.flush())
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    found: list[str] = []

    def note(_app: Flask, exception: Exception, **_rest: object) -> None:
        found.append(repr(exception)[:300])

    with got_request_exception.connected_to(note, app):
        yield found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("database_kind", "evening"),
    [
        pytest.param(
            "sqlite", False, id="sqlite-marking", marks=pytest.mark.skipif(not LONG, reason="part of `make attack`")
        ),
        pytest.param("sqlite", True, id="sqlite-published"),
        pytest.param("postgresql", False, id="postgresql-marking", marks=pytest.mark.postgres),
    ],
)
def test_no_field_of_any_form_is_a_fault(
    app: Flask, client: Visitor, session: Session, world: Cast, faults: list[str], evening: bool
) -> None:
    if evening:
        set_rules(session, world, AWARDS)
        mark_everything(session, world, {"T01": 8750, "T02": 6250})
        results.publish(session, finalise(session, world), by=world.ana)
    leave(session)
    place = {"edition_slug": world.edition.slug, "section_slug": world.section.slug}
    client.sign_in(world.admin)
    found = list(forms_of(app, client, place))

    wrong, asked = [], 0
    for number, (endpoint, path, fields) in enumerate(found):
        for sent in variants(number, fields, evening):
            asked += 1
            with client.post(path, data=sent) as answer:  # a file that is sent is closed with its answer
                status = answer.status_code
            if status >= 500 or faults:
                wrong.append(f"{endpoint} {sent} {faults}"[:600])
                faults.clear()
        client.sign_in(world.admin)

    assert wrong == [], "\n".join(wrong)
    assert len({endpoint for endpoint, _, _ in found}) > 40
    assert asked > 250


@pytest.mark.parametrize("database_kind", BOTH)
def test_no_number_or_letter_in_an_address_is_a_fault(
    app: Flask, client: Visitor, session: Session, world: Cast, faults: list[str], database_kind: str
) -> None:
    edges = IN_ADDRESSES[database_kind]
    if LONG:
        edges = tuple({*one, *other} for one, other in zip(*IN_ADDRESSES.values(), strict=True))
    place = {"edition_slug": world.edition.slug, "section_slug": world.section.slug}
    client.sign_in(world.admin)

    wrong = []
    for rule in rules_of(app):
        if rule.endpoint.startswith(LEFT_OUT):
            continue
        for name, converter in rule._converters.items():
            numbers = converter.regex.startswith(r"\d")
            for edge in edges[0] if numbers else edges[1]:
                path = (
                    address(app, rule, place | {name: 987654321 if numbers else "EDGE"})
                    if not getattr(converter, "items", None)
                    else ""
                )
                path = path.replace("987654321" if numbers else "EDGE", str(edge))
                for method in sorted((rule.methods or set()) & {"GET", "POST"}) if path else ():
                    with client.open(path, method=method, headers=AS_A_PROGRAM) as answer:
                        status = answer.status_code
                    if status >= 500 or faults or (numbers and edge != 0 and status not in (404, 405)):
                        wrong.append(f"{method} {path[:120]} {status} {faults}")
                        faults.clear()
        if rule.endpoint.startswith("accounts"):
            client.sign_in(world.admin)

    assert wrong == [], "\n".join(wrong)


def test_starter_rubric_after_marking_began_is_a_sentence(client: Visitor, session: Session, cast: Cast) -> None:
    cast.section.marking_started_at = NOON
    base = f"/editions/{cast.edition.slug}/{cast.section.slug}"

    answer = client.sign_in(cast.ana).post(f"{base}/tasks/{cast.pipetting.id}/starter-rubric", follow_redirects=True)

    assert (answer.status_code, "new version" in answer.text) == (200, True)


def test_record_since_the_year_one_is_no_fault(client: Visitor, cast: Cast) -> None:
    base = f"/editions/{cast.edition.slug}/{cast.section.slug}"

    assert client.sign_in(cast.ana).get(f"{base}/audit/?since=0001-01-01T00:00").status_code == 200


@pytest.mark.parametrize("place", ["0/0", "999999/999999"])
def test_settling_where_nothing_is_is_not_found(client: Visitor, cast: Cast, place: str) -> None:
    base = f"/editions/{cast.edition.slug}/{cast.section.slug}"

    assert client.sign_in(cast.ben).post(f"{base}/moderation/{place}").status_code == 404
