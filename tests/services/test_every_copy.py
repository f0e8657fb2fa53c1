"""Asks that every copy that is made can be put back: of every released schema, with rows in every table, on an empty machine."""

import os
import re
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, func, inspect, make_url, select, table, text, update

from olympiad.db import make_engine
from olympiad.domain.errors import DomainError
from olympiad.migrations.upgrade import alembic_config, upgrade
from olympiad.models import metadata
from olympiad.models.import_preview import ImportPreview
from olympiad.models.team import Team
from olympiad.services.keeping import backup_restore, backups
from tests.factories import NOON, make_team
from tests.services.test_backups import postgresql_programs
from tests.services.test_section_import import FOLDER, zipped

pytestmark = pytest.mark.both_databases

__all__ = ["postgresql_programs"]  # a fixture of every test here

NOW = datetime(2026, 12, 10, 15, 0, tzinfo=UTC)
REVISIONS = sorted(str(one.revision) for one in ScriptDirectory.from_config(alembic_config()).walk_revisions())
SOME = [*REVISIONS[: len(REVISIONS) - 4 : 12], *REVISIONS[-2:]]
"""In the suite; `make both` restores a copy of every schema."""
GIVEN = {
    ("agreed_mark", "mark"): "25/3",
    ("shared_station", "teams"): 2,
    ("appeal", "mark"): "8.25",
    ("rules", "rules"): "[]",
    ("results_version", "bundle"): "{}",
}
"""Values that a migration reads or a check of numbers asks for."""
DULL = {str: "x", int: 1, bool: False, datetime: NOON, bytes: b"PK", float: 1.0, date: NOON.date()}
FIRST_WORD = re.compile(r"'(\w+)'")


@pytest.fixture(scope="module")
def schema(tmp_path_factory, request):
    """Give a database of an older schema to copy; it goes on from the schema before, not from the first for each test."""
    reached = {}

    def at(kind, revision):
        before, url = reached.get(kind, ("", ""))
        if not before or before > revision:
            url = empty_database(kind, tmp_path_factory.mktemp("schema"), request)
        engine = make_engine(url, may_write=lambda: True)
        upgrade(engine, revision)
        engine.dispose()
        reached[kind] = revision, url
        return make_url(url).database

    return at


def empty_database(kind, folder, request, like=None):
    """Return the URL of a database without tables, or of a copy of another one."""
    if kind == "sqlite":
        if like:
            shutil.copyfile(like, folder / "olympiad.sqlite")
        return f"sqlite:///{folder / 'olympiad.sqlite'}"
    server = request.getfixturevalue("postgresql")
    return server.url(server.create(like or "template0"))


@pytest.fixture
def machine(database_kind, tmp_path, request, schema):
    """Make engines of databases, empty or of an older schema, each as on a machine of its own."""
    made = []

    def make(revision=None):
        folder = tmp_path / f"machine-{len(made)}"
        folder.mkdir()
        like = schema(database_kind, revision) if revision else None
        made.append(make_engine(empty_database(database_kind, folder, request, like), may_write=lambda: True))
        return made[-1]

    yield make
    for engine in made:
        engine.dispose()


def fill(engine):
    """Write a row into every table, each pointing at those written before; gives table → number of rows."""
    tables = MetaData()
    with engine.begin() as connection:
        tables.reflect(connection)
        checks = inspect(connection).get_multi_check_constraints()
        for row in tables.sorted_tables:
            if row.name != "alembic_version":
                words = allowed(checks.get((None, row.name), []))
                connection.execute(row.insert().values({one.name: value(one, words) for one in row.columns}))
    return count(engine)


def allowed(checks):
    """Return column → the first word that a check constraint of its table allows."""
    found = [(re.search(r"[a-z_]+", one["sqltext"]), FIRST_WORD.search(one["sqltext"])) for one in checks]
    return {name[0]: word[1] for name, word in found if name and word}


EMPTY = {("mail", "judge_id"), ("mail", "user_id")}
"""Columns of which a row has one alone: an e-mail goes to one person."""


def value(column, words):
    if (column.table.name, column.name) in EMPTY:
        return None
    given = GIVEN.get((column.table.name, column.name))
    if given is not None:
        return given
    if column.name in words and column.type.python_type is str:
        return words[column.name]
    if column.foreign_keys and column.nullable and {key.column.table for key in column.foreign_keys} == {column.table}:
        return None
    return DULL[column.type.python_type]


def count(engine):
    with engine.connect() as connection:
        names = inspect(connection).get_table_names()
        return {name: connection.scalar(select(func.count()).select_from(table(name))) for name in names}


def triggers(engine):
    source = (
        "sqlite_master WHERE type = 'trigger'"
        if engine.dialect.name == "sqlite"
        else "pg_trigger WHERE NOT tgisinternal"
    )
    name = "name" if engine.dialect.name == "sqlite" else "tgname"
    with engine.connect() as connection:
        return sorted(connection.scalars(text(f"SELECT {name} FROM {source}")))


