"""The files inside a ZIP, within limits: an upload may not unpack into gigabytes."""

import io
import zipfile
from pathlib import PurePosixPath

from olympiad import limits
from olympiad.exchange.tables import Problem


def unpack(file: str, content: bytes, problems: list[Problem]) -> list[tuple[str, bytes]]:
    """Return path and content of the CSV files of an archive, one that stands in it twice twice; what is refused is a problem."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if problem := too_large(file, archive):
                problems.append(problem)
                return []
            return [(entry.filename, _read(archive, entry)) for entry in archive.infolist() if _is_wanted(entry)]
    except Exception as error:  # whatever zipfile and its decompressors raise on a file that is not what it says
        code = "archive_encrypted" if "password" in str(error) or "encrypted" in str(error) else "archive_broken"
        if code == "archive_broken" and file.lower().endswith(".xlsx"):
            code = "workbook_broken"
        problems.append(Problem(file, 1, "", code))
        return []


def too_large(file: str, archive: zipfile.ZipFile) -> Problem | None:
    """Refuse an archive whose table of contents promises too much."""
    entries = archive.infolist()
    if len(entries) > limits.ARCHIVE_FILES:
        return Problem(file, 1, "", "archive_too_many_files", {"found": len(entries), "most": limits.ARCHIVE_FILES})
    unpacked = sum(entry.file_size for entry in entries)
    bomb = any(
        entry.file_size > 1_000_000 and entry.file_size > limits.ARCHIVE_RATIO * max(1, entry.compress_size)
        for entry in entries
    )
    if unpacked > limits.ARCHIVE_BYTES or bomb:
        return Problem(file, 1, "", "archive_too_large", {"most": limits.ARCHIVE_BYTES // 1024 // 1024})
    return None


def _is_wanted(entry: zipfile.ZipInfo) -> bool:
    return (
        not entry.is_dir()
        and PurePosixPath(entry.filename).suffix.lower() == ".csv"
        and "__MACOSX" not in entry.filename
    )


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as packed:  # zipfile stops at the promised size and checks the CRC
        content = packed.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise zipfile.BadZipFile("size differs from the table of contents")
    return content
