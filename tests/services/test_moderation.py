"""Settling sheets that disagree: each way, with a reason, and undoing it."""

from fractions import Fraction

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.models.adjustment import AgreedMark
from olympiad.models.audit import AuditEntry
from olympiad.models.score_sheet import ScoreSheet
from olympiad.services import moderation, score_sheets
from tests.factories import Cast, make_judge, make_mark


@pytest.fixture
def place(session: Session, cast: Cast) -> tuple[int, int]:
    """cem gives 7.5, dana 9: they disagree."""
    for judge, points in (("cem", 7500), ("dana", 9000)):
        sheet = cast.sheets["T01", "P", judge]
        make_mark(session, sheet, cast.pipetting.criteria[0], points)
        sheet.state = "submitted"
    session.flush()
    return cast.t01.id, cast.pipetting.id


def states(cast: Cast) -> list[str]:
    return [cast.sheets["T01", "P", judge].state for judge in ("cem", "dana")]


def test_to_settle_lists_the_places_that_disagree(session: Session, cast: Cast, place: tuple[int, int]) -> None:
    assert moderation.to_settle(session, cast.section) == [(cast.t01, cast.pipetting)]


def test_agree_on_criteria_accepts_both_sheets(session: Session, cast: Cast, place: tuple[int, int]) -> None:
    criterion = cast.pipetting.criteria[0].id

    made = moderation.agree_on_criteria(
        session, cast.section, place, {criterion: Fraction(8)}, reason="video", by=cast.ben
    )

    assert [(one.criterion_id, one.mark) for one in made] == [(criterion, Fraction(8))]
    assert states(cast) == ["accepted", "accepted"]
    assert moderation.to_settle(session, cast.section) == []


def test_agree_on_mean_is_exact(session: Session, cast: Cast, place: tuple[int, int]) -> None:
    made = moderation.agree_on_mean(session, cast.section, place, reason="both right", by=cast.ben)

    assert (made.mark, made.criterion_id) == (Fraction(33, 4), None)
    assert states(cast) == ["accepted", "accepted"]


def test_take_one_agrees_on_the_total_of_that_sheet(session: Session, cast: Cast, place: tuple[int, int]) -> None:
    sheet = cast.sheets["T01", "P", "dana"]

    assert moderation.take_one(session, cast.section, place, sheet.id, reason="saw it", by=cast.ben).mark == 9


def test_agree_is_refused_without_reason_or_above_the_maximum(
    session: Session, cast: Cast, place: tuple[int, int]
) -> None:
    before = session.scalar(select(func.count()).select_from(AuditEntry))
    with pytest.raises(DomainError, match="reason_missing"):
        moderation.agree_on_task(session, cast.section, place, Fraction(8), reason=" ", by=cast.ben)
    with pytest.raises(DomainError, match="mark_above_maximum"):
        moderation.agree_on_task(session, cast.section, place, Fraction(11), reason="x", by=cast.ben)

    assert session.scalar(select(func.count()).select_from(AgreedMark)) == 0
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == before


def test_withdraw_keeps_the_row_and_opens_the_question_again(
    session: Session, cast: Cast, place: tuple[int, int]
) -> None:
    made = moderation.agree_on_mean(session, cast.section, place, reason="both right", by=cast.ben)

    moderation.withdraw(session, cast.section, made, reason="wrong team", by=cast.ben)

    assert made.withdrawn_at is not None
    assert states(cast) == ["submitted", "submitted"]


def test_a_new_agreement_withdraws_the_one_before(session: Session, cast: Cast, place: tuple[int, int]) -> None:
    first = moderation.agree_on_mean(session, cast.section, place, reason="both right", by=cast.ben)

    moderation.agree_on_task(session, cast.section, place, Fraction(8), reason="video", by=cast.ben)

    standing = score_sheets.standing_agreed_marks(session, *place)
    assert first.withdrawn_at is not None
    assert [one.mark for one in standing] == [8]


def test_ask_third_judge_makes_one_more_sheet(session: Session, cast: Cast, place: tuple[int, int]) -> None:
    third = make_judge(session, cast.section)

    sheet = moderation.ask_third_judge(session, cast.section, place, third, reason="far apart", by=cast.ben)

    assert (sheet.state, sheet.judge_id) == ("not_started", third.id)
    assert moderation.to_settle(session, cast.section) == []
    assert session.scalar(select(func.count()).select_from(ScoreSheet).where(ScoreSheet.team_id == cast.t01.id)) == 5


def test_return_to_judge_takes_back_the_acceptance_of_the_other_sheet(
    session: Session, cast: Cast, place: tuple[int, int]
) -> None:
    moderation.agree_on_mean(session, cast.section, place, reason="both right", by=cast.ben)

    score_sheets.return_to_judge(session, cast.sheets["T01", "P", "cem"], reason="look again", by=cast.ben)

    assert states(cast) == ["returned", "submitted"]
    assert cast.sheets["T01", "P", "cem"].reason == "look again"
