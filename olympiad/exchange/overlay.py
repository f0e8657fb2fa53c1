"""Laying the tables of a file over those that are there: what would be created, changed, left."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum

from olympiad.exchange.cell_kinds import Names, folded
from olympiad.exchange.columns import LANGUAGES
from olympiad.exchange.row_identity import CLEAR, DEFAULTS, MEANT, Cells, canonical, identity
from olympiad.exchange.tables import COLUMNS, Problem, Row, Table

Tables = Mapping[str, Table]
Present = Mapping[str, Sequence[Cells]]
"""Table → the rows that are there, with every column."""


class Action(StrEnum):
    """What importing would do with a row."""

    CREATE = "create"
    CHANGE = "change"
    LEAVE = "leave"


@dataclass(frozen=True)
class PlannedRow:
    """A row of a file: what would stand there afterwards, and what stood in the columns that would change."""

    number: int
    action: Action
    cells: Cells
    before: Cells = field(default_factory=dict)
    existing: Cells | None = None
    """The row that is there, as it is identified in the database."""


@dataclass
class Plan:
    """What importing would do, all problems included; with any of them nothing is done."""

    rows: dict[str, list[PlannedRow]] = field(default_factory=dict)
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Table → the columns that the file has."""
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def report(self, problem: Problem) -> None:
        """Keep a problem or a note."""
        (self.notes if problem.is_note else self.problems).append(problem)

    def count(self, action: Action) -> int:
        """Return how many rows have this fate."""
        return sum(row.action is action for rows in self.rows.values() for row in rows)

    def changed(self, table: str) -> list[PlannedRow]:
        """Return the rows of a table that would be written."""
        return [row for row in self.rows.get(table, ()) if row.action is not Action.LEAVE]


def names_of(present: Present, tables: Tables) -> Names:
    """Collect the names by which teams and institutions may be called, those of the file included."""
    team_of: dict[str, str] = {}
    for cells in _rows("teams", present, tables):
        if cells.get("code"):
            team_of.setdefault(cells["code"], cells["team"])
    team_of |= {cells["team"]: cells["team"] for cells in _rows("teams", present, tables)}
    institution_of: dict[str, str] = {}
    for cells in _rows("institutions", present, tables):
        spellings = [cells.get(f"name_{language}", "") for language in LANGUAGES] + cells.get("aliases", "").split("|")
        for spelling in spellings:
            if spelling.strip():
                institution_of.setdefault(folded(spelling), cells["institution"])
    institution_of |= {
        folded(cells["institution"]): cells["institution"] for cells in _rows("institutions", present, tables)
    }
    return Names(team_of, institution_of)


def _rows(name: str, present: Present, tables: Tables) -> list[Cells]:
    table = tables.get(name)
    return [*present.get(name, ()), *(row.cells for row in (table.rows if table else ()))]


REPEATABLE = ("penalties",)
"""Tables whose rows have no key: the same row may stand there twice."""


def compare(tables: Tables, present: Present, names: Names, plan: Plan) -> None:
    """Compare every row of the file with the row that is there; marks have their own way."""
    for name, table in tables.items():
        plan.columns[name] = table.columns
        if name != "marks":
            existing = [canonical(name, cells, names) for cells in present.get(name, ())]
            one_by_one = _compare_repeatable if name in REPEATABLE else _compare_rows
            plan.rows[name] = one_by_one(name, table, existing, names)


def _compare_rows(name: str, table: Table, existing: list[dict[str, str]], names: Names) -> list[PlannedRow]:
    find = _finder(name, existing)
    planned = []
    for row in table.rows:
        cells = canonical(name, row.cells, names)
        planned.append(_compare_row(name, row.number, cells, find(cells)))
    return planned


def _finder(name: str, existing: list[dict[str, str]]) -> Callable[[Cells], dict[str, str] | None]:
    by_identity = {identity(name, cells): cells for cells in existing}
    by_key = (
        {cells["participant"]: cells for cells in existing if cells.get("participant")}
        if name == "participants"
        else {}
    )

    def find(cells: Cells) -> dict[str, str] | None:
        return by_key.get(cells.get("participant", "")) or by_identity.get(identity(name, cells))

    return find


