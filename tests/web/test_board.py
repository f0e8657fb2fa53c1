"""The board: states of every place, 304 while nothing changed, as many statements for few as for many teams."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from olympiad.models.absence import Absence
from tests.applications import Visitor
from tests.factories import NOON, Cast, make_mark, make_score_sheet, make_team


@pytest.fixture
def ana(client: Visitor, cast: Cast) -> Visitor:
    return client.sign_in(cast.ana)


def url(cast: Cast, then: str = "") -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/board/{then}"


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    heard: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        heard.append(statement)

    engine = app.extensions["olympiad_engine"]
    event.listen(engine, "before_cursor_execute", hear)
    yield heard
    event.remove(engine, "before_cursor_execute", hear)


def test_show_names_state_and_who_owes(ana: Visitor, cast: Cast, session: Session) -> None:
    cast.sheets["T01", "P", "cem"].state = "submitted"
    cast.sheets["T02", "G", "cem"].state = "returned"

    page = ana.get(url(cast)).text

    assert f"{cast.t01.code}, P: 1 of 2, Submitted, owing: dana" in page
    assert f"{cast.t02.code}, G: Returned" in page


def test_show_puts_team_10_after_team_9(ana: Visitor, cast: Cast, session: Session) -> None:
    cast.t01.key, cast.t01.name, cast.t02.key, cast.t02.name = "10", "Tenth", "9", "Ninth"

    page = ana.get(url(cast)).text

    assert page.index("Ninth") < page.index("Tenth")


def test_show_knows_a_team_declared_absent(ana: Visitor, cast: Cast, session: Session) -> None:
    session.add(Absence(section_id=cast.section.id, team_id=cast.t01.id, task_id=cast.pipetting.id, at=NOON))

    assert "absent" in ana.get(url(cast, "?state=absent")).text
    assert f"{cast.t02.code}, P" not in ana.get(url(cast, "?state=absent")).text


def test_show_keeps_only_teams_in_the_wanted_state(ana: Visitor, cast: Cast) -> None:
    cast.sheets["T02", "G", "cem"].state = "returned"

    page = ana.get(url(cast, "?state=returned")).text

    assert f"{cast.t02.code}, G" in page
    assert f"{cast.t01.code}, G" not in page


def test_progress_is_304_until_something_changes(ana: Visitor, cast: Cast, app: Flask) -> None:
    first = ana.get(url(cast, "progress"))
    with statements(app) as heard:
        again = ana.get(url(cast, "progress"), headers={"If-None-Match": first.headers["ETag"]})
    cast.section.revision += 1
    changed = ana.get(url(cast, "progress"), headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, again.status_code, changed.status_code) == (200, 304, 200)
    assert again.data == b""
    assert not [statement for statement in heard if "score_sheet" in statement]


def test_progress_differs_by_language(ana: Visitor, cast: Cast) -> None:
    english = ana.get(url(cast, "progress"), headers={"Accept-Language": "en"})
    russian = ana.get(url(cast, "progress"), headers={"Accept-Language": "ru"})

    assert english.headers["ETag"] != russian.headers["ETag"]


def test_show_asks_as_often_for_thirty_teams_as_for_two(ana: Visitor, cast: Cast, app: Flask, session: Session) -> None:
    ana.get(url(cast))
    with statements(app) as few:
        ana.get(url(cast))
    for _ in range(28):
        team = make_team(session, cast.section)
        for task in (cast.pipetting, cast.glucose):
            sheet = make_score_sheet(session, team, task, cast.cem_judge, state="submitted")
            make_mark(session, sheet, task.criteria[0], 5000)
    with statements(app) as many:
        ana.get(url(cast))

    assert len(many) == len(few)


def test_show_is_not_for_judges(client: Visitor, cast: Cast) -> None:
    assert client.sign_in(cast.cem).get(url(cast)).status_code == 403


@pytest.mark.parametrize("language", ["uz", "ru", "en"])
def test_the_word_in_a_cell_is_short_enough_for_it(
    client: Visitor, session: Session, cast: Cast, language: str
) -> None:
    cast.t01.status = "withdrawn"
    session.flush()

    page = client.sign_in(cast.ana).get(url(cast), headers={"Accept-Language": language}).text

    cells = re.findall(r'class="cell" data-state="withdrawn"[^>]*>(.*?)</(?:a|span)>', page, re.DOTALL)
    words = {re.sub(r"<[^>]*>", "", cell).strip() for cell in cells}
    assert words == {{"uz": "Chiqqan", "ru": "Снялась", "en": "Withdrawn"}[language]}
