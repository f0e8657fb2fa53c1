"""Operations: applied once, in order, conflicts and refusals kept."""

import secrets
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from olympiad import limits
from olympiad.domain.choices import MarkState
from olympiad.domain.operations import Kind, Operation, Value
from olympiad.models.audit import AuditEntry
from olympiad.models.score_sheet import Device, Mark, ScoreSheet
from olympiad.models.score_sheet import Operation as OperationRow
from olympiad.services.marking import devices, judge_view, operation_refusals, operations
from tests.factories import Cast, make_criterion, make_device

pytestmark = pytest.mark.both_databases


@pytest.fixture
def phone(session: Session, cast: Cast) -> Device:
    return make_device(session, cast.section, cast.cem, judge_id=cast.cem_judge.id, level="http")


@pytest.fixture
def tablet(session: Session, cast: Cast) -> Device:
    return make_device(session, cast.section, cast.cem, judge_id=cast.cem_judge.id, level="http")


def criterion_of(sheet: ScoreSheet) -> int:
    return sheet.task.criteria[0].id


def mark(sheet: ScoreSheet, seq: int, points: int, base: str | None = None, **given: Any) -> Operation:
    value = Value(MarkState.MARKED, points, **given)
    return Operation(secrets.token_hex(16), seq, sheet.id, Kind.MARK, 1, criterion_of(sheet), base, value)


def submission(sheet: ScoreSheet, seq: int) -> Operation:
    return Operation(secrets.token_hex(16), seq, sheet.id, Kind.SUBMIT, 1)


def send(session: Session, device: Device, *sent: Operation) -> list[tuple[str, str]]:
    session.refresh(device)
    remembers, refusal = device.level != "form", "device_revoked" if device.revoked_at else ""
    sender = devices.Sender(
        device.id, device.section_id, device.user_id, device.judge_id, device.last_seq, remembers, refusal
    )
    answers = operations.apply(session, sender, sent, by=device.user_id)
    session.expire_all()
    return [(str(answer.outcome), answer.code) for answer in answers]


def current(session: Session, sheet: ScoreSheet) -> Mark:
    return session.get_one(Mark, (sheet.id, criterion_of(sheet)))


def test_apply_gives_the_cell_its_value_and_opens_the_sheet(session: Session, cast: Cast, phone: Device) -> None:
    sheet = cast.sheets["T01", "P", "cem"]

    answers = send(session, phone, mark(sheet, 1, 7500))

    assert answers == [("applied", "")]
    assert (current(session, sheet).mark, sheet.state) == (7500, "open")
    assert cast.section.marking_started_at is not None
    assert session.get_one(Device, phone.id).last_seq == 1


def test_apply_answers_a_repeated_operation_as_before_and_changes_nothing(
    session: Session, cast: Cast, phone: Device
) -> None:
    first = mark(cast.sheets["T01", "P", "cem"], 1, 7500)
    send(session, phone, first)
    revision = session.scalar(select(func.count()).select_from(AuditEntry))

    again = send(session, phone, first, first)

    assert again == [("applied", ""), ("applied", "")]
    assert session.scalar(select(func.count()).select_from(OperationRow)) == 1
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == revision


def test_apply_refuses_a_known_id_with_other_content(session: Session, cast: Cast, phone: Device) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    first = mark(sheet, 1, 7500)
    send(session, phone, first)
    other = Operation(first.id, 2, sheet.id, Kind.MARK, 1, criterion_of(sheet), None, Value(MarkState.MARKED, 500))

    assert send(session, phone, other) == [("refused", "operation_id_reused")]
    assert current(session, sheet).mark == 7500


def test_apply_takes_a_list_in_order_of_seq_and_stops_at_a_gap(session: Session, cast: Cast, phone: Device) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    first = mark(sheet, 1, 1000)
    second = mark(sheet, 2, 2000, base=first.id)
    fourth = mark(sheet, 4, 4000, base=second.id)

    answers = send(session, phone, fourth, second, first)

    assert answers == [("applied", ""), ("applied", ""), ("again", "sequence_gap")]
    assert current(session, sheet).mark == 2000


