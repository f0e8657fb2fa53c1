"""Spreadsheets of LibreOffice (ODS) and of old Excel (XLS) as grids, read by calamine."""

import io
from datetime import date, datetime, time, timedelta
from typing import Any

from olympiad import limits
from olympiad.exchange.grids import Grid
from olympiad.exchange.tables import DATE_COLUMNS, Problem
from olympiad.exchange.workbook_reader import as_shown, unescaped


def read_office(file: str, content: bytes, problems: list[Problem]) -> list[Grid]:
    """Return every worksheet as a grid; what cannot be read is a problem."""
    from python_calamine import CalamineWorkbook  # why: only who brings such a file pays for it

    grids = []
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            for name in book.sheet_names:
                sheet = book.get_sheet_by_name(name)
                if sheet.total_height * sheet.total_width > limits.OFFICE_CELLS:
                    most = {"cells": limits.OFFICE_CELLS, "columns": limits.COLUMNS, "merged": limits.MERGED_CELLS}
                    problems.append(Problem(file, 1, "", "workbook_too_large", most))
                    return []
                rows = enumerate(sheet.to_python(skip_empty_area=False), start=1)
                kept = [(number, cells) for number, cells in rows if any(cell not in ("", None) for cell in cells)]
                grids.append(Grid(name, kept, _text, is_worksheet=True))
    except Exception:  # whatever the reader raises on a file that is not what it says, or that has a password
        problems.append(Problem(file, 1, "", "workbook_old_or_encrypted"))
        return []
    return grids


def _text(file: str, column: str, number: int, cell: Any, problems: list[Problem]) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, (int, float)):
        return as_shown(cell)
    if isinstance(cell, (datetime, date, time, timedelta)):
        if column in DATE_COLUMNS:
            return str(cell.isoformat()) if isinstance(cell, (datetime, date)) else str(cell)
        problems.append(Problem(file, number, column, "date_cell", {"found": str(cell).removesuffix(" 00:00:00")}))
        return ""
    return unescaped(str(cell))
