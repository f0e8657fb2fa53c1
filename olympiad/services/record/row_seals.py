"""Sealing rows: a line of the record says how the rows that were changed before it stand now."""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeVar, cast

from sqlalchemy import Select, Table, bindparam, insert, select, tuple_, update
from sqlalchemy.orm import Session

from olympiad.db import filled
from olympiad.models.audit import AuditChain, AuditEntry
from olympiad.models.sealed_row import SealedRow
from olympiad.services.record.row_changes import ABOVE, Changes, Key, changes, key_columns, note
from olympiad.services.record.row_content import (
    DELETED,
    KEY,
    Values,
    content_of,
    content_of_marks,
    content_of_operations,
    digest_of_rows,
    section_of,
    table_of,
)
from olympiad.services.record.sealed_columns import BY_SHEET, MARKS, sealed_tables

Item = TypeVar("Item")

SEALS = cast(Table, SealedRow.__table__)
CHUNK = 400
OWNER = "olympiad_owner"
FORGET_SALT = update(SEALS).where(SEALS.c.id == bindparam("old")).values(salt="")

LATEST = (
    select(SEALS.c.row, SEALS.c.id, SEALS.c.salt, SEALS.c.content, AuditChain.section_id)
    .join(AuditEntry, AuditEntry.id == SEALS.c.entry_id)
    .join(AuditChain, AuditChain.id == AuditEntry.chain_id)
    .where(SEALS.c.table_name == bindparam("table"), SEALS.c.row.in_(bindparam("rows", expanding=True)))
    .order_by(SEALS.c.id)
)
"""Every seal of some rows, the one that counts last."""


class New(NamedTuple):
    """A seal to be written, and the number of the one that it replaces."""

    table_name: str
    row: str
    salt: str
    content: str
    replaced: int | None


class _Latest(NamedTuple):
    id: int
    salt: str
    content: str
    section_id: int | None


def collect(session: Session, section_id: int | None) -> list[New]:
    """Seal what waits and belongs to the chain of a section, or (None) of the installation; the rest goes on waiting."""
    waiting = changes(session)
    if not waiting:
        return []
    found: list[New] = []
    for name in sorted(waiting):
        table = table_of(name)
        waiting[name] = _numbered(session, table, waiting[name])
        for some in chunks(sorted(waiting[name], key=str)):
            fresh, done = _seal(session, table, some, section_id)
            found += fresh
            waiting[name] -= done
    for name in [name for name, keys in waiting.items() if not keys]:
        del waiting[name]
    return found


def note_everything(session: Session) -> None:
    """Let every row wait for a seal: what stood before there were seals, or was changed by a migration, is sealed as found."""
    for name in sorted(sealed_tables()):
        table = table_of(name)
        there = session.connection().execute(select(*key_columns(table)).distinct())
        note(session, name, [tuple(row) for row in there])
        sealed = session.connection().execute(select(SEALS.c.row).where(SEALS.c.table_name == name).distinct())
        note(session, name, [_key_from(table, row) for (row,) in sealed])


def _key_from(table: Table, text: str) -> Key:
    kinds = [column.type.python_type for column in key_columns(table)]
    return tuple(kind(part) for kind, part in zip(kinds, text.split(KEY), strict=True))


def digest(seals: Iterable[New]) -> str:
    """Return what a line keeps of the rows that it seals."""
    return digest_of_rows((one.table_name, one.row, one.content) for one in seals)


def write(session: Session, entry_id: int, seals: Sequence[New]) -> None:
    """Write the seals of a line; nobody needs the salts of those that they replace."""
    execute = session.connection().execute
    for some in chunks(seals):
        execute(
            insert(SEALS),
            [
                {"entry_id": entry_id, "table_name": one.table_name, "row": one.row, "salt": one.salt,
                 "content": one.content}
                for one in some
            ],
        )  # fmt: skip
    old = [{"old": one.replaced} for one in seals if one.replaced is not None]
    for some_old in chunks(old):
        execute(FORGET_SALT, some_old)


