"""One CSV file as a grid of text: UTF-8, or what a spreadsheet of this region writes; the delimiter is decided by one line."""

import csv
import io
from typing import Any

from olympiad import limits
from olympiad.exchange.formulas import unguarded
from olympiad.exchange.grids import Grid
from olympiad.exchange.headings import COLUMN_NAMES, column_of
from olympiad.exchange.tables import Problem

DELIMITERS = (",", ";", "\t", "|")


def read_csv(file: str, content: bytes, problems: list[Problem], *, guess: bool = False) -> Grid | None:
    """Read a file; what cannot be read is a problem and gives None. `guess` also takes Windows-1251, with a note."""
    text = _decoded(file, content, problems, guess)
    if text is None:
        return None
    first, delimiter = _beginning(text)
    try:
        csv.field_size_limit(limits.CSV_CELL)
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        problems.append(Problem(file, 1, "", "csv_broken", {"found": str(error)}))
        return None
    rows = [
        (number, [cell if number == first else unguarded(cell) for cell in record])
        for number, record in enumerate(records, start=1)
        if number >= first
    ]
    return Grid(file, rows, _text)


def read_records(file: str, content: bytes, problems: list[Problem]) -> list[list[str]] | None:
    """Read the header and the records of any CSV file as text; what cannot be read is a problem and gives None."""
    grid = read_csv(file, content, problems)
    if grid is None:
        return None
    rows = [cells for _, cells in grid.records]
    if not rows or not any(cell.strip() for cell in rows[0]):
        problems.append(Problem(file, 1, "", "header_missing"))
        return None
    return rows


def _text(file: str, column: str, number: int, cell: Any, problems: list[Problem]) -> str:
    return str(cell)


def _beginning(text: str) -> tuple[int, str]:
    """Return the number of the first row that counts, and the delimiter: Excel's own line `sep=;` says it and is skipped.

    >>> _beginning("sep=;\\r\\nteam;name"), _beginning("team,name")
    ((2, ';'), (1, ','))
    """
    line = text.partition("\n")[0].partition("\r")[0]
    if line.lower().startswith("sep=") and len(line) == 5:
        return 2, line[4]
    return 1, delimiter_of(text)


def delimiter_of(text: str) -> str:
    """Decide by the first line that has one, which is the header line of a table: the most frequent of the four, else comma.

    >>> delimiter_of("team;name;note, free"), delimiter_of("team"), delimiter_of("Olympiad\\nteam;name")
    (';', ',', ';')
    """
    lines = text[:20_000].splitlines() or [""]
    if column_of(lines[0]) in COLUMN_NAMES:  # a header of one column: later lines have no say
        return DELIMITERS[0]
    return max(DELIMITERS, key=next((line for line in lines if any(sign in line for sign in DELIMITERS)), "").count)


def _decoded(file: str, content: bytes, problems: list[Problem], guess: bool) -> str | None:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _utf16(file, content, problems, guess)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        return (
            _windows(file, content, problems)
            if guess
            else _refuse(file, row, f"0x{content[error.start]:02X}", problems)
        )
    if "\0" in text:
        problems.append(Problem(file, text[: text.index("\0")].count("\n") + 1, "", "nul_character"))
        return None
    return text


def _utf16(file: str, content: bytes, problems: list[Problem], guess: bool) -> str | None:
    try:
        return content.decode("utf-16") if guess else _refuse(file, 1, "UTF-16", problems)
    except UnicodeDecodeError:
        return _refuse(file, 1, "UTF-16", problems)


def _windows(file: str, content: bytes, problems: list[Problem]) -> str | None:
    """Read as Windows-1251, the code page of Russian Excel, where that gives letters and no control characters."""
    try:
        text = content.decode("cp1251")
    except UnicodeDecodeError:
        return _refuse(file, 1, "Windows-1251", problems)
    if any(ord(sign) < 32 and sign not in "\t\r\n" for sign in text):
        return _refuse(file, 1, "binary", problems)
    problems.append(Problem(file, 1, "", "encoding_guessed", {"found": "Windows-1251"}, is_note=True))
    return text


def _refuse(file: str, row: int, found: str, problems: list[Problem]) -> str | None:
    problems.append(Problem(file, row, "", "encoding", {"found": found}))
    return None
