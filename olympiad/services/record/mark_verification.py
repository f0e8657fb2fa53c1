"""Recomputing marks from operations, and operations from the digests in the record's lines."""

import json
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.db import in_parts
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.errors import DomainError
from olympiad.domain.operations import Kind as OperationKind
from olympiad.domain.operations import Outcome, digest, value_from
from olympiad.models.audit import AuditChain, AuditEntry
from olympiad.services.record import row_names
from olympiad.services.record.row_content import (
    Sealed,
    Values,
    content_of,
    digest_of_operations,
    hash_of_operation,
    members,
    section_of,
    table_of,
)
from olympiad.services.record.row_differences import Difference, Kind, differing
from olympiad.services.record.sealed_columns import MARKS, OPERATIONS

Seals = Mapping[str, Mapping[str, Sealed]]
Cell = tuple[int, int]
UNSEALED = Sealed("", "", "{}")


class Line(NamedTuple):
    """What a line says of a request of a device: which operations it took, and their digests."""

    last_seq: int
    taken: int
    seq: int
    digest: str
    kept: str | None
    """Over every column of what was kept; None: the line is older, and has the contents' digest alone."""


class Event(NamedTuple):
    """An operation that gave a cell its value, or a second value: its line, its number, what it says."""

    line: int
    number: int
    outcome: str
    id: str
    value: str


class _Book:
    """Operations of a section as they are read, device by device."""

    def __init__(self, lines: dict[str, list[Line]], through: dict[int, int]) -> None:
        self.lines, self.through = lines, through
        self.by_sheet: dict[int, list[tuple[int, str]]] = {}
        self.events: dict[int, list[tuple[int, Event]]] = {}

    def line_of(self, row: Values) -> Line | None:
        """Return the line that took an operation."""
        known = self.lines.get(row["device_id"], [])
        at = bisect_left(known, row["seq"], key=lambda line: line.last_seq)
        found = known[at] if at < len(known) else None
        return found if found and found.last_seq - found.taken < row["seq"] else None

    def keep(self, row: Values, line: Line | None, said: str) -> None:
        """Remember what the seal of its sheet covers, and what it did to a cell."""
        if row["number"] <= self.through.get(row["sheet_id"], 0):
            self.by_sheet.setdefault(row["sheet_id"], []).append((row["number"], said))
        counts = row["outcome"] in (Outcome.APPLIED, Outcome.CONFLICT) and '"replaced"' not in row["answer"]
        if row["kind"] == OperationKind.MARK and counts:
            event = Event(line.seq if line else 0, row["number"], str(row["outcome"]), row["id"], row["value"])
            self.events.setdefault(row["sheet_id"], []).append((row["criterion_id"], event))


def differences(session: Session, chain: AuditChain, seals: Seals) -> Iterator[Difference]:
    """Compare operations with the lines that took them, then each mark with what its operations come to."""
    try:
        sealed = {int(row): members(seal.content) for row, seal in seals.get(OPERATIONS, {}).items()}
        book = _Book(_lines(session, chain), {sheet: one.get("through", 0) for sheet, one in sealed.items()})
        yield from _operations(session, chain, book)
        for sheet, one in sealed.items():
            hashes = [said for _, said in sorted(book.by_sheet.get(sheet, []))]
            if one and one["digest"] != digest_of_operations(hashes):
                seq = seals[OPERATIONS][str(sheet)].seq
                named = row_names.of_row(session, table_of(MARKS), {"sheet_id": sheet})
                yield Difference(Kind.OPERATIONS, seq, OPERATIONS, str(sheet), named)
        yield from _marks(session, chain, seals.get(MARKS, {}), book)
    except (DomainError, ValueError, TypeError, ArithmeticError, LookupError):
        yield Difference(Kind.UNREADABLE, 0, OPERATIONS)


def _lines(session: Session, chain: AuditChain) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    query = select(AuditEntry.subject, AuditEntry.seq, AuditEntry.content).where(
        AuditEntry.chain_id == chain.id, AuditEntry.action == AuditAction.OPERATIONS_APPLY
    )
    for subject, seq, content in session.execute(query):
        said = members(content)["after"]
        line = Line(said["last_seq"], said["count"], seq, said["digest"], said.get("sent"))
        found.setdefault(subject.partition(":")[2], []).append(line)
    for lines in found.values():
        lines.sort()
    return found


