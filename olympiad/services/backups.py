"""Copies of the database: made while marking goes on, verified after writing, rotated, restored."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, make_url
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.models.user import User
from olympiad.services import audit

FOLDER = "backups"
KEPT = 48
"""Copies that rotation leaves: two days of hourly ones."""
PREFIX = "olympiad-"
PORTION = 250
"""Pages copied at once: a megabyte."""


@dataclass(frozen=True)
class Backup:
    """One verified copy."""

    path: Path
    size: int
    made_at: datetime


def make(engine: Engine, instance: Path, *, now: datetime) -> Backup:
    """Copy the database beside the running server and verify the copy; a copy that cannot be read is an error.

    SQLite: the online backup of the library, `PRAGMA integrity_check` and foreign keys on the copy. PostgreSQL:
    `pg_dump --format=custom` of one snapshot, listed by `pg_restore`. The copy gets its name only once it is verified.
    """
    folder = instance / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    ending = "sqlite" if engine.dialect.name == "sqlite" else "dump"
    path = folder / f"{PREFIX}{now:%Y%m%d-%H%M%S}.{ending}"
    partial = path.with_suffix(path.suffix + ".partial")
    try:
        if ending == "sqlite":
            _copy_sqlite(Path(str(engine.url.database)), partial)
            check_sqlite(partial)
        else:
            _dump_postgresql(engine, partial)
        partial.chmod(0o600)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return Backup(path, path.stat().st_size, now)


def _copy_sqlite(source: Path, target: Path) -> None:
    """Copy one state of the database while others write; in small portions, so that nobody's save waits for the disk."""
    with closing(sqlite3.connect(source, timeout=30)) as database, closing(sqlite3.connect(target)) as copy:
        copy.execute("PRAGMA journal_mode=OFF")
        copy.execute("PRAGMA synchronous=OFF")
        database.execute("BEGIN")  # a state held open: else each save of a judge would begin the copy anew
        database.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        with target.open("rb") as file:
            database.backup(copy, pages=PORTION, sleep=0.01, progress=lambda *_: os.fdatasync(file.fileno()))
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a -wal beside it
    with target.open("rb") as file:
        os.fsync(file.fileno())


def check_sqlite(path: Path) -> None:
    """Refuse a file that is no sound database of this application."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
            sound = copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            sound = sound and not copy.execute("PRAGMA foreign_key_check").fetchall()
            version = copy.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise DomainError("backup_unreadable", file=path.name) from error
    if not sound or version is None:
        raise DomainError("backup_unreadable", file=path.name)


def _dump_postgresql(engine: Engine, target: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise DomainError("pg_dump_missing")
    with _environment(engine) as environment:
        _run([program, "--format=custom", "--no-owner", f"--file={target}"], environment)
        _run([shutil.which("pg_restore") or "pg_restore", "--list", str(target)], environment)


@contextmanager
def _environment(engine: Engine) -> Iterator[dict[str, str]]:
    """Hand the connection over by environment, so that no password stands in the list of processes."""
    url = make_url(engine.url)
    host = url.host or str(url.query.get("host", ""))
    given = {
        "PGHOST": host,
        "PGPORT": str(url.port or ""),
        "PGUSER": url.username or "",
        "PGDATABASE": url.database or "",
    }
    given["PGPASSWORD"] = url.password or ""
    yield dict(os.environ) | {name: value for name, value in given.items() if value}


def _run(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(command, env=environment, capture_output=True, check=False)  # noqa: S603 fixed programs
    if done.returncode:
        raise DomainError("backup_failed", found=done.stderr.decode(errors="replace").strip()[-300:])


def rotate(instance: Path, kept: int = KEPT) -> int:
    """Remove all but the newest copies; gives how many went."""
    old = [backup.path for backup in listed(instance)][kept:]
    for path in old:
        path.unlink()
    return len(old)


def listed(instance: Path) -> list[Backup]:
    """Give the copies there are, newest first."""
    paths = sorted((instance / FOLDER).glob(f"{PREFIX}*.*"), reverse=True)
    found = [path for path in paths if path.suffix in (".sqlite", ".dump")]
    return [
        Backup(path, path.stat().st_size, datetime.strptime(path.stem, f"{PREFIX}%Y%m%d-%H%M%S").replace(tzinfo=UTC))
        for path in found
    ]


def find(instance: Path, name: str) -> Backup | None:
    """Give the copy of this file name."""
    return next((backup for backup in listed(instance) if backup.path.name == name), None)


def check(backup: Backup) -> None:
    """Read a copy through once more; raises DomainError `backup_unreadable`."""
    if backup.path.suffix == ".sqlite":
        check_sqlite(backup.path)
        return
    program = shutil.which("pg_restore")
    if program is None:
        raise DomainError("pg_dump_missing")
    # all of the file is read and unpacked, nothing is restored
    read = subprocess.run([program, "--file=/dev/null", str(backup.path)], capture_output=True, check=False)  # noqa: S603
    if read.returncode:
        raise DomainError("backup_unreadable", file=backup.path.name)


def record_made(session: Session, backup: Backup, *, by: User | None) -> None:
    """Write down that somebody had a copy made."""
    after: dict[str, audit.Plain] = {"file": backup.path.name, "size": backup.size}
    audit.record(session, "backups.make", f"backup:{backup.path.stem}", by=by, after=after)


def record_download(session: Session, backup: Backup, *, by: User | None) -> None:
    """Write down that somebody took a copy with them: it holds everything that there is."""
    after: dict[str, audit.Plain] = {"file": backup.path.name, "size": backup.size}
    audit.record(session, "backups.download", f"backup:{backup.path.stem}", by=by, after=after)


def restore(engine: Engine, instance: Path, backup: Path, *, now: datetime) -> Backup:
    """Put a copy in the place of the database of a *stopped* installation; what was there is backed up first.

    Gives that last backup. The copy is verified before anything is touched.
    """
    if engine.dialect.name != "sqlite":
        raise DomainError("restore_by_pg_restore")
    check_sqlite(backup)
    before = make(engine, instance, now=now)
    engine.dispose()
    database = Path(str(engine.url.database))
    fresh = database.with_suffix(".restoring")
    shutil.copyfile(backup, fresh)
    for beside in (f"{database}-wal", f"{database}-shm"):
        Path(beside).unlink(missing_ok=True)
    fresh.replace(database)
    return before
