"""Saving a sheet from a plain form: only what differs from what the page showed, and nothing over what it did not show."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.domain.choices import MarkState
from olympiad.domain.operations import Value
from olympiad.models.score_sheet import Device, ScoreSheet
from olympiad.models.score_sheet import Operation as OperationRow
from olympiad.models.task import Criterion
from olympiad.models.user import User
from olympiad.services.marking import judge_view, sheet_saving
from olympiad.services.marking.sheet_saving import Given
from tests.factories import Cast, make_criterion, make_device
from tests.services.test_operations import current, mark, send


@pytest.fixture
def sheet(cast: Cast) -> ScoreSheet:
    return cast.sheets["T01", "P", "cem"]


@pytest.fixture
def tidy(session: Session, cast: Cast) -> Criterion:
    """A second criterion of pipetting."""
    made = make_criterion(session, cast.pipetting, code="tidy")
    session.expire(cast.pipetting)
    return made


def save(
    session: Session,
    sheet: ScoreSheet,
    points: int | None,
    base: str = "",
    *,
    by: User | None = None,
    note: str | None = None,
    submits: bool = False,
) -> dict[int, str]:
    """Give the first criterion a mark, as the sheet's judge if nobody is named; returns what became of each part."""
    value = Value() if points is None else Value(MarkState.MARKED, points)
    given = [Given(sheet.task.criteria[0].id, base, value)]
    judge = session.get_one(User, sheet.judge.user_id)
    answers = sheet_saving.save(session, sheet, given, by=by or judge, note=note, submits=submits)
    return {place: answer.code or str(answer.outcome) for place, answer in answers.items()}


def kept(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(OperationRow)) or 0


def base_of(session: Session, sheet: ScoreSheet) -> str:
    return judge_view.load(session, sheet).lines[0].base


def test_only_what_differs_from_what_the_page_showed_becomes_an_operation(
    session: Session, cast: Cast, sheet: ScoreSheet, tidy: Criterion
) -> None:
    first = cast.pipetting.criteria[0].id
    sheet_saving.save(session, sheet, [Given(first, "", Value(MarkState.MARKED, 7000))], by=cast.cem)
    base = base_of(session, sheet)
    page = [Given(first, base, Value(MarkState.MARKED, 7000)), Given(tidy.id, "", Value(MarkState.MARKED, 3000))]

    answers = sheet_saving.save(session, sheet, page, by=cast.cem)

    assert {place: str(answer.outcome) for place, answer in answers.items()} == {tidy.id: "applied"}
    assert kept(session) == 2


def test_a_page_sent_unchanged_writes_nothing_and_makes_no_device(
    session: Session, cast: Cast, sheet: ScoreSheet
) -> None:
    assert save(session, sheet, None, note="") == {}
    assert (kept(session), session.scalars(select(Device)).all(), sheet.state) == (0, [], "not_started")


def test_an_emptied_cell_takes_the_mark_away(session: Session, cast: Cast, sheet: ScoreSheet) -> None:
    save(session, sheet, 7000)

    save(session, sheet, None, base_of(session, sheet))

    assert (current(session, sheet).state, current(session, sheet).mark) == ("unmarked", None)


def test_a_value_that_another_tab_changed_meanwhile_is_kept_beside_it(
    session: Session, cast: Cast, sheet: ScoreSheet
) -> None:
    """Of plain pages both tabs are one device, and each says which value it showed."""
    save(session, sheet, 7000)
    shown = base_of(session, sheet)
    save(session, sheet, 8000, shown)

    answers = save(session, sheet, 9000, shown)

    assert answers == {sheet.task.criteria[0].id: "mark_conflict"}
    assert (current(session, sheet).mark, current(session, sheet).conflict_operation_id is not None) == (8000, True)


def test_a_note_is_written_where_it_differs_and_submitting_comes_last(
    session: Session, cast: Cast, sheet: ScoreSheet
) -> None:
    answers = save(session, sheet, 7000, note="A blue rack", submits=True)
    kinds = list(session.scalars(select(OperationRow.kind).order_by(OperationRow.seq)))

    assert answers == {sheet.task.criteria[0].id: "applied", 0: "applied"}
    assert (kinds, sheet.note, sheet.state) == (["mark", "note", "submit"], "A blue rack", "submitted")


