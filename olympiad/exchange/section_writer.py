"""A section as files that can be read again: a ZIP of CSV files or one workbook, safe from formulas."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence

from olympiad.exchange.csv_writer import csv_text
from olympiad.exchange.formulas import NUMBER
from olympiad.exchange.tables import COLUMNS

Cells = Mapping[str, str]
Rows = Mapping[str, Sequence[Cells]]

NUMBER_COLUMNS = frozenset(
    {
        "weight",
        "judges",
        "drop",
        "minutes",
        "maximum",
        "step",
        "order",
        "mark",
        "points",
        "seconds",
        "rank",
        "disagreement_step",
    }
)
"""Columns that a workbook shows as numbers; every other cell is text there."""


def write_zip(tables: Rows) -> bytes:
    """Write a ZIP of CSV files; tables without rows are left out."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in tables.items():
            if rows:
                entry = zipfile.ZipInfo(f"{name}.csv", (2026, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, write_csv(COLUMNS[name].known, rows))
    return packed.getvalue()


def write_csv(columns: Sequence[str], rows: Iterable[Cells]) -> bytes:
    """Write a CSV file in UTF-8 with a mark that spreadsheets know it by."""
    lines = [[row.get(column, "") for column in columns] for row in rows]
    return csv_text([columns, *lines], "\r\n").encode("utf-8-sig")


def write_workbook(tables: Rows) -> bytes:
    """Write one workbook with a sheet per table; text is text there, so nothing is a formula."""
    from xlsxwriter import Workbook  # why: only downloads need it

    packed = io.BytesIO()
    with Workbook(packed, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold, text = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "@"})
        for name, rows in tables.items():
            if rows:
                _write_sheet(book.add_worksheet(name), COLUMNS[name].known, rows, bold, text)
    return packed.getvalue()


def _write_sheet(sheet, columns: Sequence[str], rows: Sequence[Cells], bold: object, text: object) -> None:  # type: ignore[no-untyped-def]
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column, bold)
        numeric = column in NUMBER_COLUMNS
        sheet.set_column(place, place, max(10, len(column) + 2), None if numeric else text)
        for number, row in enumerate(rows, start=1):
            value = row.get(column, "")
            if numeric and is_exact_number(value):
                sheet.write_number(number, place, float(value))
            elif value:
                sheet.write_string(number, place, value, None if numeric else text)


def is_exact_number(value: str) -> bool:
    """Return whether a workbook's number holds every digit of this text."""
    return bool(NUMBER.fullmatch(value)) and len(value.lstrip("+-").replace(".", "")) <= 15