def chunks(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Cut a list into parts that one statement takes."""
    return (items[at : at + CHUNK] for at in range(0, len(items), CHUNK))


def owners_waiting(session: Session) -> set[int | None]:
    """Return the sections (None: the installation) whose rows wait for a line."""
    waiting: Changes = changes(session)
    found: set[int | None] = set()
    for name in list(waiting):
        table = table_of(name)
        waiting[name] = _numbered(session, table, waiting[name])
        for some in chunks(sorted(waiting[name], key=str)):
            rows = read_rows(session, table, some)
            found |= {values[0][OWNER] for values in rows.values()}
            gone = [key for key in some if key not in rows]
            found |= {one.section_id for one in _latest(session, name, gone).values() if one.content != DELETED}
    return found


def read_rows(session: Session, table: Table, keys: Sequence[Key]) -> dict[Key, list[Values]]:
    """Read rows as they stand, by the key under which they are sealed, each with the section that it belongs to."""
    names = [column.name for column in key_columns(table)]
    given = [key[0] for key in keys] if len(names) == 1 else list(keys)
    found: dict[Key, list[Values]] = {}
    for row in session.connection().execute(_by_key(table), {"keys": filled(given)}).mappings():
        found.setdefault(tuple(row[name] for name in names), []).append(row)
    return found


@cache
def _by_key(table: Table) -> Select[Any]:
    """Return the statement that reads rows of a table with the section that each belongs to; made once."""
    columns = key_columns(table)
    wanted = columns[0] if len(columns) == 1 else tuple_(*columns)
    return select(table, section_of(table).label(OWNER)).where(wanted.in_(bindparam("keys", expanding=True)))


def content(table: Table, rows: Sequence[Values], salt: str) -> str:
    """Write what is sealed of one row, or of all marks or operations of a sheet."""
    if table.name not in BY_SHEET:
        return content_of(table, rows[0], salt)
    return content_of_marks(table, rows, salt) if table.name == MARKS else content_of_operations(rows)


def _numbered(session: Session, table: Table, keys: set[Key]) -> set[Key]:
    """Put the numbers that the database gave in place of "all rows above"."""
    above = [key[1] for key in keys if key[0] == ABOVE]
    if not above:
        return keys
    fresh = session.connection().execute(select(table.c.id).where(table.c.id > min(above)))
    return {key for key in keys if key[0] != ABOVE} | {(number,) for (number,) in fresh}


def _seal(session: Session, table: Table, keys: Sequence[Key], section_id: int | None) -> tuple[list[New], set[Key]]:
    """Return new seals of the rows that belong to a chain, and which keys need no more."""
    rows, latest = read_rows(session, table, keys), _latest(session, table.name, keys)
    fresh: list[New] = []
    done: set[Key] = set()
    for key in keys:
        known = latest.get(key)
        if key in rows and rows[key][0][OWNER] == section_id:
            fresh += _changed(table, key, rows[key], known)
            done.add(key)
        elif key not in rows and (known is None or known.content == DELETED):
            done.add(key)
        elif key not in rows and known is not None and known.section_id == section_id:
            fresh.append(New(table.name, text_of(key), "", DELETED, known.id))
            done.add(key)
    return fresh, done


def _changed(table: Table, key: Key, rows: Sequence[Values], known: _Latest | None) -> list[New]:
    if known is not None and known.content == content(table, rows, known.salt):
        return []
    salt = secrets.token_hex(16)
    return [New(table.name, text_of(key), salt, content(table, rows, salt), known.id if known else None)]


def text_of(key: Key) -> str:
    """Write a key as it stands in seals."""
    return KEY.join(str(part) for part in key)


def _latest(session: Session, table: str, keys: Sequence[Key]) -> dict[Key, _Latest]:
    by_text = {text_of(key): key for key in keys}
    given = {"table": table, "rows": filled(by_text)}
    rows: Iterable[Any] = session.connection().execute(LATEST, given) if by_text else ()
    return {by_text[row[0]]: _Latest(*row[1:]) for row in rows}