def test_submitting_with_a_hole_is_refused_and_keeps_what_was_typed(
    session: Session, cast: Cast, sheet: ScoreSheet, tidy: Criterion
) -> None:
    answers = save(session, sheet, 7000, submits=True)

    assert (answers[0], sheet.state, current(session, sheet).mark) == ("sheet_has_holes", "open", 7000)


def test_who_saves_for_a_judge_acts_with_a_device_of_their_own(session: Session, cast: Cast, sheet: ScoreSheet) -> None:
    save(session, sheet, 7000)
    save(session, sheet, 8000, base_of(session, sheet), by=cast.ana)
    save(session, sheet, 9000, base_of(session, sheet), by=cast.ana)

    devices = session.scalars(select(Device).order_by(Device.last_seq)).all()
    assert [(one.user_id, one.judge_id, one.level, one.last_seq) for one in devices] == [
        (cast.cem.id, cast.cem_judge.id, "form", 1),
        (cast.ana.id, cast.cem_judge.id, "form", 2),
    ]
    assert list(session.scalars(select(OperationRow.user_id).order_by(OperationRow.number))) == [
        cast.cem.id,
        cast.ana.id,
        cast.ana.id,
    ]


@pytest.fixture
def conflict(session: Session, cast: Cast, sheet: ScoreSheet) -> tuple[str, str]:
    """Two devices gave 7 and 8 to one cell; 7 stands. Returns both operations."""
    phone, tablet = (
        make_device(session, cast.section, cast.cem, judge_id=cast.cem_judge.id, level="http") for _ in range(2)
    )
    first, second = mark(sheet, 1, 7000), mark(sheet, 1, 8000)
    send(session, phone, first)
    send(session, tablet, second)
    return first.id, second.id


@pytest.mark.parametrize(("which", "points"), [(0, 7000), (1, 8000)])
def test_choose_lets_one_of_both_values_count(
    session: Session, cast: Cast, sheet: ScoreSheet, conflict: tuple[str, str], which: int, points: int
) -> None:
    answers = sheet_saving.choose(session, sheet, sheet.task.criteria[0].id, conflict[which], by=cast.cem)

    assert [str(answer.outcome) for answer in answers.values()] == ["applied"]
    assert (current(session, sheet).mark, current(session, sheet).conflict_operation_id) == (points, None)


def test_choose_takes_nothing_that_does_not_stand_there(
    session: Session, cast: Cast, sheet: ScoreSheet, conflict: tuple[str, str]
) -> None:
    other = cast.sheets["T02", "P", "cem"]
    save(session, other, 5000)
    foreign = base_of(session, other)
    cell = sheet.task.criteria[0].id

    answers = [
        sheet_saving.choose(session, sheet, cell, foreign, by=cast.cem),
        sheet_saving.choose(session, other, cell, foreign, by=cast.cem),
        sheet_saving.choose(session, cast.sheets["T02", "P", "dana"], cell, foreign, by=cast.dana),
    ]

    assert answers == [{}, {}, {}]
    assert (current(session, sheet).mark, current(session, sheet).conflict_operation_id) == (7000, conflict[1])


def test_an_absent_team_is_absent_in_every_cell_also_where_a_mark_stood(
    session: Session, cast: Cast, sheet: ScoreSheet, tidy: Criterion
) -> None:
    save(session, sheet, 7000)

    sheet_saving.mark_absent(session, sheet, by=cast.cem)

    opened = judge_view.load(session, sheet)
    assert [line.state for line in opened.lines] == ["absent", "absent"]
    assert (opened.absent, opened.total) == (True, 0)
    assert sheet_saving.mark_absent(session, sheet, by=cast.cem) == {}


def test_values_of_operations_forget_what_they_were_chosen_over(
    session: Session, cast: Cast, sheet: ScoreSheet, conflict: tuple[str, str]
) -> None:
    sheet_saving.choose(session, sheet, sheet.task.criteria[0].id, conflict[1], by=cast.cem)
    chosen = base_of(session, sheet)

    found = sheet_saving.values_of(session, {chosen, "nobody"})

    assert {operation: (value.mark, value.chosen_over) for operation, value in found.items()} == {chosen: (8000, "")}
    assert sheet_saving.send(session, sheet.judge, [], by=cast.cem) == []