@pytest.mark.parametrize("revision", REVISIONS if os.environ.get("OLYMPIAD_BOTH") == "1" else SOME)
def test_a_copy_of_every_schema_is_restored_whole_on_an_empty_machine(machine, engine, tmp_path, revision):
    old, new = machine(revision), machine()
    rows = fill(old)
    copy = backups.make(old, tmp_path / "old", now=NOW)

    done = backup_restore.restore(new, tmp_path / "new", copy.path, now=NOW)

    with new.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    left = count(new)
    assert {name: left[name] for name in rows if name in left} == {name: rows[name] for name in rows if name in left}
    assert triggers(new) == triggers(engine)
    assert done.before is None


def test_an_older_copy_leaves_nothing_of_newer_tables(machine, tmp_path):
    old, new = machine("0011"), machine()
    fill(old)
    upgrade(new)
    copy = backups.make(old, tmp_path / "old", now=NOW)

    done = backup_restore.restore(new, tmp_path / "new", copy.path, now=NOW)

    newer = set(count(new)) - set(count(old))
    assert newer
    assert {count(new)[name] for name in newer} == {0}
    back = backup_restore.restore(new, tmp_path / "new", done.before.path, now=NOW + timedelta(hours=1))
    assert count(new)["team"] == 0
    assert back.before is not None


def test_a_copy_with_an_uploaded_file_in_it_is_no_zip(session, cast, engine, tmp_path):
    session.add(
        ImportPreview(
            token="t", section_id=cast.section.id, user_id=cast.ana.id, filename="t.zip", content=zipped(**FOLDER) * 40,
            uploaded_at=NOW, revision=0,
        )
    )  # fmt: skip
    session.commit()
    teams = session.query(Team).count()
    copy = backups.make(engine, tmp_path, now=NOW)
    make_team(session, cast.section)
    session.commit()
    session.close()

    backup_restore.restore(engine, tmp_path, copy.path, now=NOW + timedelta(hours=1))

    assert count(engine)["team"] == teams


def test_a_copy_of_a_newer_release_is_refused_and_changes_nothing(session, cast, engine, tmp_path):
    session.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    session.commit()
    copy = backups.make(engine, tmp_path, now=NOW)
    session.execute(text("UPDATE alembic_version SET version_num = :known"), {"known": REVISIONS[-1]})
    session.execute(update(Team).values(name="Still here"))
    session.commit()
    session.close()

    with pytest.raises(DomainError, match="backup_newer") as refused:
        backup_restore.restore(engine, tmp_path, copy.path, now=NOW + timedelta(hours=1))

    assert (refused.value.fields["found"], refused.value.fields["known"]) == ("0999", REVISIONS[-1])
    assert session.scalars(select(Team.name)).all() == ["Still here"] * 2


def test_a_failure_on_the_way_leaves_what_is_there(session, cast, engine, tmp_path, monkeypatch):
    session.commit()
    copy = backups.make(engine, tmp_path, now=NOW)
    session.execute(update(Team).values(name="Still here"))
    session.commit()
    session.close()

    def fail(*_given):
        raise RuntimeError("no room left")

    monkeypatch.setattr("olympiad.services.keeping.database_swap.upgrade", fail)
    with pytest.raises(RuntimeError, match="no room"):
        backup_restore.restore(engine, tmp_path, copy.path, now=NOW + timedelta(hours=1))

    assert session.scalars(select(Team.name)).all() == ["Still here"] * 2
    session.close()
    assert triggers(engine) == [*dict.fromkeys(triggers(engine))] != []


def test_a_damaged_database_does_not_hinder_the_copy(session, cast, engine, tmp_path):
    if engine.dialect.name != "sqlite":
        pytest.skip("a damaged server of PostgreSQL cannot be asked")
    session.commit()
    copy = backups.make(engine, tmp_path, now=NOW)
    session.close()
    engine.dispose()
    database = Path(engine.url.database)
    for beside in (f"{database}-wal", f"{database}-shm"):
        Path(beside).unlink(missing_ok=True)
    content = database.read_bytes()
    database.write_bytes(content[:4096] + b"\0" * (len(content) - 4096))

    done = backup_restore.restore(engine, tmp_path, copy.path, now=NOW + timedelta(hours=1))

    assert done.before is None
    assert count(engine)["team"] == 2
    assert [path.stat().st_size for path in database.parent.glob("*.damaged-*")] == [len(content)]


def test_the_foreign_keys_of_sqlite_are_watched_again_after_a_migration(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path / 'one.sqlite'}", may_write=lambda: True)
    upgrade(engine)

    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    engine.dispose()
    shutil.copyfile(tmp_path / "one.sqlite", tmp_path / "two.sqlite")
    with closing(sqlite3.connect(tmp_path / "two.sqlite")) as copy:
        assert copy.execute("PRAGMA foreign_key_check").fetchall() == []
