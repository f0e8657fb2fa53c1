"""A department's list made plain before it is read: header rows put into one, rows of totals and signatures left out."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from olympiad.exchange.grids import Grid, Records, shown
from olympiad.exchange.headings import COLUMN_NAMES, column_of, header_position, plain, table_named
from olympiad.exchange.list_people import one_person_a_row
from olympiad.exchange.tables import Problem

TOTALS = re.compile(r"(jami|hammasi|жами|итого|всего|total)\b")
"""How a row of totals begins."""
CLOSING = re.compile(
    r"(m[aʼ]?sul|imzo|rektor|prorektor|dekan|rais|direktor|tuzuvchi|ijrochi|sana|масъул|ответствен|подпис|ректор|проректор|декан|"
    r"председател|директор|составил|исполнител|дата|responsible|signature|rector|dean|chair|date|prepared)"
)
"""How a row begins that signs a list."""
RULE = frozenset("-–—=_:+")
"""What a line between rows is drawn of."""
MOST_SHOWN = 60
"""Characters of the left-out rows that a note shows."""


def tidied(grid: Grid, problems: list[Problem]) -> Grid:
    """Return a list of unknown making as one header row and a row for each entry; what is left out below it is noted.

    A file or worksheet that has the name of a table is read to the letter.
    """
    records = [(number, cells) for number, cells in grid.records if any(map(shown, cells))]
    position = header_position(grid.title, [[shown(cell) for cell in cells] for _, cells in records[:60]])
    if table_named(grid.title) or position is None:
        return grid
    above, header, entries = records[:position], records[position], records[position + 1 :]
    header, entries = _one_header(header, entries)
    entries, left_out = without_closing(header[1], _without_headings(header[1], entries))
    if left_out:
        problems.append(_left_out(grid, left_out))
    columns, entries = one_person_a_row(header[1], entries)
    return replace(grid, records=[*above, (header[0], columns), *entries])


def _left_out(grid: Grid, rows: Records) -> Problem:
    """Note which rows are not entries, with the words at their beginning."""
    words = " ".join(filter(None, (shown(cell) for _, cells in rows for cell in cells)))
    fields = {"found": words[:MOST_SHOWN] + ("…" if len(words) > MOST_SHOWN else ""), "rows": len(rows)}
    return Problem(grid.title, rows[0][0], "", "rows_left_out", fields, is_note=True, origin=grid.called)


def _one_header(header: tuple[int, list[Any]], entries: Records) -> tuple[tuple[int, list[Any]], Records]:
    """Put a header of two lines into one: the lower heading counts, above it stands what it belongs to."""
    number, cells = header
    if entries and _is_headings(entries[0][1]):
        number, lower = entries[0]
        width = max(len(cells), len(lower))
        both = zip(_wide(cells, width), _wide(lower, width), strict=True)
        cells, entries = [under if shown(under) else over for over, under in both], entries[1:]
    return (number, cells), entries


def _wide(cells: list[Any], width: int) -> list[Any]:
    return cells + [None] * (width - len(cells))


def _is_headings(cells: list[Any]) -> bool:
    """Return whether each of a row's cells is a heading that we know; one alone may be anything."""
    words = [text for cell in cells if (text := shown(cell))]
    known = sum(column_of(word) in COLUMN_NAMES for word in words)
    return known >= 2 and all(column_of(word) in COLUMN_NAMES or plain(word) in ("№", "t r", "т р") for word in words)


def _without_headings(header: list[Any], entries: Records) -> Records:
    """Leave out the header where it stands again on the next page, a line drawn below it, and a row that numbers the columns."""
    again = [shown(cell) for cell in header]
    kept = [
        (number, cells)
        for number, cells in entries
        if (texts := [shown(cell) for cell in cells]) != again and set("".join(texts)) - RULE
    ]
    if kept and _numbers_columns([text for cell in kept[0][1] if (text := shown(cell))]):
        return kept[1:]
    return kept


def _numbers_columns(texts: list[str]) -> bool:
    """Return whether a row only counts its columns.

    >>> _numbers_columns(["1", "2", "3"]), _numbers_columns(["1", "2"]), _numbers_columns(["1", "Alpha", "3"])
    (True, False, False)
    """
    return len(texts) > 2 and texts == [str(place) for place in range(1, len(texts) + 1)]


@dataclass(frozen=True)
class _Usual:
    """How full an entry is, and where the list numbers its entries (None: nowhere)."""

    filled: int
    numbered: int | None

    def is_sparse(self, cells: list[Any]) -> bool:
        """Return whether a row is hardly filled and has no number of its own."""
        number = shown(cells[self.numbered]) if self.numbered is not None and self.numbered < len(cells) else ""
        return not number and _filled(cells) <= max(2, self.filled // 2)


def without_closing(header: list[Any], entries: Records) -> tuple[Records, Records]:
    """Part the entries of a list from its rows of totals, and from what signs it at the end."""
    usual = _usual(header, entries)
    totals = [row for row in entries if usual.is_sparse(row[1]) and TOTALS.match(_first(row[1]))]
    kept = [row for row in entries if row not in totals] if totals else entries
    end = len(kept)
    while end > 1 and (block := _closing_block(kept[:end], usual)):
        end -= block
    return kept[:end], sorted([*totals, *kept[end:]], key=lambda row: row[0])


def _closing_block(entries: Records, usual: _Usual) -> int:
    """Return how many rows at the end are a closing: one that begins so, or sparse ones below an empty line."""
    last = entries[-1][1]
    if usual.is_sparse(last) and CLOSING.match(_first(last)):
        return 1
    size = next((at for at in range(1, len(entries)) if entries[-at][0] - entries[-at - 1][0] > 1), 0)
    is_closing = usual.filled > 3 and all(usual.is_sparse(cells) for _, cells in entries[-size:])
    return size if size and usual.numbered is not None and is_closing else 0


def _usual(header: list[Any], entries: Records) -> _Usual:
    counts = Counter(_filled(cells) for _, cells in entries)
    filled = max(counts, key=lambda count: (counts[count], count), default=0)
    for place, cell in enumerate(header):
        values = [shown(cells[place]) for _, cells in entries if place < len(cells)]
        if plain(shown(cell)) in ("№", "no", "n", "t r", "т р", "№ п п", "п п", "nomer") and any(values):
            return _Usual(filled, place)
    return _Usual(filled, None)


def _filled(cells: list[Any]) -> int:
    return sum(1 for cell in cells if shown(cell))


def _first(cells: list[Any]) -> str:
    return plain(next((text for cell in cells if (text := shown(cell))), ""))