def test_apply_keeps_both_marks_of_a_conflict_until_the_judge_chooses(
    session: Session, cast: Cast, phone: Device, tablet: Device
) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    here, there = mark(sheet, 1, 7500), mark(sheet, 1, 6000)
    send(session, phone, here)

    met = send(session, tablet, there)

    cell = current(session, sheet)
    assert met == [("conflict", "mark_conflict")]
    assert (cell.mark, cell.operation_id, cell.conflict_operation_id) == (7500, here.id, there.id)
    assert send(session, phone, submission(sheet, 2)) == [("refused", "sheet_undecided")]

    chosen = mark(sheet, 2, 6000, base=here.id, chosen_over=there.id)
    assert send(session, tablet, chosen) == [("applied", "")]
    cell = current(session, sheet)
    assert (cell.mark, cell.conflict_operation_id) == (6000, None)


def test_apply_knows_what_the_same_device_has_put_on_top(session: Session, cast: Cast, phone: Device) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    first = mark(sheet, 1, 1000)
    send(session, phone, first, mark(sheet, 2, 2000, base=first.id))

    assert send(session, phone, mark(sheet, 3, 3000, base=first.id)) == [("applied", "")]
    assert current(session, sheet).mark == 3000


def test_apply_meets_a_conflict_between_two_tabs_of_plain_pages(session: Session, cast: Cast) -> None:
    form = make_device(session, cast.section, cast.cem, judge_id=cast.cem_judge.id)
    sheet = cast.sheets["T01", "P", "cem"]
    send(session, form, mark(sheet, 1, 1000))

    assert send(session, form, mark(sheet, 2, 2000)) == [("conflict", "mark_conflict")]
    assert current(session, sheet).mark == 1000


@pytest.mark.parametrize(
    ("key", "state", "code"),
    [
        (("T01", "P", "dana"), "not_started", "sheet_of_another_judge"),
        (("T01", "P", "cem"), "submitted", "sheet_submitted"),
        (("T01", "P", "cem"), "void", "sheet_void"),
    ],
)
def test_apply_keeps_what_it_refuses(
    session: Session, cast: Cast, phone: Device, key: tuple[str, str, str], state: str, code: str
) -> None:
    sheet = cast.sheets[key]
    sheet.state = state

    assert send(session, phone, mark(sheet, 1, 7500)) == [("refused", code)]
    assert session.scalars(select(OperationRow.outcome)).all() == ["refused"]
    assert session.get(Mark, (sheet.id, criterion_of(sheet))) is None


def test_apply_takes_a_mark_for_an_older_rubric_where_its_criterion_is_the_same(
    session: Session, cast: Cast, phone: Device
) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    same, changed = criterion_of(sheet), make_criterion(session, cast.pipetting)
    sheet.rubric_version = changed.retired_in = 2
    late = replace(mark(sheet, 2, 500), criterion_id=changed.id)

    assert send(session, phone, mark(sheet, 1, 7500), late) == [("applied", ""), ("refused", "rubric_changed")]
    assert session.get_one(Mark, (sheet.id, same)).mark == 7500


def test_apply_recognises_what_the_same_judge_sent_under_a_lost_token(
    session: Session, cast: Cast, phone: Device, tablet: Device
) -> None:
    first = mark(cast.sheets["T01", "P", "cem"], 1, 7500)
    send(session, phone, first)

    assert send(session, tablet, first, replace(first, seq=1)) == [("applied", "")] * 2
    assert session.scalar(select(func.count()).select_from(OperationRow)) == 1
    assert send(session, tablet, mark(cast.sheets["T01", "P", "cem"], 1, 8000, first.id)) == [("applied", "")]


def test_apply_refuses_an_id_that_another_judge_has_used(session: Session, cast: Cast, phone: Device) -> None:
    first = mark(cast.sheets["T01", "P", "cem"], 1, 7500)
    send(session, phone, first)
    other = make_device(session, cast.section, cast.dana, judge_id=cast.dana_judge.id, level="http")

    assert send(session, other, first) == [("refused", "operation_id_reused")]


