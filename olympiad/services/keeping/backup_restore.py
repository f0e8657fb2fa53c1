"""Putting a copy of database and photos back, and packing one into a single file to take away."""

import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from sqlite3 import DatabaseError

from sqlalchemy import Engine

from olympiad.domain.errors import DomainError
from olympiad.services.keeping import backup_photos, backups, database_swap
from olympiad.services.keeping.backup_photos import Kept, Source
from olympiad.services.keeping.backups import Backup


@dataclass(frozen=True)
class Opened:
    """A copy to read: the database's file, its photos by name (None: it has none), and where they are read from."""

    database: Path
    kept: Mapping[str, Kept] | None
    source: Source


@dataclass(frozen=True)
class Restored:
    """What a restore did: the copy made of what was there before, and how many photos were put back."""

    before: Backup | None
    """None: nothing was there, as on a new machine, or what was there could not be read and stands beside as it was."""
    photos: int | None
    """None: the copy brought no photos, so those that are there stay."""


def pack(backup: Backup, target: Path) -> None:
    """Write a copy with its photos into one ZIP file, as they are: photos do not get smaller."""
    with zipfile.ZipFile(target, "w") as archive:
        archive.write(backup.path, backup.path.name, zipfile.ZIP_DEFLATED)
        if not backup.list_path.exists():
            return
        content = backup.list_path.read_bytes()
        archive.writestr(backup.list_path.name, content, zipfile.ZIP_DEFLATED)
        for name in backup_photos.read_list(content):
            archive.write(backup.path.parent / backups.UPLOADS / name, f"{backups.UPLOADS}/{name}")


@contextmanager
def opened(file: Path) -> Iterator[Opened]:
    """Open a packed copy, or one of the folder of copies. Raises `backup_unreadable`."""
    if not _is_packed(file):
        listed, store = file.with_suffix(backup_photos.ENDING), file.parent / backups.UPLOADS
        content = listed.read_bytes() if listed.exists() else None
        yield Opened(file, _kept(content), lambda name: (store / name).read_bytes())
        return
    with zipfile.ZipFile(file) as archive, tempfile.TemporaryDirectory() as folder:
        names = [name for name in archive.namelist() if Path(name).suffix in (".sqlite", ".dump") and "/" not in name]
        if len(names) != 1:
            raise DomainError("backup_unreadable", file=file.name)
        database, names_of_photos = Path(folder, names[0]), Path(names[0]).with_suffix(backup_photos.ENDING).name
        with archive.open(names[0]) as packed, database.open("wb") as copy:
            shutil.copyfileobj(packed, copy)
        content = archive.read(names_of_photos) if names_of_photos in archive.namelist() else None
        yield Opened(database, _kept(content), lambda name: archive.read(f"{backups.UPLOADS}/{name}"))


def _keep_present(engine: Engine, instance: Path, now: datetime) -> Backup | None:
    """Back up what is there; a damaged file of SQLite, for which a copy is wanted most, is kept as it is beside."""
    if database_swap.is_empty(engine):
        return None
    try:
        return backups.make(engine, instance, now=now)
    except (DomainError, DatabaseError):
        if engine.dialect.name != "sqlite":
            raise
    database = Path(str(engine.url.database))
    shutil.copyfile(database, database.with_name(f"{database.name}.damaged-{now:%Y%m%d-%H%M%S}"))
    return None


def _is_packed(file: Path) -> bool:
    """Return whether a file begins as a ZIP does; a database may hold an uploaded one at its end."""
    with file.open("rb") as opened_file:
        return opened_file.read(4) == b"PK\x03\x04"


def _kept(content: bytes | None) -> Mapping[str, Kept] | None:
    return None if content is None else backup_photos.read_list(content)


def restore(engine: Engine, instance: Path, file: Path, *, now: datetime) -> Restored:
    """Put a copy in the place of database and photos of a *stopped* installation; what was there is backed up first.

    All of the copy is verified before anything is touched, a copy of an older release gets the newest tables, one of a
    newer release is refused. Photos that are not in the copy stay: nothing names them.
    """
    with opened(file) as copy:
        if (copy.database.suffix == ".dump") is (engine.dialect.name == "sqlite"):
            raise DomainError("backup_unreadable", file=file.name)
        backups.check_database(copy.database)
        database_swap.refuse_newer(engine, copy.database)
        backup_photos.check((copy.kept or {}).values(), copy.source)
        before = _keep_present(engine, instance, now)
        photos = None
        if copy.kept is not None:  # before the database: a photo that nothing names yet does no harm
            photos = backup_photos.put_back(copy.kept.values(), copy.source, instance / backups.UPLOADS)
        database_swap.put(engine, copy.database)
    return Restored(before, photos)
