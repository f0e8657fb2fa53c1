"""What a judge is told of marks that were not taken: all that still stands open, nothing that was made good since."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from olympiad import limits
from olympiad.domain.operations import Kind, Operation, Value
from olympiad.models.quarantine import QuarantineDecision
from olympiad.models.score_sheet import Device
from olympiad.services.marking import operation_refusals
from tests.factories import NOON, Cast, make_criterion, make_device
from tests.services.test_operations import criterion_of, current, mark, send, submission


@pytest.fixture
def phone(session: Session, cast: Cast) -> Device:
    return make_device(session, cast.section, cast.cem, judge_id=cast.cem_judge.id, level="http")


@pytest.fixture
def tablet(session: Session, cast: Cast) -> Device:
    return make_device(session, cast.section, cast.cem, judge_id=cast.cem_judge.id, level="http")


def test_refusals_lists_every_one(session: Session, cast: Cast, phone: Device) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    sheet.state = "submitted"
    send(session, phone, *(mark(sheet, seq, 7500) for seq in range(1, 69)))

    assert len(operation_refusals.refusals(session, cast.cem_judge)) == 68


def test_refusals_are_told_until_something_replaces_them(session: Session, cast: Cast, phone: Device) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    send(session, phone, mark(sheet, 1, 7500), mark(sheet, 2, 11_000))
    (told,) = operation_refusals.refusals(session, cast.cem_judge)
    assert (told.team_code, told.value.mark, told.error.code) == (cast.t01.code, 11_000, "mark_above_maximum")
    assert operation_refusals.refusals(session, cast.dana_judge) == []

    send(session, phone, mark(sheet, 3, 8000, base=current(session, sheet).operation_id))

    assert operation_refusals.refusals(session, cast.cem_judge) == []


def test_a_second_submission_is_no_news(session: Session, cast: Cast, phone: Device, tablet: Device) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    send(session, phone, mark(sheet, 1, 7500), submission(sheet, 2))

    assert send(session, tablet, submission(sheet, 1))[0][0] == "refused"
    assert operation_refusals.refusals(session, cast.cem_judge) == []


def told(session: Session, cast: Cast) -> list[tuple[str, int | None, str, str]]:
    """Of each refusal its kind, mark, outcome and reason."""
    found = operation_refusals.refusals(session, cast.cem_judge)
    return [(one.kind, one.value.mark, one.outcome, one.error.code) for one in found]


def test_the_newest_stands_first_and_each_says_where_it_belongs(session: Session, cast: Cast, phone: Device) -> None:
    first, second = cast.sheets["T01", "P", "cem"], cast.sheets["T02", "G", "cem"]
    sent = [mark(first, 1, 11_000), replace(mark(second, 2, 12_000), device_time="2026-12-05T09:00:00Z")]
    send(session, phone, *sent)

    newest, oldest = operation_refusals.refusals(session, cast.cem_judge)

    assert (newest.sheet_id, newest.team_code, newest.task.code) == (second.id, cast.t02.code, "G")
    assert newest.criterion is not None
    assert (newest.criterion.id, newest.device_time) == (criterion_of(second), "2026-12-05T09:00:00Z")
    assert (oldest.operation_id, oldest.error.fields["found"], oldest.error.fields["maximum"]) == (
        sent[0].id,
        "11",
        "10",
    )


def test_what_waits_in_quarantine_is_told_until_it_is_decided(session: Session, cast: Cast, phone: Device) -> None:
    phone.revoked_at = NOON
    operation = mark(cast.sheets["T01", "P", "cem"], 1, 7500)
    send(session, phone, operation)
    waiting = told(session, cast)
    decided = {"section_id": cast.section.id, "decision": "set_aside", "reason": "lost", "user_id": cast.ben.id}
    session.add(QuarantineDecision(operation_id=operation.id, at=NOON, **decided))
    session.flush()

    assert waiting == [("mark", 7500, "quarantined", "device_revoked")]
    assert told(session, cast) == []


def test_a_later_mark_of_another_criterion_or_sheet_replaces_nothing(
    session: Session, cast: Cast, phone: Device
) -> None:
    send(session, phone, mark(cast.sheets["T01", "P", "cem"], 1, 11_000))

    send(session, phone, mark(cast.sheets["T01", "G", "cem"], 2, 7000), mark(cast.sheets["T02", "P", "cem"], 3, 7000))

    assert told(session, cast) == [("mark", 11_000, "refused", "mark_above_maximum")]


def test_an_earlier_mark_replaces_no_later_refusal(session: Session, cast: Cast, phone: Device) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    first = mark(sheet, 1, 7000)
    send(session, phone, first, mark(sheet, 2, 11_000, base=first.id))

    assert current(session, sheet).mark == 7000
    assert told(session, cast) == [("mark", 11_000, "refused", "mark_above_maximum")]


def test_a_refused_note_stands_beside_the_mark_and_is_replaced_by_a_note(
    session: Session, cast: Cast, phone: Device
) -> None:
    """A note of the sheet has no criterion: it is replaced by a note, not by a mark."""
    sheet = cast.sheets["T01", "P", "cem"]

    def note(seq: int, text: str) -> Operation:
        return Operation(f"{seq:032x}", seq, sheet.id, Kind.NOTE, 1, value=Value(note=text))

    send(session, phone, note(1, "x" * (limits.NOTE + 1)), mark(sheet, 2, 7000))
    [(kind, *_rest)] = told(session, cast)
    send(session, phone, note(3, "short"))

    assert (kind, told(session, cast)) == ("note", [])


def test_a_refused_submission_of_a_sheet_with_holes_is_news(session: Session, cast: Cast, phone: Device) -> None:
    make_criterion(session, cast.pipetting)
    session.expire(cast.pipetting)
    sheet = cast.sheets["T01", "P", "cem"]
    send(session, phone, mark(sheet, 1, 7000), submission(sheet, 2))

    [(kind, _mark, outcome, code)] = told(session, cast)

    assert (kind, outcome, code) == ("submit", "refused", "sheet_has_holes")


def test_no_more_are_listed_than_a_page_holds(
    session: Session, cast: Cast, phone: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operation_refusals, "MOST", 2)
    sheet = cast.sheets["T01", "P", "cem"]
    send(session, phone, *(mark(sheet, seq, 11_000 + seq) for seq in (1, 2, 3)))

    assert [one[1] for one in told(session, cast)] == [11_003, 11_002]
