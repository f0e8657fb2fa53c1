"""What the lines of a moved chain are about: its row numbers there, and the rows that they became here."""

import json
from collections.abc import Iterable
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.canonical_json import Plain
from olympiad.models.audit import AuditChain, AuditEntry
from olympiad.services.record.section_rows import Ordinals, moved_tables, own_id

Rows = dict[str, dict[str, int]]
"""Table → number in the lines, as text → number of the row here, or position in the file."""


def here_of(chain: AuditChain, subjects: Iterable[str]) -> dict[str, str]:
    """Name the rows here that lines of a moved chain are about; left out is what did not come along."""
    known = cast(Rows, json.loads(chain.origin).get("rows", {})) if chain.origin else {}
    parts = ((subject, *subject.split(":", 1)) for subject in subjects if ":" in subject)
    found = {subject: (table, known.get(table, {}).get(number)) for subject, table, number in parts}
    return {subject: f"{table}:{row}" for subject, (table, row) in found.items() if row is not None}


def positions(session: Session, chain: AuditChain, ordinals: Ordinals) -> dict[str, Plain]:
    """Say which position of the file each row has that a line is about."""
    query = select(AuditEntry.subject).where(AuditEntry.chain_id == chain.id).distinct()
    subjects = session.scalars(query).all()
    present = here_of(chain, subjects) if chain.written_as else {one: one for one in subjects}
    found: dict[str, dict[str, Plain]] = {}
    for subject, row in present.items():
        table, _, number = row.partition(":")
        at = ordinals.get(table, {}).get(int(number)) if number.isdecimal() else None
        if at is not None:
            found.setdefault(table, {})[subject.partition(":")[2]] = at
    return {table: {**numbers} for table, numbers in found.items()}


def rows_here(told: object, ids: dict[str, list[int]]) -> Rows:
    """Turn positions of the file into the numbers of the rows that were made; what is not understood is left out."""
    tables = {table.name for table in moved_tables() if own_id(table)}
    return {
        table: {
            there: ids[table][at] for there, at in cast(dict[str, int], numbers).items() if 0 <= at < len(ids[table])
        }
        for table, numbers in (told.items() if isinstance(told, dict) else ())
        if table in tables
    }
