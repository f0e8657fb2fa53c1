"""How much a workbook holds, counted while its XML streams by: before anything builds its cells."""

import zipfile
from typing import Any
from xml.parsers import expat

from olympiad import limits
from olympiad.exchange.tables import Problem

PARTS = ("xl/worksheets/", "xl/sharedStrings")
BLOCK = 65_536


class TooLargeError(Exception):
    """A limit is passed."""


class _Count:
    """Counts the cells and merged areas of all worksheets."""

    def __init__(self) -> None:
        self.cells = self.merged = self.merged_cells = self.depth = 0

    def start(self, name: str, given: dict[str, str]) -> None:
        self.depth += 1
        kind = name.rpartition(":")[2]
        if kind in ("c", "si"):
            self.cells += 1
            column, row = _place(given.get("r", ""))
            self._refuse_if(column > limits.COLUMNS or row > limits.ROWS)
        elif kind == "mergeCell":
            self.merged += 1
            first, _, last = given.get("ref", "").partition(":")
            (left, top), (right, bottom) = _place(first), _place(last or first)
            self.merged_cells += (abs(right - left) + 1) * (abs(bottom - top) + 1)
        elif kind in ("row", "col"):
            self.cells += 1
        over = self.cells > limits.CELLS or self.merged > limits.MERGED or self.merged_cells > limits.MERGED_CELLS
        self._refuse_if(over or self.depth > limits.XML_DEPTH)

    def end(self, _name: str) -> None:
        self.depth -= 1

    def entity(self, *_given: Any) -> None:
        raise TooLargeError

    def _refuse_if(self, over: bool) -> None:
        if over:
            raise TooLargeError


def _place(written: str) -> tuple[int, int]:
    """Column and row of a cell.

    >>> _place("AB12"), _place("C"), _place("")
    ((28, 12), (3, 0), (0, 0))
    """
    column = 0
    letters = written.rstrip("0123456789")
    for letter in letters[:8].upper():
        column = column * 26 + ord(letter) - 64
    return column, int(written[len(letters) :][:12] or 0)


def too_much(file: str, archive: zipfile.ZipFile) -> Problem | None:
    """Refuse a workbook with more cells, columns, rows or merged areas than a section has."""
    count = _Count()
    try:
        for entry in archive.infolist():
            if entry.filename.startswith(PARTS) and entry.filename.endswith(".xml"):
                _walk(archive, entry, count)
    except TooLargeError:
        most = {"cells": limits.CELLS, "columns": limits.COLUMNS, "merged": limits.MERGED_CELLS}
        return Problem(file, 1, "", "workbook_too_large", most)
    return None


def _walk(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, count: _Count) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = count.start, count.end
    parser.EntityDeclHandler = count.entity
    with archive.open(entry) as packed:
        while part := packed.read(BLOCK):
            parser.Parse(part)
        parser.Parse(b"", True)
