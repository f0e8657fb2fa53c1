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
CLOSED_ROOT = "certificate-pages"
"""Of files for whoever knows their address: closed to other users of the machine, also to a web server beside us."""
LEVEL = 6
"""Of gzip for pages drawn together: the highest, 9, takes three times as long for a twentieth less."""
SWITCHES = 3
"""So often a reader begins anew whose folder is removed while it reads."""


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

    is_closed: bool = False

    def open_or_close(self) -> None:
        """Let a web server beside us read what is published, or nobody but us what is closed."""
        root, instance = self.path.parents[1], self.path.parents[2]
        if self.is_closed:
            root.chmod(0o700)
            return
        for public in (self.path, self.path.parent, root):
            public.chmod(0o755)
        instance.chmod(instance.stat().st_mode | 0o011)  # it goes through, and sees no list of what else is there

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


def closed_folder(edition: str, section: str) -> PublishedFolder:
    """Return the folder of files of a section that no list and no guess leads to."""
    return PublishedFolder(Path(current_app.instance_path) / CLOSED_ROOT / edition / section, is_closed=True)


def _put(fresh: Path, before: Path, name: str, body: bytes | Path) -> None:
    path = fresh / name
    _make_parents(fresh, path.parent)
    if isinstance(body, Path):
        _link(path, body)
        return
    small = path.with_name(f"{path.name}.gz")
    if _is_same(before / name, body) and _link_both(before, name, path, small):
        return
    _write(path, body)
    if name.endswith(COMPRESSED):
        _write(small, compressed.smaller(body, LEVEL))


def _make_parents(fresh: Path, folder: Path) -> None:
    """Make the folder of a file, never `fresh` itself: whoever took everything down meanwhile has removed it for good."""
    if folder != fresh and not folder.is_dir():
        _make_parents(fresh, folder.parent)
        folder.mkdir()
        folder.chmod(0o755)


def _link(path: Path, body: Path) -> None:
    """Let a file that never changes stand in the folder, too, without reading it; across file systems it is copied."""
    try:
        path.hardlink_to(body)
    except OSError:
        shutil.copyfile(body, path)
    path.chmod(0o644)


def _link_both(before: Path, name: str, path: Path, small: Path) -> bool:
    """Let an unchanged file and its compressed form stand in the new folder, too; say whether both were still there."""
    try:
        if name.endswith(COMPRESSED):
            small.hardlink_to(before / f"{name}.gz")
        path.hardlink_to(before / name)
    except FileNotFoundError:
        small.unlink(missing_ok=True)
        return False
    return True


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
    try:
        _write(Path(name), body)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def load(path: Path) -> PublishedFile | None:
    """Read a file that is published; None where there is none. A folder that is switched meanwhile is followed anew."""
    for _ in range(SWITCHES):
        try:
            status = path.stat()
            if not S_ISREG(status.st_mode):
                return None
            return _read(path, status.st_ino, status.st_mtime_ns, status.st_size)
        except FileNotFoundError:
            continue
        except (OSError, ValueError):
            return None
    return None


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
