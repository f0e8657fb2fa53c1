"""Comparing the rows of the database with what the lines of a chain have sealed, and naming the first difference."""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from olympiad.db import in_parts
from olympiad.models.audit import AuditChain, AuditEntry
from olympiad.services.record import mark_verification, row_names
from olympiad.services.record.audit import entry_hash
from olympiad.services.record.row_content import (
    DELETED,
    Sealed,
    Values,
    content_of,
    digest_of_rows,
    members,
    row_key,
    section_of,
    table_of,
)
from olympiad.services.record.row_differences import Difference, Kind, differing
from olympiad.services.record.row_seals import SEALS
from olympiad.services.record.sealed_columns import BY_SHEET, sealed_tables

IN_ONE_QUERY = 500
Seals = dict[str, dict[str, Sealed]]
"""Table → key of the row → the seal that counts."""


def differences(session: Session, chain: AuditChain) -> Iterator[Difference]:
    """Compare every row that belongs to a chain written here with its seals, in the order of the tables."""
    seals: Seals = {}
    yield from _read_seals(session, chain, seals)
    for name in sorted(sealed_tables() - set(BY_SHEET)):
        yield from _of_table(session, chain, table_of(name), seals.get(name, {}))
    if chain.section_id is not None:
        yield from mark_verification.differences(session, chain, seals)


def not_as_recorded(session: Session, table: str, row_ids: Sequence[int]) -> list[int]:
    """Return those rows that are not as the lines that sealed them last say, without reading the whole chain.

    Each of these lines is looked at once: one that issued thousands of certificates has sealed as many rows.
    A chain that has sealed nothing yet says nothing of rows, nor against them.
    """
    wrong: list[int] = []
    holds: dict[int, bool] = {}
    for at in range(0, len(row_ids), IN_ONE_QUERY):
        wrong += _wrong_of(session, table_of(table), row_ids[at : at + IN_ONE_QUERY], holds)
    return wrong


def _wrong_of(session: Session, table: Table, row_ids: Sequence[int], holds: dict[int, bool]) -> list[int]:
    query = (
        select(SEALS.c.row, SEALS.c.salt, SEALS.c.content, SEALS.c.entry_id)
        .join(AuditEntry, AuditEntry.id == SEALS.c.entry_id)
        .where(SEALS.c.table_name == table.name, SEALS.c.row.in_(map(str, row_ids)))
        .order_by(AuditEntry.seq, SEALS.c.id)
    )
    latest = {int(seal.row): seal for seal in session.execute(query)}
    if not latest and session.scalar(select(SEALS.c.id).where(SEALS.c.table_name == table.name).limit(1)) is None:
        return []
    stands = {row["id"]: row for row in session.execute(select(table).where(table.c.id.in_(row_ids))).mappings()}
    for entry_id in {seal.entry_id for seal in latest.values()} - holds.keys():
        holds[entry_id] = _holds(session, session.get_one(AuditEntry, entry_id))
    return [
        row_id
        for row_id in row_ids
        if (seal := latest.get(row_id)) is None
        or content_of(table, stands[row_id], seal.salt) != seal.content
        or not holds[seal.entry_id]
    ]


def _holds(session: Session, entry: AuditEntry) -> bool:
    """Whether a line is as it was hashed, the rows that it sealed are, and the line after it follows from it."""
    chain = session.get_one(AuditChain, entry.chain_id)
    rows = session.execute(select(SEALS.c.table_name, SEALS.c.row, SEALS.c.content).where(SEALS.c.entry_id == entry.id))
    following = select(AuditEntry.previous_hash).where(AuditEntry.chain_id == chain.id, AuditEntry.seq == entry.seq + 1)
    return (
        entry_hash(chain.name, entry) == entry.hash
        and digest_of_rows((row.table_name, row.row, row.content) for row in rows) == members(entry.content).get("rows")
        and (session.scalar(following) or chain.head_hash) == entry.hash
    )


def _read_seals(session: Session, chain: AuditChain, seals: Seals) -> Iterator[Difference]:
    """Collect the latest seal of each row; those of a line have to be the ones that the line has hashed."""
    lines = select(AuditEntry.id, AuditEntry.seq, AuditEntry.content).where(AuditEntry.chain_id == chain.id)
    wanted = {row.id: (row.seq, members(row.content).get("rows")) for row in session.execute(lines)}
    query = (
        select(SEALS.c.entry_id, SEALS.c.table_name, SEALS.c.row, SEALS.c.salt, SEALS.c.content)
        .join(AuditEntry, AuditEntry.id == SEALS.c.entry_id)
        .where(AuditEntry.chain_id == chain.id)
        .order_by(AuditEntry.seq)
    )
    found = in_parts(session, query)
    for entry_id, rows in groupby(found, key=lambda row: row["entry_id"]):
        seq, digest = wanted.pop(entry_id)
        together = [(row["table_name"], row["row"], row["content"]) for row in rows if _keep(seals, row, seq)]
        if digest_of_rows(together) != digest:
            yield Difference(Kind.SEALS, seq)
    lost = sorted(seq for seq, digest in wanted.values() if digest)
    if lost:
        yield Difference(Kind.SEALS, lost[0])


def _keep(seals: Seals, row: Any, seq: int) -> bool:
    seals.setdefault(row["table_name"], {})[row["row"]] = Sealed(row["row"], row["salt"], row["content"], seq)
    return True


def _of_table(session: Session, chain: AuditChain, table: Table, seals: dict[str, Sealed]) -> Iterator[Difference]:
    missing = {key for key, seal in seals.items() if seal.content != DELETED}
    query = select(table).where(section_of(table).is_not_distinct_from(chain.section_id))
    try:
        for row in in_parts(session, query):
            key = row_key(table, row)
            missing.discard(key)
            yield from _of_row(session, table, key, row, seals.get(key))
    except (ValueError, TypeError, ArithmeticError, LookupError):
        yield Difference(Kind.UNREADABLE, 0, table.name)
    for key in sorted(missing):
        yield Difference(
            Kind.MISSING, seals[key].seq, table.name, key, row_names.of_content(session, table, seals[key].content)
        )


def _of_row(session: Session, table: Table, key: str, row: Values, seal: Sealed | None) -> Iterator[Difference]:
    if seal is None or seal.content == DELETED:
        yield Difference(Kind.UNKNOWN, seal.seq if seal else 0, table.name, key, row_names.of_row(session, table, row))
    elif (stands := content_of(table, row, seal.salt)) != seal.content:
        column, said, here = differing(members(seal.content), json.loads(stands), table.name)
        named = row_names.of_row(session, table, row)
        yield Difference(Kind.CHANGED, seal.seq, table.name, key, named, column, said, here)
