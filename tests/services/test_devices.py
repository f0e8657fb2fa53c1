"""Closing and excusing devices, and what finalising makes of it."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.errors import DomainError
from olympiad.models.score_sheet import Device
from olympiad.services.marking import device_board, devices
from tests.factories import Cast, make_device

pytestmark = pytest.mark.both_databases


@pytest.fixture
def phone(session: Session, cast: Cast) -> Device:
    return make_device(session, cast.section, cast.cem, judge_id=cast.cem_judge.id, level="http", waiting=3)


def codes(session: Session, cast: Cast) -> list[tuple[str, object]]:
    return [(one.code, one.fields["count"]) for one in device_board.blockers(session, cast.section)]


def test_excuse_holds_until_the_device_is_heard_of(session: Session, cast: Cast, phone: Device) -> None:
    phone.last_seen_at = utc_now() - timedelta(minutes=5)

    devices.excuse(session, phone, reason="fell into acid", by=cast.ben)
    excused = codes(session, cast)
    devices.note_contact(session, {phone.id: devices.Contact(2)})
    session.expire_all()

    assert (excused, codes(session, cast)) == ([], [("blocker_device_waiting", 2)])


@pytest.mark.parametrize(("waiting", "reason", "code"), [(3, " ", "reason_missing"), (0, "x", "device_holds_nothing")])
def test_excuse_refuses_without_reason_or_need(
    session: Session, cast: Cast, phone: Device, waiting: int, reason: str, code: str
) -> None:
    phone.waiting = waiting

    with pytest.raises(DomainError) as refused:
        devices.excuse(session, phone, reason=reason, by=cast.ben)

    assert (refused.value.code, phone.excused_at) == (code, None)


def test_revoke_keeps_the_reason_and_is_done_once(session: Session, cast: Cast, phone: Device) -> None:
    devices.revoke(session, phone, reason="stolen", by=cast.ana)

    with pytest.raises(DomainError) as refused:
        devices.revoke(session, phone, reason="again", by=cast.ana)
    assert (refused.value.code, phone.revoked_reason) == ("device_revoked_already", "stolen")
