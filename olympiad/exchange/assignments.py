"""Which column of a list means what, as a person has said it; reading the list so, and knowing its shape again next year."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from olympiad.exchange.grids import Grid, Tables, add_tables, text_of
from olympiad.exchange.headings import plain
from olympiad.exchange.people_lists import PEOPLE, joined, split
from olympiad.exchange.tables import COLUMNS, Problem, Table, make_table

OFFERED = (
    PEOPLE, "institutions", "teams", "participants", "judges", "tasks", "criteria", "schedule", "marks", "penalties", "times"
)  # fmt: skip
"""What a list may be said to hold; other tables are written by this system alone and need no guess."""


@dataclass(frozen=True)
class Assignment:
    """What a list holds, the number of its header row (0: it has none), and the meaning of each column, empty for none."""

    table: str
    header: int
    columns: tuple[str, ...]


Assignments = Mapping[int, Assignment]
"""Place of a list in its file → what was said about it; a list whose table is empty is not read."""


def assignments_text(assigned: Assignments) -> str:
    """Write assignments as JSON, to be kept beside the file.

    >>> assignments_text({0: Assignment("teams", 1, ("team", ""))})
    '[[0, "teams", 1, ["team", ""]]]'
    """
    rows = [[place, one.table, one.header, list(one.columns)] for place, one in sorted(assigned.items())]
    return json.dumps(rows) if rows else ""


def assignments_from(text: str) -> dict[int, Assignment]:
    """Read what `assignments_text` wrote; an empty text says nothing.

    >>> assignments_from('[[0, "teams", 1, ["team", ""]]]')
    {0: Assignment(table='teams', header=1, columns=('team', ''))}
    """
    rows: list[Any] = json.loads(text) if text else []
    return {place: Assignment(table, header, tuple(columns)) for place, table, header, columns in rows}


def shape_of(headings: Sequence[str]) -> str:
    """Return what a header row is known again by: its headings in their order; empty for a row that names hardly anything.

    >>> shape_of(["№", "Ф.И.О.", ""]) == shape_of(["№ ", "ф и о"]), shape_of(["", "Список"])
    (True, '')
    """
    words = [plain(heading) for heading in headings]
    while words and not words[-1]:
        words.pop()
    return hashlib.sha256("\n".join(words).encode()).hexdigest() if len([*filter(None, words)]) > 1 else ""


def required(table: str) -> tuple[tuple[str, ...], ...]:
    """Return what has to be assigned: of each group one column at least.

    >>> required("people"), required("times")
    ((('name',), ('team', 'institution')), (('team',), ('task',), ('seconds',)))
    """
    return (
        (("name",), ("team", "institution")) if table == PEOPLE else tuple((name,) for name in COLUMNS[table].required)
    )


def read_assigned(grid: Grid, assignment: Assignment, tables: Tables, problems: list[Problem]) -> None:
    """Add the tables of a list whose columns were assigned; columns without a meaning are not looked at."""
    if not assignment.table:
        return
    chosen = [(place, column) for place, column in enumerate(assignment.columns) if column]
    file = f"{'participants' if assignment.table == PEOPLE else assignment.table}.csv"
    records = [
        (number, [text_of(grid, file, column, number, cells, place, problems) for place, column in chosen])
        for number, cells in grid.records
        if number > assignment.header
    ]
    add_tables(
        _made(assignment.table, file, [column for _, column in chosen], records, problems),
        tables,
        problems,
        grid,
    )


def _made(
    name: str, file: str, columns: list[str], records: list[tuple[int, list[str]]], problems: list[Problem]
) -> list[tuple[str, Table]]:
    columns, records = joined(columns, records)
    if name != PEOPLE:
        table = make_table(name, file, columns, records, problems)
        return [(name, table)] if table else []
    if "team" not in columns:  # a university sends one team
        columns, place = [*columns, "team"], columns.index("institution")
        records = [(number, [*cells, cells[place]]) for number, cells in records]
    return split(columns, records, problems)
