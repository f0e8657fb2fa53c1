"""A section moves on by itself where a deed says so, by hand where the table says so, and every move is on record."""

import pytest
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.domain.lifecycle import Move
from olympiad.domain.roles import Role
from olympiad.services.marking import score_sheets
from olympiad.services.sections import lifecycle
from tests.factories import Cast
from tests.results_world import mark_everything

DESK = frozenset({Role.ORGANIZER})


def test_submit_of_the_last_sheet_moves_the_section_on(session: Session, cast: Cast) -> None:
    mark_everything(session, cast, {"T01": 8000, "T02": 7000})
    last = cast.sheets["T02", "G", "dana"]
    last.state, cast.section.state = "open", "marking"
    session.flush()

    score_sheets.submit(session, last, by=cast.dana)

    assert cast.section.state == "sheets_in"


def test_submit_of_another_sheet_leaves_the_section_in_marking(session: Session, cast: Cast) -> None:
    mark_everything(session, cast, {"T01": 8000, "T02": 7000})
    for judge in ("cem", "dana"):
        cast.sheets["T02", "G", judge].state = "open"
    cast.section.state = "marking"
    session.flush()

    score_sheets.submit(session, cast.sheets["T02", "G", "cem"], by=cast.cem)

    assert cast.section.state == "marking"


def test_return_to_judge_leads_back_to_marking_with_its_reason(session: Session, cast: Cast) -> None:
    mark_everything(session, cast, {"T01": 8000, "T02": 7000})
    cast.section.state = "sheets_in"
    session.flush()

    score_sheets.return_to_judge(session, cast.sheets["T01", "P", "cem"], reason="Reading of another team", by=cast.ben)

    newest = lifecycle.history(session, cast.section)[0]
    assert cast.section.state == "marking"
    assert (newest.who, newest.move, newest.reason) == ("Ben", "reopen_sheets", "Reading of another team")


def test_move_is_refused_while_something_blocks_and_changes_nothing(session: Session, cast: Cast) -> None:
    cast.section.state = "marking"
    session.flush()

    with pytest.raises(DomainError) as refused:
        lifecycle.move(session, cast.section, Move.CLOSE_SHEETS, roles=DESK, by=cast.ana)

    assert refused.value.fields == {"move": "close_sheets", "hindrance": "sheets_missing"}
    assert (cast.section.state, lifecycle.history(session, cast.section)) == ("marking", [])


def test_move_back_is_recorded_with_its_reason(session: Session, cast: Cast) -> None:
    cast.section.state = "check_in"
    session.flush()

    lifecycle.move(session, cast.section, Move.LEAVE_CHECK_IN, roles=DESK, reason=" Too early ", by=cast.ana)

    step = lifecycle.history(session, cast.section)[0]
    assert (step.who, step.before, step.after, step.reason) == ("Ana", "check_in", "rules_signed", "Too early")
