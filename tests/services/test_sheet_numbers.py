"""Numbers of sheets and codes of teams are drawn: as many as asked, all different, none that is taken."""

import pytest
from sqlalchemy.orm import Session

from olympiad.models.score_sheet import ScoreSheet
from olympiad.services.sections import sheet_numbers, team_codes
from tests.factories import Cast


def test_as_many_different_numbers_as_asked_even_beyond_one_chunk(
    session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_numbers, "CHUNK", 7)

    drawn = sheet_numbers.draw(session, 30)

    assert len(set(drawn)) == 30
    assert session.query(ScoreSheet).where(ScoreSheet.id.in_(drawn)).all() == []


def test_a_number_that_is_taken_is_drawn_again(session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = cast.sheets["T01", "P", "cem"].id
    numbers = iter([taken, taken, 4_711])
    monkeypatch.setattr(sheet_numbers, "random_id", lambda: next(numbers))

    assert sheet_numbers.draw_one(session) == 4_711


def test_codes_have_a_letter_and_two_digits_and_none_is_taken() -> None:
    first = team_codes.draw(100, ())

    second = team_codes.draw(100, first)

    assert len({*first, *second}) == 200
    assert {len(code) for code in first} == {3}


def test_codes_grow_where_two_digits_would_be_crowded() -> None:
    assert {len(code) for code in team_codes.draw(300, ())} == {4}
