"""Writing the record: every change of a result, right or access is a line in a hash chain."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import NamedTuple, cast

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.event import listens_for
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.lifecycle import refuse_archived
from olympiad.models.audit import AuditChain, AuditDetail, AuditEntry
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.services.record import row_seals
from olympiad.services.record.row_changes import UNSEALED

Plain = str | int | bool | None | list["Plain"] | dict[str, "Plain"]

_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode

GENESIS = "0" * 64
INSTALLATION = "installation"
UNDO = "undo"
"""Field of a line in which stands what undoing it needs; nobody reads it, and a purge takes it away."""

CHAINS, ENTRIES = cast(Table, AuditChain.__table__), cast(Table, AuditEntry.__table__)
SECTION = cast(Table, Section.__table__)
LOCK = (
    update(SECTION)
    .where(SECTION.c.id == bindparam("one"))
    .values(revision=SECTION.c.revision + 1)
    .returning(SECTION.c.marking_started_at, SECTION.c.rubric_version, SECTION.c.state)
)
FIND_CHAIN = select(CHAINS.c.id, CHAINS.c.head_seq, CHAINS.c.head_hash).where(CHAINS.c.name == bindparam("named"))
MOVE_HEAD = (
    update(CHAINS).where(CHAINS.c.id == bindparam("one")).values(head_seq=bindparam("seq"), head_hash=bindparam("head"))
)


@dataclass(frozen=True)
class Origin:
    """From where a person acts: the number of the browser's session, what the browser calls itself, its address."""

    device_id: str
    browser: str
    address: str


CHANGED = "olympiad_changed"
"""Key of `session.info`: subjects (`section:3`, `edition:1`) of which the session has recorded a change."""

origin: ContextVar[Origin | None] = ContextVar("olympiad_origin", default=None)
"""Set for each request by whoever receives it; empty in commands."""


def record(
    session: Session,
    action: AuditAction,
    subject: str,
    *,
    by: User | None,
    section: Section | None = None,
    before: Mapping[str, Plain] | None = None,
    after: Mapping[str, Plain] | None = None,
    personal: Mapping[str, str] | None = None,
    device_id: str | None = None,
) -> AuditEntry:
    """Append one line to the chain of the section (or of the installation).

    `before`, `after` hold ids, codes, marks and states only; names, e-mails, reasons and notes go to `personal`: of
    these the chain keeps a salted hash, the value stands in `audit_detail` and may be purged. The chain's row is
    locked first, so lines never share a number. An archived section refuses here: no change is without its line.
    """
    session.flush()
    if section:
        refuse_archived(_touch(session, section), action)
    chain = _locked_chain(session, section, subject)
    told = _Told(by.id if by else None, device_id or _device_of_origin(), before or {}, after or {}, personal or {})
    return _append_one(session, chain, action, subject, told)


class _Told(NamedTuple):
    """What a line tells beside action and subject."""

    user_id: int | None = None
    device_id: str | None = None
    before: Mapping[str, Plain] = MappingProxyType({})
    after: Mapping[str, Plain] = MappingProxyType({})
    personal: Mapping[str, str] = MappingProxyType({})


def _append_one(
    session: Session, chain: AuditChain, action: AuditAction, subject: str, told: _Told = _Told()
) -> AuditEntry:
    """Append a line to a locked chain; it seals the rows of that chain which were changed before it."""
    salts = {field: secrets.token_hex(16) for field in told.personal}
    sealed = {field: seal(salts[field], value) for field, value in told.personal.items()}
    content: dict[str, object] = {"before": dict(told.before), "after": dict(told.after), "sealed": sealed}
    rows = row_seals.collect(session, chain.section_id)
    if rows:
        content["rows"] = row_seals.digest(rows)
    entry = AuditEntry(
        chain_id=chain.id,
        seq=chain.head_seq + 1,
        at=utc_now(),
        user_id=told.user_id,
        device_id=told.device_id,
        action=action,
        subject=subject,
        content=canonical(content),
        previous_hash=chain.head_hash,
    )
    entry.hash = entry_hash(chain.name, entry)
    chain.head_seq, chain.head_hash = entry.seq, entry.hash
    session.add(entry)
    session.flush()
    for name, value in told.personal.items():
        session.add(AuditDetail(entry_id=entry.id, field=name, salt=salts[name], value=value))
    session.flush()
    row_seals.write(session, entry.id, rows)
    return entry


def _device_of_origin() -> str | None:
    here = origin.get()
    return here.device_id if here else None


def where_from() -> dict[str, str]:
    """Give browser and address as personal values, for the line of a sign-in; later lines carry the device's number."""
    here = origin.get()
    return {"browser": here.browser, "address": here.address} if here else {}


def _touch(session: Session, section: Section) -> str:
    """Queue with the section's other writers, move its revision, on which ETags stand, and give the stage it is in."""
    stage = session.scalar(
        update(Section)
        .where(Section.id == section.id)
        .values(revision=Section.revision + 1)
        .returning(Section.state)
        .execution_options(synchronize_session=False)
    )
    session.expire(section, ["revision"])
    return str(stage)


