"""One list of people with their team, university and country, as departments keep it, taken apart into three tables."""

from collections.abc import Callable

from olympiad.exchange.cell_kinds import folded
from olympiad.exchange.tables import COLUMNS, Problem, Table, make_table, unknown_columns

PEOPLE = "people"
"""Name of such a list beside the tables of a section."""
PARTS = {
    "institutions": ("institution", "country", "city"),
    "teams": ("team", "team_name", "code", "institution", "country", "mentor", "language", "status"),
    "participants": COLUMNS["participants"].known,
}
"""Table → the columns of the list that go into it; the first is what rows are told apart by, except of participants."""
KNOWN = sorted({column for wanted in PARTS.values() for column in wanted})
PARTED = ("name", "name_local")
"""Columns that lists keep in parts: surname, first name, patronymic."""
Records = list[tuple[int, list[str]]]


def is_list_of_people(columns: list[str]) -> bool:
    """Return whether a header names people with their team, and something that only a team or university has.

    >>> is_list_of_people(["№", "name", "institution", "country", "team"]), is_list_of_people(["team", "name", "role"])
    (True, False)
    """
    return {"team", "name"} <= set(columns) and bool({"institution", "country", "city", "mentor"} & set(columns))


def joined(columns: list[str], records: Records) -> tuple[list[str], Records]:
    """Put parts of a name that stand in columns of their own (surname, first name) into the first of them, in their order.

    >>> joined(["team", "name", "name"], [(2, ["T1", "Karimova", "Aziza"]), (3, ["T2", "Li", ""])])
    (['team', 'name'], [(2, ['T1', 'Karimova Aziza']), (3, ['T2', 'Li'])])
    >>> joined(["name", "team", "name", "name"], [(2, ["A", "T1", "B", "C"])])[1]
    [(2, ['A B C', 'T1'])]
    """
    for column in PARTED:
        while columns.count(column) > 1:
            first = columns.index(column)
            place = columns.index(column, first + 1)
            columns = columns[:place] + columns[place + 1 :]
            records = [(number, _moved(cells, place, first)) for number, cells in records]
    return columns, records


def _moved(cells: list[str], place: int, to: int) -> list[str]:
    """Take a cell out and put its text behind the one that it belongs to."""
    if place >= len(cells):
        return cells
    rest = cells[:place] + cells[place + 1 :]
    rest[to] = " ".join(filter(None, (cells[to].strip(), cells[place].strip())))
    return rest


def split(columns: list[str], records: Records, problems: list[Problem]) -> list[tuple[str, Table]]:
    """Return institutions, teams and participants; of a team or university the first row that says something counts."""
    found = []
    for name, wanted in PARTS.items():
        chosen = [column for column in wanted if column in columns]
        if COLUMNS[name].required[0] not in chosen:
            continue
        rows = _chosen(columns, chosen, records)
        rows = rows if name == "participants" else _unique(rows, folded if name == "institutions" else str.strip)
        heads = ["name" if column == "team_name" else column for column in chosen]
        if table := make_table(name, f"{name}.csv", heads, rows, problems):
            found.append((name, table))
    problems.extend(unknown_columns("participants.csv", columns, KNOWN))
    return found


def _chosen(columns: list[str], chosen: list[str], records: Records) -> Records:
    """Return the cells of the chosen columns; a row that ends before has none there."""
    places = [columns.index(column) for column in chosen]
    return [(number, [cells[place] if place < len(cells) else "" for place in places]) for number, cells in records]


def _unique(rows: Records, told_by: Callable[[str], str]) -> Records:
    """Keep the first row of each key, completed from later ones where its cells are empty.

    >>> _unique([(2, ["T1", ""]), (3, ["T1", "UZ"]), (4, ["", "KZ"])], str.strip)
    [(2, ['T1', 'UZ'])]
    >>> _unique([(2, ["Sechenov University"]), (3, ["sechenov  university "])], folded)
    [(2, ['Sechenov University'])]
    """
    kept: dict[str, tuple[int, list[str]]] = {}
    for number, cells in rows:
        key = told_by(cells[0])
        if not key:
            continue
        first = kept.setdefault(key, (number, cells))
        kept[key] = (first[0], [old or new for old, new in zip(first[1], cells, strict=True)])
    return list(kept.values())
