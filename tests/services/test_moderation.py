"""Settling sheets that disagree: each way, with a reason, and undoing it."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from olympiad.domain.choices import SheetState
from olympiad.domain.errors import DomainError
from olympiad.domain.sheet_states import MOVES, REFUSALS, Move
from olympiad.models.adjustment import AgreedMark
from olympiad.models.audit import AuditEntry
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.services.computing import stations
from olympiad.services.marking import score_sheets
from olympiad.services.settling import moderation
from tests.factories import Cast, make_judge, make_mark, make_rules


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

    made = moderation.agree_on_criteria(session, cast.section, place, {criterion: 8000}, reason="video", by=cast.ben)

    assert [(one.criterion_id, one.mark) for one in made] == [(criterion, 8000)]
    assert states(cast) == ["accepted", "accepted"]
    assert moderation.to_settle(session, cast.section) == []


def test_agree_on_mean_is_exact(session: Session, cast: Cast, place: tuple[int, int]) -> None:
    made = moderation.agree_on_mean(session, cast.section, place, reason="both right", by=cast.ben)

    assert (made.mark, made.criterion_id) == (8250, None)
    assert states(cast) == ["accepted", "accepted"]


def test_take_one_agrees_on_the_total_of_that_sheet(session: Session, cast: Cast, place: tuple[int, int]) -> None:
    sheet = cast.sheets["T01", "P", "dana"]

    assert moderation.take_one(session, cast.section, place, sheet.id, reason="saw it", by=cast.ben).mark == 9000


def test_agree_is_refused_without_reason_or_above_the_maximum(
    session: Session, cast: Cast, place: tuple[int, int]
) -> None:
    before = session.scalar(select(func.count()).select_from(AuditEntry))
    with pytest.raises(DomainError, match="reason_missing"):
        moderation.agree_on_task(session, cast.section, place, 8000, reason=" ", by=cast.ben)
    with pytest.raises(DomainError, match="mark_above_maximum"):
        moderation.agree_on_task(session, cast.section, place, 11_000, reason="x", by=cast.ben)

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

    moderation.agree_on_task(session, cast.section, place, 8000, reason="video", by=cast.ben)

    standing = stations.standing_agreed_marks(session, *place)
    assert first.withdrawn_at is not None
    assert [one.mark for one in standing] == [8000]


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


def settle(engine: Engine, cast_ids: tuple[int, int, tuple[int, int]], seen: str, barrier: Barrier) -> str:
    """Act as one of two chief judges: both have seen the same page."""
    section_id, user_id, place = cast_ids
    with Session(engine) as session:
        barrier.wait(10)
        try:
            section, by = session.get_one(Section, section_id), session.get_one(User, user_id)
            moderation.refuse_if_moved(session, section, place, seen)
            moderation.agree_on_mean(session, section, place, reason="video", by=by)
            session.commit()
        except DomainError as refusal:
            return refusal.code
        return "settled"


def test_of_two_who_settle_at_once_one_does_and_the_other_is_told(
    session: Session, engine: Engine, cast: Cast, place: tuple[int, int]
) -> None:
    seen = moderation.standing(stations.load(session, cast.section, *place))
    people = [(cast.section.id, user.id, place) for user in (cast.ben, cast.ana)]
    session.commit()
    barrier = Barrier(2)

    with ThreadPoolExecutor(2) as pool:
        found = sorted(pool.map(lambda who: settle(engine, who, seen, barrier), people))

    assert found == ["settled", "settled_meanwhile"]
    session.expire_all()
    assert [one.withdrawn_at for one in session.scalars(select(AgreedMark))] == [None]


def test_settling_is_refused_to_a_judge_of_one_of_the_sheets(
    session: Session, cast: Cast, place: tuple[int, int]
) -> None:
    ways = [
        lambda: moderation.agree_on_mean(session, cast.section, place, reason="x", by=cast.cem),
        lambda: moderation.agree_on_task(session, cast.section, place, 8000, reason="x", by=cast.cem),
        lambda: moderation.take_one(
            session, cast.section, place, cast.sheets["T01", "P", "dana"].id, reason="x", by=cast.cem
        ),
        lambda: moderation.ask_third_judge(
            session, cast.section, place, make_judge(session, cast.section), reason="x", by=cast.cem
        ),
    ]
    for way in ways:
        with pytest.raises(DomainError, match="settler_marked_here"):
            way()

    assert states(cast) == ["submitted", "submitted"]


@pytest.mark.parametrize(("policy", "code"), [("forbid", "settler_of_own_institution"), ("warn", "")])
def test_settling_by_somebody_of_the_teams_institution_follows_the_rule(
    session: Session, cast: Cast, place: tuple[int, int], policy: str, code: str
) -> None:
    make_rules(session, cast.section, number=2, rules=f'[["conflict", "{policy}"]]')
    make_judge(session, cast.section, user_id=cast.ben.id, institution_id=cast.t01.institution_id, tasks=[cast.glucose])

    if code:
        with pytest.raises(DomainError, match=code):
            moderation.agree_on_mean(session, cast.section, place, reason="x", by=cast.ben)
        assert session.scalar(select(func.count()).select_from(AgreedMark)) == 0
    else:
        moderation.agree_on_mean(session, cast.section, place, reason="x", by=cast.ben)
        said = session.scalars(select(AuditEntry.content).where(AuditEntry.action == "moderation.agree")).one()
        assert json.loads(said)["after"]["own_institution"] is True


def test_the_record_names_team_task_and_judge_by_the_codes_that_people_use(
    session: Session, cast: Cast, place: tuple[int, int]
) -> None:
    moderation.agree_on_mean(session, cast.section, place, reason="x", by=cast.ben)

    lines = session.execute(select(AuditEntry.action, AuditEntry.content).order_by(AuditEntry.seq))
    told = [(action, json.loads(content)["after"]) for action, content in lines]
    where = {"team": cast.t01.code, "task": "P"}
    (agreed,) = (after for action, after in told if action == "moderation.agree")
    assert {name: agreed[name] for name in agreed if name != "mark"} == where
    assert [after for action, after in told if action == "score_sheets.accept"] == [
        {"state": "accepted", "judge": judge, **where} for judge in ("cem", "dana")
    ]


@pytest.mark.parametrize("state", list(SheetState))
def test_a_sheet_is_returned_exactly_from_the_states_of_the_table(
    session: Session, cast: Cast, place: tuple[int, int], state: SheetState
) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    sheet.state = str(state)
    session.flush()

    if state in MOVES[Move.RETURN]:
        score_sheets.return_to_judge(session, sheet, reason="look again", by=cast.ben)
        assert sheet.state == "returned"
    else:
        with pytest.raises(DomainError, match=REFUSALS[state]):
            score_sheets.return_to_judge(session, sheet, reason="look again", by=cast.ben)
        assert (sheet.state, score_sheets.last_return(session, sheet)) == (state, None)