def _locked_chain(session: Session, section: Section | None, subject: str = "") -> AuditChain:
    """Lock and return the chain; what is about to change is remembered for the steps after the commit."""
    name = f"section:{section.id}" if section else INSTALLATION
    session.info.setdefault(CHANGED, set()).add(name if section else subject)
    query = (
        select(AuditChain).where(AuditChain.name == name).with_for_update().execution_options(populate_existing=True)
    )
    chain = session.scalars(query).one_or_none()
    if chain is None:
        chain = AuditChain(name=name, section_id=section.id if section else None, head_seq=0, head_hash=GENESIS)
        session.add(chain)
        session.flush()
    return chain


def lock(session: Session, section_id: int) -> "Locked":
    """Queue with the section's other writers and move its revision, in one statement, for what is done very often."""
    row = session.connection().execute(LOCK, {"one": section_id}).one()
    return Locked(row.marking_started_at, row.rubric_version, row.state)


class Locked(NamedTuple):
    """What is known of a section once its writers queue behind us."""

    marking_started_at: datetime | None
    rubric_version: int
    stage: str


class Line(NamedTuple):
    """A line for `append`: what was done to what, by whom, on which device, and what is there now."""

    action: AuditAction
    subject: str
    by_id: int | None
    device_id: str | None
    after: Mapping[str, Plain]


def append(session: Session, section_id: int, lines: Sequence[Line]) -> None:
    """Append lines without personal values to a section's chain whose writers are queued by `lock`, in few statements."""
    if not lines:
        return
    execute = session.connection().execute
    name, now = f"section:{section_id}", utc_now()
    chain = execute(FIND_CHAIN, {"named": name}).one_or_none()
    if chain is None:
        execute(insert(CHAINS).values(name=name, section_id=section_id, head_seq=0, head_hash=GENESIS))
        chain = execute(FIND_CHAIN, {"named": name}).one()
    seals = row_seals.collect(session, section_id)
    sealed: dict[str, object] = {"rows": row_seals.digest(seals)} if seals else {}
    seq, head = chain.head_seq, chain.head_hash
    rows: list[dict[str, object]] = []
    for line in lines:
        seq += 1
        content = {"before": {}, "after": dict(line.after), "sealed": {}, **(sealed if not rows else {})}
        row = Written(seq, now, line.by_id, line.device_id, line.action, line.subject, canonical(content), head)
        head = entry_hash(name, row)
        rows.append({**row._asdict(), "chain_id": chain.id, "hash": head})
    execute(insert(ENTRIES), rows)
    execute(MOVE_HEAD, {"one": chain.id, "seq": seq, "head": head})
    if seals:
        first = select(ENTRIES.c.id).where(ENTRIES.c.chain_id == chain.id, ENTRIES.c.seq == chain.head_seq + 1)
        row_seals.write(session, execute(first).scalar_one(), seals)


def seal_waiting(session: Session) -> None:
    """Write a line of its own for rows that were changed after the last line of their chain, or without any."""
    for section_id in sorted(row_seals.owners_waiting(session), key=lambda one: one or 0):
        section = session.get(Section, section_id) if section_id else None
        subject = f"section:{section_id}" if section_id else INSTALLATION
        _append_one(session, _locked_chain(session, section, subject), AuditAction.ROWS_SEAL, subject)


@listens_for(Session, "before_commit")
def _seal_before_commit(session: Session) -> None:
    session.flush()
    if session.info.get(UNSEALED):
        seal_waiting(session)


class Written(NamedTuple):
    """What the hash of a line covers, besides the name of its chain."""

    seq: int
    at: datetime
    user_id: int | None
    device_id: str | None
    action: str
    subject: str
    content: str
    previous_hash: str


def lock_head(session: Session, section: Section) -> str:
    """Make the section's other writers wait and give the hash of its last line, for a witness."""
    _touch(session, section)
    return _locked_chain(session, section).head_hash


def entry_hash(chain_name: str, entry: AuditEntry | Written) -> str:
    """SHA-256 over the canonical JSON of all that an entry says, its number and the hash before it."""
    return hashlib.sha256(
        canonical(
            {
                "chain": chain_name,
                "seq": entry.seq,
                "at": iso(entry.at),
                "user": entry.user_id,
                "device": entry.device_id,
                "action": entry.action,
                "subject": entry.subject,
                "content": entry.content,
                "previous": entry.previous_hash,
            }
        ).encode()
    ).hexdigest()


def seal(salt: str, value: str) -> str:
    """Salted hash of a personal value."""
    return hashlib.sha256(f"{salt}\0{value}".encode()).hexdigest()


def iso(moment: datetime) -> str:
    """Write a moment in UTC with milliseconds, the same on both databases."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def canonical(value: Mapping[str, object] | list[object]) -> str:
    """JSON with sorted keys and no spaces: equal values give equal bytes."""
    return _CANONICAL(value)
