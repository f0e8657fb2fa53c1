"""What is wrong in an uploaded list as its owner reads it: equal problems together, under the owner's name of the list."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l

from olympiad.exchange.meanings import near_country
from olympiad.exchange.replacements import Replacement, choices
from olympiad.exchange.sources import Found
from olympiad.exchange.tables import Problem
from olympiad.models.import_preview import ImportPreview
from olympiad.services.entry import imports
from olympiad.wording.list_columns import column_named, table_named
from olympiad.wording.replacements import choice_named, choices_named
from olympiad.wording.sentences import sentence

ROWS_NAMED = 12
ALONE = 3
SUMMED: dict[str, LazyString] = {
    "name_not_latin": _l("Names that are not all Latin letters; they are printed as they stand here: %(found)s"),
    "institution_new": _l("Institutions that are not known; they would be created: %(found)s"),
}
"""Notes that are said once where more than `ALONE` words of a column are concerned."""
OFFERS = 20
"""So many words of a list can be replaced on one page: each has a list of all countries or teams."""


@dataclass(frozen=True)
class Offer:
    """A word that can be replaced in all rows, with what may be chosen for it."""

    column: str
    found: str
    choices: list[tuple[str, str]]
    near: str
    """The choice that is perhaps meant; empty where none is."""


@dataclass(frozen=True)
class Made:
    """A word that is read as another."""

    replacement: Replacement
    column: str
    value: str
    """Column and choice in the reader's language."""
    rows: int


@dataclass(frozen=True)
class Fault:
    """A sentence, with all the rows of a list that it is true of."""

    where: str
    """The file or worksheet, and the column, in the reader's language."""
    words: str
    rows: tuple[int, ...]
    """Empty where it is about the list as a whole."""
    offer: Offer | None = None

    @property
    def row_numbers(self) -> str:
        """The first rows, as they are written."""
        more = " …" if len(self.rows) > ROWS_NAMED else ""
        return ", ".join(map(str, self.rows[:ROWS_NAMED])) + more


Names = Mapping[str, Sequence[str]]


def faults(problems: Iterable[Problem], found: Found, language: str, names: Names | None = None) -> list[Fault]:
    """Put equal problems of a list together, in the order of their first rows; `names` let their words be replaced."""
    origins = {table.file: table.origin for table in found[0].values()}
    lists = Counter(origins.values())
    rows: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        origin = origins.get(problem.file, "")
        place = where(problem, origin, language, is_one_of_several=lists[origin] > 1)
        rows.setdefault((place, _words(problem, language)), []).append(problem)
    rows = _summed(rows)
    return [
        Fault(
            place, words, _told(sorted(one.row for one in group)),
            offer(group[0], names, language) if names is not None and number < OFFERS else None,
        )
        for number, ((place, words), group) in enumerate(rows.items())
    ]  # fmt: skip


def _summed(rows: Mapping[tuple[str, str], list[Problem]]) -> dict[tuple[str, str], list[Problem]]:
    """Say once what is noted of many words of a column, each of which has a sentence of its own."""
    alike: dict[tuple[str, str], list[Problem]] = {}
    for (place, _), group in rows.items():
        if group[0].is_note and group[0].code in SUMMED:
            alike.setdefault((place, group[0].code), []).extend(group)
    told: dict[tuple[str, str], list[Problem]] = {}
    for (place, words), group in rows.items():
        many = alike.get((place, group[0].code), [])
        words_found = list(dict.fromkeys(str(one.fields["found"]) for one in many))
        if len(words_found) <= ALONE:
            told[place, words] = group
        else:
            told[place, str(SUMMED[group[0].code]) % {"found": ", ".join(words_found[:ALONE]) + " …"}] = many
    return told


def offer(problem: Problem, names: Names, language: str) -> Offer | None:
    """Return what the word of a problem may be replaced by in every row."""
    values = choices(problem, names)
    if not values:
        return None
    found = str(problem.fields["found"])
    near = near_country(found) if problem.column == "country" else str(problem.fields.get("near", ""))
    return Offer(problem.column, found, choices_named(problem.column, values, language), near)


def made(preview: ImportPreview, found: Found, language: str) -> list[Made]:
    """Return the words of the list that are read as others."""
    return [
        Made(one, column_named("", one.column, language), choice_named(one.column, one.value, language), rows)
        for one, rows in imports.replacements_made(preview, found)
    ]


def _words(problem: Problem, language: str) -> str:
    """Say what is wrong; of a column that is not read, where it gets a meaning rather than the keys of all others."""
    if problem.code == "column_unknown":
        return gettext("This column is not read. “Columns of the list” gives it a meaning.")
    return sentence(problem, language)


def _told(numbers: Sequence[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(number for number in numbers if number > 1))


def where(problem: Problem, origin: str, language: str, *, is_one_of_several: bool = False) -> str:
    """Say in which list and column something is: `Лист1 · University`; of a list that became several tables not in which."""
    table = problem.file.removesuffix(".csv")
    column = column_named(table, problem.column, language) if problem.column else ""
    shown = problem.origin or origin or problem.file
    name = table_named(table, language)
    is_enough = shown in (problem.file, table) or name == table or (is_one_of_several and bool(column))
    told = shown if is_enough else f"{shown} · {name}"
    return " · ".join(filter(None, (told, column)))
