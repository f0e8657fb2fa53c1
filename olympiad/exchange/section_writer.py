"""A section as files that can be read again: a ZIP of CSV files, safe from formulas; which columns hold numbers."""

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


def is_exact_number(value: str) -> bool:
    """Return whether a workbook's number holds every digit of this text."""
    return bool(NUMBER.fullmatch(value)) and len(value.lstrip("+-").replace(".", "")) <= 15
