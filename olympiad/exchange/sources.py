"""Where a section comes from: a folder, a ZIP of its files, one workbook, or single CSV files."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path, PurePosixPath

from olympiad import limits
from olympiad.exchange.archive_reader import unpack
from olympiad.exchange.assignments import Assignments, assignments_from, read_assigned
from olympiad.exchange.csv_reader import read_csv
from olympiad.exchange.grids import Grid, read_grid, unread
from olympiad.exchange.headings import table_named
from olympiad.exchange.list_areas import areas
from olympiad.exchange.list_rows import tidied
from olympiad.exchange.office_reader import read_office
from olympiad.exchange.tables import VIEWS, Problem, Table
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
        elif file.stat().st_size > limits.ARCHIVE_BYTES:
            problems.append(
                Problem(file.name, 1, "", "archive_too_large", {"most": limits.ARCHIVE_BYTES // 1024 // 1024})
            )
        else:
            files[file.name] = file.read_bytes()
    grids, names = _csv_grids(files.items(), problems)
    return _tables(grids, problems, names, assigned={})


def _unreadable(name: str) -> Problem:
    """A folder, pipe or device where a file belongs."""
    return Problem(name, 1, "", "file_unreadable", {"found": name})


def read_upload(filename: str, content: bytes, *, guess: bool = False, assigned: Assignments | None = None) -> Found:
    """Read one uploaded file; what it is is told by its content. `guess` also takes other encodings, with a note.

    `assigned` says of some of its lists which column means what; these are read so, whatever their headings are.
    """
    problems: list[Problem] = []
    grids, names = read_grids(filename, content, problems, guess=guess)
    return _tables(grids, problems, names, guess=guess, assigned=assigned or {})


def read_kept(filename: str, content: bytes, assigned: str = "") -> Found:
    """Read an upload as a preview does: whatever can be guessed is, with a note, and columns as a person assigned them."""
    return read_upload(filename, content, guess=True, assigned=assignments_from(assigned))


def read_grids(
    filename: str, content: bytes, problems: list[Problem], *, guess: bool = False
) -> tuple[list[Grid], list[str]]:
    """Return the lists of an uploaded file, in their order, and the names of what was looked into.

    `guess` also parts lists that stand on one worksheet, and puts each into the shape of a table.
    """
    grids, names = _read_grids(filename, content, problems, guess)
    if guess:
        grids = [tidied(area, problems) for grid in grids for area in areas(grid)]
    return grids, names


def _read_grids(filename: str, content: bytes, problems: list[Problem], guess: bool) -> tuple[list[Grid], list[str]]:
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return read_office(filename, content, problems), [filename]
    if not content.startswith(b"PK"):
        return _csv_grids([(filename, content)], problems, guess=guess)
    if _holds(content, b"application/vnd.oasis.opendocument.spreadsheet"):
        return read_office(filename, content, problems), [filename]
    if _holds(content, b"xl/workbook") or b"xl/worksheets/" in content:
        return read_workbook(filename, content, problems), [filename]
    files = unpack(filename, content, problems)
    return _csv_grids(
        [(PurePosixPath(path.replace("\\", "/")).name, text) for path, text in files], problems, guess=guess
    )


def _holds(content: bytes, sign: bytes) -> bool:
    """Look for an entry of an archive by its name, or for the type that an ODF file names first."""
    return sign in content[:200] or sign in content


def _csv_grids(
    files: Iterable[tuple[str, bytes]], problems: list[Problem], *, guess: bool = False
) -> tuple[list[Grid], list[str]]:
    grids: list[Grid] = []
    names: list[str] = []
    for file, content in files:
        name = table_named(file)
        names.append(file)
        if grid := read_csv(f"{name}.csv" if name else file, content, problems, guess=guess):
            grids.append(replace(grid, origin=file))
    return grids, names


def _tables(
    grids: list[Grid], problems: list[Problem], names: list[str], *, guess: bool = False, assigned: Assignments
) -> Found:
    """Return the tables found in grids, those with a table's name first; `guess` looks into the others, too.

    Where there is no table at all, that is a problem which says what was looked at.
    """
    tables: Tables = {}
    unassigned = _after_assigned(grids, assigned, tables, problems)
    named = [grid for grid in unassigned if table_named(grid.title)]
    for grid in named:
        read_grid(grid, tables, problems)
    unknown = _without_name(unassigned, is_beside_tables=bool(named))
    if guess:
        unknown = [grid for grid in unknown if not read_grid(grid, tables, problems)]
    problems.extend(_unknown_lists(unknown, tables, problems, names))
    return tables, problems


def _after_assigned(grids: list[Grid], assigned: Assignments, tables: Tables, problems: list[Problem]) -> list[Grid]:
    """Read the lists whose columns a person assigned; return the others."""
    for place, assignment in sorted(assigned.items()):
        if place < len(grids):
            read_assigned(grids[place], assignment, tables, problems)
    return [grid for place, grid in enumerate(grids) if place not in assigned]


def _without_name(grids: list[Grid], *, is_beside_tables: bool) -> list[Grid]:
    """Return the lists that no table is called after; beside tables, the views of a workbook of ours are not meant to be read."""
    unnamed = [grid for grid in grids if not table_named(grid.title)]
    return [grid for grid in unnamed if grid.title not in VIEWS] if is_beside_tables else unnamed


def _unknown_lists(unknown: list[Grid], tables: Tables, problems: list[Problem], names: list[str]) -> list[Problem]:
    """Return what is to be said of lists that are no table: each by itself, or all at once where nothing was recognised."""
    if not tables and all(problem.is_note for problem in problems):
        return [_nothing_recognised([grid.title for grid in unknown] or names, names)]
    return [unread(grid) for grid in unknown if grid.records]


def _nothing_recognised(looked_at: list[str], names: list[str]) -> Problem:
    return Problem(names[0] if names else "", 1, "", "nothing_recognised", {"found": ", ".join(looked_at)})
