"""Devices that send operations: enrolling, recognising by the send-only token, contact, revoking, excusing."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple, cast

from sqlalchemy import Row, Table, bindparam, func, select, update
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.db import filled
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.errors import DomainError
from olympiad.domain.reasons import given_reason
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import Device, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.user import AccessCard, User
from olympiad.services.record import audit

DEVICE, CARD, USER = cast(Table, Device.__table__), cast(Table, AccessCard.__table__), cast(Table, User.__table__)
SHEET = cast(Table, ScoreSheet.__table__)
SENDERS = (
    select(
        DEVICE.c.id,
        DEVICE.c.section_id,
        DEVICE.c.user_id,
        DEVICE.c.judge_id,
        DEVICE.c.last_seq,
        DEVICE.c.token_hash,
        DEVICE.c.revoked_at,
        DEVICE.c.carried_at,
        CARD.c.revoked_at.label("card_revoked_at"),
        USER.c.active,
    )
    .join(USER, USER.c.id == DEVICE.c.user_id)
    .outerjoin(CARD, CARD.c.id == DEVICE.c.access_card_id)
    .where(DEVICE.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(DEVICE.c.id)
    .with_for_update(of=DEVICE)
)
NOTE_CONTACT = (
    update(DEVICE)
    .where(DEVICE.c.id == bindparam("one"))
    .values(
        last_seq=func.coalesce(bindparam("seq", type_=DEVICE.c.last_seq.type), DEVICE.c.last_seq),
        waiting=bindparam("count"),
        waiting_since=bindparam("since", type_=DEVICE.c.waiting_since.type),
        last_seen_at=bindparam("now", type_=DEVICE.c.last_seen_at.type),
        app_version=func.coalesce(func.nullif(bindparam("version"), ""), DEVICE.c.app_version),
        unkept=bindparam("unkept"),
        photos=bindparam("photos"),
        battery=bindparam("battery"),
        sheet_id=select(SHEET.c.id)
        .where(SHEET.c.id == bindparam("sheet"), SHEET.c.judge_id == DEVICE.c.judge_id)
        .correlate(DEVICE)
        .scalar_subquery(),
    )
)

FORM = "form"
"""Level of the plain pages: a device that remembers nothing of what its other tabs have seen."""


class Sender(NamedTuple):
    """Who sends: a device, the judge it was enrolled for, and why its operations go to quarantine, if they do."""

    device_id: str
    section_id: int
    user_id: int
    judge_id: int | None
    last_seq: int
    remembers: bool = True
    refusal: str = ""
    carried: bool = False
    """Whether marks were brought from it by file or picture: it may still send what these replace."""


class Contact(NamedTuple):
    """What a device says of itself: how many marks still wait on it, since when, which version of the page it runs."""

    waiting: int
    since: datetime | None = None
    app_version: str = ""
    unkept: int = 0
    """How many of them stand in an open page only: the device's storage does not take them."""
    photos: int = 0
    battery: int | None = None
    sheet: str = ""
    """The sheet that is open on it."""


def enrol(
    session: Session,
    section: Section,
    judge: Judge,
    *,
    level: str,
    label: str,
    app_version: str,
    card_id: int | None,
    by: User,
) -> tuple[Device, str]:
    """Return a judge's device its id and send-only token; the token is told once, only its hash is kept."""
    secret = secrets.token_urlsafe(32)
    device = _make(section, judge, level, by)
    device.label, device.app_version, device.access_card_id, device.token_hash = (
        label[:100],
        app_version[:40],
        card_id,
        token_hash(secret),
    )
    audit.record(
        session,
        AuditAction.DEVICES_ENROL,
        f"device:{device.id}",
        by=by,
        section=section,
        after={"judge": judge.key, "level": level},
    )
    session.add(device)
    session.flush()
    return device, f"{device.id}.{secret}"


def _make(section: Section, judge: Judge, level: str, by: User) -> Device:
    now = utc_now()
    return Device(
        id=secrets.token_hex(16),
        section_id=section.id,
        user_id=by.id,
        judge_id=judge.id,
        level=level,
        last_seq=0,
        last_seen_at=now,
        created_at=now,
    )


