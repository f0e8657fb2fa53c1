"""Packing a copy into one file and putting it back: read whole before anything is touched; what was there is kept."""

import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from olympiad.db import make_engine
from olympiad.domain.errors import DomainError
from olympiad.services.keeping import backup_photos, backup_restore, backups
from olympiad.services.keeping.backups import Backup
from tests.services.test_backup_photos import put

NOW = datetime(2026, 12, 10, 15, 0, tzinfo=UTC)
LATER = datetime(2026, 12, 10, 16, 0, tzinfo=UTC)


@pytest.fixture
def instance(tmp_path: Path, sqlite_template: Path) -> Path:
    folder = tmp_path / "instance"
    folder.mkdir()
    (folder / "olympiad.sqlite").write_bytes(sqlite_template.read_bytes())
    return folder


@pytest.fixture
def there(instance: Path) -> Iterator[Engine]:
    engine = make_engine(f"sqlite:///{instance / 'olympiad.sqlite'}", may_write=lambda: True)
    yield engine
    engine.dispose()


@pytest.fixture
def copy(there: Engine, instance: Path) -> Backup:
    """A copy with one photo."""
    put(instance / "uploads", b"a gel")
    return backups.make(there, instance, now=NOW)


def tables(path: Path) -> int:
    engine = make_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        found = connection.execute(text("SELECT count(*) FROM sqlite_master WHERE type = 'table'")).scalar_one()
    engine.dispose()
    return int(found)


def test_a_packed_copy_holds_the_database_the_list_and_each_photo(copy: Backup, tmp_path: Path) -> None:
    backup_restore.pack(copy, tmp_path / "taken.zip")

    with zipfile.ZipFile(tmp_path / "taken.zip") as archive:
        names = archive.namelist()
        photo = archive.read(names[-1])
    assert names[:2] == [copy.path.name, copy.list_path.name]
    assert (len(names), names[2].startswith("uploads/"), photo) == (3, True, b"a gel")


def test_a_copy_without_a_list_is_packed_and_opened_without_photos(copy: Backup, tmp_path: Path) -> None:
    copy.list_path.unlink()
    backup_restore.pack(copy, tmp_path / "taken.zip")

    for file in (copy.path, tmp_path / "taken.zip"):
        with backup_restore.opened(file) as opened:
            assert (opened.kept, opened.database.read_bytes()) == (None, copy.path.read_bytes())


def test_both_kinds_are_opened_alike(copy: Backup, tmp_path: Path) -> None:
    backup_restore.pack(copy, tmp_path / "taken.zip")

    for file in (copy.path, tmp_path / "taken.zip"):
        with backup_restore.opened(file) as opened:
            assert opened.kept is not None
            [kept] = opened.kept.values()
            assert (opened.source(kept.name), opened.database.suffix) == (b"a gel", ".sqlite")


@pytest.mark.parametrize("names", [[], ["one.sqlite", "two.sqlite"], ["below/one.sqlite"], ["one.txt"]])
def test_a_packed_file_with_none_or_two_databases_is_refused(tmp_path: Path, names: list[str]) -> None:
    with zipfile.ZipFile(tmp_path / "odd.zip", "w") as archive:
        for name in (*names, "notes"):
            archive.writestr(name, "x")

    with pytest.raises(DomainError) as refused, backup_restore.opened(tmp_path / "odd.zip"):
        pass

    assert (refused.value.code, refused.value.fields) == ("backup_unreadable", {"file": "odd.zip"})


def test_restore_keeps_what_was_there_and_says_what_it_did(there: Engine, instance: Path, copy: Backup) -> None:
    with there.begin() as connection:
        connection.execute(text("CREATE TABLE written_since (id INTEGER)"))
    before = tables(instance / "olympiad.sqlite")

    done = backup_restore.restore(there, instance, copy.path, now=LATER)

    assert done.before is not None
    assert (tables(done.before.path), tables(instance / "olympiad.sqlite")) == (before, before - 1)
    assert done.photos == 0


def test_on_a_new_machine_nothing_was_there(tmp_path: Path, copy: Backup) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'new' / 'olympiad.sqlite'}", may_write=lambda: True)

    done = backup_restore.restore(engine, tmp_path / "new", copy.path, now=LATER)

    assert (done.before, done.photos) == (None, 1)
    [photo] = backup_photos.read_list(copy.list_path.read_bytes())
    assert (tmp_path / "new" / "uploads" / photo).read_bytes() == b"a gel"
    engine.dispose()


def test_a_damaged_database_is_kept_beside_as_it_was(there: Engine, instance: Path, copy: Backup) -> None:
    there.dispose()
    (instance / "olympiad.sqlite").write_bytes(b"rubbish" * 1000)

    done = backup_restore.restore(there, instance, copy.path, now=LATER)

    assert done.before is None
    assert (instance / "olympiad.sqlite.damaged-20261210-160000").read_bytes() == b"rubbish" * 1000
    assert tables(instance / "olympiad.sqlite") == tables(copy.path)


def test_the_dump_of_another_kind_of_database_is_refused(there: Engine, instance: Path, copy: Backup) -> None:
    dump = instance / "olympiad.dump"
    dump.write_bytes(copy.path.read_bytes())
    content = (instance / "olympiad.sqlite").read_bytes()

    with pytest.raises(DomainError, match="backup_unreadable"):
        backup_restore.restore(there, instance, dump, now=LATER)

    assert (instance / "olympiad.sqlite").read_bytes() == content
    assert [one.path for one in backups.listed(instance)] == [copy.path]


def test_a_database_that_ends_like_an_archive_is_taken_for_what_it_begins_as(copy: Backup, tmp_path: Path) -> None:
    """A photo or list of an upload may stand at the end of a database file."""
    backup_restore.pack(copy, tmp_path / "taken.zip")
    file = tmp_path / "olympiad.sqlite"
    file.write_bytes(copy.path.read_bytes() + (tmp_path / "taken.zip").read_bytes())

    with backup_restore.opened(file) as opened:
        assert opened.database == file
