"""Triggers that keep the record, operations and results versions append-only on SQLite and PostgreSQL."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

APPEND_ONLY = ("audit_entry", "operation")
"""Rows of these tables are never changed nor deleted."""

FROZEN_COLUMNS = {
    "results_version": ("section_id", "number", "bundle", "sha256", "finalised_at"),
    "sealed_row": ("id", "entry_id", "table_name", "row", "content"),
}
"""Columns that never change once written; the rows are never deleted."""

GUARDED = frozenset({*APPEND_ONLY, *FROZEN_COLUMNS})
AT_FIRST = GUARDED - {"sealed_row"}
"""What the first migration guards; each later table brings its triggers in its own."""


def sqlite_triggers(tables: Collection[str] = GUARDED) -> list[str]:
    """Write the triggers for SQLite; `recursive_triggers` makes REPLACE fire the one on DELETE."""
    statements = [_sqlite(table, verb) for table in APPEND_ONLY if table in tables for verb in ("UPDATE", "DELETE")]
    for table, columns in FROZEN_COLUMNS.items():
        if table in tables:
            statements += [_sqlite(table, f"UPDATE OF {', '.join(columns)}", "update"), _sqlite(table, "DELETE")]
    return statements


def _sqlite(table: str, event: str, name: str = "") -> str:
    return (
        f"CREATE TRIGGER {table}_no_{name or event.lower()} BEFORE {event} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def postgresql_triggers(tables: Collection[str] = GUARDED) -> list[str]:
    """Write the function and triggers for PostgreSQL, TRUNCATE included."""
    function = (
        "CREATE FUNCTION olympiad_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    return [function, *postgresql_row_triggers(tables)]


def postgresql_row_triggers(tables: Collection[str]) -> list[str]:
    """Write the triggers alone, where the function is there."""
    statements = []
    for table in (one for one in APPEND_ONLY if one in tables):
        statements += [_postgresql(table, "UPDATE OR DELETE", "ROW"), _postgresql(table, "TRUNCATE", "STATEMENT")]
    for table, columns in FROZEN_COLUMNS.items():
        if table in tables:
            event = f"UPDATE OF {', '.join(columns)} OR DELETE"
            statements += [_postgresql(table, event, "ROW"), _postgresql(table, "TRUNCATE", "STATEMENT")]
    return statements


def _postgresql(table: str, event: str, each: str) -> str:
    return (
        f"CREATE TRIGGER {table}_append_only_{each.lower()} BEFORE {event} ON {table} "
        f"FOR EACH {each} EXECUTE FUNCTION olympiad_append_only()"
    )


@contextmanager
def lifted(connection: Connection, table: str) -> Iterator[None]:
    """Let rows of an append-only table be changed within a transaction; the triggers are back before it ends."""
    is_sqlite = connection.dialect.name == "sqlite"
    for statement in [f"DROP TRIGGER {table}_no_update"] if is_sqlite else _switch(table, "DISABLE"):
        connection.exec_driver_sql(statement)
    yield
    for statement in [_sqlite(table, "UPDATE")] if is_sqlite else _switch(table, "ENABLE"):
        connection.exec_driver_sql(statement)


def _switch(table: str, how: str) -> list[str]:
    return [f"ALTER TABLE {table} {how} TRIGGER {table}_append_only_row"]
