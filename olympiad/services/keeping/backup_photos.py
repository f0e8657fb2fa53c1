"""The photos of copies: each file is kept once for all copies, and named with its checksum in a list beside each database."""

import hashlib
import json
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, inspect, select, union

from olympiad.domain.errors import DomainError
from olympiad.models.appeal import AppealPhoto
from olympiad.models.photo import Photo

ENDING = ".photos"
"""Of the list beside a copy of the database."""
_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{64}(-small)?\.(jpg|webp)", re.ASCII)
Source = Callable[[str], bytes]
"""Gives the content of a kept file by its name; FileNotFoundError or KeyError where there is none."""


@dataclass(frozen=True)
class Kept:
    """One file of a copy: its place below the folder of uploads, its size in bytes and its checksum."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Summary:
    """What a list says at its head: how many files, how large, and how many the database names that were not there."""

    files: int
    size: int
    missing: int


def copy_new(uploads: Path, store: Path, known: Mapping[str, Kept]) -> dict[str, Kept]:
    """Copy what the store does not hold yet and read it back; a file of uploads never changes, so the rest stays as it is.

    A file whose content is not what its name says is left out: the copy that there may be is the sound one.
    """
    found: dict[str, Kept] = {}
    for path in sorted(one for ending in ("jpg", "webp") for one in uploads.glob(f"??/*.{ending}")):
        name = path.relative_to(uploads).as_posix()
        if not _NAME.fullmatch(name):
            continue
        old = known.get(name)
        if old is not None and _is_there(store, old):
            found[name] = old
        else:
            with suppress(FileNotFoundError, DomainError):  # taken away meanwhile, or damaged
                found[name] = _copy(path, store, name)
    return found


def _is_there(folder: Path, kept: Kept) -> bool:
    path = folder / kept.name
    return path.is_file() and path.stat().st_size == kept.size


def _copy(source: Path, store: Path, name: str) -> Kept:
    content = source.read_bytes()
    kept = Kept(name, len(content), hashlib.sha256(content).hexdigest())
    if not source.stem.endswith("-small") and kept.sha256 != source.stem:
        raise DomainError("backup_unreadable", file=name)
    _write(store, kept, content)
    return kept


def _write(folder: Path, kept: Kept, content: bytes) -> None:
    """Write a file whole or not at all, and read it back."""
    target = folder / kept.name
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    partial = target.with_name(f"{target.name}.{secrets.token_hex(4)}")
    try:
        partial.write_bytes(content)
        _compare(kept, partial.read_bytes())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _compare(kept: Kept, content: bytes) -> None:
    if hashlib.sha256(content).hexdigest() != kept.sha256:
        raise DomainError("backup_unreadable", file=kept.name)


NAMING = {
    Photo.__tablename__: select(Photo.sha256).where(Photo.removed_at.is_(None)),
    AppealPhoto.__tablename__: select(AppealPhoto.sha256),
}
"""Table → the photos that its rows name."""


def named_in(engine: Engine) -> set[str]:
    """Return the files that the database names at present: photos of sheets that are not removed, and those of appeals."""
    tables = set(inspect(engine).get_table_names())  # why: those of an older release may not know photos yet
    queries = [query for name, query in NAMING.items() if name in tables]
    if not queries:
        return set()
    query = union(*queries)
    with engine.connect() as connection:
        return {f"{sha256[:2]}/{sha256}.jpg" for (sha256,) in connection.execute(query)}


def write_list(path: Path, kept: Iterable[Kept], missing: Iterable[str]) -> None:
    """Write the list of a copy: a head, then a line for each file."""
    files, lost = sorted(kept, key=lambda one: one.name), sorted(missing)
    head = {"files": len(files), "size": sum(one.size for one in files), "missing": lost}
    lines = [json.dumps(head), *(f"{one.sha256} {one.size} {one.name}" for one in files)]
    partial = path.with_name(f"{path.name}.partial")
    partial.write_text("\n".join(lines) + "\n", "ascii")
    partial.chmod(0o600)
    partial.replace(path)


def summary(path: Path) -> Summary | None:
    """Read the head of a list; None where a copy has none, made by an older release."""
    with suppress(OSError, ValueError, KeyError, TypeError), path.open(encoding="ascii") as lines:
        head = json.loads(lines.readline())
        return Summary(head["files"], head["size"], len(head["missing"]))
    return None


def read_list(content: bytes) -> dict[str, Kept]:
    """Read a list; raises DomainError `backup_unreadable` for a line that names no photo."""
    lines = content.decode("ascii", "replace").splitlines()
    return {kept.name: kept for kept in map(_read_line, lines[1:])}


def _read_line(line: str) -> Kept:
    sha256, _, rest = line.partition(" ")
    size, _, name = rest.partition(" ")
    if not (size.isdigit() and _NAME.fullmatch(name)):
        raise DomainError("backup_unreadable", file=name or line[:40])
    return Kept(name, int(size), sha256)


def check(kept: Iterable[Kept], source: Source) -> None:
    """Read every file through; raises DomainError `backup_unreadable` naming the first that is missing or damaged."""
    for one in kept:
        try:
            content = source(one.name)
        except (KeyError, OSError) as error:
            raise DomainError("backup_unreadable", file=one.name) from error
        _compare(one, content)


def put_back(kept: Iterable[Kept], source: Source, uploads: Path) -> int:
    """Write into the folder of uploads what is not there or not sound; gives how many. What is there beside them stays."""
    written = 0
    for one in kept:
        with suppress(OSError, DomainError):
            _compare(one, (uploads / one.name).read_bytes())
            continue
        _write(uploads, one, source(one.name))
        written += 1
    return written


def sweep(store: Path, lists: Iterable[Path]) -> int:
    """Remove files that no list names any more; gives how many. Nothing goes while a list cannot be read: DomainError."""
    named: set[str] = set()
    for path in lists:
        named |= read_list(path.read_bytes()).keys()
    unnamed = [path for path in _files(store) if path.relative_to(store).as_posix() not in named]
    for path in unnamed:
        path.unlink()
    return len(unnamed)


def _files(store: Path) -> Iterator[Path]:
    yield from sorted(path for path in store.glob("??/*") if path.is_file())
