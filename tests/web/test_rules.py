"""Asks how rules are read, tried out without saving, and signed as a new version."""

import pytest
from sqlalchemy import func, select

from olympiad.forms.rules import DEFAULTS
from olympiad.models.rules import Rules
from olympiad.services import rules
from tests.factories import NOON, make_mark

FORM = {**DEFAULTS, "awards": "", "parts": "", "reason": ""}


@pytest.fixture
def place(cast):
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/rules"


def mark_all(session, cast):
    """T01 gets 8 and 6, T02 gets 5 and 6.5, from both judges."""
    given = {("T01", "P"): 8000, ("T01", "G"): 6000, ("T02", "P"): 5000, ("T02", "G"): 6500}
    for (team, task, _judge), sheet in cast.sheets.items():
        make_mark(session, sheet, sheet.task.criteria[0], given[team, task])
        sheet.state = "submitted"


def test_sign_makes_the_next_version(client, cast, place, session):
    form = FORM | {"decimals": "3", "awards": "Gold: place=1\nSilver: share=30%"}

    answer = client.sign_in(cast.ana).post(f"{place}/", data=form)

    assert answer.status_code == 303
    assert rules.present(session, cast.section).number == 2
    assert rules.pairs(session, cast.section) == [
        ("decimals", "3"), ("award.Gold", "place=1"), ("award.Silver", "share=30%"),
    ]  # fmt: skip


def test_sign_of_wrong_rules_says_so_at_the_field(client, cast, place, session):
    page = client.sign_in(cast.ana).post(f"{place}/", data=FORM | {"ties": "task:X", "awards": "Gold: often"}).text

    assert ('id="ties-error"' in page, 'id="awards-error"' in page) == (True, True)
    assert session.scalar(select(func.count(Rules.id))) == 1


def test_sign_without_a_reason_is_refused_once_marking_has_started(client, cast, place, session):
    cast.section.marking_started_at = NOON

    page = client.sign_in(cast.ana).post(f"{place}/", data=FORM | {"decimals": "3"}).text

    assert 'id="reason-error"' in page
    assert session.scalar(select(func.count(Rules.id))) == 1


def test_try_out_names_the_teams_that_move_and_saves_nothing(client, cast, place, session):
    mark_all(session, cast)

    page = client.sign_in(cast.ana).post(f"{place}/try-out", data=FORM | {"awards": "Gold: place=1"}).text

    assert "1 of 2 teams would stand otherwise." in page
    assert session.scalar(select(func.count(Rules.id))) == 1


def test_show_fills_in_a_ready_made_set(client, cast, place, session):
    page = client.sign_in(cast.ana).get(f"{place}/?set=ipho").text

    assert "Gold: share=8%" in page
    assert session.scalar(select(func.count(Rules.id))) == 1
