"""Reading the record: searching its lines, and showing personal values, which is itself recorded."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from olympiad.domain.audit_actions import AuditAction
from olympiad.exchange.audit_files import Line
from olympiad.models.audit import AuditChain, AuditDetail, AuditEntry
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.services.record import audit, transfer_subjects

OPEN_FIELDS = ("reason",)
"""Personal values that every reader of the record sees: it is why something was done."""
PER_PAGE = 50
CHUNK = 1000


@dataclass(frozen=True)
class Search:
    """What is looked for; empty: everything."""

    person: int | None = None
    action: str = ""
    """An action, or a capability with its dot, such as `results.`."""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None
    text: str = ""


@dataclass(frozen=True)
class Found:
    """One page of lines, the newest first, and how many there are in all."""

    lines: list[Line]
    count: int
    page: int
    pages: int


def chains_of(session: Session, section: Section | None) -> Sequence[AuditChain]:
    """Return the chains of a section, its own first, or the one of the installation."""
    query = select(AuditChain).order_by(AuditChain.id.desc())
    if section is None:
        return session.scalars(query.where(AuditChain.name == audit.INSTALLATION)).all()
    own = session.scalars(query.where(AuditChain.section_id == section.id)).all()
    return sorted(own, key=lambda chain: chain.name != f"section:{section.id}")


def find(session: Session, chain: AuditChain, search: Search, page: int) -> Found:
    """Search one chain; a page beyond the last is the last."""
    conditions = list(_conditions(chain, search))
    count = session.scalar(select(func.count()).select_from(AuditEntry).where(*conditions)) or 0
    pages = max(1, -(-count // PER_PAGE))
    page = min(max(1, page), pages)
    query = select(AuditEntry).where(*conditions).order_by(AuditEntry.seq.desc())
    entries = session.scalars(query.limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all()
    return Found(lines_of(session, chain, entries), count, page, pages)


def newest(session: Session, chain: AuditChain, most: int) -> list[Line]:
    """Return the newest lines of a chain, the oldest of them first."""
    query = select(AuditEntry).where(*_conditions(chain, Search())).order_by(AuditEntry.seq.desc()).limit(most)
    return lines_of(session, chain, list(reversed(session.scalars(query).all())))


def walk(session: Session, chain: AuditChain, search: Search) -> Iterator[Line]:
    """Return every line that is found, the oldest first, without holding all of them."""
    last = 0
    while True:
        query = select(AuditEntry).where(*_conditions(chain, search), AuditEntry.seq > last)
        entries = session.scalars(query.order_by(AuditEntry.seq).limit(CHUNK)).all()
        if not entries:
            return
        yield from lines_of(session, chain, entries)
        last = entries[-1].seq
        session.expunge_all()
        chain = session.get_one(AuditChain, chain.id)


def _conditions(chain: AuditChain, search: Search) -> Iterator[ColumnElement[bool]]:
    yield AuditEntry.chain_id == chain.id
    if search.person is not None:
        yield AuditEntry.user_id == search.person
    if search.action:
        exact = AuditEntry.action.startswith if search.action.endswith(".") else AuditEntry.action.__eq__
        yield exact(search.action)
    if search.subject:
        yield AuditEntry.subject.startswith(search.subject, autoescape=True)
    if search.since is not None:
        yield AuditEntry.at >= search.since
    if search.until is not None:
        yield AuditEntry.at < search.until
    if search.text:
        yield _says(search.text)


def _says(text: str) -> ColumnElement[bool]:
    reason = exists().where(
        AuditDetail.entry_id == AuditEntry.id,
        AuditDetail.field.in_(OPEN_FIELDS),
        AuditDetail.value.icontains(text, autoescape=True),
    )
    columns = (AuditEntry.content, AuditEntry.action, AuditEntry.subject, AuditEntry.hash, AuditEntry.device_id)
    return or_(*(column.icontains(text, autoescape=True) for column in columns), reason)


def lines_of(session: Session, chain: AuditChain, entries: Sequence[AuditEntry]) -> list[Line]:
    """Put names and reasons beside entries, in two statements."""
    names = _names(session, chain, {entry.user_id for entry in entries if entry.user_id})
    reasons = _reasons(session, [entry.id for entry in entries])
    rows = transfer_subjects.here_of(chain, {entry.subject for entry in entries})
    return [
        Line(
            entry_id=entry.id, chain=chain.written_as or chain.name, seq=entry.seq, at=entry.at, written_at=audit.iso(entry.at),
            user_id=entry.user_id, who=names.get(entry.user_id or 0, ""), device=entry.device_id or "",
            action=entry.action, subject=entry.subject, content=entry.content, reason=reasons.get(entry.id, ""),
            sealed=tuple(sorted(set(json.loads(entry.content)["sealed"]) - {*OPEN_FIELDS, audit.UNDO})),
            previous_hash=entry.previous_hash, hash=entry.hash, here=rows.get(entry.subject, ""),
        )
        for entry in entries
    ]  # fmt: skip


def _names(session: Session, chain: AuditChain, ids: Iterable[int]) -> dict[int, str]:
    """Name the people of a chain; the ids in one from elsewhere are that installation's."""
    here = {one: one for one in ids}
    if chain.written_as:
        people = json.loads(chain.origin)["people"]
        here = {one: people[str(one)] for one in here if str(one) in people}
    rows = session.execute(select(User.id, User.name, User.username).where(User.id.in_(here.values())))
    names = {user_id: name or username or "" for user_id, name, username in rows}
    return {one: names.get(user_id, "") for one, user_id in here.items()}


def _reasons(session: Session, ids: list[int]) -> dict[int, str]:
    query = select(AuditDetail.entry_id, AuditDetail.value).where(
        AuditDetail.entry_id.in_(ids), AuditDetail.field.in_(OPEN_FIELDS)
    )
    return {row.entry_id: row.value for row in session.execute(query)}


def people_in(session: Session, chain: AuditChain) -> list[tuple[int, str]]:
    """List who acts in a chain, by name."""
    query = select(AuditEntry.user_id).where(AuditEntry.chain_id == chain.id, AuditEntry.user_id.is_not(None))
    names = _names(session, chain, [one for one in session.scalars(query.distinct()) if one is not None])
    return sorted(names.items(), key=lambda pair: pair[1].casefold())


def actions_in(session: Session, chain: AuditChain) -> list[str]:
    """List the actions of a chain."""
    query = select(AuditEntry.action).where(AuditEntry.chain_id == chain.id).distinct()
    return sorted(session.scalars(query))


def entry_of(session: Session, chain: AuditChain, seq: int) -> AuditEntry | None:
    """Find one entry."""
    return session.scalars(select(AuditEntry).where(AuditEntry.chain_id == chain.id, AuditEntry.seq == seq)).first()


def reveal(session: Session, chain: AuditChain, entry: AuditEntry, *, by: User) -> dict[str, str]:
    """Return the personal values of an entry that are not purged; that they were read becomes a line of its own."""
    section = session.get(Section, chain.section_id) if chain.section_id else None
    rows = session.execute(
        select(AuditDetail.field, AuditDetail.value).where(
            AuditDetail.entry_id == entry.id, AuditDetail.field != audit.UNDO
        )
    )
    values = {row.field: row.value for row in rows}
    read: dict[str, audit.Plain] = {"chain": chain.name, "seq": entry.seq, "fields": [*sorted(values)]}
    audit.record(session, AuditAction.AUDIT_REVEAL, f"audit_entry:{entry.id}", by=by, section=section, after=read)
    return values
