"""Rows that operations stand on: loaded at once, written at once, and every row that was written waits for its seal."""

import secrets
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from olympiad import limits
from olympiad.domain.choices import MarkState
from olympiad.domain.operations import Kind, Operation, Value, value_json
from olympiad.models.score_sheet import Device, Mark, ScoreSheet
from olympiad.models.score_sheet import Operation as OperationRow
from olympiad.models.section import Section
from olympiad.services.marking import operation_rows
from olympiad.services.marking.operation_rows import OperationRows
from olympiad.services.record import row_changes
from tests.factories import NOON, Cast, make_device, make_mark
from tests.services.test_operations import criterion_of, mark

pytestmark = pytest.mark.both_databases


@pytest.fixture
def phone(session: Session, cast: Cast) -> Device:
    return make_device(session, cast.section, cast.cem, judge_id=cast.cem_judge.id, level="http")


@pytest.fixture
def sheet(cast: Cast) -> ScoreSheet:
    return cast.sheets["T01", "P", "cem"]


def rows_of(session: Session, cast: Cast, *operations: Operation) -> OperationRows:
    session.flush()
    return OperationRows(session, cast.section.id, operations, cast.section.marking_started_at)


def row(device: Device, operation: Operation) -> dict[str, Any]:
    """An operation as it is kept."""
    return {
        "id": operation.id, "device_id": device.id, "seq": operation.seq, "user_id": device.user_id,
        "sheet_id": operation.sheet_id, "kind": operation.kind, "rubric_version": 1,
        "criterion_id": operation.criterion_id, "base": operation.base, "value": value_json(operation.value),
        "device_time": "", "content_hash": "c" * 64, "outcome": "applied", "answer": "{}",
    }  # fmt: skip


def note(sheet: ScoreSheet, text: str) -> Operation:
    return Operation(secrets.token_hex(16), 1, sheet.id, Kind.NOTE, 1, value=Value(note=text))


def test_what_the_operations_name_is_loaded_and_no_more(session: Session, cast: Cast, sheet: ScoreSheet) -> None:
    make_mark(session, sheet, cast.pipetting.criteria[0], 7500)
    make_mark(session, cast.sheets["T02", "P", "cem"], cast.pipetting.criteria[0], 5000)

    rows = rows_of(session, cast, mark(sheet, 1, 8000))

    cell = (sheet.id, criterion_of(sheet))
    assert (set(rows.sheets), set(rows.criteria)) == ({sheet.id}, {criterion_of(sheet)})
    assert {place: found["mark"] for place, found in rows.marks.items()} == {cell: 7500}


def test_a_note_asks_for_no_cell(session: Session, cast: Cast, sheet: ScoreSheet) -> None:
    make_mark(session, sheet, cast.pipetting.criteria[0], 7500)

    rows = rows_of(session, cast, note(sheet, "x"))

    assert (set(rows.sheets), rows.criteria, rows.marks) == ({sheet.id}, {}, {})


def test_operations_are_numbered_on_and_known_before_they_are_written(
    session: Session, cast: Cast, sheet: ScoreSheet, phone: Device
) -> None:
    first, second, third = (mark(sheet, seq, 1000 * seq) for seq in (1, 2, 3))
    early = rows_of(session, cast, first)
    early.keep(row(phone, first), cast.cem_judge.id)
    early.flush()

    late = rows_of(session, cast, first, second)
    kept = [late.keep(row(phone, one), cast.cem_judge.id) for one in (second, third)]

    assert [one["number"] for one in kept] == [2, 3]
    assert {one["section_id"] for one in kept} == {cast.section.id}
    assert late.known[first.id] == late.known[third.id] == ("c" * 64, "{}", phone.id, cast.cem_judge.id)
    assert list(session.scalars(select(OperationRow.id))) == [first.id]


def test_flush_writes_operations_marks_notes_and_opens_sheets_once(
    session: Session, cast: Cast, sheet: ScoreSheet, phone: Device
) -> None:
    other = cast.sheets["T02", "P", "cem"]
    make_mark(session, other, cast.pipetting.criteria[0], 5000)
    session.commit()
    first, second = mark(sheet, 1, 7500), mark(other, 2, 6000)
    rows = rows_of(session, cast, first, second)
    for operation in (first, second):
        rows.keep(row(phone, operation), cast.cem_judge.id)
        place = (operation.sheet_id, operation.criterion_id or 0)
        rows.changed[place] = cell(place, operation)
    rows.opened, rows.notes = {sheet.id, other.id}, {sheet.id: "A blue rack"}

    rows.flush()
    waiting = {name: set(keys) for name, keys in row_changes.changes(session).items()}
    rows.flush()
    session.expire_all()

    assert [one.mark for one in session.scalars(select(Mark).order_by(Mark.mark))] == [6000, 7500]
    assert (sheet.state, sheet.note, sheet.opened_at is not None, other.state) == ("open", "A blue rack", True, "open")
    assert cast.section.marking_started_at == rows.started
    assert waiting["score_sheet"] == {(sheet.id,), (other.id,)}
    assert waiting["section"] == {(cast.section.id,)}
    assert session.query(OperationRow).count() == 2