def test_apply_refuses_a_submission_of_something_else_than_was_seen(
    session: Session, cast: Cast, phone: Device, tablet: Device
) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    cell = criterion_of(sheet)
    seen = [Value(seen=f'{{"total": "{points}", "marks": {{"{cell}": "{points * 1000}"}}}}') for points in (7, 8)]
    first = mark(sheet, 1, 7000)
    send(session, phone, first)
    send(session, tablet, mark(sheet, 1, 8000, first.id))

    late, again = (replace(submission(sheet, seq), value=value) for seq, value in zip((2, 3), seen, strict=True))

    assert send(session, phone, late) == [("refused", "sheet_seen_otherwise")]
    refused = operation_refusals.refusals(session, cast.cem_judge)[0].error.fields
    assert refused == {"criteria": "1", "seen": "7", "now": "8"}
    assert send(session, phone, again) == [("applied", "")]


def test_apply_refuses_a_mark_above_the_maximum_and_goes_on(session: Session, cast: Cast, phone: Device) -> None:
    sheet = cast.sheets["T01", "P", "cem"]

    answers = send(session, phone, mark(sheet, 1, 10_500), mark(sheet, 2, 10_000))

    assert answers == [("refused", "mark_above_maximum"), ("applied", "")]
    assert current(session, sheet).mark == 10_000


def test_apply_keeps_what_a_revoked_device_sends_in_quarantine(session: Session, cast: Cast, phone: Device) -> None:
    phone.revoked_at = phone.created_at

    assert send(session, phone, mark(cast.sheets["T01", "P", "cem"], 1, 7500)) == [("quarantined", "device_revoked")]
    assert session.scalars(select(OperationRow.outcome)).all() == ["quarantined"]


def test_apply_submits_a_sheet_with_the_marks_before_it_in_the_list(
    session: Session, cast: Cast, phone: Device
) -> None:
    sheet = cast.sheets["T01", "P", "cem"]

    assert send(session, phone, mark(sheet, 1, 7500), submission(sheet, 2)) == [("applied", ""), ("applied", "")]
    assert sheet.state == "submitted"


def test_apply_refuses_to_submit_a_hole(session: Session, cast: Cast, phone: Device) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    make_criterion(session, cast.pipetting)

    assert send(session, phone, mark(sheet, 1, 7500), submission(sheet, 2))[1] == ("refused", "sheet_has_holes")
    assert sheet.state == "open"


def test_apply_accepts_both_sheets_when_they_agree(session: Session, cast: Cast, phone: Device) -> None:
    own, other = cast.sheets["T01", "P", "cem"], cast.sheets["T01", "P", "dana"]
    danas = make_device(session, cast.section, cast.dana, judge_id=cast.dana_judge.id)
    send(session, phone, mark(own, 1, 7500), submission(own, 2))

    send(session, danas, mark(other, 1, 8000), submission(other, 2))

    assert (own.state, other.state) == ("accepted", "accepted")


def test_apply_leaves_both_sheets_submitted_when_they_disagree(session: Session, cast: Cast, phone: Device) -> None:
    own, other = cast.sheets["T01", "P", "cem"], cast.sheets["T01", "P", "dana"]
    danas = make_device(session, cast.section, cast.dana, judge_id=cast.dana_judge.id)
    send(session, phone, mark(own, 1, 7500), submission(own, 2))

    send(session, danas, mark(other, 1, 9000), submission(other, 2))

    assert (own.state, other.state) == ("submitted", "submitted")


def test_apply_freezes_the_rubric_where_the_first_list_submits_too(session: Session, cast: Cast, phone: Device) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    marks = [
        Operation(secrets.token_hex(16), seq, sheet.id, Kind.MARK, 1, criterion.id, None, Value(MarkState.MARKED, 500))
        for seq, criterion in enumerate(sheet.task.criteria, 1)
    ]

    send(session, phone, *marks, submission(sheet, len(marks) + 1))

    assert cast.section.marking_started_at is not None


def test_apply_together_answers_each_list_as_if_it_came_alone(
    session: Session, cast: Cast, phone: Device, tablet: Device
) -> None:
    sheet, other = cast.sheets["T01", "P", "cem"], cast.sheets["T02", "P", "cem"]
    first, second = mark(sheet, 1, 7500), mark(sheet, 1, 5000)
    lists = [
        (phone, [first]),
        (tablet, [second]),
        (phone, [first, mark(other, 2, 1000)]),
        (tablet, [submission(other, 2)]),
    ]

    parcels = [operations.Parcel(sender_of(device), made, device.user_id) for device, made in lists]
    answers = operations.apply_together(session, parcels)
    session.expire_all()

    assert [[(str(one.outcome), one.code) for one in given] for given in answers] == [
        [("applied", "")],
        [("conflict", "mark_conflict")],
        [("applied", ""), ("applied", "")],
        [("applied", "")] if len(other.task.criteria) == 1 else [("refused", "sheet_has_holes")],
    ]
    assert (current(session, sheet).operation_id, current(session, sheet).conflict_operation_id) == (
        first.id,
        second.id,
    )
    assert (phone.last_seq, tablet.last_seq) == (2, 2)
    entries = session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "operations.apply")).all()
    assert entries == [f"device:{one.id}" for one in (phone, tablet, phone, tablet)]


