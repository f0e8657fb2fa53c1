"""One CSV file as a table of text: UTF-8, delimiter decided by the header line alone."""

import csv
import io

from olympiad.exchange.formulas import unguarded
from olympiad.exchange.tables import Problem, Table, make_table

DELIMITERS = (",", ";", "\t")
MAX_CELL = 100_000
"""Characters in one cell; more is a broken quote."""


def read_csv(name: str, file: str, content: bytes, problems: list[Problem]) -> Table | None:
    """Read a file; what cannot be read is a problem and gives None."""
    records = read_records(file, content, problems)
    if records is None:
        return None
    return make_table(name, file, records[0], list(enumerate(records[1:], start=2)), problems)


def read_records(file: str, content: bytes, problems: list[Problem]) -> list[list[str]] | None:
    """Read the header and the records of any CSV file as text; what cannot be read is a problem and gives None."""
    text = _decoded(file, content, problems)
    if text is None:
        return None
    try:
        csv.field_size_limit(MAX_CELL)
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True))
    except csv.Error as error:
        problems.append(Problem(file, 1, "", "csv_broken", {"found": str(error)}))
        return None
    if not records or not any(cell.strip() for cell in records[0]):
        problems.append(Problem(file, 1, "", "header_missing"))
        return None
    return [records[0], *([unguarded(cell) for cell in record] for record in records[1:])]


def delimiter_of(text: str) -> str:
    """Decide by the header line: the most frequent of the three, else comma.

    >>> delimiter_of("team;name;note, free"), delimiter_of("team")
    (';', ',')
    """
    header = text.partition("\n")[0].partition("\r")[0]
    return max(DELIMITERS, key=header.count)


def _decoded(file: str, content: bytes, problems: list[Problem]) -> str | None:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        problems.append(Problem(file, 1, "", "encoding", {"found": "UTF-16"}))
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        problems.append(Problem(file, row, "", "encoding", {"found": f"0x{content[error.start]:02X}"}))
        return None
    if "\0" in text:
        problems.append(Problem(file, text[: text.index("\0")].count("\n") + 1, "", "nul_character"))
        return None
    return text
