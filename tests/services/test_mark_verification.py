"""Marks beside their operations, and operations beside the lines that took them: what was changed past both is named."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.models.audit import AuditChain
from olympiad.models.score_sheet import Device, ScoreSheet
from olympiad.services.record import audit, row_seals, row_verification
from olympiad.services.record.row_content import table_of
from olympiad.services.record.row_differences import Difference, Kind
from tests.factories import Cast, make_device, make_mark
from tests.services.test_operations import criterion_of, current, mark, send, submission
from tests.services.test_row_verification import tamper


@pytest.fixture
def sheet(cast: Cast) -> ScoreSheet:
    return cast.sheets["T01", "P", "cem"]


@pytest.fixture
def phone(session: Session, cast: Cast, sheet: ScoreSheet) -> Device:
    """A device that gave one sheet a mark, corrected it and submitted; nothing but its operations is on record."""
    device = make_device(session, cast.section, cast.cem, judge_id=cast.cem_judge.id, level="http")
    session.commit()
    first = mark(sheet, 1, 7000)
    send(session, device, first, mark(sheet, 2, 7500, base=first.id), submission(sheet, 3))
    session.commit()
    return device


def differences(session: Session, cast: Cast) -> Sequence[Difference]:
    chain = session.scalars(select(AuditChain).where(AuditChain.section_id == cast.section.id)).one()
    return list(row_verification.differences(session, chain))


def kinds(session: Session, cast: Cast) -> set[Kind]:
    return {one.kind for one in differences(session, cast)}


def test_marks_come_from_their_operations(session: Session, cast: Cast, phone: Device) -> None:
    assert differences(session, cast) == []


def test_a_mark_that_no_operation_gave_is_named_with_both_values(
    session: Session, cast: Cast, phone: Device, sheet: ScoreSheet
) -> None:
    tamper(session, "UPDATE mark SET mark = 9000")

    [one] = differences(session, cast)

    cell = f"{sheet.id},{criterion_of(sheet)}"
    assert (one.kind, one.table, one.row, one.column) == (Kind.CHANGED, "mark", cell, "mark")
    assert (one.said, one.stands, one.named) == ("15/2", "9", f"{cast.t01.code} · P · cem · yield")


def test_a_mark_that_is_gone_is_missing_and_one_without_operation_unknown(
    session: Session, cast: Cast, phone: Device, sheet: ScoreSheet
) -> None:
    other = cast.sheets["T02", "P", "cem"]
    tamper(session, "UPDATE mark SET sheet_id = :other, operation_id = NULL", other=other.id)

    found = {(one.kind, one.row) for one in differences(session, cast)}

    assert found == {
        (Kind.MISSING, f"{sheet.id},{criterion_of(sheet)}"),
        (Kind.UNKNOWN, f"{other.id},{criterion_of(other)}"),
    }


def test_an_operation_that_was_changed_is_named_by_its_line(
    session: Session, cast: Cast, phone: Device, sheet: ScoreSheet
) -> None:
    """Whoever changes mark and operation alike still meets the digest in the line."""
    tamper(session, """UPDATE operation SET value = replace(value, '7500', '9000') WHERE seq = 2""")
    tamper(session, "UPDATE mark SET mark = 9000")

    [one] = differences(session, cast)

    chain = session.scalars(select(AuditChain).where(AuditChain.section_id == cast.section.id)).one()
    assert (one.kind, one.table, one.seq) == (Kind.OPERATIONS, "operation", chain.head_seq)


def test_operations_that_are_gone_are_missed_by_their_line(session: Session, cast: Cast, phone: Device) -> None:
    tamper(session, "DELETE FROM mark")
    tamper(session, "DELETE FROM operation")

    assert Kind.OPERATIONS in kinds(session, cast)


def test_an_operation_of_which_no_line_knows_is_named(session: Session, cast: Cast, phone: Device) -> None:
    table = table_of("operation")
    known = session.connection().execute(select(table).where(table.c.seq == 2)).mappings().one()
    session.connection().execute(
        table.insert().values({**known, "id": "f" * 32, "seq": 9, "number": 9, "outcome": "refused"})
    )

    [one] = differences(session, cast)

    assert (one.kind, one.row) == (Kind.OPERATION_UNKNOWN, "f" * 32)
    assert one.named.startswith(f"{cast.t01.code} · P · cem · yield")


def test_a_conflict_stands_as_second_value_until_the_judge_chooses(
    session: Session, cast: Cast, phone: Device, sheet: ScoreSheet
) -> None:
    tablet = make_device(session, cast.section, cast.cem, judge_id=cast.cem_judge.id, level="http")
    other = cast.sheets["T02", "P", "cem"]
    send(session, phone, mark(other, 4, 5000))
    send(session, tablet, mark(other, 1, 6000))
    session.commit()
    rival = current(session, other).conflict_operation_id

    in_conflict = differences(session, cast)
    tamper(session, "UPDATE mark SET conflict_operation_id = NULL WHERE sheet_id = :id", id=other.id)

    assert (rival is not None, in_conflict) == (True, [])
    [one] = differences(session, cast)
    assert (one.kind, one.column) == (Kind.CHANGED, "conflict_operation_id")


def test_operations_after_a_seal_of_the_sheet_are_added_to_it(
    session: Session, cast: Cast, phone: Device, sheet: ScoreSheet
) -> None:
    """What a service changed by itself is sealed, and a judge goes on from there."""
    other = cast.sheets["T02", "P", "cem"]
    make_mark(session, other, cast.pipetting.criteria[0], 4000)
    session.commit()
    send(session, phone, mark(other, 4, 5000))
    session.commit()

    good = differences(session, cast)
    tamper(session, "UPDATE mark SET mark = 4000 WHERE sheet_id = :id", id=other.id)

    assert good == []
    assert [(one.kind, one.said, one.stands) for one in differences(session, cast)] == [(Kind.CHANGED, "5", "4")]


def test_sealed_operations_are_compared_with_their_seal(session: Session, cast: Cast, phone: Device) -> None:
    """A section that stood before lines kept digests has only the seal of a sheet's operations."""
    row_seals.note_everything(session)
    session.commit()
    good = differences(session, cast)
    tamper(session, "UPDATE operation SET device_time = 'x' WHERE seq = 1")

    assert (good, Kind.OPERATIONS in kinds(session, cast)) == ([], True)


@pytest.mark.parametrize("value", ["7", "[]", '{"mark":[]}', '{"state":"nothing"}'])
def test_an_operation_that_nobody_can_read_is_told_and_stops_nothing(
    session: Session, cast: Cast, phone: Device, value: str
) -> None:
    tamper(session, "UPDATE operation SET value = :value WHERE seq = 2", value=value)

    assert kinds(session, cast) & {Kind.UNREADABLE, Kind.CHANGED}


def test_a_line_that_a_forger_emptied_is_told_and_stops_nothing(session: Session, cast: Cast, phone: Device) -> None:
    tamper(session, "UPDATE audit_entry SET content = '[]' WHERE action = 'operations.apply'")

    assert Kind.UNREADABLE in kinds(session, cast)


def test_two_sections_do_not_meet(session: Session, cast: Cast, phone: Device) -> None:
    own = session.scalars(select(AuditChain).where(AuditChain.name == audit.INSTALLATION)).one()
    tamper(session, "UPDATE mark SET mark = 9000")

    assert list(row_verification.differences(session, own)) == []
