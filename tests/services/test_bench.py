"""Two judges at the bench: blind before, agreement needs both, keeping and the chief judge leave it open."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.bench import Answer, Choice
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import Amount
from olympiad.models.adjustment import AgreedMark
from olympiad.models.judge import Judge
from olympiad.models.user import User
from olympiad.services.marking import score_sheets
from olympiad.services.settling import bench
from tests.factories import Cast, make_cast, make_criterion, make_judge, make_mark, make_score_sheet

AGREE_8 = Answer(Choice.AGREE, 8000)


@pytest.fixture
def cast(session: Session) -> Cast:
    """cem gave 7 and 1, dana 9 and 1; both have submitted."""
    made = make_cast(session)
    make_criterion(session, made.pipetting, code="tidy", kind="check", maximum=1000)
    session.expire(made.pipetting)
    for judge, user, points in (("cem", made.cem, 7000), ("dana", made.dana, 9000)):
        sheet = made.sheets["T01", "P", judge]
        make_mark(session, sheet, made.pipetting.criteria[0], points)
        make_mark(session, sheet, made.pipetting.criteria[1], 1000)
        sheet.state = "open"
        score_sheets.submit(session, sheet, by=user)
    return made


def place(cast: Cast) -> tuple[int, int]:
    return (cast.t01.id, cast.pipetting.id)


def answer(session: Session, cast: Cast, judge: Judge, one: Answer, *, by: User) -> bench.Bench:
    criterion = cast.pipetting.criteria[0].id
    return bench.answer(session, cast.section, place(cast), judge, {criterion: one}, by=by)


def agreed(session: Session) -> list[Amount]:
    return list(session.scalars(select(AgreedMark.mark).where(AgreedMark.withdrawn_at.is_(None))))


def test_load_shows_only_what_differs_own_first(session: Session, cast: Cast) -> None:
    found = bench.load(session, cast.section, place(cast), cast.dana_judge)

    assert [one.criterion.code for one in found.differences] == ["yield"]
    assert [value.mark for value in found.differences[0].values] == [9000, 7000]
    assert (found.totals, found.other.key) == ((10_000, 8000), "cem")
    assert [one.team.key for one in bench.waiting(session, cast.cem_judge)] == ["T01"]


def test_load_is_blind_until_both_have_submitted(session: Session, cast: Cast) -> None:
    score_sheets.return_to_judge(session, cast.sheets["T01", "P", "dana"], reason="look again", by=cast.ben)

    with pytest.raises(DomainError, match="bench_not_yet"):
        bench.load(session, cast.section, place(cast), cast.cem_judge)

    assert bench.waiting(session, cast.cem_judge) == []


def test_load_is_for_the_two_judges_of_exactly_two_sheets(session: Session, cast: Cast) -> None:
    stranger = make_judge(session, cast.section)
    with pytest.raises(DomainError, match="bench_not_two"):
        bench.load(session, cast.section, place(cast), stranger)

    make_score_sheet(session, cast.t01, cast.pipetting, stranger, state="submitted")

    with pytest.raises(DomainError, match="bench_not_two"):
        bench.load(session, cast.section, place(cast), cast.cem_judge)


def test_one_answer_alone_settles_nothing(session: Session, cast: Cast) -> None:
    found = answer(session, cast, cast.cem_judge, AGREE_8, by=cast.cem)

    assert (str(found.differences[0].verdict), agreed(session)) == ("waiting", [])


def test_the_same_value_of_both_is_the_agreed_mark_and_accepts_the_sheets(session: Session, cast: Cast) -> None:
    answer(session, cast, cast.cem_judge, AGREE_8, by=cast.cem)

    found = answer(session, cast, cast.dana_judge, AGREE_8, by=cast.dana)

    assert agreed(session) == [8000]
    assert {cast.sheets["T01", "P", judge].state for judge in ("cem", "dana")} == {"accepted"}
    assert (found.is_open, str(found.differences[0].verdict)) == (False, "agreed")


def test_different_values_stay_apart_until_one_gives_in(session: Session, cast: Cast) -> None:
    answer(session, cast, cast.cem_judge, AGREE_8, by=cast.cem)
    found = answer(session, cast, cast.dana_judge, Answer(Choice.AGREE, 8500), by=cast.dana)
    assert (str(found.differences[0].verdict), agreed(session)) == ("apart", [])

    answer(session, cast, cast.cem_judge, Answer(Choice.AGREE, 8500), by=cast.cem)

    assert agreed(session) == [8500]


@pytest.mark.parametrize(("choice", "said"), [(Choice.KEEP, "kept"), (Choice.ESCALATE, "escalated")])
def test_keeping_and_escalating_leave_it_to_the_chief_judge(
    session: Session, cast: Cast, choice: Choice, said: str
) -> None:
    for judge, user in ((cast.cem_judge, cast.cem), (cast.dana_judge, cast.dana)):
        found = answer(session, cast, judge, Answer(choice), by=user)

    assert (str(found.differences[0].verdict), agreed(session), found.is_open) == (said, [], True)
    told = bench.said(session, cast.section, place(cast))
    assert [(judge.key, one.choice) for judge, _, one in told] == [("cem", choice), ("dana", choice)]


def test_nobody_answers_for_a_judge(session: Session, cast: Cast) -> None:
    with pytest.raises(DomainError, match="sheet_of_another_judge"):
        answer(session, cast, cast.dana_judge, AGREE_8, by=cast.cem)


@pytest.mark.parametrize(("mark", "code"), [(8250, "mark_not_a_step"), (11_000, "mark_above_maximum")])
def test_a_value_that_no_judge_could_give_is_refused(session: Session, cast: Cast, mark: int, code: str) -> None:
    with pytest.raises(DomainError, match=code):
        answer(session, cast, cast.cem_judge, Answer(Choice.AGREE, mark), by=cast.cem)


def test_answers_from_before_a_sheet_was_returned_count_no_more(session: Session, cast: Cast) -> None:
    answer(session, cast, cast.cem_judge, AGREE_8, by=cast.cem)
    sheet = cast.sheets["T01", "P", "dana"]
    score_sheets.return_to_judge(session, sheet, reason="look again", by=cast.ben)
    score_sheets.submit(session, sheet, by=cast.dana)

    found = answer(session, cast, cast.dana_judge, AGREE_8, by=cast.dana)

    assert (str(found.differences[0].verdict), agreed(session)) == ("waiting", [])


def test_what_is_accepted_takes_no_more_answers(session: Session, cast: Cast) -> None:
    for judge, user in ((cast.cem_judge, cast.cem), (cast.dana_judge, cast.dana)):
        answer(session, cast, judge, AGREE_8, by=user)

    with pytest.raises(DomainError, match="bench_settled"):
        answer(session, cast, cast.cem_judge, Answer(Choice.KEEP), by=cast.cem)
