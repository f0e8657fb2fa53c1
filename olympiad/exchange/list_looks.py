"""The lists of an uploaded file as a person sees them who says which column means what: first rows, and what is guessed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from olympiad import limits
from olympiad.exchange.assignments import Assignment, required, shape_of
from olympiad.exchange.grids import Grid
from olympiad.exchange.headings import COLUMN_NAMES, column_of, columns_of_row, find_header, names_parts
from olympiad.exchange.people_lists import PARTED, PARTS, PEOPLE
from olympiad.exchange.sources import read_grids
from olympiad.exchange.tables import COLUMNS, Problem
from olympiad.exchange.value_guesses import meaning_of_values

SAMPLE = 200
"""Rows whose values are looked at for a guess."""

PLAIN_VALUES = ("country", "role", "language")
"""Meanings whose values are never headings."""


@dataclass(frozen=True)
class Look:
    """One list of a file: its name, its first rows with their numbers, and what it seems to be."""

    place: int
    title: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    """First rows as text, all of one width."""
    guess: Assignment
    is_sure: bool
    """Whether it is read as guessed without asking."""
    shapes: tuple[tuple[int, str], ...]
    """Number of a row and what a header there would be known again by."""
    samples: tuple[tuple[int, tuple[str, ...]], ...] = ()
    """Rows with their numbers from which columns are guessed."""


def look(filename: str, content: bytes) -> list[Look]:
    """Return every list of a file that holds anything; of a file that cannot be read, none."""
    problems: list[Problem] = []
    grids, _ = read_grids(filename, content, problems, guess=True)
    return [_look(place, grid) for place, grid in enumerate(grids) if grid.records]


def columns_of(table: str) -> tuple[str, ...]:
    """Return the meanings that a column of a list may have.

    >>> columns_of("times"), "name_local" in columns_of("people")
    (('team', 'task', 'seconds'), True)
    """
    if table != PEOPLE:
        return COLUMNS[table].known if table else ()
    return tuple(dict.fromkeys(("team", "name", *(column for part in PARTS.values() for column in part))))


def guess_columns(look: Look, table: str, header: int) -> tuple[str, ...]:
    """Guess the meaning of each column for a table and a header row: by its heading, else by its values; each once."""
    known, taken = columns_of(table), set[str]()
    headings = dict(look.rows).get(header, ())
    parted = names_parts(headings)
    told = columns_of_row(headings)
    found = []
    for place in range(_width(look)):
        column = told[place] if place < len(told) else ""
        if column not in known or (column in taken and not (parted and column in PARTED)):
            free = [one for one in known if one not in taken]
            column = meaning_of_values(_values_below(look, header, place), free)
        taken.add(column)
        found.append(column)
    return tuple(found)


def _values_below(look: Look, header: int, place: int) -> list[str]:
    return [cells[place] for number, cells in look.samples if number > header and place < len(cells)]


def is_complete(assignment: Assignment) -> bool:
    """Return whether all that the table needs has been assigned."""
    return all(set(group) & set(assignment.columns) for group in required(assignment.table))


def _width(look: Look) -> int:
    return len(look.rows[0][1]) if look.rows else 0


def _look(place: int, grid: Grid) -> Look:
    shown = grid.shown
    width = min(max(map(len, shown)), limits.LIST_COLUMNS)
    texts = [
        (number, tuple((cells + [""] * width)[:width]))
        for (number, _), cells in zip(grid.records[: len(shown)], shown, strict=True)
    ]
    first = tuple((number, tuple(cell[: limits.LIST_CELL] for cell in cells)) for number, cells in texts)
    samples = first + tuple(_more(grid, len(shown), width))
    header = find_header(grid.title, shown)
    bare = Look(
        place, grid.title, first, Assignment("", 0, ()), False,
        tuple((number, shape) for number, cells in texts if (shape := shape_of(cells))), samples,
    )  # fmt: skip
    if header is None:
        return _guessed(bare, "", _likely_header(first))
    return _guessed(bare, header.table, texts[header.position][0])


def _more(grid: Grid, start: int, width: int) -> list[tuple[int, tuple[str, ...]]]:
    rows = Grid(grid.title, grid.records[start:SAMPLE], grid.text).all_shown
    numbers = [number for number, _ in grid.records[start:SAMPLE]]
    return [(number, tuple((cells + [""] * width)[:width])) for number, cells in zip(numbers, rows, strict=True)]


def _guessed(look: Look, table: str, header: int) -> Look:
    """Say what a list seems to be; it is sure where its headings alone tell all that the table needs."""
    columns = guess_columns(look, table or PEOPLE, header)
    guess = Assignment(table or PEOPLE, header, columns)
    headings = set(columns_of_row(dict(look.rows).get(header, ())))
    is_sure = bool(table) and all(set(group) <= headings or set(group) & headings for group in required(table))
    return Look(look.place, look.title, look.rows, guess, is_sure and is_complete(guess), look.shapes, look.samples)


def _likely_header(rows: Sequence[tuple[int, tuple[str, ...]]]) -> int:
    """Return the row that looks like a header: the first that is about as full as most, where no cell is a number or address."""
    filled = Counter(sum(map(bool, cells)) for _, cells in rows)
    usual = max(filled, key=lambda count: (filled[count], count), default=0)
    for number, cells in rows:
        words = [cell for cell in cells if cell]
        if len(words) >= max(2, usual * 2 // 3):
            return number if _may_be_headings(words) else 0
    return 0


def _may_be_headings(words: Sequence[str]) -> bool:
    """Return whether words may head columns: no number or address, none twice, and one that we know or none that is a value."""
    if len(set(words)) < len(words) or any(cell.isdigit() or "@" in cell for cell in words):
        return False
    is_known = any(column_of(cell) in COLUMN_NAMES for cell in words)
    return is_known or not any(meaning_of_values([cell], PLAIN_VALUES) for cell in words)
