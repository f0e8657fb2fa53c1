"""What the chief judge looks at before settling: the queue, the judges' history, returns, and why a settlement went."""

import pytest
from sqlalchemy.orm import Session

from olympiad.domain.choices import MarkState
from olympiad.domain.operations import Value
from olympiad.services.computing import stations
from olympiad.services.marking import score_sheets, sheet_saving
from olympiad.services.settling import moderation, moderation_queue
from tests.factories import Cast, make_mark


@pytest.fixture
def place(session: Session, cast: Cast) -> tuple[int, int]:
    """cem gives 7.5, dana 9: they disagree."""
    for judge, points in (("cem", 7500), ("dana", 9000)):
        sheet = cast.sheets["T01", "P", judge]
        make_mark(session, sheet, cast.pipetting.criteria[0], points)
        sheet.state = "submitted"
    session.flush()
    return cast.t01.id, cast.pipetting.id


def test_queue_puts_the_worst_first(session: Session, cast: Cast, place: tuple[int, int]) -> None:
    for team, task, given in (("T02", "P", (2000, 9000)), ("T02", "G", (7000, 8000)), ("T01", "G", (None, 4000))):
        for judge, points in zip(("cem", "dana"), given, strict=True):
            sheet = cast.sheets[team, task, judge]
            criterion = (cast.pipetting if task == "P" else cast.glucose).criteria[0]
            make_mark(session, sheet, criterion, points, state="marked" if points is not None else "absent")
            sheet.state = "submitted"
    session.flush()

    found = moderation_queue.queue(session, cast.section)

    assert [(one.team.key, one.task.code, one.comparison.difference) for one in found] == [
        ("T01", "G", 4000),
        ("T02", "P", 7000),
        ("T01", "P", 1500),
        ("T02", "G", 1000),
    ]


def test_histories_say_how_far_a_judge_is_from_the_others(session: Session, cast: Cast, place: tuple[int, int]) -> None:
    moderation.agree_on_mean(session, cast.section, place, reason="video", by=cast.ben)

    found = moderation_queue.histories(session, cast.section, cast.pipetting, [cast.cem_judge, cast.dana_judge])

    assert [(one.given.sheets, one.given.mean, one.given.lean, one.settled) for one in found.values()] == [
        (1, 7500, -1500, 1),
        (1, 9000, 1500, 1),
    ]


def test_return_tells_which_criteria_and_afterwards_what_changed(session: Session, cast: Cast) -> None:
    sheet, criterion = cast.sheets["T01", "P", "cem"], cast.pipetting.criteria[0]

    def save(points: int) -> None:
        standing = stations.marks_of(session, [sheet.id]).get((sheet.id, criterion.id))
        base = standing.operation_id or "" if standing else ""
        given = sheet_saving.Given(criterion.id, base, Value(MarkState.MARKED, points))
        sheet_saving.save(session, sheet, [given], by=cast.cem, submits=True)

    save(7500)
    score_sheets.return_to_judge(session, sheet, reason="see the video", criteria=[1], by=cast.ben)
    assert (sheet.state, sheet.reason) == ("returned", "see the video")
    save(9000)

    told = moderation_queue.returns_of(session, [sheet])[sheet.id]
    assert [(one.row.criteria, one.row.reason, one.by) for one in told] == [("1", "see the video", cast.ben.name)]
    changes = [(one.number, one.before and one.before.mark, one.after and one.after.mark) for one in told[0].changes]
    assert changes == [(1, 7500, 9000)]


def test_withdrawals_say_who_and_why(session: Session, cast: Cast, place: tuple[int, int]) -> None:
    made = moderation.agree_on_mean(session, cast.section, place, reason="both right", by=cast.ben)
    moderation.withdraw(session, cast.section, made, reason="wrong team", by=cast.ana)

    told = moderation_queue.withdrawals(session, cast.section, [made])[made.id]

    assert (told.by, told.reason) == (cast.ana.name, "wrong team")


def save(session: Session, cast: Cast, points: int | None) -> None:
    """Let cem mark and submit the sheet of T01 at pipetting."""
    sheet, criterion = cast.sheets["T01", "P", "cem"], cast.pipetting.criteria[0]
    standing = stations.marks_of(session, [sheet.id]).get((sheet.id, criterion.id))
    value = Value(MarkState.MARKED, points)
    given = sheet_saving.Given(criterion.id, standing.operation_id or "" if standing else "", value)
    sheet_saving.save(session, sheet, [given], by=cast.cem, submits=True)


def test_each_return_tells_what_was_changed_until_the_next_the_newest_first(session: Session, cast: Cast) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    for reason, points in (("first", 7500), ("again", 9000), ("once more", 7500)):
        save(session, cast, points)
        score_sheets.return_to_judge(session, sheet, reason=reason, by=cast.ben)

    told = moderation_queue.returns_of(session, [sheet, cast.sheets["T02", "P", "cem"]])

    assert list(told) == [sheet.id]
    assert [(one.row.reason, len(one.changes)) for one in told[sheet.id]] == [
        ("once more", 0),
        ("again", 1),
        ("first", 1),
    ]


def test_a_sheet_that_was_never_returned_has_nothing_to_tell(session: Session, cast: Cast) -> None:
    save(session, cast, 7500)

    assert moderation_queue.returns_of(session, [cast.sheets["T01", "P", "cem"]]) == {}
    assert moderation_queue.returns_of(session, []) == {}


def test_a_settlement_that_made_way_for_another_has_no_reason_and_a_standing_one_is_not_told(
    session: Session, cast: Cast, place: tuple[int, int]
) -> None:
    first = moderation.agree_on_mean(session, cast.section, place, reason="both right", by=cast.ben)
    second = moderation.agree_on_task(session, cast.section, place, 8000, reason="video", by=cast.ana)

    told = moderation_queue.withdrawals(session, cast.section, [first, second])

    assert {one: (what.by, what.reason) for one, what in told.items()} == {first.id: (cast.ana.name, "")}


def test_histories_leave_a_withdrawn_settlement_out(session: Session, cast: Cast, place: tuple[int, int]) -> None:
    made = moderation.agree_on_mean(session, cast.section, place, reason="video", by=cast.ben)
    moderation.withdraw(session, cast.section, made, reason="wrong team", by=cast.ben)

    found = moderation_queue.histories(session, cast.section, cast.pipetting, [cast.cem_judge])

    assert {one: history.settled for one, history in found.items()} == {cast.cem_judge.id: 0}


def test_what_is_settled_waits_no_more(session: Session, cast: Cast, place: tuple[int, int]) -> None:
    assert [(one.team, one.task.code) for one in moderation_queue.queue(session, cast.section)] == [(cast.t01, "P")]

    moderation.agree_on_mean(session, cast.section, place, reason="video", by=cast.ben)

    assert moderation_queue.queue(session, cast.section) == []
