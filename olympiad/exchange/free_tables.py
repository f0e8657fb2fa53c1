"""Any CSV table for the statistics: wide (a row and its numbers) or long (labels and one number), all problems at once."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from olympiad.analysis.tables import Long, Wide
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import number
from olympiad.exchange.csv_reader import read_records
from olympiad.exchange.tables import Problem

LABELS = frozenset({"person", "target", "observer", "team", "student", "candidate", "participant", "subject", "id"})
"""Names of a first column that holds labels, even where they are digits."""


@dataclass
class FreeTable:
    """The header and the records of a file as text, and the problems found so far."""

    file: str
    columns: tuple[str, ...] = ()
    records: list[tuple[int, list[str]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, row: int, column: str, code: str, **fields: object) -> None:
        """Report a problem."""
        self.problems.append(Problem(self.file, row, column, code, fields))

    def position(self, name: str) -> int | None:
        """Return where a column stands; capitals do not matter where the name stays unique."""
        if name in self.columns:
            return self.columns.index(name)
        alike = [place for place, column in enumerate(self.columns) if column.casefold() == name.casefold()]
        return alike[0] if len(alike) == 1 else None

    def has_labels(self) -> bool:
        """Tell whether the first column names rows: by its header, or because a cell is no number."""
        if not self.columns:
            return False
        head = self.columns[0].casefold()
        return head in LABELS or not head or any(record[0] and not _is_number(record[0]) for _, record in self.records)


def read_free_table(file: str, content: bytes) -> FreeTable:
    """Read a file; empty rows are passed over, short ones end in gaps."""
    table = FreeTable(file)
    records = read_records(file, content, table.problems)
    if records is None:
        return table
    header = [cell.strip() for cell in records[0]]
    while len(header) > 1 and not header[-1]:
        header.pop()
    table.columns = tuple(header)
    _check_header(table)
    _add_rows(table, records[1:])
    if not table.records and not table.problems:
        table.add(1, "", "no_rows")
    return table


def _check_header(table: FreeTable) -> None:
    for name, count in Counter(table.columns).items():
        if count > 1 and name:
            table.add(1, name, "column_repeated")
    for place, name in enumerate(table.columns):
        if not name and place:
            table.add(1, "", "column_unnamed", place=place + 1)


def _add_rows(table: FreeTable, records: Sequence[Sequence[str]]) -> None:
    width = len(table.columns)
    for row, record in enumerate(records, start=2):
        cells = [cell.strip() for cell in record]
        if any(cells[width:]):
            table.add(row, "", "too_many_cells", found=len(cells), columns=width)
        elif any(cells):
            table.records.append((row, (cells + [""] * width)[:width]))


def wide_rows(table: FreeTable, *, label: int | None = 0, count: int | None = None) -> Wide:
    """Return a wide table; `label` is the position of the column that names the rows, `count` that of how often each counts."""
    places = [place for place in range(len(table.columns)) if place not in (label, count)]
    if not places:
        table.add(1, "", "no_numbers")
    labels: list[str] = []
    counts: list[float] = []
    values: list[tuple[float | None, ...]] = []
    for row, record in table.records:
        values.append(tuple(_cell(table, row, place, record[place]) for place in places))
        labels.append(_label(table, row, label, record))
        if count is not None:
            counts.append(_count(table, row, count, record[count]))
    if label is not None:
        _add_repeated(table, label)
    return Wide(tuple(labels), tuple(table.columns[place] for place in places), tuple(values), tuple(counts))


def _label(table: FreeTable, row: int, place: int | None, record: Sequence[str]) -> str:
    """Return what names a row: its label, or its number among the rows of a table without labels."""
    if place is None:
        return str(row - 1)
    if not record[place]:
        table.add(row, table.columns[place], "empty")
    return record[place]


def long_rows(table: FreeTable, facets: Sequence[str], places: Sequence[int]) -> Long:
    """Return labels and scores; the last place is that of the score, and a row without one is passed over."""
    *label_places, score_place = places
    levels: list[tuple[str, ...]] = []
    scores: list[float] = []
    seen: dict[tuple[str, ...], list[int]] = {}
    for row, record in table.records:
        for place in label_places:
            if not record[place]:
                table.add(row, table.columns[place], "empty")
        score = _cell(table, row, score_place, record[score_place])
        labels = tuple(record[place] for place in label_places)
        seen.setdefault(labels, []).append(row)
        if score is not None:
            levels.append(labels)
            scores.append(score)
    for labels, rows in seen.items():
        if len(rows) > 1 and all(labels):
            _repeated(table, rows, table.columns[label_places[0]], " · ".join(labels))
    return Long(tuple(facets), tuple(levels), tuple(scores))


def _add_repeated(table: FreeTable, place: int) -> None:
    seen: dict[str, list[int]] = {}
    for row, record in table.records:
        seen.setdefault(record[place], []).append(row)
    for name, rows in seen.items():
        if name and len(rows) > 1:
            _repeated(table, rows, table.columns[place], name)


def _repeated(table: FreeTable, rows: list[int], column: str, found: str) -> None:
    for row in rows:
        table.add(row, column, "repeated", found=found, rows=", ".join(map(str, rows)))


def _cell(table: FreeTable, row: int, place: int, text: str) -> float | None:
    """Return a number; an empty cell is a gap, never 0."""
    if not text:
        return None
    try:
        return float(number(text))
    except DomainError as error:
        table.add(row, table.columns[place], error.code, **error.fields)
    except OverflowError:
        table.add(row, table.columns[place], "number_too_long", found=f"{text[:12]}…", digits=300)
    return None


def _count(table: FreeTable, row: int, place: int, text: str) -> float:
    value = _cell(table, row, place, text)
    if not text:
        table.add(row, table.columns[place], "empty")
    elif value is not None and (value < 0 or value != int(value)):
        table.add(row, table.columns[place], "count_not_whole", found=text)
    return value or 0.0


def _is_number(text: str) -> bool:
    try:
        number(text)
    except DomainError:
        return False
    return True
