"""An XLSX workbook as tables of text: numbers as Excel shows them, dates and empty formulas as problems."""

import io
import warnings
import zipfile
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from olympiad.exchange.archive_reader import too_large
from olympiad.exchange.tables import COLUMNS, DATE_COLUMNS, Problem, Table, make_table
from olympiad.exchange.workbook_limits import too_much


def read_workbook(file: str, content: bytes, problems: list[Problem]) -> dict[str, Table]:
    """Read every worksheet that has the name of a file of a section folder."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if problem := too_large(file, archive) or too_much(file, archive):
                problems.append(problem)
                return {}
        values, formulas = _load(content, data_only=True), _load(content, data_only=False)
    except Exception:  # whatever openpyxl, zipfile and the XML parser raise on a file that is not what it says
        problems.append(Problem(file, 1, "", "workbook_broken"))
        return {}
    tables: dict[str, Table] = {}
    for sheet in values.worksheets:
        name = sheet.title.strip().lower().removesuffix(".csv")
        if name not in COLUMNS:
            problems.append(
                Problem(
                    file, 1, "", "worksheet_unknown", {"found": sheet.title, "known": ", ".join(COLUMNS)}, is_note=True
                )
            )
        elif table := _table(name, sheet, formulas[sheet.title], problems):
            tables[name] = table
    return tables


def _load(content: bytes, *, data_only: bool) -> Any:
    from openpyxl import load_workbook  # why: 0.3 s that a CSV folder need not pay

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what openpyxl does not keep (drop-downs, charts) does not concern a reader
        return load_workbook(io.BytesIO(content), data_only=data_only)


def _table(name: str, sheet: Any, formulas: Any, problems: list[Problem]) -> Table | None:
    file = f"{name}.csv"
    _note_the_unseen(file, sheet, problems)
    rows = _rows(sheet, formulas)
    if not rows or rows[0][0] != 1:
        problems.append(Problem(file, 1, "", "header_missing"))
        return None
    header = ["" if cell is None or cell.value is None else str(cell.value) for cell in rows[0][1]]
    columns = [cell.strip().lower() for cell in header]
    records = [
        (
            number,
            [
                _text(file, columns[place] if place < len(columns) else "", cell, formulas, problems) if cell else ""
                for place, cell in enumerate(cells)
            ],
        )
        for number, cells in rows[1:]
    ]
    return make_table(name, file, header, records, problems)


def _note_the_unseen(file: str, sheet: Any, problems: list[Problem]) -> None:
    for merged in sheet.merged_cells.ranges:
        problems.append(Problem(file, merged.min_row, "", "cells_merged", {"found": merged.coord}, is_note=True))
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


def _text(file: str, column: str, cell: Any, formulas: Any, problems: list[Problem]) -> str:
    value = cell.value
    if value is None:
        if formulas[cell.coordinate].value is not None:
            problems.append(Problem(file, cell.row, column, "formula_without_value", {"found": cell.coordinate}))
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return f"{as_shown(value * 100)}%" if "%" in (cell.number_format or "") else as_shown(value)
    if isinstance(value, (datetime, date, time, timedelta)):
        if column in DATE_COLUMNS:
            return str(value.isoformat()) if isinstance(value, (datetime, date)) else str(value)
        problems.append(Problem(file, cell.row, column, "date_cell", {"found": str(value).removesuffix(" 00:00:00")}))
        return ""
    if cell.data_type == "e":
        problems.append(Problem(file, cell.row, column, "cell_error", {"found": str(value)}))
        return ""
    return str(value)


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
