"""An XLSX workbook as tables of text: numbers as Excel shows them, dates and empty formulas as problems."""

import io
import warnings
import zipfile
from bisect import bisect_left, bisect_right
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from olympiad.exchange.archive_reader import too_large
from olympiad.exchange.grids import Grid
from olympiad.exchange.headings import table_named
from olympiad.exchange.tables import DATE_COLUMNS, Problem
from olympiad.exchange.workbook_limits import too_much

MOMENTS = (datetime, date, time, timedelta)
MOST_NAMED = 5
"""Merged areas that a note names."""


def read_workbook(file: str, content: bytes, problems: list[Problem]) -> list[Grid]:
    """Return every worksheet as a grid."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if problem := too_large(file, archive) or too_much(file, archive):
                problems.append(problem)
                return []
        values, formulas = _load(content, data_only=True), _load(content, data_only=False)
    except Exception:  # whatever openpyxl, zipfile and the XML parser raise on a file that is not what it says
        problems.append(Problem(file, 1, "", "workbook_broken"))
        return []
    return [_grid(sheet, formulas[sheet.title], problems) for sheet in values.worksheets]


def _load(content: bytes, *, data_only: bool) -> Any:
    from openpyxl import load_workbook  # why: 0.3 s that a CSV folder need not pay

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what openpyxl does not keep (drop-downs, charts) does not concern a reader
        return load_workbook(io.BytesIO(content), data_only=data_only)


def _grid(sheet: Any, formulas: Any, problems: list[Problem]) -> Grid:
    name = table_named(sheet.title)
    _note_the_unseen(f"{name}.csv" if name else sheet.title, sheet, problems)
    return Grid(sheet.title, _filled_down(sheet, _rows(sheet, formulas)), partial(_text, formulas), is_worksheet=True)


def _note_the_unseen(file: str, sheet: Any, problems: list[Problem]) -> None:
    if merged := sorted(area.coord for area in sheet.merged_cells.ranges):
        first = min(area.min_row for area in sheet.merged_cells.ranges)
        shown = ", ".join(merged[:MOST_NAMED]) + (" …" if len(merged) > MOST_NAMED else "")
        problems.append(Problem(file, first, "", "cells_merged", {"found": shown}, is_note=True))
    for number, dimension in sheet.row_dimensions.items():
        if dimension.hidden:
            problems.append(Problem(file, number, "", "row_hidden", is_note=True))
    for letter, dimension in sheet.column_dimensions.items():
        if dimension.hidden:
            problems.append(Problem(file, 1, letter, "column_hidden", is_note=True))
    if sheet.sheet_state != "visible":
        problems.append(Problem(file, 1, "", "worksheet_hidden", is_note=True))


def _rows(sheet: Any, formulas: Any) -> list[tuple[int, list[Any]]]:
    """Return the rows that hold something, each with its number; one far cell must not make millions of empty ones."""
    found: dict[int, dict[int, Any]] = {}
    for (row, column), cell in sorted(sheet._cells.items()):  # iter_rows() would make every cell up to the farthest
        if cell.value is not None or formulas._cells[row, column].value is not None:
            found.setdefault(row, {})[column] = cell
    return [(row, [cells.get(column) for column in range(1, max(cells) + 1)]) for row, cells in found.items()]


def _filled_down(sheet: Any, rows: list[tuple[int, list[Any]]]) -> list[tuple[int, list[Any]]]:
    """Give the value of merged cells of one column to every row beneath that holds something: a list shows it once for all."""
    tall = [area for area in sheet.merged_cells.ranges if area.max_row > area.min_row and area.min_col == area.max_col]
    by_number = dict(rows)
    numbers = sorted(by_number)
    for area in tall:
        top = sheet._cells.get((area.min_row, area.min_col))
        for number in numbers[bisect_left(numbers, area.min_row + 1) : bisect_right(numbers, area.max_row)]:
            cells = by_number[number]
            cells += [None] * (area.min_col - len(cells))
            cells[area.min_col - 1] = top
    return rows


def _text(formulas: Any, file: str, column: str, number: int, cell: Any, problems: list[Problem]) -> str:
    if cell is None:
        return ""
    if unreadable := _unreadable(formulas, column, cell):
        code, found = unreadable
        problems.append(Problem(file, cell.row, column, code, {"found": found}))
        return ""
    return _value_text(cell)


def _unreadable(formulas: Any, column: str, cell: Any) -> tuple[str, str] | None:
    """Return why a cell cannot be read, as the code of a problem, and what is found there."""
    if cell.value is None:
        has_formula = formulas[cell.coordinate].value is not None
        return ("formula_without_value", cell.coordinate) if has_formula else None
    if isinstance(cell.value, MOMENTS):
        return ("date_cell", str(cell.value).removesuffix(" 00:00:00")) if column not in DATE_COLUMNS else None
    return ("cell_error", str(cell.value)) if cell.data_type == "e" else None


def _value_text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return f"{as_shown(value * 100)}%" if "%" in (cell.number_format or "") else as_shown(value)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return unescaped(str(value))


def unescaped(text: str) -> str:
    """Undo how a workbook writes control characters; a carriage return before a line break goes.

    >>> unescaped("Ақтау_x000D_\\nколледжі"), unescaped("Қызыл_x000D_"), unescaped("_x005F_x000D_")
    ('Ақтау\\nколледжі', 'Қызыл', '_x000D_')
    """
    parts = text.split("_x005F_")
    return (
        "_".join(part.replace("_x000D_", "\r") for part in parts).replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    )


def as_shown(value: float) -> str:
    """Write a number as the shortest decimal that Excel shows at 15 digits.

    >>> as_shown(0.1 + 0.2), as_shown(12.0), as_shown(1e-7), as_shown(-0.0)
    ('0.3', '12', '0.0000001', '0')
    """
    try:
        text = f"{Decimal(f'{value:.15g}'):f}"
    except OverflowError:  # a whole number beyond what Excel itself can hold
        return "9" * 400
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
