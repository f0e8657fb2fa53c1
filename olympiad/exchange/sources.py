"""Where a section comes from: a folder, a ZIP of its files, one workbook, or single CSV files."""

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from olympiad.exchange.archive_reader import MAX_UNPACKED, unpack
from olympiad.exchange.csv_reader import read_csv
from olympiad.exchange.tables import COLUMNS, Problem, Table
from olympiad.exchange.workbook_reader import read_workbook

Tables = dict[str, Table]
Found = tuple[Tables, list[Problem]]


def read_path(path: Path) -> Found:
    """Read a folder, ZIP or workbook of the file system; the caller has seen that it is there."""
    if not path.is_dir():
        return read_upload(path.name, path.read_bytes()) if path.is_file() else ({}, [_unreadable(path.name)])
    problems: list[Problem] = []
    files: dict[str, bytes] = {}
    for file in sorted(path.iterdir()):
        if file.suffix.lower() != ".csv":
            continue
        if not file.is_file():
            problems.append(_unreadable(file.name))
        elif file.stat().st_size > MAX_UNPACKED:
            problems.append(Problem(file.name, 1, "", "archive_too_large", {"most": MAX_UNPACKED // 1024 // 1024}))
        else:
            files[file.name] = file.read_bytes()
    return _read_files(files.items(), problems)


def _unreadable(name: str) -> Problem:
    """A folder, pipe or device where a file belongs."""
    return Problem(name, 1, "", "file_unreadable", {"found": name})


def read_upload(filename: str, content: bytes) -> Found:
    """Read one uploaded file; what it is is told by its content, a CSV also by its name."""
    problems: list[Problem] = []
    if not content.startswith(b"PK"):
        if content.startswith(b"\xd0\xcf\x11\xe0"):
            return {}, [Problem(filename, 1, "", "workbook_old_or_encrypted")]
        return _read_files([(filename, content)], problems, alone=True)
    if b"xl/workbook.xml" in content:
        return read_workbook(filename, content, problems), problems
    files = unpack(filename, content, problems)
    return _read_files([(PurePosixPath(path).name, text) for path, text in files], problems)


def _read_files(files: Iterable[tuple[str, bytes]], problems: list[Problem], *, alone: bool = False) -> Found:
    tables: Tables = {}
    seen: set[str] = set()
    for file, content in files:
        name = file.lower().removesuffix(".csv")
        if name not in COLUMNS:
            problems.append(Problem(file, 1, "", "file_unknown", {"known": ", ".join(COLUMNS)}, is_note=not alone))
        elif f"{name}.csv" in seen:
            problems.append(Problem(f"{name}.csv", 1, "", "file_repeated"))
        elif table := read_csv(name, f"{name}.csv", content, problems):
            tables[name] = table
        seen.add(f"{name}.csv")
    return tables, problems
