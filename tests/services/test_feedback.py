"""The chief judge chooses which comments of judges teams read, and when they read a full-mark answer."""

import pytest
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.services.results import feedback
from olympiad.services.results.feedback import Answer
from tests.factories import Cast
from tests.results_world import set_mark


def test_release_shows_exactly_the_chosen_comments(session: Session, cast: Cast) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    set_mark(session, sheet, 5000, note="the burette leaked")
    sheet.note = "calm and quick"
    keys = {one.words: one.key for one in feedback.comments_of(session, cast.pipetting)}

    feedback.release(session, cast.section, cast.pipetting, [keys["the burette leaked"]], by=cast.ben)

    assert feedback.of_team(session, cast.t01).comments == {("P", "yield"): ["the burette leaked"]}
    assert feedback.of_team(session, cast.t02).comments == {}


def test_release_keeps_the_words_that_were_read_and_takes_back_what_is_not_chosen(session: Session, cast: Cast) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    sheet.note = "calm and quick"
    key = f"{sheet.id}-0"
    feedback.release(session, cast.section, cast.pipetting, [key], by=cast.ben)
    sheet.note = "changed afterwards"
    kept = feedback.of_team(session, cast.t01).comments

    feedback.release(session, cast.section, cast.pipetting, [], by=cast.ben)

    assert kept == {("P", ""): ["calm and quick"]}
    assert feedback.of_team(session, cast.t01).comments == {}


def test_release_says_nothing_of_a_void_sheet(session: Session, cast: Cast) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    sheet.note = "calm and quick"
    feedback.release(session, cast.section, cast.pipetting, [f"{sheet.id}-0"], by=cast.ben)

    sheet.state = "void"
    session.flush()

    assert feedback.of_team(session, cast.t01).comments == {}


def test_save_answer_is_read_once_it_is_released(session: Session, cast: Cast) -> None:
    answer = Answer("Dilute tenfold.", "", "")
    feedback.save_answer(session, cast.section, cast.glucose, answer, is_released=False, by=cast.ben)
    hidden = dict(feedback.of_team(session, cast.t01).answers)

    feedback.save_answer(session, cast.section, cast.glucose, answer, is_released=True, by=cast.ben)

    assert hidden == {}
    assert feedback.of_team(session, cast.t01).answers["G"].answer_en == "Dilute tenfold."


def test_save_answer_refuses_to_release_nothing(session: Session, cast: Cast) -> None:
    with pytest.raises(DomainError, match="answer_missing"):
        feedback.save_answer(session, cast.section, cast.glucose, Answer(" ", "", ""), is_released=True, by=cast.ben)

    assert feedback.answer_of(session, cast.glucose) is None
