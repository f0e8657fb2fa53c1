"""Tells what is wrong from what only follows from it: a wrong row of criteria.csv is not told again for every mark."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from olympiad.exchange.tables import Problem, Row, Table


@dataclass(frozen=True)
class Origin:
    """Where a problem may come from."""

    table: str
    name: tuple[str, ...]
    """Cells, the same in both files, that name the row which is looked for."""
    culprits: frozenset[str] = frozenset()
    """Columns of that row which, being wrong, cause the problem; empty: any."""


CRITERION = ("task", "criterion")
ORIGINS: dict[str, Origin] = {
    "team_unknown": Origin("teams", ("team",)),
    "task_unknown": Origin("tasks", ("task",)),
    "task_without_sheets": Origin("tasks", ("task",), frozenset({"judges"})),
    "criterion_unknown": Origin("criteria", CRITERION),
    "mark_not_a_level": Origin("criteria", CRITERION, frozenset({"key"})),
    "judge_unknown": Origin("judges", ("judge",)),
    "judge_not_expected": Origin("judges", ("judge",), frozenset({"judge", "tasks", "teams", "also", "except"})),
}
"""Code of a problem → its possible origin."""

Rows = Mapping[str, Mapping[int, Row]]
Name = tuple[str, ...]
Wrong = Mapping[Name, set[str]]
"""Table and name of a row → its columns that are wrong."""


def without_echoes(problems: list[Problem], tables: Mapping[str, Table]) -> list[Problem]:
    """Leave out problems whose cause is told already: the row they look for is wrong, or its file cannot be read."""
    if ORIGINS.keys().isdisjoint(problem.code for problem in problems):
        return problems
    errors = [problem for problem in problems if not problem.is_note]
    rows = {f"{name}.csv": _by_number(table) for name, table in tables.items()}
    unread = {problem.file.removesuffix(".csv") for problem in errors if problem.file not in rows}
    wrong = _wrong(errors, rows)
    return [problem for problem in problems if not _is_echo(problem, rows, unread, wrong)]


def _by_number(table: Table) -> dict[int, Row]:
    return {row.number: row for row in table.rows}


def _wrong(errors: Iterable[Problem], rows: Rows) -> Wrong:
    wrong: dict[Name, set[str]] = {}
    for problem in errors:
        for name in _names(problem, rows):
            wrong.setdefault(name, set()).add(problem.column)
    return wrong


def _names(problem: Problem, rows: Rows) -> Iterator[Name]:
    """Return the names under which other files look for the row of a problem; a team has its code, too."""
    row = rows.get(problem.file, {}).get(problem.row)
    if row is None or not problem.row:
        return
    table = problem.file.removesuffix(".csv")
    for name in {origin.name for origin in ORIGINS.values() if origin.table == table}:
        yield table, *(row.cells.get(column, "") for column in name)
    if table == "teams" and row.cells.get("code"):
        yield table, row.cells["code"]


def _is_echo(problem: Problem, rows: Rows, unread: set[str], wrong: Wrong) -> bool:
    origin = ORIGINS.get(problem.code)
    row = rows.get(problem.file, {}).get(problem.row)
    if origin is None or row is None or problem.file == f"{origin.table}.csv":
        return False
    name = [row.cells.get(column, "") for column in origin.name]
    if problem.code.endswith("_unknown"):
        name[-1] = str(problem.fields["found"])
    columns = wrong.get((origin.table, *name), set())
    return origin.table in unread or bool(columns & origin.culprits if origin.culprits else columns)
