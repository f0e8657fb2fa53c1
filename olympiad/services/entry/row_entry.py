"""Rows entered by hand: the same rules, refusals and record as rows of a file."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from olympiad.exchange.columns import DECLARED
from olympiad.exchange.overlay import Plan
from olympiad.exchange.reports import Report
from olympiad.exchange.roster_rows import check_cells
from olympiad.exchange.row_identity import CLEAR, IDENTITY, MEANT
from olympiad.exchange.tables import COLUMNS, Problem, Row, Table
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.services.entry import section_import, section_writing

LEFT_WHEN_EMPTY = frozenset(
    (name, one.name) for name, columns in DECLARED.items() for one in columns if one.drawn_when_empty
)
"""Columns that a form left empty does not clear."""


class EntryRefusedError(Exception):
    """What was entered is refused; every problem names its column."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


def enter(session: Session, section: Section, table: str, *rows: Mapping[str, str], by: User) -> Plan:
    """Write rows that were entered by hand, all or none; an empty value clears what was there.

    Raises EntryRefusedError with every problem; nothing has been written then.
    """
    numbered = tuple(Row(number, cleared(table, row)) for number, row in enumerate(rows, start=2))
    columns = tuple(column for column in COLUMNS[table].known if any(column in row for row in rows))
    tables = {table: Table(f"{table}.csv", columns, numbered)}
    section_writing.lock(session, section)
    loaded = section_import.plan_tables(session, section, tables, [], by=by)
    if loaded.plan.problems:
        raise EntryRefusedError(loaded.plan.problems)
    return section_import.apply_loaded(session, section, loaded, source=b"", by=by)


def checked(table: str, cells: Mapping[str, str]) -> dict[str, Any]:
    """Return the values of a row that no file could say, such as a second equal penalty, checked as a file's are.

    Raises EntryRefusedError with every problem.
    """
    problems: list[Problem] = []
    report, row = Report(f"{table}.csv", problems), Row(2, cells)
    for column in COLUMNS[table].required:
        if not cells.get(column):
            report.add(row.number, column, "empty")
    check_cells(table, Table(report.file, tuple(cells), (row,)), report)
    if problems:
        raise EntryRefusedError(problems)
    return {one.name: one.kind.read(cells.get(one.name, "")) for one in DECLARED[table]}


def cleared(table: str, row: Mapping[str, str]) -> dict[str, str]:
    """Turn what was left empty into the sign that clears."""
    return {
        column: text.strip() or ("" if _is_left(table, column) else CLEAR)
        for column, text in row.items()
        if column in COLUMNS[table].known
    }


def _is_left(table: str, column: str) -> bool:
    place = table, column
    return column in IDENTITY[table] or column in COLUMNS[table].required or place in LEFT_WHEN_EMPTY | MEANT
