"""Deciding about marks that were kept but not applied: taken in as an operation, set aside, in the way until then."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.models.audit import AuditEntry
from olympiad.models.quarantine import QuarantineDecision
from olympiad.models.score_sheet import Device, ScoreSheet
from olympiad.models.score_sheet import Operation as OperationRow
from olympiad.services.marking import devices, quarantine
from tests.factories import Cast, make_device
from tests.services.test_operations import current, mark, send, submission


@pytest.fixture
def phone(session: Session, cast: Cast) -> Device:
    return make_device(session, cast.section, cast.cem, judge_id=cast.cem_judge.id, level="http")


@pytest.fixture
def sheet(cast: Cast) -> ScoreSheet:
    return cast.sheets["T01", "P", "cem"]


@pytest.fixture
def kept_id(session: Session, cast: Cast, phone: Device, sheet: ScoreSheet) -> str:
    """A mark of 7.5 that arrived from a closed device."""
    devices.revoke(session, phone, reason="lost", by=cast.ana)
    operation = mark(sheet, 1, 7500)
    send(session, phone, operation)
    return operation.id


def codes(session: Session, cast: Cast) -> list[tuple[str, bool]]:
    return [(one.code, one.asks) for one in quarantine.blockers(session, cast.section)]


def test_held_says_whose_what_why_and_what_counts_now(
    session: Session, cast: Cast, sheet: ScoreSheet, kept_id: str
) -> None:
    (one,) = quarantine.held(session, cast.section)

    assert (one.operation.id, one.judge.key, one.team_code, one.value.mark) == (kept_id, "cem", cast.t01.code, 7500)
    assert (one.error.code, one.current, one.is_quarantined) == ("device_revoked", None, True)
    assert codes(session, cast) == [("blocker_quarantine", False)]


def test_accept_takes_it_into_the_sheet_by_an_operation(
    session: Session, cast: Cast, sheet: ScoreSheet, kept_id: str
) -> None:
    quarantine.accept(session, cast.section, [kept_id], reason="seen on paper", by=cast.ben)

    decision = session.get_one(QuarantineDecision, kept_id)
    made = session.get_one(OperationRow, decision.accepted_as_id)
    assert (current(session, sheet).mark, made.user_id, made.outcome) == (7500, cast.ben.id, "applied")
    assert (session.get_one(OperationRow, kept_id).outcome, codes(session, cast)) == ("quarantined", [])
    assert session.scalar(select(func.count()).where(AuditEntry.action == "quarantine.accept")) == 1


def test_accept_replaces_what_stands_in_the_cell(
    session: Session, cast: Cast, phone: Device, sheet: ScoreSheet
) -> None:
    send(session, phone, mark(sheet, 1, 5000))
    devices.revoke(session, phone, reason="lost", by=cast.ana)
    late = mark(sheet, 2, 9000)
    send(session, phone, late)

    quarantine.accept(session, cast.section, [late.id], reason="his", by=cast.ben)

    assert (current(session, sheet).mark, current(session, sheet).conflict_operation_id) == (9000, None)


def test_accept_is_refused_while_the_sheet_is_submitted(
    session: Session, cast: Cast, sheet: ScoreSheet, kept_id: str
) -> None:
    tablet = make_device(session, cast.section, cast.cem, judge_id=cast.cem_judge.id, level="http")
    send(session, tablet, mark(sheet, 1, 5000), submission(sheet, 2))
    later = mark(sheet, 2, 9000)
    send(session, session.get_one(Device, quarantine_device(session, kept_id)), later)

    with pytest.raises(DomainError) as refused:
        quarantine.accept(session, cast.section, [later.id], reason="his", by=cast.ben)

    assert refused.value.code == "sheet_submitted"
    assert session.get(QuarantineDecision, later.id) is None


def quarantine_device(session: Session, operation_id: str) -> str:
    return session.get_one(OperationRow, operation_id).device_id


def test_set_aside_decides_and_changes_no_mark(session: Session, cast: Cast, sheet: ScoreSheet, kept_id: str) -> None:
    quarantine.set_aside(session, cast.section, [kept_id], reason="not his", by=cast.ben)

    assert codes(session, cast) == []
    assert [one.decision.reason for one in quarantine.held(session, cast.section) if one.decision] == ["not his"]


@pytest.mark.parametrize(("reason", "code"), [(" ", "reason_missing"), ("x", "quarantine_nothing_chosen")])
def test_deciding_needs_a_reason_and_something_undecided(
    session: Session, cast: Cast, kept_id: str, reason: str, code: str
) -> None:
    chosen = kept_id if code == "reason_missing" else "0" * 32

    with pytest.raises(DomainError) as refused:
        quarantine.set_aside(session, cast.section, [chosen], reason=reason, by=cast.ben)

    assert (refused.value.code, session.get(QuarantineDecision, kept_id)) == (code, None)


def test_what_the_judge_marked_again_needs_no_decision(
    session: Session, cast: Cast, sheet: ScoreSheet, kept_id: str
) -> None:
    tablet = make_device(session, cast.section, cast.cem, judge_id=cast.cem_judge.id, level="http")

    send(session, tablet, mark(sheet, 1, 6000))

    assert quarantine.held(session, cast.section) == []


def test_a_refused_mark_only_asks(session: Session, cast: Cast, phone: Device, sheet: ScoreSheet) -> None:
    sheet.rubric_version = sheet.task.criteria[0].retired_in = 2
    session.flush()

    answers = send(session, phone, mark(sheet, 1, 5000))

    assert (answers, codes(session, cast)) == ([("refused", "rubric_changed")], [("blocker_refused", True)])


def test_a_refused_submission_is_not_listed(session: Session, cast: Cast, phone: Device, sheet: ScoreSheet) -> None:
    send(session, phone, submission(sheet, 1))

    assert quarantine.held(session, cast.section) == []