def senders_of(session: Session, tokens: Sequence[str]) -> list[Sender | None]:
    """Recognise devices by their tokens; None for a token that was never given out.

    A device or card that was revoked, or a person who may no longer sign in, is recognised with a refusal: what it
    sends is kept in quarantine.
    """
    parts = [token.partition(".") for token in tokens]
    found = {
        row.id: row
        for row in session.connection().execute(SENDERS, {"ids": filled({device_id for device_id, _, _ in parts})})
    }
    return [_sender(found.get(device_id), secret) for device_id, _, secret in parts]


def _sender(row: Row[*tuple[Any, ...]] | None, secret: str) -> Sender | None:
    if row is None or not row.token_hash or not hmac.compare_digest(row.token_hash, token_hash(secret)):
        return None
    return _known(row)


def _known(row: Row[*tuple[Any, ...]]) -> Sender:
    refusal = "device_revoked" if row.revoked_at or row.card_revoked_at or not row.active else ""
    carried = row.carried_at is not None
    return Sender(row.id, row.section_id, row.user_id, row.judge_id, row.last_seq, refusal=refusal, carried=carried)


def sender_with_key(session: Session, device_id: str) -> tuple[Sender, str] | None:
    """Return a device as a sender, and the hash of its token under which it seals what it cannot send."""
    row = session.connection().execute(SENDERS, {"ids": [device_id]}).one_or_none()
    return (_known(row), row.token_hash) if row is not None and row.token_hash else None


def note_contact(
    session: Session, contacts: Mapping[str, Contact], last_seq: Mapping[str, int] = MappingProxyType({})
) -> None:
    """Keep what devices say of themselves, that they were heard of now, and how far they have come where that is given.

    Nothing of this is a change of results.
    """
    now = utc_now()
    told = [
        {"one": device, "seq": last_seq.get(device), "count": said.waiting,
         "since": said.since, "now": now, "version": said.app_version[:40],
         "unkept": said.unkept, "photos": said.photos, "battery": said.battery,
         "sheet": int(said.sheet) if said.sheet.isdecimal() and int(said.sheet) < 2**31 else 0}
        for device, said in contacts.items()
    ]  # fmt: skip
    if told:
        session.connection().execute(NOTE_CONTACT, told)


def form_sender(session: Session, section: Section, judge: Judge, *, by: User) -> Sender:
    """Return the plain pages of a judge their device, made at the first save."""
    query = (
        select(Device)
        .where(Device.user_id == by.id, Device.judge_id == judge.id, Device.level == FORM)
        .with_for_update()
    )
    device = session.scalars(query.execution_options(populate_existing=True)).first()
    if device is None:
        device = _make(section, judge, FORM, by)
        session.add(device)
        session.flush()
    return Sender(device.id, section.id, by.id, judge.id, device.last_seq, remembers=False)


def token_hash(secret: str) -> str:
    """Hash of the secret half of a token."""
    return hashlib.sha256(secret.encode()).hexdigest()


def revoke(session: Session, device: Device, *, reason: str, by: User) -> None:
    """Close a device, lost or in wrong hands: what it sends from now on is kept in quarantine."""
    reason = given_reason(reason)[:300]
    if device.revoked_at is not None:
        raise DomainError("device_revoked_already")
    section = session.get_one(Section, device.section_id)
    audit.record(
        session, AuditAction.DEVICES_REVOKE, f"device:{device.id}", by=by, section=section, personal={"reason": reason}
    )
    device.revoked_at, device.revoked_reason = utc_now(), reason
    session.flush()


def excuse(session: Session, device: Device, *, reason: str, by: User) -> None:
    """Let the section be finalised without the marks that a device is known to hold, until the device is heard of again."""
    reason = given_reason(reason)[:300]
    if device.waiting == 0:
        raise DomainError("device_holds_nothing")
    section = session.get_one(Section, device.section_id)
    audit.record(
        session,
        AuditAction.DEVICES_EXCUSE,
        f"device:{device.id}",
        by=by,
        section=section,
        after={"waiting": device.waiting},
        personal={"reason": reason},
    )
    device.excused_at, device.excused_reason = utc_now(), reason
    session.flush()


def is_excused(device: Device) -> bool:
    """Whether the chief judge's word still holds: the device was not heard of since."""
    return device.excused_at is not None and (device.last_seen_at is None or device.last_seen_at <= device.excused_at)
