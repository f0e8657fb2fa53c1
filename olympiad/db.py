"""The database engine, one session per request or command, and how transactions begin."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from functools import partial
from typing import Any, TypeVar

from flask import Flask, current_app, has_request_context, request
from flask.globals import app_ctx
from sqlalchemy import Connection, Engine, RowMapping, Select, create_engine, event
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from olympiad import turns

Item = TypeVar("Item")

POOL: dict[str, Any] = {"pool_size": 16, "max_overflow": 8, "pool_use_lifo": True}
"""Connections of a worker, two of which fit into PostgreSQL's hundred; the last used first, so that few are kept warm.

It has more threads: those that only wait for a group of saves hold none.
"""
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
MAY_WRITE, LAST_WROTE = "olympiad_may_write", "olympiad_last_wrote"
"""Keys of what is known of a connection: what decides whether a transaction may write; whether SQLite was told so."""
_writing: ContextVar[bool | None] = ContextVar("olympiad_writing", default=None)
AFTER_COMMIT = "olympiad_after_commit"
"""Key of `app.extensions`: what is called, in this order, with each session of the application that has committed."""


class AppSession(Session):
    """A session on the database of the current application."""

    def get_bind(self, *_args: Any, **_kwargs: Any) -> Engine:
        return engine()

    def commit(self) -> None:
        """Commit, then run the steps that follow every commit: of a request, a command or a job."""
        super().commit()
        for step in current_app.extensions.get(AFTER_COMMIT, ()):
            step(self)


def engine() -> Engine:
    """Return the engine of the current application."""
    found: Engine = current_app.extensions["olympiad_engine"]
    return found


def _scope() -> int:
    return id(app_ctx._get_current_object())  # type: ignore[attr-defined]  # why: typed as what it stands for


session = scoped_session(sessionmaker(class_=AppSession, autoflush=True), scopefunc=_scope)


def init_app(app: Flask) -> None:
    """Open the engine and end each request's session."""
    app.extensions["olympiad_engine"] = make_engine(app.config["DATABASE_URL"])
    app.teardown_appcontext(_end_session)


def _end_session(_error: BaseException | None) -> None:
    session.remove()


def make_engine(url: str, may_write: Callable[[], bool] | None = None) -> Engine:
    """Open a database: SQLite with its pragmas and explicit BEGIN, PostgreSQL as it is.

    `may_write` is asked at the beginning of each transaction; by default the request or command decides.
    """
    is_sqlite = url.startswith("sqlite")
    if is_sqlite:
        made = create_engine(url, connect_args={"timeout": 30, "check_same_thread": False}, **POOL)
        event.listen(made, "connect", _on_sqlite_connect)
    else:
        made = create_engine(_with_driver(url), pool_pre_ping=True, **POOL)
    event.listen(made, "connect", partial(_note_who_decides, may_write=may_write or is_writing))
    # an event "begin" of the engine would let each statement of it look for listeners
    made.dialect.do_begin = _begin_on_sqlite if is_sqlite else _begin_on_postgresql  # type: ignore[method-assign]
    return made


def _note_who_decides(_connection: object, record: Any, *, may_write: Callable[[], bool]) -> None:
    record.info[MAY_WRITE] = may_write


def _with_driver(url: str) -> str:
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _on_sqlite_connect(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we begin transactions ourselves
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",
        "busy_timeout=30000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_on_sqlite(dbapi_connection: Any) -> None:
    """Let writers queue at BEGIN IMMEDIATE; a reader's transaction cannot write at all."""
    info, writes = dbapi_connection.info, _writes(dbapi_connection)
    if info.get(LAST_WROTE) is not writes:
        dbapi_connection.execute(f"PRAGMA query_only={'OFF' if writes else 'ON'}").close()
        info[LAST_WROTE] = writes
    dbapi_connection.execute("BEGIN IMMEDIATE" if writes else "BEGIN").close()


def _begin_on_postgresql(dbapi_connection: Any) -> None:
    """A reader's transaction cannot write at all."""
    if not _writes(dbapi_connection):
        dbapi_connection.execute("SET TRANSACTION READ ONLY").close()


def _writes(connection: Any) -> bool:
    writes: bool = connection.info[MAY_WRITE]()
    if writes:
        turns.give_back()
    return writes


def is_writing() -> bool:
    """Return whether the present request or command may write: unsafe methods and `writing()` blocks."""
    decided = _writing.get()
    if decided is not None:
        return decided
    return has_request_context() and request.method not in SAFE_METHODS


@contextmanager
def writing() -> Iterator[scoped_session[AppSession]]:
    """Run a command's transaction: commit at the end, roll back on error."""
    token = _writing.set(True)
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        _writing.reset(token)


@contextmanager
def reading() -> Iterator[scoped_session[AppSession]]:
    """Read in a session and transactions of one's own, whatever the present request may write."""
    token = _writing.set(False)
    try:
        with current_app.app_context():
            yield session
    finally:
        _writing.reset(token)


@contextmanager
def writing_on(database: Engine, *, remakes_tables: bool = False) -> Iterator[Connection]:
    """Run one writing transaction on a plain connection: migrations, restores.

    `remakes_tables`: SQLite changes many things of a table by making it anew, while rows elsewhere point at it; foreign
    keys are then checked once, before the commit.
    """
    token = _writing.set(True)
    late = remakes_tables and database.dialect.name == "sqlite"
    try:
        with database.connect() as connection, _checked_late(connection) if late else nullcontext(), connection.begin():
            yield connection
            if late and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
                raise sqlite3.IntegrityError(f"rows that point at nothing: {sorted({row[0] for row in broken})}")
    finally:
        _writing.reset(token)


@contextmanager
def _checked_late(connection: Connection) -> Iterator[None]:
    """Switch the check of foreign keys off; SQLite takes no notice of that within a transaction."""
    raw = connection.connection.dbapi_connection
    if raw is None:
        raise sqlite3.OperationalError("the connection is closed")
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def filled(values: Iterable[Item]) -> list[Item]:
    """Return values for an IN, the last one repeated up to a power of two: few lengths are few statements to prepare.

    >>> filled({7}), filled("abc"), filled(())
    ([7], ['a', 'b', 'c', 'c'], [])
    """
    found = list(values)
    return found + found[-1:] * ((1 << (len(found) - 1).bit_length()) - len(found)) if found else found


def in_parts(session: Session, query: Select[Any]) -> Iterator[RowMapping]:
    """Read the rows of a table of any size, 2,000 at a time; the cursor is closed however reading ends."""
    with session.execute(query, execution_options={"yield_per": 2000}) as found:
        yield from found.mappings()