def _operations(session: Session, chain: AuditChain, book: _Book) -> Iterator[Difference]:
    table = table_of(OPERATIONS)
    query = select(table).where(table.c.section_id == chain.section_id).order_by(table.c.device_id, table.c.seq)
    rows = in_parts(session, query)
    met: set[int] = set()
    for line, together in groupby(rows, key=book.line_of):
        hashes, contents = [], []
        for row in together:
            hashes.append(hash_of_operation(row))
            contents.append(row["content_hash"])
            book.keep(row, line, hashes[-1])
            if line is None and row["number"] > book.through.get(row["sheet_id"], 0):
                yield Difference(
                    Kind.OPERATION_UNKNOWN, 0, OPERATIONS, row["id"], row_names.of_row(session, table, row)
                )
        if line is not None:
            met.add(line.seq)
            if not _agrees(line, hashes, contents):
                yield Difference(Kind.OPERATIONS, line.seq, OPERATIONS)
    yield from _without_rows(book, met)


def _without_rows(book: _Book, met: set[int]) -> Iterator[Difference]:
    """Lines of the record that tell of operations of which no row was met."""
    for line in (one for lines in book.lines.values() for one in lines):
        if line.seq not in met and not _agrees(line, [], []):
            yield Difference(Kind.OPERATIONS, line.seq, OPERATIONS)


def _agrees(line: Line, hashes: list[str], contents: list[str]) -> bool:
    if line.kept is not None:
        return digest_of_operations(hashes) == line.kept
    return len(contents) != line.taken or digest(contents) == line.digest


def _marks(session: Session, chain: AuditChain, seals: Mapping[str, Sealed], book: _Book) -> Iterator[Difference]:
    table = table_of(MARKS)
    query = select(table).where(section_of(table) == chain.section_id).order_by(table.c.sheet_id)
    met: set[int] = set()
    found = in_parts(session, query)
    for sheet, rows in groupby(found, key=lambda row: row["sheet_id"]):
        met.add(sheet)
        yield from _of_sheet(session, sheet, {row["criterion_id"]: row for row in rows}, seals, book)
    for sheet in sorted(({int(row) for row in seals} | book.events.keys()) - met):
        yield from _of_sheet(session, sheet, {}, seals, book)


def _of_sheet(
    session: Session, sheet: int, rows: dict[int, Values], seals: Mapping[str, Sealed], book: _Book
) -> Iterator[Difference]:
    seal = seals.get(str(sheet), UNSEALED)
    events = book.events.get(sheet, [])
    expected = _expected(sheet, seal, _since(seal, events))
    stands = {cell: json.loads(content_of(table_of(MARKS), row, seal.salt)) for cell, row in rows.items()}
    for criterion in sorted(expected.keys() | stands.keys()):
        said, here = expected.get(criterion), stands.get(criterion)
        if said == here:
            continue
        cell = {"sheet_id": sheet, "criterion_id": criterion}
        named = row_names.of_row(session, table_of(MARKS), cell)
        seq = max([seal.seq, *(one.line for of, one in events if of == criterion)])
        where = (seq, MARKS, f"{sheet},{criterion}", named)
        if said is None:
            yield Difference(Kind.UNKNOWN, *where)
        elif here is None:
            yield Difference(Kind.MISSING, *where)
        else:
            yield Difference(Kind.CHANGED, *where, *differing(said, here, MARKS))


def _since(seal: Sealed, events: list[tuple[int, Event]]) -> list[tuple[int, Event]]:
    """Return what came after a sheet was sealed; all of it where it never was."""
    return [one for one in events if one[1].line > seal.seq or not seal.seq]


def _expected(sheet: int, seal: Sealed, events: list[tuple[int, Event]]) -> dict[int, dict[str, Any]]:
    """Apply to the sealed marks of a sheet, or to none, the operations that came after."""
    cells: dict[int, dict[str, Any]] = {int(criterion): cell for criterion, cell in members(seal.content).items()}
    for criterion, event in sorted(events, key=lambda one: one[1].number):
        before = cells.get(criterion)
        if event.outcome == Outcome.CONFLICT and before is not None:
            cells[criterion] = {**before, "conflict_operation_id": event.id}
        else:
            cells[criterion] = _given(sheet, criterion, event, before, seal.salt)
    return cells


def _given(sheet: int, criterion: int, event: Event, before: dict[str, Any] | None, salt: str) -> dict[str, Any]:
    value = value_from(members(event.value))
    conflict = before["conflict_operation_id"] if before else None
    row = {
        **{name: one for name, one in vars(value).items() if name != "chosen_over"},
        "sheet_id": sheet,
        "criterion_id": criterion,
        "operation_id": event.id,
        "conflict_operation_id": None if conflict == value.chosen_over else conflict,
    }
    found: dict[str, Any] = json.loads(content_of(table_of(MARKS), row, salt))
    return found
