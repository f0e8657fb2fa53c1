"""List pages of people and cards issue as many statements for thirty rows as for one."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from olympiad.domain.roles import Role
from olympiad.services.people import access_cards
from tests.applications import Visitor
from tests.factories import Cast, give_role, make_judge, make_section, make_user


@contextmanager
def counting(app: Flask) -> Iterator[list[str]]:
    """Collect the statements that the application sends."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    engine = app.extensions["olympiad_engine"]
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def number_of_statements(app: Flask, client: Visitor, path: str) -> int:
    client.get(path)  # templates are compiled, types are known
    with counting(app) as sent:
        assert client.get(path).status_code == 200
    return len(sent)


def add_judges_with_cards(session: Session, cast: Cast) -> None:
    for number in range(30):
        make_judge(session, cast.section, key=f"more{number}")
    people = access_cards.holders(session, cast.section)
    access_cards.make_cards(session, cast.section, people, secret="s", address="", by=cast.ana)


def add_people(session: Session, cast: Cast) -> None:
    for _ in range(30):
        give_role(session, make_user(session), Role.CLERK, section=cast.section)


def add_sections(session: Session, cast: Cast) -> None:
    for _ in range(30):
        make_section(session, edition=cast.edition)


@pytest.mark.parametrize(
    ("path", "add"),
    [
        ("/editions/{edition}/{section}/access-cards/", add_judges_with_cards),
        ("/editions/{edition}/{section}/", add_judges_with_cards),
        ("/editions/{edition}/people/", add_people),
        ("/editions/{edition}/", add_sections),
        ("/", add_sections),
    ],
)
def test_thirty_rows_cost_no_more_statements(
    app: Flask, session: Session, client: Visitor, cast: Cast, path: str, add
) -> None:
    make_section(session, edition=cast.edition)
    access_cards.make_cards(
        session, cast.section, access_cards.holders(session, cast.section)[:1], secret="s", address="", by=cast.ana
    )
    client.sign_in(cast.ana)
    address = path.format(edition=cast.edition.slug, section=cast.section.slug)
    before = number_of_statements(app, client, address)

    add(session, cast)

    assert number_of_statements(app, client, address) == before
