"""What makes two rows the same row, and the one spelling in which their cells are compared."""

from collections.abc import Callable, Mapping

from olympiad.exchange.cell_kinds import TEXT, Names
from olympiad.exchange.columns import DECLARED

Cells = Mapping[str, str]

IDENTITY: dict[str, tuple[str, ...]] = {
    name: tuple(one.name for one in columns if one.identifies) for name, columns in DECLARED.items()
}
"""Columns that name the object of a row; participants are first looked for by their stable key."""

DEFAULTS: dict[str, Cells] = {
    name: {one.name: one.default for one in columns if one.default} for name, columns in DECLARED.items()
}
"""What stands in a column when nothing was said or `-` clears it; other columns are empty."""

CLEAR = "-"
"""In a cell: clear the value. An empty cell leaves it."""

MEANT = frozenset((name, one.name) for name, columns in DECLARED.items() for one in columns if one.hyphen_is_value)
"""Columns in which `-` is a value: never."""

SPELLINGS: dict[tuple[str, str], Callable[[str, Names], str]] = {
    (name, one.name): one.kind.spell
    for name, columns in DECLARED.items()
    for one in columns
    if one.kind.spell is not TEXT.spell
}
"""(table, column) → its spelling; other columns are compared as they are written."""


def identity(table: str, cells: Cells) -> tuple[str, ...]:
    """Return what names the object of a row."""
    return tuple(cells.get(column, "") for column in IDENTITY[table])


def canonical(table: str, cells: Cells, names: Names) -> dict[str, str]:
    """Spell a row's cells in the one way in which they are compared; what cannot be read stays as it is.

    >>> canonical("tasks", {"task": "A", "weight": "1,50"}, Names())
    {'task': 'A', 'weight': '1.5'}
    """
    return {column: _spelled(table, column, text, names) for column, text in cells.items()}


def _spelled(table: str, column: str, text: str, names: Names) -> str:
    if not text or text == CLEAR:
        return text
    spell = SPELLINGS.get((table, column))
    return spell(text, names) if spell else text