def _compare_row(name: str, number: int, cells: Cells, existing: dict[str, str] | None) -> PlannedRow:
    old = existing if existing is not None else _blank(name)
    new = dict(old)
    for column, text in cells.items():
        if text == CLEAR and (name, column) not in MEANT:
            new[column] = _blank(name)[column]
        elif text:
            new[column] = text
    before = {column: old[column] for column in new if new[column] != old[column]}
    if existing is None:
        return PlannedRow(number, Action.CREATE, new)
    return PlannedRow(number, Action.CHANGE if before else Action.LEAVE, new, before, existing)


def _blank(name: str) -> dict[str, str]:
    return dict.fromkeys(COLUMNS[name].known, "") | dict(DEFAULTS.get(name, {}))


def _compare_repeatable(name: str, table: Table, existing: list[dict[str, str]], names: Names) -> list[PlannedRow]:
    """Rows without a key: as many equal ones as the file has, counting those that are there."""
    left = [identity(name, cells) for cells in existing]
    planned = []
    for row in table.rows:
        cells = _blank(name) | {
            column: text for column, text in canonical(name, row.cells, names).items() if text != CLEAR
        }
        wanted = identity(name, cells)
        if wanted in left:
            left.remove(wanted)
            planned.append(PlannedRow(row.number, Action.LEAVE, cells, existing=cells))
        else:
            planned.append(PlannedRow(row.number, Action.CREATE, cells))
    return planned


def merged(plan: Plan, present: Present, names: Names) -> dict[str, Table]:
    """Return the section as it would be afterwards; rows that no file names have the number 0."""
    tables = {}
    for name in COLUMNS:
        rows = _merged_rows(name, plan.rows.get(name, ()), present.get(name, ()), names)
        if rows or name in plan.rows:
            tables[name] = Table(f"{name}.csv", COLUMNS[name].known, tuple(rows))
    return tables


def _merged_rows(name: str, planned: Sequence[PlannedRow], present: Iterable[Cells], names: Names) -> list[Row]:
    if name == "rules":
        return rules_order(planned, present)
    if name == "marks":
        created = [Row(row.number, row.cells) for row in planned if row.action is Action.CREATE]
        return [Row(0, cells) for cells in present] + created
    return _replaced(planned, [canonical(name, cells, names) for cells in present])


def _replaced(planned: Sequence[PlannedRow], existing: Sequence[Cells]) -> list[Row]:
    """Put each row of the file where the one stands that it changes; new rows, and a second one for the same row, come last."""
    rows = [Row(0, cells) for cells in existing]
    place_of = {_whole(cells): place for place, cells in enumerate(existing)}
    replaced: set[int] = set()
    added: list[Row] = []
    for row in planned:
        place = place_of.get(_whole(row.existing)) if row.existing is not None else None
        if place is None or place in replaced:
            added.append(Row(row.number, row.cells))
        else:
            rows[place] = Row(row.number, row.cells)
            replaced.add(place)
    return rows + added


def _whole(cells: Cells) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(cells.items()))


def rules_order(planned: Sequence[PlannedRow], present: Iterable[Cells]) -> list[Row]:
    """Return the rules as they would be: in the file's order where it names every award, else new ones last."""
    existing = {cells["key"]: cells for cells in present}
    rows = {row.cells["key"]: Row(row.number, row.cells) for row in planned}
    repeated = [Row(row.number, row.cells) for row in planned if rows[row.cells["key"]].number != row.number]
    found = [rows.get(key) or Row(0, existing[key]) for key in _keys_in_order(existing, rows)]
    return [row for row in found + repeated if row.cells.get("value") or _may_be_empty(row.cells["key"], existing)]


def _keys_in_order(existing: Mapping[str, Cells], rows: Mapping[str, Row]) -> list[str]:
    names_every_award = all(key in rows for key in existing if key.startswith("award."))
    first = [key for key in existing if key not in rows] if names_every_award else [*existing]
    return first + [key for key in rows if key not in first]


def _may_be_empty(key: str, existing: Mapping[str, Cells]) -> bool:
    """Return whether a rule without a value stays: a new one, and an award for every placed team; others are cleared."""
    return key not in existing or (key.startswith("award.") and not existing[key]["value"])


def near_matches(name: str, known: Iterable[str]) -> list[str]:
    """Give known spellings that look like a name, the nearest first.

    >>> near_matches("Astana Medcal University", ["Astana Medical University", "Izhevsk"])
    ['Astana Medical University']
    """
    spelled = {folded(one): one for one in known}
    return [spelled[match] for match in get_close_matches(folded(name), list(spelled), n=3, cutoff=0.8)]
