"""What is wrong in an uploaded list as its owner reads it: equal problems together, under the owner's name of the list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from olympiad.exchange.sources import Found
from olympiad.exchange.tables import Problem
from olympiad.wording.list_columns import column_named, table_named
from olympiad.wording.sentences import sentence

ROWS_NAMED = 12


@dataclass(frozen=True)
class Fault:
    """A sentence, with all the rows of a list that it is true of."""

    where: str
    """The file or worksheet, and the column, in the reader's language."""
    words: str
    rows: tuple[int, ...]
    """Empty where it is about the list as a whole."""

    @property
    def row_numbers(self) -> str:
        """The first rows, as they are written."""
        more = " …" if len(self.rows) > ROWS_NAMED else ""
        return ", ".join(map(str, self.rows[:ROWS_NAMED])) + more


def faults(problems: Iterable[Problem], found: Found, language: str) -> list[Fault]:
    """Put equal problems of a list together, in the order of their first rows."""
    origins = {table.file: table.origin for table in found[0].values()}
    rows: dict[tuple[str, str], list[int]] = {}
    for problem in problems:
        place = where(problem, origins.get(problem.file, ""), language)
        rows.setdefault((place, _words(problem, language)), []).append(problem.row)
    return [Fault(place, words, _told(numbers)) for (place, words), numbers in rows.items()]


def _words(problem: Problem, language: str) -> str:
    """Say what is wrong; of a column that is not read, where it gets a meaning rather than the keys of all others."""
    if problem.code == "column_unknown":
        return gettext("This column is not read. “Columns of the list” gives it a meaning.")
    return sentence(problem, language)


def _told(numbers: Sequence[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(number for number in numbers if number > 1))


def where(problem: Problem, origin: str, language: str) -> str:
    """Say in which list and column something is: `Лист1 · University`."""
    table = problem.file.removesuffix(".csv")
    column = column_named(table, problem.column, language) if problem.column else ""
    shown = problem.origin or origin or problem.file
    name = table_named(table, language)
    told = shown if shown in (problem.file, table) or name == table else f"{shown} · {name}"
    return " · ".join(filter(None, (told, column)))
