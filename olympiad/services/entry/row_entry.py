"""Rows entered by hand: the same rules, refusals and record as rows of a file."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.exchange.columns import DECLARED
from olympiad.exchange.overlay import Plan, PlannedRow
from olympiad.exchange.reports import Report
from olympiad.exchange.roster_rows import check_cells
from olympiad.exchange.row_identity import CLEAR, IDENTITY, MEANT, identity
from olympiad.exchange.tables import COLUMNS, Problem, Row, Table
from olympiad.models.institution import Institution
from olympiad.models.judge import Judge
from olympiad.models.participant import Participant
from olympiad.models.section import Section
from olympiad.models.task import Criterion, Task
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.entry import section_import, section_writing

ADJUSTED = ("times", "extra_rounds", "awards", "schedule")
"""Tables whose rows are taken back before another is entered in their place."""
KEY_TAKEN = "key_taken"
NAMING = (
    "name",
    "title",
    "label",
    "name_en",
    "name_uz",
    "name_ru",
    "title_en",
    "title_uz",
    "title_ru",
    "label_en",
    "label_uz",
    "label_ru",
)
"""Columns by which something is called, the most usual first."""
OWNERS: dict[str, tuple[Any, Any]] = {
    "institutions": (Institution, Institution.key),
    "teams": (Team, Team.key),
    "participants": (Participant, Participant.name),
    "tasks": (Task, Task.code),
    "criteria": (Criterion, Criterion.code),
    "judges": (Judge, Judge.key),
}
"""Table → where its rows are kept, and the column of the key."""
LEFT_WHEN_EMPTY = frozenset(
    (name, one.name) for name, columns in DECLARED.items() for one in columns if one.drawn_when_empty
)
"""Columns that a form left empty does not clear."""


class EntryRefusedError(Exception):
    """What was entered is refused; every problem names its column."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


def enter(
    session: Session, section: Section, table: str, *rows: Mapping[str, str], by: User, is_new: bool = False, reason: str = ""
) -> Plan:  # fmt: skip
    """Write rows that were entered by hand, all or none; an empty value clears what was there.

    `is_new`: every row is meant to create something; a key that is there already is refused as `key_taken`.
    Raises EntryRefusedError with every problem, `reason_missing` once marking has started; nothing has been written then.
    """
    section_writing.lock(session, section)
    loaded = planned(session, section, {table: rows}, by=by)
    problems = [*loaded.plan.problems, *(taken(table, loaded.plan) if is_new else ())]
    if problems:
        raise EntryRefusedError(problems)
    return section_import.apply_loaded(session, section, loaded, source=b"", by=by, reason=reason)


def planned(
    session: Session, section: Section, tables: Mapping[str, Sequence[Mapping[str, str]]], *, by: User
) -> section_import.Loaded:
    """Plan rows that were entered by hand, with every problem."""
    made = {name: _table(name, rows) for name, rows in tables.items()}
    return section_import.plan_tables(session, section, made, [], by=by)


def _table(name: str, rows: Sequence[Mapping[str, str]]) -> Table:
    numbered = tuple(Row(number, cleared(name, row)) for number, row in enumerate(rows, start=2))
    columns = tuple(column for column in COLUMNS[name].known if any(column in row for row in rows))
    return Table(f"{name}.csv", columns, numbered)


def taken(table: str, plan: Plan) -> list[Problem]:
    """Name every row whose key belongs to something that is there."""
    column = IDENTITY[table][-1]
    found = [row for row in plan.rows[table] if row.existing is not None]
    if table in ADJUSTED:
        said = {row.number: {"found": ", ".join(filter(None, identity(table, row.cells)))} for row in found}
        return [Problem(f"{table}.csv", row.number, column, "entered_already", said[row.number]) for row in found]
    return [
        Problem(f"{table}.csv", row.number, column, KEY_TAKEN, {"found": row.cells[column], "owner": owner_name(row)})
        for row in found
    ]


def owner_name(row: PlannedRow) -> str:
    """Name what has the key of a row, by its name or title if it has one."""
    cells = row.existing or {}
    return next((text for column in NAMING if (text := cells.get(column))), "") or row.cells[_last(cells)]


def _last(cells: Mapping[str, str]) -> str:
    return next(
        (one for one in ("criterion", "task", "judge", "team", "institution") if one in cells), next(iter(cells))
    )


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


def owner(session: Session, section: Section, table: str, row: Mapping[str, str], key: str) -> Any:
    """Load the row of a table that has a key."""
    model, column = OWNERS[table]
    where = [column == key]
    if table == "criteria":
        where += [model.retired_in.is_(None), model.task.has(section_id=section.id, code=row["task"])]
    elif table == "institutions":
        where.append(model.edition_id == section.edition_id)
    elif table == "participants":
        where.append(model.team.has(section_id=section.id, key=row["team"]))
    else:
        where.append(model.section_id == section.id)
    return session.scalars(select(model).where(*where)).first()
