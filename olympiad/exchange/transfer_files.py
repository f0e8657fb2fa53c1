"""A section on its way to another installation: one ZIP with a manifest, rows by table, chains of the record, photos."""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from olympiad.domain.canonical_json import Plain, canonical
from olympiad.domain.errors import DomainError

FORMAT = "olympiad-transfer/1"
MANIFEST = "transfer.json"
MOST_BYTES = 2 * 1024**3
"""Of all unpacked members together; a section of 1,000 teams has about 60 MB without photos."""

Row = dict[str, Plain]


class Writer:
    """Writes members one after another and keeps their digests for the manifest."""

    def __init__(self, path: Path) -> None:
        self._archive = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
        self.digests: dict[str, Plain] = {}

    def lines(self, name: str, rows: Iterable[Row]) -> int:
        """Write rows as lines of canonical JSON; gives how many."""
        digest, count = hashlib.sha256(), 0
        with self._archive.open(name, "w", force_zip64=True) as member:
            for row in rows:
                line = canonical(row).encode() + b"\n"
                member.write(line)
                digest.update(line)
                count += 1
        self.digests[name] = digest.hexdigest()
        return count

    def content(self, name: str, content: bytes) -> None:
        """Write a file as it is."""
        self._archive.writestr(name, content)
        self.digests[name] = hashlib.sha256(content).hexdigest()

    def close(self, manifest: Mapping[str, Plain]) -> str:
        """Write the manifest with every digest; gives the digest of the whole."""
        text = canonical(dict(manifest) | {"format": FORMAT, "members": self.digests})
        self._archive.writestr(MANIFEST, text)
        self._archive.close()
        return hashlib.sha256(text.encode()).hexdigest()


class Transfer:
    """A file that was read: the manifest is here, members are read when they are asked for."""

    def __init__(self, path: Path) -> None:
        """Open a file and check every member; raises DomainError `transfer_unreadable`, `transfer_damaged`."""
        try:
            self._archive = zipfile.ZipFile(path)
            if sum(entry.file_size for entry in self._archive.infolist()) > MOST_BYTES:
                raise DomainError("transfer_unreadable")
            text = self._archive.read(MANIFEST)
            self.manifest: dict[str, Plain] = json.loads(text)
        except (OSError, KeyError, ValueError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
            raise DomainError("transfer_unreadable") from error
        if not isinstance(self.manifest, dict) or self.manifest.get("format") != FORMAT:
            raise DomainError("transfer_unreadable")
        self.sha256 = hashlib.sha256(text).hexdigest()
        self._check_members()

    def _check_members(self) -> None:
        members = self.manifest.get("members")
        names = set(self._archive.namelist()) - {MANIFEST}
        if not isinstance(members, dict) or names != set(members):
            raise DomainError("transfer_damaged", file=MANIFEST)
        for name, digest in members.items():
            if self._digest(name) != digest:
                raise DomainError("transfer_damaged", file=name)

    def _digest(self, name: str) -> str:
        digest = hashlib.sha256()
        try:
            with self._archive.open(name) as member:
                while block := member.read(1 << 20):
                    digest.update(block)
        except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError):
            return ""
        return digest.hexdigest()

    def rows(self, name: str) -> Iterator[Row]:
        """Read the rows of a member; none where it is not there."""
        if name not in self._archive.namelist():
            return
        with self._archive.open(name) as member:
            for line in member:
                yield json.loads(line)

    def content(self, name: str) -> bytes:
        """Read a file as it is."""
        return self._archive.read(name)

    def names(self, folder: str) -> list[str]:
        """List the members of a folder."""
        return sorted(name for name in self._archive.namelist() if name.startswith(f"{folder}/"))

    def object(self, name: str) -> Row:
        """Return an object of the manifest."""
        found = self.manifest.get(name)
        if not isinstance(found, dict):
            raise DomainError("transfer_damaged", file=f"{MANIFEST}: {name}")
        return found

    def objects(self, name: str) -> list[Row]:
        """Return a list of objects of the manifest."""
        found = self.manifest.get(name)
        if not isinstance(found, list):
            raise DomainError("transfer_damaged", file=f"{MANIFEST}: {name}")
        return [one for one in found if isinstance(one, dict)]
