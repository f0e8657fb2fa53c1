"""Where the header of a list stands and what its headings mean: our column names, or a department's words in three languages."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from olympiad.exchange import heading_words
from olympiad.exchange.people_lists import PEOPLE, is_list_of_people
from olympiad.exchange.tables import COLUMNS

FIRST_ROWS = 30
"""So many rows from the top may stand above the header: titles, dates, a ministry."""
COPY = re.compile(r"(\s*\(\d+\)|\s*[-–_ ]\s*(copy|копия|nusxa|kopiya)(\s*\(?\d+\)?)?)+$", re.IGNORECASE)

COLUMN_NAMES = {column for columns in COLUMNS.values() for column in columns.known}

UNNAMED = tuple(name for name in COLUMNS if name != "agreed_marks")
"""Tables that are known by their columns alone; agreed marks look like marks and need their name."""
OF_A_RANKING = {"place", "total"}
"""Columns of a list that this system wrote itself: results, not something to load."""


def plain(text: str) -> str:
    """Return a heading as it is compared: no case, no punctuation, one kind of apostrophe and space.

    >>> plain("  Ф.И.О. участника: "), plain("O‘QUV  yurti"), plain("№ команды")
    ('ф и о участника', 'oquv yurti', '№ команды')
    """
    folded = unicodedata.normalize("NFC", text).casefold()
    folded = re.sub("['’‘`´ʻʼ]", "", folded)
    return " ".join(re.sub(r"[^\w№]|_", " ", folded).split())


NAME_PARTS = {plain(word) for word in heading_words.NAME_PARTS.split("|")}


def names_parts(headings: Sequence[str]) -> bool:
    """Return whether a header parts the names of people.

    >>> names_parts(["№", "Фамилия", "Имя"]), names_parts(["name", "team"])
    (True, False)
    """
    return any(plain(heading) in NAME_PARTS for heading in headings)


TEAM_NAMES = {plain(word) for word in heading_words.TEAM_NAMES.split("|")}
_PERSON = {
    plain(word)
    for word in heading_words.WORDS["name"].split("|")
    if not any(part in word for part in ("team", "jamoa", "nomi", "назван"))
}
JUDGE_NAMES = {plain(word) for word in heading_words.JUDGE_NAMES.split("|")}
_MEANT = {plain(word): column for column, words in heading_words.WORDS.items() for word in words.split("|")}
_MEANT |= dict.fromkeys(JUDGE_NAMES, "name")


def column_of(heading: str) -> str:
    """Return the column that a heading means, or the heading itself in lower case.

    >>> column_of("Университет"), column_of("NAME_EN"), column_of("Телефон")
    ('institution', 'name_en', 'телефон')
    """
    own = heading.strip().lower()
    return own if own in COLUMN_NAMES else _MEANT.get(plain(heading), own)


@dataclass(frozen=True)
class Header:
    """The table that a list is, the position of its header among the rows, and the columns in their order."""

    table: str
    position: int
    columns: list[str]


Fit = tuple[tuple[int, int], Header]
"""How well a row is the header of a table, and that header."""


def table_named(title: str) -> str:
    """Return the table that a file or worksheet is called after, also of a second download; empty for another name.

    >>> table_named("Marks (1).csv"), table_named("teams - Copy"), table_named("Лист1")
    ('marks', 'teams', '')
    """
    name = COPY.sub("", title.strip().lower().removesuffix(".csv"))
    return name if name in COLUMNS else ""


def find_header(title: str, rows: Sequence[Sequence[str]]) -> Header | None:
    """Find the header of a list by its title, or by the columns alone; None where no table of a section is seen.

    Of a list that has the name of a table the first row is the header, unless a later one knows more of the table's columns.

    >>> find_header("Лист1", [["Олимпиада 2026"], ["№", "Команда", "ФИО", "Роль"]])
    Header(table='participants', position=1, columns=['№', 'team', 'name', 'role'])
    >>> find_header("Лист1", [["№", "ФИО", "Университет", "Страна", "Команда"]]).table
    'people'
    >>> find_header("Лист1", [["1", "2"]]) is None
    True
    """
    if named := table_named(title):
        best = _best_fit((named,), title, rows)
        return best[1] if best else None
    return _people_header(rows) or _header_by_columns(title, rows)


def _header_by_columns(title: str, rows: Sequence[Sequence[str]]) -> Header | None:
    """Find the header of a list whose name tells no table: one table fits best, and it is no ranking of ours."""
    best = _best_fit(UNNAMED, title, rows)
    if best is None or best[0] <= (0, 0) or _is_ambiguous(rows[best[1].position], best):
        return None
    return None if set(best[1].columns) >= OF_A_RANKING else best[1]


def _best_fit(tables: Sequence[str], title: str, rows: Sequence[Sequence[str]]) -> Fit | None:
    """Return the table and row that fit best; of equals the uppermost row."""
    fits = (_fit(table, position, row, title) for position, row in enumerate(rows[:FIRST_ROWS]) for table in tables)
    return max(fits, key=lambda fit: (fit[0], -fit[1].position), default=None)


def _people_header(rows: Sequence[Sequence[str]]) -> Header | None:
    """Find the header of a list of people with their team and university, which is no single table of a section."""
    for position, row in enumerate(rows[:FIRST_ROWS]):
        columns = _once(columns_of_row(row), row)
        if names_people(row) and is_list_of_people(columns):
            return Header(PEOPLE, position, columns)
    return None


def names_people(row: Sequence[str]) -> bool:
    """Return whether a heading asks for a person's name: `name` alone may be that of a team."""
    return any(plain(cell) in _PERSON for cell in row)


