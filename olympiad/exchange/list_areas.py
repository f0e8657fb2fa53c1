"""Several lists on one worksheet, below each other or side by side, parted into grids of their own."""

from dataclasses import replace
from itertools import pairwise

from olympiad.exchange.grids import Grid, Records, shown
from olympiad.exchange.headings import Header, find_header, table_named


def areas(grid: Grid) -> list[Grid]:
    """Return the lists of a worksheet or file, each with the rows above it; one that has the name of a table is one list."""
    if table_named(grid.title):
        return [grid]
    return [replace(grid, records=rows) for part in _side_by_side(grid) for rows in _below(grid.title, part)]


def _side_by_side(grid: Grid) -> list[Records]:
    """Part at an empty column that has a header on both sides."""
    rows = grid.all_shown
    width = max(map(len, rows), default=0)
    filled = {place for row in rows for place, cell in enumerate(row) if cell}
    for place in range(1, width - 1):
        if place in filled:
            continue
        left = [(number, cells[:place]) for number, cells in grid.records]
        right = [(number, cells[place + 1 :]) for number, cells in grid.records]
        if _has_header(grid.title, left) and _has_header(grid.title, right):
            return [left, *_side_by_side(replace(grid, records=right))]
    return [grid.records]


def _has_header(title: str, records: Records) -> bool:
    return find_header(title, [[shown(cell) for cell in cells] for _, cells in records]) is not None


def _below(title: str, records: Records) -> list[Records]:
    """Part above a header of another table that stands below an empty line or a title."""
    rows = [(number, texts) for number, cells in records if any(texts := [shown(cell) for cell in cells])]
    first = find_header(title, [texts for _, texts in rows])
    if first is None:
        return [records]
    edges = [0, *_beginnings(title, rows, first), records[-1][0] + 1]
    return [[row for row in records if low <= row[0] < high] for low, high in pairwise(edges)]


def _beginnings(title: str, rows: list[tuple[int, list[str]]], first: Header) -> list[int]:
    """Return the row in which each further list begins: its header, or the title above that."""
    beginnings: list[int] = []
    start, table = rows[first.position][0], first.table
    for (above, before), (number, texts) in pairwise(rows):
        is_apart = number - above > 1 or _is_title(before)
        if number <= start + 1 or not is_apart or _is_title(texts):
            continue
        header = find_header(title, [texts])
        if header and header.table != table:
            beginnings.append(above if _is_title(before) else number)
            table = header.table
    return beginnings


def _is_title(texts: list[str]) -> bool:
    return sum(map(bool, texts)) == 1
