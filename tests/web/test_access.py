"""Deny by default: every route declares who may, and every route × person × own or other section is decided so."""

from dataclasses import dataclass

import pytest
from flask import Flask
from flask import session as browser_session
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from olympiad.db import session as app_session
from olympiad.domain.roles import Role
from olympiad.models.edition import Edition
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.web.frame.access import Access, access_of
from olympiad.web.frame.signing_in import NO_SESSION
from tests.factories import Cast, make_edition, make_section

STATIC = ("static", "bootstrap.static")


@dataclass(frozen=True)
class Asker:
    """Somebody who opens a route, with the roles held in the cast's section and elsewhere."""

    name: str
    own: frozenset[Role]
    other: frozenset[Role] = frozenset()
    edition_wide: bool = False
    everywhere: bool = False


ASKERS = (
    Asker("stranger", frozenset()),
    Asker("admin", frozenset({Role.ADMINISTRATOR}), everywhere=True),
    Asker("ana", frozenset({Role.ORGANIZER}), edition_wide=True),
    Asker("ben", frozenset({Role.CHIEF_JUDGE})),
    Asker("cem", frozenset({Role.JUDGE})),
    Asker("eva", frozenset({Role.LEADER})),
    Asker("gul", frozenset({Role.PARTICIPANT})),
)


def expected(access: Access, asker: Asker, place: str) -> str:
    """Say what must come of it: `pass`, `sign_in` or `forbidden`."""
    if access.public:
        return "pass"
    if asker.name == "stranger":
        return "sign_in"
    if not access.roles:
        return "pass"
    reach = {
        "installation": asker.everywhere,
        "edition": asker.everywhere or asker.edition_wide,
        "own section": True,
        "sister section": asker.everywhere or asker.edition_wide,
        "foreign section": asker.everywhere,
    }[place]
    held = asker.own if reach else frozenset()
    if Role.ADMINISTRATOR in held:
        held |= {Role.ORGANIZER}
    return "pass" if held & access.roles else "forbidden"


def places(
    rule: Rule, edition: Edition, section: Section, sister: Section, foreign: Section
) -> dict[str, dict[str, str]]:
    """Return the addresses of a route that differ in what the person holds there."""
    if "section_slug" in rule.arguments:
        return {
            "own section": {"edition_slug": edition.slug, "section_slug": section.slug},
            "sister section": {"edition_slug": edition.slug, "section_slug": sister.slug},
            "foreign section": {"edition_slug": foreign.edition.slug, "section_slug": foreign.slug},
        }
    if "edition_slug" in rule.arguments:
        return {"edition": {"edition_slug": edition.slug}}
    return {"installation": {}}


def rules_of(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint not in STATIC]


def address(app: Flask, rule: Rule, given: dict[str, str]) -> str:
    """Fill the rest of a route's arguments with something of the right shape."""
    values: dict[str, object] = dict(given)
    for name, converter in rule._converters.items():
        if name not in values:
            choices = sorted(getattr(converter, "items", ()))
            values[name] = choices[0] if choices else 1 if converter.regex.startswith(r"\d") else "x"
    found = rule.build(values, append_unknown=False)
    assert found is not None
    return found[1]


def leave(session: Session) -> None:
    """Commit, and hold no transaction beside the application's while rows are still read."""
    session.expire_on_commit = False
    session.commit()


def decide(app: Flask, user: User | None, path: str, method: str) -> str:
    """Run everything that stands before a view, not the view."""
    with app.test_request_context(path, method=method):
        if user and not path.startswith(NO_SESSION):
            browser_session.update({"_user_id": user.fs_uniquifier, "_fresh": True})
        try:
            answer = app.preprocess_request()
        except HTTPException as refusal:
            return {401: "sign_in", 403: "forbidden"}.get(refusal.code or 0, f"{refusal.code}")
        finally:
            app_session.remove()
        return "pass" if answer is None else "sign_in"


def test_every_route_declares_who_may(app: Flask) -> None:
    with app.app_context():
        undeclared = sorted({rule.endpoint for rule in rules_of(app) if access_of(rule.endpoint) is None})

    assert undeclared == []


@pytest.mark.parametrize("asker", ASKERS, ids=lambda asker: asker.name)
def test_every_route_is_open_exactly_to_those_it_declares(
    app: Flask, session: Session, cast: Cast, asker: Asker
) -> None:
    sister = make_section(session, edition=cast.edition)
    foreign = make_section(session, edition=make_edition(session))
    user = getattr(cast, asker.name, None)
    assert foreign.edition is not cast.edition  # loads it
    leave(session)

    wrong = []
    for rule in rules_of(app):
        with app.app_context():
            access = access_of(rule.endpoint)
        assert access is not None
        for place, given in places(rule, cast.edition, cast.section, sister, foreign).items():
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                path = address(app, rule, given)
                found, wanted = decide(app, user, path, method), expected(access, asker, place)
                if found != wanted:
                    wrong.append(f"{method} {path} ({place}): {found}, not {wanted}")

    assert wrong == []


def test_an_undeclared_route_is_closed(app: Flask, cast: Cast, session: Session) -> None:
    leave(session)
    view = app.view_functions["accounts.show"]
    app.view_functions["accounts.show"] = lambda: "open"
    try:
        found = decide(app, cast.admin, "/account/", "GET")
    finally:
        app.view_functions["accounts.show"] = view

    assert found == "forbidden"