def columns_of_row(row: Sequence[str]) -> list[str]:
    """Return what the headings of a row mean beside each other: in a list of people the name of a team tells the team.

    >>> columns_of_row(["Jamoa nomi", "F.I.SH."]), columns_of_row(["№ команды", "Название команды", "ФИО"])
    (['team', 'name'], ['team', 'team_name', 'name'])
    >>> columns_of_row(["team", "Название команды"]), columns_of_row(["№", "ФИО судьи", "Задание"])
    (['team', 'name'], ['№', 'judge', 'tasks'])
    """
    columns = [column_of(cell) for cell in row]
    if any(plain(cell) in JUDGE_NAMES for cell in row):
        return columns if "judge" in columns else _of_judges(row, columns)
    if not names_people(row):
        return columns
    meaning = "team_name" if "team" in columns else "team"
    return [meaning if plain(cell) in TEAM_NAMES else column for cell, column in zip(row, columns, strict=True)]


def _of_judges(row: Sequence[str], columns: list[str]) -> list[str]:
    """Return the columns of a list of judges without keys: the name tells the judge, each marks the tasks in its row."""
    meant = {"task": "tasks", "team": "teams"}
    return [
        "judge" if plain(cell) in JUDGE_NAMES else meant.get(column, column)
        for cell, column in zip(row, columns, strict=True)
    ]


def header_position(title: str, rows: Sequence[Sequence[str]]) -> int | None:
    """Return where the header of a list stands, also of a list of people that tells its teams in lines between them."""
    if header := find_header(title, rows):
        return header.position
    return next((at for at, row in enumerate(rows[:FIRST_ROWS]) if names_people(row) and sum(map(bool, row)) > 1), None)


def _fit(table: str, position: int, row: Sequence[str], title: str = "") -> Fit:
    """Return how well a row is the header of a table: its known columns, 0 while a required one is missing; and the header."""
    columns = columns_of_row(row)
    known = COLUMNS[table].known
    if table == "teams" and table_named(title) != table and names_people(row):  # a heading for people: no list of teams
        return (0, 0), Header(table, position, columns)
    hits = len({column for column in columns if column in known})
    complete = all(column in columns for column in COLUMNS[table].required)
    return (hits if complete else 0, hits), Header(table, position, _once(columns, row))


def _once(columns: list[str], row: Sequence[str]) -> list[str]:
    """Keep a heading as it is written where its meaning stands there twice, once by its own name, and it is no part of a name."""
    return [
        own if columns.count(column) > 1 and own != column and plain(own) not in NAME_PARTS else column
        for column, own in zip(columns, (cell.strip().lower() for cell in row), strict=True)
    ]


def _is_ambiguous(row: Sequence[str], best: Fit) -> bool:
    """Return whether another table fits the same row as well, or only one column is known: a person has to say."""
    fits = sorted((_fit(table, 0, row)[0] for table in UNNAMED), reverse=True)
    return best[0][0] < 2 or fits[0] == fits[1]
