"""Pages published as files: written into a fresh folder, compressed once, switched to by one rename."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from stat import S_ISREG

from flask import current_app
from werkzeug.security import safe_join

from olympiad.web.frame import compressed

CURRENT = "current"
KEEP = "olympiad.keep"
"""Key of the environ under which a server says that it can repeat answers of published files."""
COMPRESSED = (".html", ".csv", ".json", ".atom", ".ics", ".css", ".js", ".svg")
ROOT = "published"


@dataclass(frozen=True)
class PublishedFile:
    """A file as it goes over the wire."""

    etag: str
    body: bytes
    compressed: bytes | None


@dataclass(frozen=True)
class PublishedFolder:
    """Where one thing is published; `current` leads to its files, and to nothing while it is not published."""

    path: Path

    def write(self, files: Mapping[str, bytes | Path]) -> None:
        """Write these files into a folder of their own and switch to it; what has not changed is linked, not written again.

        Where the disk is full the files that were there stay whole.
        """
        fresh = Path(tempfile.mkdtemp(prefix="v-", dir=self.path))
        try:
            fresh.chmod(0o755)
            before = (self.path / CURRENT).resolve()
            for name, body in files.items():
                _put(fresh, before, name, body)
            self._switch(fresh.name)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise

    def add(self, name: str, body: bytes) -> None:
        """Put one more file beside those that are there, at once or not at all."""
        path = (self.path / CURRENT).resolve() / name
        if name.endswith(COMPRESSED):
            _write_whole(path.with_name(f"{path.name}.gz"), compressed.smaller(body))
        _write_whole(path, body)

    def remove(self) -> None:
        """Take everything down."""
        (self.path / CURRENT).unlink(missing_ok=True)
        for folder in self.path.glob("v*-*"):
            shutil.rmtree(folder, ignore_errors=True)

    def load(self, name: str) -> PublishedFile | None:
        """Read a file; unchanged files come from memory."""
        joined = safe_join(str(self.path / CURRENT), name)
        return load(Path(joined)) if joined else None

    def _switch(self, name: str) -> None:
        """Let `current` lead to a folder by one rename, then remove the folders that nothing leads to."""
        link = self.path / f".{name}.link"
        link.symlink_to(name)
        link.replace(self.path / CURRENT)
        for other in self.path.glob("v*-*"):
            if other.name != name:
                shutil.rmtree(other, ignore_errors=True)


def folder(*parts: str) -> PublishedFolder | None:
    """Return the folder at an address below what is published; None for an address that leaves it."""
    joined = safe_join(str(Path(current_app.instance_path) / ROOT), *parts)
    return PublishedFolder(Path(joined)) if joined else None


def _put(fresh: Path, before: Path, name: str, body: bytes | Path) -> None:
    path = fresh / name
    if path.parent != fresh and not path.parent.is_dir():
        path.parent.mkdir(parents=True)
        path.parent.chmod(0o755)
    if isinstance(body, Path):
        _link(path, body)
        return
    small = path.with_name(f"{path.name}.gz")
    if _is_same(before / name, body):
        path.hardlink_to(before / name)
        if name.endswith(COMPRESSED):
            small.hardlink_to(before / f"{name}.gz")
        return
    _write(path, body)
    if name.endswith(COMPRESSED):
        _write(small, compressed.smaller(body))


def _link(path: Path, body: Path) -> None:
    """Let a file that never changes stand in the folder, too, without reading it; across file systems it is copied."""
    try:
        path.hardlink_to(body)
    except OSError:
        shutil.copyfile(body, path)
    path.chmod(0o644)


def _is_same(path: Path, body: bytes) -> bool:
    try:
        return path.stat().st_size == len(body) and path.read_bytes() == body
    except OSError:
        return False


def _write(path: Path, body: bytes) -> None:
    """Write a file that everybody may read, a web server beside us too, whatever else this process keeps to itself."""
    path.write_bytes(body)
    path.chmod(0o644)


def _write_whole(path: Path, body: bytes) -> None:
    """Write a file beside its place and rename it, so that nobody reads half of it."""
    handle, name = tempfile.mkstemp(dir=path.parent)
    os.close(handle)
    _write(Path(name), body)
    Path(name).replace(path)


def load(path: Path) -> PublishedFile | None:
    """Read a file that is published; None where there is none."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    if not S_ISREG(status.st_mode):
        return None
    return _read(path, status.st_ino, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=256)
def _read(linked: Path, inode: int, modified_ns: int, size: int) -> PublishedFile:
    path = linked.resolve()  # both files of one version, whatever is switched meanwhile
    body = path.read_bytes()
    small = path.with_name(f"{path.name}.gz")
    return PublishedFile(hashlib.sha256(body).hexdigest()[:20], body, small.read_bytes() if small.is_file() else None)


def keep_once(path: Path, body: bytes) -> None:
    """Keep a file whose address carries a hash of its content; one that is there already is the same."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    for folder in (path.parent, *path.parents):
        if folder.name == ROOT:
            break
        folder.chmod(0o755)
    small = path.with_name(f"{path.name}.gz")
    if path.name.endswith(COMPRESSED):
        _write_whole(small, compressed.smaller(body))
    _write_whole(path, body)
