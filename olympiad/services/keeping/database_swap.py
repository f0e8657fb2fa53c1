"""Putting the file of a copy in the place of a database: what it replaces comes back if the copy cannot be put there."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DatabaseError

from olympiad.db import writing_on
from olympiad.domain.errors import DomainError
from olympiad.migrations.upgrade import head, knows, upgrade
from olympiad.services.keeping import backups

ASIDE = "olympiad_replaced"
"""Schema of PostgreSQL in which the old tables wait while a dump is read."""


def is_empty(engine: Engine) -> bool:
    """Return whether there is no database of this application yet, as on a new machine."""
    if engine.dialect.name == "sqlite" and not Path(str(engine.url.database)).exists():
        return True
    try:
        return not inspect(engine).has_table("alembic_version")
    except DatabaseError:  # damaged, so something was there
        return False


def refuse_newer(engine: Engine, copy: Path) -> None:
    """Refuse the copy of a newer program, whose tables this one does not know. Raises `backup_newer`."""
    found = _revision_of_sqlite(copy) if engine.dialect.name == "sqlite" else _revision_of_dump(copy)
    if not knows(found):
        raise DomainError("backup_newer", file=copy.name, found=found, known=str(head()))


def _revision_of_sqlite(copy: Path) -> str:
    with closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as database:
        return str(database.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def _revision_of_dump(copy: Path) -> str:
    """Read the one row of the table; `COPY … FROM stdin;` stands above it."""
    told = backups.read_dump(copy, "--data-only", "--table=alembic_version")
    lines = iter(told.splitlines())
    found = next((next(lines, "") for line in lines if line.startswith("COPY ")), "")
    if not found or found == "\\.":
        raise DomainError("backup_unreadable", file=copy.name)
    return found


def put(engine: Engine, copy: Path) -> None:
    """Replace the database by a copy and bring that to the newest tables. Raises `backup_failed`."""
    engine.dispose()
    if engine.dialect.name == "sqlite":
        _put_sqlite(engine, copy)
    else:
        _put_dump(engine, copy)


def _put_sqlite(engine: Engine, copy: Path) -> None:
    """The copy is brought to the newest tables beside the database, so that a failure leaves what is there."""
    database = Path(str(engine.url.database))
    database.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    fresh = database.with_suffix(".restoring")
    shutil.copyfile(copy, fresh)
    fresh.chmod(0o600)
    try:
        _upgrade_file(engine, fresh)
        for beside in (f"{database}-wal", f"{database}-shm"):
            Path(beside).unlink(missing_ok=True)
        fresh.replace(database)
    finally:
        for left in (fresh, Path(f"{fresh}-wal"), Path(f"{fresh}-shm")):
            left.unlink(missing_ok=True)


def _upgrade_file(engine: Engine, file: Path) -> None:
    beside = backups.engine_of(file)
    upgrade(beside)
    beside.dispose()
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode=DELETE")  # one file, without a -wal beside it


def _put_dump(engine: Engine, copy: Path) -> None:
    """Old tables wait in a schema of their own: a dump of fewer or other tables leaves nothing of them behind."""
    with writing_on(engine) as connection:
        connection.execute(text(f"DROP SCHEMA IF EXISTS {ASIDE} CASCADE"))
        connection.execute(text(f"CREATE SCHEMA {ASIDE}"))
        _move(connection, "public", ASIDE)
    try:
        backups.run_postgresql(
            engine, "pg_restore", "--no-owner", "--schema=public", "--single-transaction",
            f"--dbname={engine.url.database}", str(copy),
        )  # fmt: skip
        upgrade(engine)
    except BaseException:
        with writing_on(engine) as connection:
            _drop(connection)
            _move(connection, ASIDE, "public")
            connection.execute(text(f"DROP SCHEMA {ASIDE}"))
        raise
    with writing_on(engine) as connection:
        connection.execute(text(f"DROP SCHEMA {ASIDE} CASCADE"))


def _move(connection: Connection, source: str, target: str) -> None:
    for name in inspect(connection).get_table_names(schema=source):
        connection.execute(text(f'ALTER TABLE {source}."{name}" SET SCHEMA {target}'))
    for name in _functions(connection, source):
        connection.execute(text(f'ALTER FUNCTION {source}."{name}"() SET SCHEMA {target}'))


def _drop(connection: Connection) -> None:
    for name in inspect(connection).get_table_names(schema="public"):
        connection.execute(text(f'DROP TABLE public."{name}" CASCADE'))
    for name in _functions(connection, "public"):
        connection.execute(text(f'DROP FUNCTION public."{name}"() CASCADE'))


def _functions(connection: Connection, schema: str) -> list[str]:
    """Return our functions; none of them takes arguments."""
    query = text(
        "SELECT proname FROM pg_proc JOIN pg_namespace ON pg_namespace.oid = pronamespace "
        "WHERE nspname = :schema AND proname LIKE 'olympiad%'"
    )
    return list(connection.scalars(query, {"schema": schema}))
