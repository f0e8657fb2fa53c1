"""The section as it is now, for pages: each process keeps sheets and task marks and reads only what has changed."""

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from olympiad import db
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.known_marks import KnownMarks
from olympiad.domain.section import Section as SectionValue
from olympiad.models.audit import AuditChain, AuditEntry
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import Operation
from olympiad.models.section import Section
from olympiad.services.computing import section_values, sheet_loading
from olympiad.services.computing.sheet_loading import LoadedSheets, LoadedTask

KEPT = 4
"""Sections kept for each database; one of 1,000 teams takes some 10 MB."""
MOST_CHANGED = 1_000
"""More changed sheets than that are read with all the others."""
OF_ONE_SHEET = frozenset({
    AuditAction.SCORE_SHEETS_SUBMIT, AuditAction.SCORE_SHEETS_ACCEPT, AuditAction.SCORE_SHEETS_REOPEN,
    AuditAction.SCORE_SHEETS_RETURN_TO_JUDGE,
})  # fmt: skip
"""Deeds that change the sheet they name and no other one."""


class State(NamedTuple):
    """Where the record stood when sheets were read, and what they depend on besides marks and states."""

    seq: int
    head: str
    number: int
    """Of the last operation."""
    tasks: Mapping[int, LoadedTask]
    teams: Mapping[int, str]
    judges: tuple[tuple[object, ...], ...]


class Provisional:
    """What a process knows of one section. Several threads share it: what is kept is replaced, never changed."""

    def __init__(self) -> None:
        self.marks = KnownMarks()
        self._sheets: tuple[State, LoadedSheets] | None = None

    def load(self, session: Session, place: Section) -> SectionValue:
        """Return the section's values; equal to those of `section_values.load`.

        The record says what has happened since: saves and the deeds of single sheets name the sheets that are read
        again, anything else has all of them read. Only sheets are kept; everything else is read each time. A
        transaction that may write reads everything, for it may have changed what is not on record yet.
        """
        if db.is_writing():
            return section_values.load(session, place)
        return section_values.load(session, place, read_sheets=self._read)

    def _read(
        self, session: Session, place: Section, tasks: Mapping[int, LoadedTask], teams: Mapping[int, str]
    ) -> LoadedSheets:
        state = _state(session, place, tasks, teams)  # before the sheets: what comes in between is read twice
        sheets = self._updated(session, place, state) or sheet_loading.load(session, place, tasks, teams)
        self._sheets = state, sheets
        return sheets

    def _updated(self, session: Session, place: Section, now: State) -> LoadedSheets | None:
        if self._sheets is None:
            return None
        before, kept = self._sheets
        if (before.tasks, before.teams, before.judges) != (now.tasks, now.teams, now.judges):
            return None
        ids = _changed(session, place, before)
        if ids is None or len(ids) > MOST_CHANGED or not ids <= kept.values.keys():
            return None
        if not ids:
            return kept
        fresh = sheet_loading.load(session, place, now.tasks, now.teams, only=ids)
        if fresh.values.keys() != ids:
            return None
        notes = {sheet_id: own for sheet_id, own in kept.notes.items() if sheet_id not in ids} | fresh.notes
        return LoadedSheets(kept.values | fresh.values, notes)


def _state(session: Session, place: Section, tasks: Mapping[int, LoadedTask], teams: Mapping[int, str]) -> State:
    chain = select(AuditChain.head_seq, AuditChain.head_hash).where(AuditChain.section_id == place.id)
    head = session.execute(chain).one_or_none()
    number = session.scalar(select(func.max(Operation.number)).where(Operation.section_id == place.id))
    judges = select(Judge.id, Judge.key, Judge.kind).where(Judge.section_id == place.id).order_by(Judge.id)
    found = tuple(tuple(row) for row in session.execute(judges))
    return State(head.head_seq if head else 0, head.head_hash if head else "", number or 0, tasks, teams, found)


def _changed(session: Session, place: Section, before: State) -> set[int] | None:
    """Ids of the sheets that may have changed; None where the record cannot tell."""
    query = (
        select(AuditEntry.hash, AuditEntry.action, AuditEntry.subject)
        .join(AuditChain, AuditChain.id == AuditEntry.chain_id)
        .where(AuditChain.section_id == place.id, AuditEntry.seq >= before.seq)
        .order_by(AuditEntry.seq)
        .limit(10 * MOST_CHANGED + 1)
    )
    entries = session.execute(query).all()
    if not 0 < len(entries) <= 10 * MOST_CHANGED or entries[0].hash != before.head:
        return None  # the record is not the one that was known: a restored copy
    ids: set[int] = set()
    for _, action, subject in entries[1:]:
        if action in OF_ONE_SHEET:
            ids.add(int(subject.partition(":")[2]))
        elif action != AuditAction.OPERATIONS_APPLY:
            return None
    operations = select(Operation.sheet_id).where(Operation.section_id == place.id, Operation.number > before.number)
    return ids | set(session.scalars(operations.distinct()))


_known: WeakKeyDictionary[Engine, OrderedDict[int, Provisional]] = WeakKeyDictionary()
_lock = Lock()


def of(session: Session, section: Section) -> Provisional:
    """Return what this process knows of a section."""
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    with _lock:
        known = _known.setdefault(engine, OrderedDict())
        found = known.setdefault(section.id, Provisional())
        known.move_to_end(section.id)
        while len(known) > KEPT:
            known.popitem(last=False)
    return found
