"""What a section folder consists of, and the plain tables of text that every reader gives."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from olympiad.exchange.cell_kinds import MOMENT
from olympiad.exchange.columns import DECLARED


@dataclass(frozen=True)
class Problem:
    """Something wrong (or, as a `note`, worth knowing) in a file: a code and fields, from which `wording` makes the sentence.

    `row` is the record number, the header is 1; 0 stands for the file as a whole.
    """

    file: str
    row: int
    column: str
    code: str
    fields: Mapping[str, object] = field(default_factory=dict)
    is_note: bool = False
    origin: str = field(default="", compare=False)
    """The file or worksheet as its owner calls it; empty where it is `file`."""


@dataclass(frozen=True, slots=True)
class Row:
    """One record: its number and the text of every known column, stripped; absent cells are empty."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """One file of a section folder as text."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    origin: str = field(default="", compare=False)
    """The file or worksheet as its owner calls it; empty where it is `file`."""


@dataclass(frozen=True)
class Columns:
    """The columns that a file must and may have."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()

    @property
    def known(self) -> tuple[str, ...]:
        """Required ones first."""
        return self.required + self.optional


COLUMNS: dict[str, Columns] = {
    name: Columns(
        tuple(one.name for one in columns if one.required), tuple(one.name for one in columns if not one.required)
    )
    for name, columns in DECLARED.items()
}
"""File (or worksheet) name without ending → its columns."""

VIEWS = frozenset({"ranking", "task_marks", "changes"})
"""Worksheets of an exported workbook that are to look at: what they show is computed again from the others."""

DATE_COLUMNS = tuple(one.name for columns in DECLARED.values() for one in columns if one.kind is MOMENT)
"""The only columns in which a date cell of a workbook is meant."""


def make_table(
    name: str, file: str, header: list[str], records: list[tuple[int, list[str]]], problems: list[Problem]
) -> Table | None:
    """Turn a header and numbered records into a table; unknown columns are noted, missing and repeated ones are problems."""
    known = COLUMNS[name].known
    columns = [cell.strip().lower() for cell in header]
    while columns and not columns[-1]:
        columns.pop()
    wrong = _wrong_columns(name, file, columns)
    problems.extend(wrong)
    problems.extend(unknown_columns(file, columns, known))
    if wrong:
        return None
    places = [(place, column) for place, column in enumerate(columns) if column in known]
    rows = tuple(_rows(file, len(columns), places, records, problems))
    return Table(file, tuple(column for _, column in places), rows)


def _wrong_columns(name: str, file: str, columns: list[str]) -> list[Problem]:
    """Return what keeps a table from being read: columns that stand twice, and needed ones that are not there."""
    repeated = sorted({column for column in columns if column and columns.count(column) > 1})
    missing = [column for column in COLUMNS[name].required if column not in columns]
    found = ", ".join(filter(None, columns))
    return [Problem(file, 1, column, "column_repeated") for column in repeated] + [
        Problem(file, 1, column, "column_missing", {"found": found}) for column in missing
    ]


def unknown_columns(file: str, columns: Iterable[str], known: Iterable[str]) -> list[Problem]:
    """Note the columns that nothing is read from."""
    words = tuple(known)
    return [
        Problem(file, 1, column, "column_unknown", {"known": ", ".join(words)}, is_note=True)
        for column in columns
        if column and column not in words
    ]


def _rows(
    file: str, width: int, places: list[tuple[int, str]], records: list[tuple[int, list[str]]], problems: list[Problem]
) -> list[Row]:
    rows = []
    for number, record in records:
        if len(record) > width and any(cell.strip() for cell in record[width:]):
            problems.append(Problem(file, number, "", "too_many_cells", {"found": len(record), "columns": width}))
            continue
        length = len(record)
        cells = {column: record[place].strip() if place < length else "" for place, column in places}
        if any(cells.values()):
            rows.append(Row(number, cells))
    return rows
