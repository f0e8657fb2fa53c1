"""A grid of cells as a person made it – a CSV file, a worksheet – and the tables of a section that are found in it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from olympiad.exchange.headings import Header, find_header, names_parts, table_named
from olympiad.exchange.meanings import meant
from olympiad.exchange.people_lists import PEOPLE, joined, split
from olympiad.exchange.tables import COLUMNS, Problem, Table, make_table

LOOKED_AT = 60
"""Rows from the top among which the header is looked for."""
Tables = dict[str, Table]
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
        return [[_shown(cell) for cell in cells] for _, cells in self.records]


def _shown(cell: Any) -> str:
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
    if header is None:
        return False
    add_tables(_tables(grid, header, problems), tables, problems, grid.called)
    return True


def add_tables(found: list[tuple[str, Table]], tables: Tables, problems: list[Problem], origin: str) -> None:
    """Add tables by their names, with countries and roles as codes; one that is there already is a problem."""
    for name, table in found:
        if name in tables:
            problems.append(Problem(f"{name}.csv", 1, "", "file_repeated"))
        else:
            tables[name] = replace(meant(table), origin=origin)


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
