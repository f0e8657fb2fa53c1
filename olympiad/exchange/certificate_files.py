"""Certificates as single files in a ZIP that is sent while it is written: no more than one file is in memory."""

import json
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from olympiad.models.certificate import Certificate

MOMENT = (2026, 1, 1, 0, 0, 0)
FORBIDDEN = frozenset('\\/:*?"<>|')
"""Letters that some file system takes for something else."""
LONGEST = 80


class _Sent:
    """What a ZIP is written into: it remembers how much went by, and holds only what was not taken yet."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []
        self._at = 0

    def write(self, part: bytes) -> int:
        """Take a part."""
        self._waiting.append(bytes(part))
        self._at += len(part)
        return len(part)

    def tell(self) -> int:
        """Return how many bytes went by."""
        return self._at

    def flush(self) -> None:
        """Nothing waits for a disk."""

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        found, self._waiting = b"".join(self._waiting), []
        return found


def zipped(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """Write files into a ZIP, one after the other, and give each part as soon as it is there.

    >>> import io
    >>> parts = list(zipped([("a/b.txt", b"hello")]))
    >>> zipfile.ZipFile(io.BytesIO(b"".join(parts))).read("a/b.txt")
    b'hello'
    """
    sent: Any = _Sent()
    with zipfile.ZipFile(sent, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, MOMENT), content)
            yield sent.taken()
    yield sent.taken()


def certificate_file_name(certificate: Certificate) -> str:
    """Name the file so that a person finds it: folder of the team, name, document, number."""
    fields = json.loads(certificate.fields)
    document = str(fields["texts"][-1]["document"])
    name = " – ".join(
        part for part in (plain_name(str(fields["name"])), plain_name(document), certificate.number) if part
    )
    team = plain_name(str(fields["team"]))
    return f"{team}/{name}.pdf" if team else f"{name}.pdf"


def plain_name(text: str) -> str:
    """Return a text as a part of a file's name: no separators, control letters or dots at its ends.

    >>> plain_name(" A/B: ../x\\n")
    'A B .. x'
    """
    kept = (" " if one in FORBIDDEN or unicodedata.category(one)[0] == "C" else one for one in text)
    return " ".join("".join(kept).split())[:LONGEST].strip(". ")
