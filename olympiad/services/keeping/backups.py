"""Copies of database and photos: made while marking goes on, verified after writing, rotated."""

import fcntl
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, NullPool, create_engine, make_url
from sqlalchemy.orm import Session

from olympiad.db import make_engine
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.errors import DomainError
from olympiad.models.user import User
from olympiad.services.keeping import backup_photos
from olympiad.services.keeping.backup_photos import Kept, Summary
from olympiad.services.record import audit

FOLDER = "backups"
UPLOADS = "uploads"
"""Folder of the photos in the instance, and below `FOLDER` of what all copies keep of them."""
KEPT = 48
"""Copies that rotation leaves: two days of hourly ones."""
PREFIX = "olympiad-"
PORTION = 250
"""Pages copied at once: a megabyte."""


@dataclass(frozen=True)
class Backup:
    """One verified copy: the database's file, and what its list of photos says."""

    path: Path
    size: int
    made_at: datetime
    photos: Summary | None = None
    """None: made by an older release, without photos."""

    @property
    def list_path(self) -> Path:
        """The list of its photos."""
        return self.path.with_suffix(backup_photos.ENDING)


def _free_name(folder: Path, now: datetime, ending: str) -> Path:
    """Name a copy by its second, or by the next free one: the state before a restore must not replace the copy restored."""
    while (path := folder / f"{PREFIX}{now:%Y%m%d-%H%M%S}.{ending}").exists():
        now += timedelta(seconds=1)
    return path


def make(engine: Engine, instance: Path, *, now: datetime) -> Backup:
    """Copy database and photos beside the running server and verify the copy; one that cannot be read is an error.

    SQLite: the online backup of the library, `PRAGMA integrity_check` and foreign keys on the copy. PostgreSQL:
    `pg_dump --format=custom` of one snapshot, listed by `pg_restore`. The copy gets its name only once it is verified.
    Photos are kept once for all copies, so that an hourly copy costs what is new: a first pass before the database
    is copied holds what may be taken away meanwhile, a second one what came meanwhile.
    """
    folder = instance / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    ending = "sqlite" if engine.dialect.name == "sqlite" else "dump"
    with _alone(folder):
        path = _free_name(folder, now, ending)
        partial = path.with_suffix(path.suffix + ".partial")
        kept = backup_photos.copy_new(instance / UPLOADS, folder / UPLOADS, _kept_last(instance))
        try:
            named = backup_photos.named_in(_copy_database(engine, partial))
            kept |= backup_photos.copy_new(instance / UPLOADS, folder / UPLOADS, kept)
            backup_photos.write_list(path.with_suffix(backup_photos.ENDING), kept.values(), named - kept.keys())
            partial.chmod(0o600)
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
    return _backup(path)


def _copy_database(engine: Engine, target: Path) -> Engine:
    """Write and verify the database's file; gives where to read what it holds."""
    if engine.dialect.name != "sqlite":
        _dump_postgresql(engine, target)
        return engine
    _copy_sqlite(Path(str(engine.url.database)), target)
    check_sqlite(target)
    return create_engine(f"sqlite:///{target}", poolclass=NullPool)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Make copies one after the other: rotation must not take away what another process has just kept."""
    with (folder / ".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _kept_last(instance: Path) -> dict[str, Kept]:
    """Return what the newest list names; where it cannot be read, everything is copied anew."""
    with suppress(IndexError, OSError, DomainError):
        return backup_photos.read_list(listed(instance)[0].list_path.read_bytes())
    return {}


def _backup(path: Path) -> Backup:
    made_at = datetime.strptime(path.stem, f"{PREFIX}%Y%m%d-%H%M%S").replace(tzinfo=UTC)
    return Backup(path, path.stat().st_size, made_at, backup_photos.summary(path.with_suffix(backup_photos.ENDING)))


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
    run_postgresql(engine, "pg_dump", "--format=custom", "--no-owner", f"--file={target}")
    run_postgresql(engine, "pg_restore", "--list", str(target))


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
    """Remove all but the newest copies, and the photos that none of these names; gives how many copies went."""
    folder = instance / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    with _alone(folder):
        old = listed(instance)[kept:]
        for backup in old:
            backup.path.unlink()
        left = {backup.list_path for backup in listed(instance)}
        for path in set(folder.glob(f"{PREFIX}*{backup_photos.ENDING}")) - left:
            path.unlink()
        with suppress(DomainError):  # a list that cannot be read: all photos stay
            backup_photos.sweep(folder / UPLOADS, [path for path in left if path.exists()])
    return len(old)


def listed(instance: Path) -> list[Backup]:
    """Return the copies there are, newest first."""
    paths = sorted((instance / FOLDER).glob(f"{PREFIX}*.*"), reverse=True)
    return [_backup(path) for path in paths if path.suffix in (".sqlite", ".dump")]


def find(instance: Path, name: str) -> Backup | None:
    """Return the copy of this file name."""
    return next((backup for backup in listed(instance) if backup.path.name == name), None)


def check(backup: Backup) -> None:
    """Read a copy and each of its photos through once more; raises DomainError `backup_unreadable`."""
    check_database(backup.path)
    if backup.list_path.exists():
        kept = backup_photos.read_list(backup.list_path.read_bytes())
        store = backup.path.parent / UPLOADS
        backup_photos.check(kept.values(), lambda name: (store / name).read_bytes())


def check_database(path: Path) -> None:
    """Read the database's file of a copy through; raises DomainError `backup_unreadable`."""
    if path.suffix != ".dump":
        check_sqlite(path)
        return
    read_dump(path)


def read_dump(path: Path, *only: str) -> str:
    """Read a dump of PostgreSQL through, all of it or what is asked for; gives the SQL of what is asked for.

    Raises `pg_dump_missing`, `backup_unreadable`.
    """
    program = shutil.which("pg_restore")
    if program is None:
        raise DomainError("pg_dump_missing")
    # read and unpacked, nothing is restored
    command = [program, *(only or ("--file=/dev/null",)), *(["--file=-"] if only else ()), str(path)]
    read = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    if read.returncode:
        raise DomainError("backup_unreadable", file=path.name)
    return read.stdout.decode()


def engine_of(file: Path) -> Engine:
    """Open a file of SQLite beside the application's own."""
    return make_engine(f"sqlite:///{file}")


def record_made(session: Session, backup: Backup, *, by: User | None) -> None:
    """Write down that somebody had a copy made."""
    after = _facts(backup)
    audit.record(session, AuditAction.BACKUPS_MAKE, f"backup:{backup.path.stem}", by=by, after=after)


def record_download(session: Session, backup: Backup, *, by: User | None) -> None:
    """Write down that somebody took a copy with them: it holds everything that there is."""
    after = _facts(backup)
    audit.record(session, AuditAction.BACKUPS_DOWNLOAD, f"backup:{backup.path.stem}", by=by, after=after)


def _facts(backup: Backup) -> dict[str, audit.Plain]:
    photos = backup.photos.files if backup.photos else None
    return {"file": backup.path.name, "size": backup.size, "photos": photos}


def run_postgresql(engine: Engine, program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL on the engine's database; raises `pg_dump_missing`, `backup_failed`."""
    found = shutil.which(program)
    if found is None:
        raise DomainError("pg_dump_missing")
    with _environment(engine) as environment:
        _run([found, *arguments], environment)
