"""A section as one workbook for people and programs: what was computed to look at first, then every table to load again."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from xlsxwriter import Workbook

from olympiad.exchange.section_writer import NUMBER_COLUMNS, Rows, is_exact_number
from olympiad.exchange.tables import COLUMNS

Value = str | int | Decimal | Fraction | datetime | None
WIDEST, NARROWEST, MEASURED = 60, 8, 500
"""Letters of the widest and the narrowest column; so many rows are measured."""
FIRST = ("teams", "participants", "tasks", "criteria", "marks", "judges", "rules")
"""Tables that people look for; the others follow."""


@dataclass(frozen=True)
class View:
    """A sheet to look at, which is not loaded again: its name, header and rows of real numbers and dates."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Value]]


@dataclass(frozen=True)
class About:
    """What stands in the properties and on each printed page."""

    title: str
    organisation: str = ""
    made_at: datetime | None = None


def write_section_workbook(tables: Rows, views: Sequence[View], about: About) -> bytes:
    """Write views first, then the tables; headers stay in sight, can be filtered and are printed on each page."""
    packed = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    with Workbook(packed, options) as book:
        properties: dict[str, Any] = {"title": about.title, "company": about.organisation}
        book.set_properties(properties | ({"created": about.made_at.replace(tzinfo=None)} if about.made_at else {}))
        formats = {
            "head": book.add_format({"bold": True, "bottom": 1, "bg_color": "#DDE6F7", "valign": "vcenter"}),
            "text": book.add_format({"num_format": "@", "valign": "top"}),
            "number": book.add_format({"valign": "top"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", "valign": "top", "align": "left"}),
        }
        for view in [*views, *_table_views(tables)]:
            _write(book.add_worksheet(view.name), view.header, view.rows, formats, about)
    return packed.getvalue()


def _table_views(tables: Rows) -> Iterator[View]:
    """Return the tables that have rows, those first that people look for."""
    order = [*(name for name in FIRST if name in tables), *(name for name in tables if name not in FIRST)]
    for name in order:
        if tables[name]:
            columns = COLUMNS[name].known
            yield View(
                name, columns, [[_cell(column, row.get(column, "")) for column in columns] for row in tables[name]]
            )


def _cell(column: str, text: str) -> Value:
    """Return a real number where a workbook holds every digit of it and the column is one of numbers."""
    return Decimal(text) if column in NUMBER_COLUMNS and is_exact_number(text) else text


def _write(sheet: Any, header: Sequence[str], rows: Sequence[Sequence[Value]], formats: Any, about: About) -> None:
    sheet.freeze_panes(1, 0)
    for place, title in enumerate(header):
        sheet.write_string(0, place, title, formats["head"])
        sheet.set_column(place, place, _width(title, place, rows))
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            _put(sheet, number, place, value, formats)
    sheet.autofilter(0, 0, max(1, len(rows)), len(header) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.set_footer(f"&L{about.title.replace('&', '&&')} · &A&R&P / &N")


def _put(sheet: Any, number: int, place: int, value: Value, formats: Any) -> None:
    if isinstance(value, datetime):
        sheet.write_datetime(number, place, value, formats["moment"])
    elif isinstance(value, int | Decimal | Fraction):
        sheet.write_number(number, place, float(value), formats["number"])
    elif value:
        sheet.write_string(number, place, value, formats["text"])


def _width(title: str, place: int, rows: Sequence[Sequence[Value]]) -> int:
    shown = (len(_shown(row[place])) for row in rows[:MEASURED])
    return min(WIDEST, max(NARROWEST, len(title) + 4, *shown, 0) + 1)


def _shown(value: Value) -> str:
    if isinstance(value, datetime):
        return "2026-12-05 12:00:00"
    longest = max(str(value).splitlines(), key=len, default="") if value is not None else ""
    return longest if not isinstance(value, Fraction) else "000000.000"
