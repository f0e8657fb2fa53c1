"""Noticing which rows a session writes, by objects or by statements, until a line of the record seals them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Delete, Insert, Select, Table, Update, func, inspect, select
from sqlalchemy.event import listens_for
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction

from olympiad.services.record.sealed_columns import BY_SHEET, sealed_tables

UNSEALED = "olympiad_unsealed"
"""Key of `session.info`: table → keys of rows that were written and wait for a line."""

Key = tuple[Any, ...]
Changes = dict[str, set[Key]]


def changes(session: Session) -> Changes:
    """Return what waits to be sealed, to add to or to take from."""
    return cast(Changes, session.info.setdefault(UNSEALED, {}))


def note(session: Session, table: str, keys: Iterable[Key]) -> None:
    """Remember rows that were written past the session, on its connection."""
    changes(session).setdefault(table, set()).update(keys)


@listens_for(Session, "after_flush")
def _note_objects(session: Session, _context: object) -> None:
    for row in (*session.new, *session.deleted, *(one for one in session.dirty if session.is_modified(one))):
        mapper = inspect(row).mapper
        table = cast(Table, mapper.local_table)
        if table.name in sealed_tables():
            key = (row.sheet_id,) if table.name in BY_SHEET else tuple(mapper.primary_key_from_instance(row))
            note(session, table.name, [key])


@listens_for(Session, "after_soft_rollback")
def _forget(session: Session, ended: SessionTransaction) -> None:
    """Forget what a whole transaction wrote; a savepoint takes back a part of it only, and a row noted in vain does no harm."""
    if ended.parent is None:
        session.info.pop(UNSEALED, None)


@listens_for(Session, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    """Find the rows of a statement before it is executed: afterwards its condition may not hold any more."""
    statement = state.statement
    if not isinstance(statement, Insert | Update | Delete):
        return
    table = cast(Table, statement.table)
    if table.name not in sealed_tables():
        return
    if state.session.autoflush:
        state.session.flush()
    given: Any = state.parameters or {}
    sets: list[Mapping[str, Any]] = given if isinstance(given, list) else [given]
    if isinstance(statement, Insert):
        found = _inserted(state.session, statement, table, sets)
    else:
        found = _met(state.session, statement, table, sets)
    note(state.session, table.name, found)


def key_columns(table: Table) -> list[Any]:
    """Return the columns by which a table is sealed."""
    return [table.c.sheet_id] if table.name in BY_SHEET else list(table.primary_key.columns)


def _inserted(session: Session, statement: Insert, table: Table, sets: Iterable[Mapping[str, Any]]) -> set[Key]:
    """Take the keys from the values; rows that the database numbers are all those above what is there (`ABOVE`)."""
    names = [column.name for column in key_columns(table)]
    written: Mapping[Any, Any] = statement._values or {}  # the public way is by compiling
    given = {getattr(column, "key", column): getattr(value, "value", None) for column, value in written.items()}
    rows = [{**given, **one} for one in sets]
    if all(row.get(name) is not None for row in rows for name in names):
        return _keys_of(rows, names)
    if table.c.id.default is not None:
        raise TypeError(f"{table.name}: rows with random numbers are inserted with them")
    return {(ABOVE, session.connection().execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one())}


ABOVE = "above"
"""Mark of a key that stands for all rows with a higher number."""


def _keys_of(rows: Iterable[Mapping[str, Any]], names: Sequence[str]) -> set[Key]:
    return {tuple(row[name] for name in names) for row in rows}


def _met(session: Session, statement: Update | Delete, table: Table, sets: Iterable[Mapping[str, Any]]) -> set[Key]:
    keys = key_columns(table)
    names = [column.name for column in keys]
    if statement.whereclause is None:
        given = [one for one in sets if all(name in one for name in names)]
        if given:  # many rows by their primary keys
            return _keys_of(given, names)
    query: Select[Any] = select(*keys).select_from(table).distinct()
    if statement.whereclause is not None:
        query = query.where(statement.whereclause)
    execute = session.connection().execute
    return {tuple(row) for one in sets for row in execute(query, dict(one))}