def sender_of(device: Device) -> devices.Sender:
    return devices.Sender(device.id, device.section_id, device.user_id, device.judge_id, device.last_seq)


def returned(session: Session, sheet: ScoreSheet) -> None:
    sheet.state, sheet.reason = "returned", "Look again"
    session.flush()


def test_submission_of_a_returned_sheet_needs_to_know_that_it_came_back(
    session: Session, cast: Cast, phone: Device, tablet: Device
) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    first = submission(sheet, 2)
    send(session, phone, mark(sheet, 1, 7500), first)
    returned(session, sheet)

    late = send(session, tablet, submission(sheet, 1))
    knowing = send(session, tablet, replace(submission(sheet, 2), base=first.id))

    assert late == [("refused", "sheet_returned_meanwhile")]
    assert knowing == [("applied", "")]
    assert sheet.state in ("submitted", "accepted")


def test_submission_under_a_changed_rubric_is_refused_and_kept(session: Session, cast: Cast, phone: Device) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    send(session, phone, mark(sheet, 1, 7500))
    sheet.rubric_version = 2
    session.flush()

    assert send(session, phone, submission(sheet, 2)) == [("refused", "rubric_changed")]
    assert sheet.state == "open"
    assert session.scalars(select(OperationRow.outcome).order_by(OperationRow.seq)).all() == ["applied", "refused"]


def test_every_rival_waits_for_the_choice(session: Session, cast: Cast, phone: Device, tablet: Device) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    third = make_device(session, cast.section, cast.cem, judge_id=cast.cem_judge.id, level="http")
    for device, points in ((phone, 7000), (tablet, 3000), (third, 5000)):
        send(session, device, mark(sheet, 1, points))
    line = judge_view.load(session, sheet).lines[0]
    assert [rival.value.mark for rival in line.rivals] == [3000, 5000]

    send(session, tablet, mark(sheet, 2, 3000, base=line.base, chosen_over=line.conflict_id))

    line = judge_view.load(session, sheet).lines[0]
    assert (line.value.mark, line.conflict_id, list(line.rivals)) == (3000, "", [])


def test_a_long_trail_costs_one_look_at_the_cell(session: Session, cast: Cast, phone: Device) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    chain = [mark(sheet, 1, 500)]
    for seq in range(2, limits.TRAIL + 100):
        chain.append(mark(sheet, seq, 500 * (seq % 9), base=chain[-1].id))
    send(session, phone, *chain)
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        said.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", note)
    unknown = [mark(sheet, len(chain) + step, 4500, base=secrets.token_hex(16)) for step in range(1, 51)]
    answers = send(session, phone, *unknown)
    event.remove(session.get_bind(), "before_cursor_execute", note)

    assert {outcome for outcome, _ in answers} == {"conflict"}
    assert len(said) < 40


def test_an_earlier_value_of_the_same_device_is_no_conflict_on_a_long_trail(
    session: Session, cast: Cast, phone: Device
) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    chain = [mark(sheet, 1, 500)]
    for seq in range(2, 40):
        chain.append(mark(sheet, seq, 500 * (seq % 9), base=chain[-1].id))
    send(session, phone, *chain)

    assert send(session, phone, mark(sheet, 40, 9500, base=chain[3].id)) == [("applied", "")]


def test_a_note_of_the_sheet_is_refused_where_it_is_too_long(session: Session, cast: Cast, phone: Device) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    note = Operation(secrets.token_hex(16), 1, sheet.id, Kind.NOTE, 1, value=Value(note="x" * (limits.NOTE + 1)))

    assert send(session, phone, note) == [("refused", "note_too_long")]
    assert session.get_one(ScoreSheet, sheet.id).note == ""
