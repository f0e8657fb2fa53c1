"""A grid of cells as a person made it – a CSV file, a worksheet – and the tables of a section that are found in it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from olympiad.exchange.headings import COLUMN_NAMES, Header, find_header, names_parts, table_named
from olympiad.exchange.meanings import meant
from olympiad.exchange.people_lists import PEOPLE, joined, split
from olympiad.exchange.tables import COLUMNS, Problem, Row, Table, make_table
from olympiad.exchange.value_guesses import meaning_of_values

LOOKED_AT = 60
"""Rows from the top among which the header is looked for."""
Tables = dict[str, Table]
Records = list[tuple[int, list[Any]]]
ToText = Callable[[str, str, int, Any, list[Problem]], str]
"""file, column, row number, cell, problems → the cell's text."""


@dataclass(frozen=True)
class Grid:
    """Rows with their numbers; how a cell becomes text depends on its column, since a date is right in some only."""

    title: str
    """Name of the file or worksheet, which may name the table."""
    records: list[tuple[int, list[Any]]]
    text: ToText
    is_worksheet: bool = False
    origin: str = ""
    """The name under which a file was sent; empty: the title."""

    @property
    def called(self) -> str:
        """What its owner calls it."""
        return self.origin or self.title

    @property
    def shown(self) -> list[list[str]]:
        """The first rows as plain text, to look for the header in."""
        return (
            self.all_shown
            if len(self.records) <= LOOKED_AT
            else Grid("", self.records[:LOOKED_AT], self.text).all_shown
        )

    @property
    def all_shown(self) -> list[list[str]]:
        """Every row as plain text."""
        return [[shown(cell) for cell in cells] for _, cells in self.records]


def shown(cell: Any) -> str:
    """Return a cell as plain text."""
    value = getattr(cell, "value", cell)  # a cell of openpyxl, or the value itself
    return "" if value is None else str(value).strip()


def read_grid(grid: Grid, tables: Tables, problems: list[Problem]) -> bool:
    """Add the tables that a grid holds; return whether it was taken for one, with problems or without."""
    found: list[Problem] = []
    is_table = _read(grid, tables, found)
    problems.extend(replace(problem, origin=grid.called) for problem in found)
    return is_table


def _read(grid: Grid, tables: Tables, problems: list[Problem]) -> bool:
    named = table_named(grid.title)
    rows = grid.shown
    if named and not any(cell for row in rows[:1] for cell in row):
        problems.append(Problem(f"{named}.csv", 1, "", "header_missing"))
        return True
    header = find_header(grid.title, rows)
    if header is None or (not named and _leaves_people_out(header, rows)):
        return False
    add_tables(_tables(grid, header, problems), tables, problems, grid)
    return True


def _leaves_people_out(header: Header, rows: list[list[str]]) -> bool:
    """Return whether what seems a list of teams or universities has people in a column that nobody knows: a person has to say."""
    if header.table not in TOLD_ONCE:
        return False
    strange = [place for place, column in enumerate(header.columns) if column and column not in COLUMN_NAMES]
    below = rows[header.position + 1 :]
    return any(
        meaning_of_values([row[place] for row in below if place < len(row)], ("name", "name_local"))
        for place in strange
    )


def add_tables(found: list[tuple[str, Table]], tables: Tables, problems: list[Problem], grid: Grid) -> None:
    """Add tables by their names, with countries and roles as codes.

    One that is there already under its own name is a problem; lists without such a name, as a worksheet for each team, are
    read one after the other.
    """
    for name, table in found:
        read = replace(meant(table), origin=grid.called)
        if name not in tables:
            tables[name] = read
        elif table_named(grid.title) or table_named(tables[name].origin):
            problems.append(Problem(f"{name}.csv", 1, "", "file_repeated"))
        else:
            tables[name] = _continued(tables[name], read, is_told_once=name in TOLD_ONCE and len(found) > 1)


TOLD_ONCE = ("institutions", "teams")
"""Tables of which lists of people repeat the rows."""


def _continued(table: Table, more: Table, *, is_told_once: bool) -> Table:
    """Put the rows of another list behind those of a table; of a team or university that is there nothing is told again."""
    columns = tuple(dict.fromkeys((*table.columns, *more.columns)))
    key = table.columns[0]
    known = {row.cells[key] for row in table.rows} if is_told_once else set()
    rows = [row for row in more.rows if row.cells.get(key) not in known]
    return Table(
        table.file,
        columns,
        tuple(Row(row.number, {one: row.cells.get(one, "") for one in columns}) for row in (*table.rows, *rows)),
        table.origin if more.origin in table.origin.split(", ") else f"{table.origin}, {more.origin}",
    )


def text_of(
    grid: Grid, file: str, column: str, number: int, cells: list[Any], place: int, problems: list[Problem]
) -> str:
    """Return the text of a cell of a row; a row may be shorter than others."""
    return grid.text(file, column, number, cells[place], problems) if place < len(cells) else ""


def _tables(grid: Grid, header: Header, problems: list[Problem]) -> list[tuple[str, Table]]:
    file = f"{'participants' if header.table == PEOPLE else header.table}.csv"
    if header.position:
        problems.append(
            Problem(file, grid.records[header.position][0], "", "header_found", {"found": grid.title}, is_note=True)
        )
    records = [
        (
            number,
            [
                text_of(grid, file, _at(header.columns, place), number, cells, place, problems)
                for place in range(len(cells))
            ],
        )
        for number, cells in grid.records[header.position + 1 :]
    ]
    columns = header.columns
    if names_parts(grid.shown[header.position]):
        columns, records = joined(columns, records)
    if header.table == PEOPLE:
        return split(columns, records, problems)
    table = make_table(header.table, file, columns, records, problems)
    return [(header.table, table)] if table else []


def _at(columns: list[str], place: int) -> str:
    return columns[place] if place < len(columns) else ""


def unread(grid: Grid) -> Problem:
    """Name a file or worksheet in which no table was found: worth knowing beside tables, a problem where it is all there was."""
    code = "worksheet_unknown" if grid.is_worksheet else "file_unknown"
    return Problem(grid.title, 1, "", code, {"found": grid.title, "known": ", ".join(COLUMNS)}, is_note=True)
