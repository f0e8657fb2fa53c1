"""What can be wrong in the tables that no ranking is made of: institutions, members, schedule; and texts that are too long."""

from collections.abc import Mapping
from datetime import datetime

from olympiad.domain.choices import TeamRole
from olympiad.exchange.reports import Report
from olympiad.exchange.tables import COLUMNS, Problem, Row, Table

Tables = Mapping[str, Table]

LIMITS = {
    **dict.fromkeys(("team", "institution", "judge", "participant"), 200),
    **dict.fromkeys(("task", "criterion", "sample", "code"), 40),
    **dict.fromkeys(("part", "station", "city"), 100),
    **dict.fromkeys(("disagreement", "disagreement_step", "critical"), 20),
    "email": 254,
    "language": 10,
}  # fmt: skip
USUAL_LIMIT = 300
FREE = frozenset(("reason", "status_reason", "aliases", "note", "tasks", "teams", "reading", "value")) | {
    *("label", "label_uz", "label_ru", "label_en"),
}
"""Texts of any length."""
CONSENTS = ("name", "score", "photo")
MOST = 2_000_000_000
"""What an integer column holds."""


def check_roster(tables: Tables, problems: list[Problem]) -> None:
    """Report everything that is wrong in these tables; rows that are there already are right."""
    for name, check in CHECKS.items():
        if name in tables:
            check(tables, Report(f"{name}.csv", problems))
    for name, table in tables.items():
        _check_lengths(name, table, Report(f"{name}.csv", problems))


def _check_lengths(name: str, table: Table, report: Report) -> None:
    columns = [column for column in COLUMNS[name].known if column not in FREE and (name, column) != ("criteria", "key")]
    for row in table.rows:
        for column in columns:
            most = LIMITS.get(column, USUAL_LIMIT)
            if row.number and len(row.cells.get(column, "")) > most:
                report.add(row.number, column, "text_too_long", found=len(row.cells[column]), most=most)


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


def _check_tasks(tables: Tables, report: Report) -> None:
    for row in _new(tables["tasks"]):
        if row.cells["minutes"]:
            _small(row, "minutes", report)


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
        if row.cells["order"]:
            _small(row, "order", report)


def _small(row: Row, column: str, report: Report) -> None:
    value = report.whole_cell(row, column)
    if value is not None and value > MOST:
        report.add(row.number, column, "number_too_large", found=row.cells[column], most=MOST)


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
    "tasks": _check_tasks,
    "participants": _check_participants,
    "schedule": _check_schedule,
}
