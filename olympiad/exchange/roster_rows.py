"""What can be wrong in the tables that no ranking is made of: institutions, members, schedule; and texts that are too long."""

from collections.abc import Mapping
from datetime import datetime

from olympiad.domain.choices import TeamRole
from olympiad.domain.texts import is_storable, turns_around
from olympiad.exchange.cell_kinds import CONSENTS
from olympiad.exchange.columns import DECLARED, Column
from olympiad.exchange.reports import Report
from olympiad.exchange.tables import Problem, Row, Table

Tables = Mapping[str, Table]


def check_roster(tables: Tables, problems: list[Problem]) -> None:
    """Report everything that is wrong in these tables; rows that are there already are right."""
    for name, check in CHECKS.items():
        if name in tables:
            check(tables, Report(f"{name}.csv", problems))
    for name, table in tables.items():
        check_cells(name, table, Report(f"{name}.csv", problems))


def check_cells(name: str, table: Table, report: Report) -> None:
    """Report each cell of a file that is too long or that its column cannot keep, unless something is said of it already."""
    said = {(problem.row, problem.column) for problem in report.problems if problem.file == report.file}
    for row in table.rows:
        for column in DECLARED[name] if row.number else ():
            if (row.number, column.name) not in said:
                _check_cell(row, column, report)


def _check_cell(row: Row, column: Column, report: Report) -> None:
    text = row.cells.get(column.name, "")
    if column.limit is not None and len(text) > column.limit:
        report.add(row.number, column.name, "text_too_long", found=len(text), most=column.limit)
    elif not is_storable(text):
        report.add(row.number, column.name, "text_unreadable")
    elif turns_around(text):
        report.add(row.number, column.name, "text_turned")
    elif text and not (column.hyphen_is_value and text == "-"):
        report.parsed(row, column.name, column.kind.check)


def _check_institutions(tables: Tables, report: Report) -> None:
    _check_repeated(tables["institutions"], ("institution",), report)
    for row in _new(tables["institutions"]):
        _needs(row, "institution", report)
        _check_country(row, report)
        if row.cells["host"] not in ("yes", "no"):
            report.add(row.number, "host", "word_unknown", found=row.cells["host"], known="yes, no")


def _check_teams(tables: Tables, report: Report) -> None:
    for row in _new(tables["teams"]):
        _check_country(row, report)


def _check_participants(tables: Tables, report: Report) -> None:
    teams = _known(tables, "teams", "team")
    _check_repeated(tables["participants"], ("participant",), report)
    for row in _new(tables["participants"]):
        _needs(row, "name", report)
        report.known_cell(row, "team", teams, "team")
        report.word_cell(row, "role", TeamRole)
        unknown = [word for word in row.cells["consent"].split("|") if word and word not in CONSENTS]
        if unknown:
            report.add(row.number, "consent", "word_unknown", found=unknown[0], known="|".join(CONSENTS))


def _check_schedule(tables: Tables, report: Report) -> None:
    teams, tasks = _known(tables, "teams", "team"), _known(tables, "tasks", "task")
    _check_repeated(tables["schedule"], ("team", "task"), report)
    for row in _new(tables["schedule"]):
        report.known_cell(row, "team", teams, "team")
        report.known_cell(row, "task", tasks, "task")
        start, end = _moment(row, "start", report), _moment(row, "end", report)
        if start and end and end <= start:
            report.add(row.number, "end", "end_before_start", found=row.cells["end"])


def _moment(row: Row, column: str, report: Report) -> datetime | None:
    text = row.cells[column]
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        report.add(row.number, column, "moment_unclear", found=text)
        return None
    if moment.tzinfo is None:
        report.add(row.number, column, "moment_without_offset", found=text)
        return None
    return moment


def _check_country(row: Row, report: Report) -> None:
    country = row.cells["country"]
    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
        report.add(row.number, "country", "country_unknown", found=country)


def _needs(row: Row, column: str, report: Report) -> None:
    if not row.cells[column]:
        report.add(row.number, column, "empty")


def _check_repeated(table: Table, columns: tuple[str, ...], report: Report) -> None:
    places: dict[tuple[str, ...], list[int]] = {}
    for row in table.rows:
        name = tuple(row.cells[column] for column in columns)
        if all(name):
            places.setdefault(name, []).append(row.number)
    for name, numbers in places.items():
        if len(numbers) > 1:
            report.repeated([number for number in numbers if number], columns[0], "/".join(name))


def _known(tables: Tables, name: str, column: str) -> dict[str, str]:
    table = tables.get(name)
    return {row.cells[column]: row.cells[column] for row in (table.rows if table else ())}


def _new(table: Table) -> list[Row]:
    return [row for row in table.rows if row.number]


CHECKS = {
    "institutions": _check_institutions,
    "teams": _check_teams,
    "participants": _check_participants,
    "schedule": _check_schedule,
}