def cell(place: tuple[int, int], operation: Operation) -> dict[str, object]:
    value = operation.value
    return {
        "sheet_id": place[0], "criterion_id": place[1], "operation_id": operation.id, "state": MarkState.MARKED,
        "mark": value.mark, "readings": "", "consequence": "", "note": "", "unsure": False,
        "conflict_operation_id": None,
    }  # fmt: skip


def test_the_first_mark_of_all_freezes_the_section_and_no_later_one(
    session: Session, cast: Cast, sheet: ScoreSheet
) -> None:
    cast.section.marking_started_at = NOON
    rows = rows_of(session, cast, mark(sheet, 1, 7500))
    rows.opened = {sheet.id}

    rows.flush()

    session.expire_all()
    assert session.get_one(Section, cast.section.id).marking_started_at == NOON


def test_a_sheet_that_is_open_or_handed_over_is_not_opened_again(
    session: Session, cast: Cast, sheet: ScoreSheet
) -> None:
    sheet.state, sheet.opened_at = "submitted", NOON
    rows = rows_of(session, cast, mark(sheet, 1, 7500))
    rows.opened = {sheet.id}

    rows.flush()

    session.expire_all()
    assert (sheet.state, sheet.opened_at) == ("submitted", NOON)


def test_a_trail_leads_back_over_what_is_written_and_what_is_about_to_be(
    session: Session, cast: Cast, sheet: ScoreSheet, phone: Device
) -> None:
    first = mark(sheet, 1, 1000)
    second = mark(sheet, 2, 2000, base=first.id)
    written = rows_of(session, cast, first)
    written.keep(row(phone, first), cast.cem_judge.id)
    written.flush()
    rows = rows_of(session, cast, second)
    rows.keep(row(phone, second), cast.cem_judge.id)

    device, seen = rows.trail_of(second.id, sheet.id, criterion_of(sheet))

    assert device == phone.id
    assert first.id in seen
    assert rows.trail_of(None, sheet.id, criterion_of(sheet)) == ("", frozenset({None}))


def test_what_is_kept_after_a_trail_was_asked_for_is_on_the_next_one(
    session: Session, cast: Cast, sheet: ScoreSheet, phone: Device
) -> None:
    first = mark(sheet, 1, 1000)
    second = mark(sheet, 2, 2000, base=first.id)
    rows = rows_of(session, cast, first, second)
    rows.keep(row(phone, first), cast.cem_judge.id)
    rows.trail_of(first.id, sheet.id, criterion_of(sheet))

    rows.keep(row(phone, second), cast.cem_judge.id)

    assert first.id in rows.trail_of(second.id, sheet.id, criterion_of(sheet))[1]


def test_trails_of_many_cells_are_looked_up_together(
    session: Session, cast: Cast, sheet: ScoreSheet, phone: Device
) -> None:
    other = cast.sheets["T02", "P", "cem"]
    both = [mark(one, seq, 1000) for seq, one in enumerate((sheet, other), 1)]
    for one in (sheet, other):
        make_mark(session, one, cast.pipetting.criteria[0], 500)
    written = rows_of(session, cast, *both)
    for one in both:
        written.keep(row(phone, one), cast.cem_judge.id)
    written.flush()
    rows = rows_of(session, cast, *both)
    said: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *given: said.append(given[2]))

    for one in both:
        rows.trail_of(one.id, one.sheet_id, one.criterion_id)
        rows.trail_of(one.id, one.sheet_id, one.criterion_id)

    assert len(said) == 1


def test_no_more_of_a_cell_is_read_than_a_trail_is_followed(
    session: Session, cast: Cast, sheet: ScoreSheet, phone: Device
) -> None:
    long = [mark(sheet, seq, 500) for seq in range(1, limits.TRAIL + 4)]
    written = rows_of(session, cast, *long)
    for one in long:
        written.keep(row(phone, one), cast.cem_judge.id)
    written.flush()

    found = session.connection().execute(
        operation_rows.LATEST, {"sheets": [sheet.id], "criteria": [criterion_of(sheet)]}
    )

    assert {one.id for one in found} == {one.id for one in long[3:]}


def test_contact_of_many_devices_is_noted_at_once(session: Session, cast: Cast, phone: Device) -> None:
    tablet = make_device(session, cast.section, cast.cem, judge_id=cast.cem_judge.id)
    rows = rows_of(session, cast)

    rows.note_contact({phone.id: 7, tablet.id: 9})
    rows.note_contact({})

    session.expire_all()
    assert [(one.last_seq, one.last_seen_at) for one in (phone, tablet)] == [(7, rows.now), (9, rows.now)]
