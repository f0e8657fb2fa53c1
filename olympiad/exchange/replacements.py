"""Words of an uploaded list that are read as others in every row: `UZB` as `UZ`, as a person chose once."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from olympiad.exchange.cell_kinds import folded
from olympiad.exchange.meanings import country_codes
from olympiad.exchange.tables import Problem, Row, Table

GENERAL = ("country_unknown", "word_unknown")
"""Problems whose right values are the same in every section, so that the choice is remembered for the next list."""
NAMED = {"team_unknown": "team", "task_unknown": "task", "judge_unknown": "judge"}
"""Problem → column in which the section itself says what is right."""
SEPARATORS = (";", "|")
"""What parts the words of a cell that holds several."""


@dataclass(frozen=True)
class Replacement:
    """A word of one column, as the list has it, and what is read instead."""

    column: str
    found: str
    value: str

    @property
    def place(self) -> tuple[str, str]:
        """What it is told apart by: the column, and the word without case, double spaces and kinds of apostrophes."""
        return self.column, folded(self.found)


def replacements_text(replacements: Iterable[Replacement]) -> str:
    """Write replacements as JSON, to be kept beside the file; of one word the last counts.

    >>> replacements_text([Replacement("country", "UZB", "KZ"), Replacement("country", "uzb", "UZ")])
    '[["country", "uzb", "UZ"]]'
    """
    rows = [[one.column, one.found, one.value] for one in {one.place: one for one in replacements}.values()]
    return json.dumps(rows, ensure_ascii=False) if rows else ""


def replacements_from(text: str) -> tuple[Replacement, ...]:
    """Read what `replacements_text` wrote; an empty text holds none.

    >>> replacements_from('[["country", "uzb", "UZ"]]')
    (Replacement(column='country', found='uzb', value='UZ'),)
    """
    return tuple(Replacement(*row) for row in json.loads(text)) if text else ()


def choices(problem: Problem, names: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return what may be chosen for the word that a problem is about; `names` are those of the section, by column.

    >>> choices(Problem("teams.csv", 2, "status", "word_unknown", {"found": "in", "known": "competing, withdrawn"}), {})
    ('competing', 'withdrawn')
    >>> choices(Problem("times.csv", 2, "team", "team_unknown", {"found": "T1"}), {"team": ["T01"]})
    ('T01',)
    """
    if not problem.fields.get("found"):
        return ()
    if problem.code == "country_unknown":
        return country_codes()
    if problem.code == "word_unknown":
        return tuple(filter(None, re.split(r"[,|]\s*", str(problem.fields.get("known", "")))))
    if problem.code == "name_looks_alike":
        return (str(problem.fields["other"]),)
    return tuple(names.get(NAMED.get(problem.code, ""), ()))


def replaced(tables: Mapping[str, Table], replacements: Sequence[Replacement]) -> dict[str, Table]:
    """Return the tables of a list with every replacement made in each column that has the name."""
    words: dict[str, dict[str, str]] = {}
    for one in replacements:
        words.setdefault(one.column, {})[folded(one.found)] = one.value
    return {name: _replaced(table, words) for name, table in tables.items()}


def used(tables: Mapping[str, Table], replacements: Sequence[Replacement]) -> list[tuple[Replacement, int]]:
    """Return the replacements that a list needs, with the number of rows in which each is made; of several tables the most."""
    wanted = {one.place for one in replacements}
    counts: Counter[tuple[str, str]] = Counter()
    for table in tables.values():
        counts |= _counts(table, wanted)
    return [(one, counts[one.place]) for one in replacements if one.place in counts]


def _counts(table: Table, wanted: set[tuple[str, str]]) -> Counter[tuple[str, str]]:
    """Count the rows of a table that hold each of the wanted words in its column."""
    columns = {column for column, _ in wanted} & set(table.columns)
    return Counter(
        place
        for column in columns
        for row in table.rows
        for place in {(column, folded(word)) for word in _words(row.cells[column])} & wanted
    )


def _replaced(table: Table, words: Mapping[str, Mapping[str, str]]) -> Table:
    columns = words.keys() & set(table.columns)
    if not columns:
        return table
    rows = (
        Row(row.number, {**row.cells, **{column: _read(row.cells[column], words[column]) for column in columns}})
        for row in table.rows
    )
    return replace(table, rows=tuple(rows))


def _read(cell: str, words: Mapping[str, str]) -> str:
    """Replace a cell, or the words in it where it holds several.

    >>> _read("T1; t 2;T3", {"t 2": "T02"}), _read("uzb", {"uzb": "UZ"})
    ('T1;T02;T3', 'UZ')
    """
    if folded(cell) in words:
        return words[folded(cell)]
    pieces = _pieces(cell)
    if not any(folded(piece) in words for piece in pieces):
        return cell
    separator = next(one for one in SEPARATORS if one in cell)
    return separator.join(words.get(folded(piece), piece) for piece in pieces)


def _words(cell: str) -> list[str]:
    return [cell, *_pieces(cell)]


def _pieces(cell: str) -> list[str]:
    """Return the words of a cell that holds several, else none."""
    for separator in SEPARATORS:
        if separator in cell:
            return [piece.strip() for piece in cell.split(separator)]
    return []
