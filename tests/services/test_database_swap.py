"""Putting a copy in the place of a database: brought to the newest tables beside it, or nothing is touched."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine

from olympiad.domain.errors import DomainError
from olympiad.migrations.upgrade import head
from olympiad.services.keeping import database_swap


@pytest.fixture
def copy(tmp_path: Path, sqlite_template: Path) -> Path:
    """A copy of a database in which one edition stands."""
    path = tmp_path / "copy.sqlite"
    path.write_bytes(sqlite_template.read_bytes())
    change(path, "INSERT INTO edition (slug, name, created_at, {0}) SELECT 'kept', 'Kept', '2026-12-05', {1}")
    return path


def change(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as database:
        if "{0}" in statement:
            columns = [
                row[1]
                for row in database.execute("PRAGMA table_info(edition)")
                if row[3] and row[4] is None and row[1] not in ("id", "slug", "name", "created_at")
            ]
            statement = statement.format(", ".join(columns), ", ".join("''" for _ in columns))
        database.execute(statement)
        database.commit()


def slugs(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as database:
        return [slug for (slug,) in database.execute("SELECT slug FROM edition")]


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Engine]:
    """An engine on a database that may be there or not."""
    engine = create_engine(f"sqlite:///{tmp_path / 'instance' / 'olympiad.sqlite'}")
    yield engine
    engine.dispose()


def file_of(engine: Engine) -> Path:
    path = Path(str(engine.url.database))
    path.parent.mkdir(exist_ok=True)
    return path


def test_a_new_machine_has_nothing_and_a_damaged_file_is_something(there: Engine, sqlite_template: Path) -> None:
    found = [database_swap.is_empty(there)]
    for content in (b"", sqlite_template.read_bytes(), b"rubbish" * 1000):
        file_of(there).write_bytes(content)
        found.append(database_swap.is_empty(there))
        there.dispose()

    assert found == [True, True, False, False]


def test_a_copy_of_a_newer_program_is_refused_by_number(there: Engine, copy: Path) -> None:
    database_swap.refuse_newer(there, copy)
    change(copy, "UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(DomainError) as refused:
        database_swap.refuse_newer(there, copy)

    assert (refused.value.code, refused.value.fields) == (
        "backup_newer",
        {"file": "copy.sqlite", "found": "9999", "known": str(head())},
    )


def test_a_copy_is_put_where_nothing_was_and_stays_as_it_is(there: Engine, copy: Path) -> None:
    content = copy.read_bytes()

    database_swap.put(there, copy)

    assert slugs(file_of(there)) == slugs(copy) == ["kept"]
    assert copy.read_bytes() == content
    assert file_of(there).stat().st_mode & 0o077 == 0
    assert [path.name for path in file_of(there).parent.iterdir()] == ["olympiad.sqlite"]


def test_what_was_written_beside_the_old_database_does_not_come_back(
    there: Engine, copy: Path, sqlite_template: Path
) -> None:
    """The log of the old file would be played into the new one."""
    file_of(there).write_bytes(sqlite_template.read_bytes())
    beside = [Path(f"{file_of(there)}{end}") for end in ("-wal", "-shm")]
    for path in beside:
        path.write_bytes(b"of the old one")

    database_swap.put(there, copy)

    left = [path.exists() for path in beside]  # before SQLite itself looks at them
    assert (left, slugs(file_of(there))) == ([False, False], ["kept"])


def test_a_copy_that_cannot_be_brought_up_to_date_leaves_what_is_there(
    there: Engine, copy: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_of(there).write_bytes(sqlite_template.read_bytes())

    def fail(_engine: Engine) -> None:
        raise RuntimeError("a migration failed")

    monkeypatch.setattr(database_swap, "upgrade", fail)

    with pytest.raises(RuntimeError):
        database_swap.put(there, copy)

    assert file_of(there).read_bytes() == sqlite_template.read_bytes()
    assert [path.name for path in file_of(there).parent.iterdir()] == ["olympiad.sqlite"]
