"""Blocks as Excel and LibreOffice put them on the clipboard, made from sheets that openpyxl wrote and read back."""

import random
from html import escape
from io import BytesIO
from typing import NamedTuple

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

TEXTS = (
    *("", "", "7", "7,5", "0", "5,1|5.0", "5,1\n5,2", "1:35", "н/я", "yoʻq", "abs", "n/a: no cuvette", '5" pipe', 'say "no"'),
    *("a\tb", "<b>7</b>", "&amp;", "two  words", "A98", "line\n\nline", "−3", "oʻ\u00a0gʻ", '""', "=1"),
)  # fmt: skip


class Copied(NamedTuple):
    """What a clipboard holds, and the cells that it came from."""

    text: str
    html: str
    rows: list[list[str]]
    merged: int


def drawn_block(draw: random.Random) -> Copied:
    """Draw a block, write it with openpyxl, read it back, and copy it as one of the two programs does."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    cells, _ = drawn_sheet(draw, sheet)
    kept = BytesIO()
    book.save(kept)
    return _copy(draw, load_workbook(BytesIO(kept.getvalue())).active, len(cells), len(cells[0]))  # type: ignore[arg-type]


def drawn_sheet(draw: random.Random, sheet: Worksheet) -> tuple[list[list[str]], int]:
    """Fill a sheet; return its cells, of which merged ones but the first are empty, and how many are merged."""
    tall, wide = draw.randint(1, 6), draw.randint(1, 5)
    for row in range(1, tall + 1):
        for column in range(1, wide + 1):
            sheet.cell(row, column, draw.choice(TEXTS) or None).data_type = "s"
    if draw.random() < 0.3:
        _merge(draw, sheet, tall, wide)
    return _cells(sheet, tall, wide), len(sheet.merged_cells.ranges)


def _cells(sheet: Worksheet, tall: int, wide: int) -> list[list[str]]:
    return [[str(sheet.cell(row, column).value or "") for column in range(1, wide + 1)] for row in range(1, tall + 1)]


def _merge(draw: random.Random, sheet: Worksheet, tall: int, wide: int) -> None:
    top, left = draw.randint(1, tall), draw.randint(1, wide)
    bottom, right = draw.randint(top, tall), draw.randint(left, wide)
    if (top, left) != (bottom, right):
        sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)


def _copy(draw: random.Random, sheet: Worksheet, tall: int, wide: int) -> Copied:
    cells = _cells(sheet, tall, wide)
    end = draw.choice(["\r\n", "\n"])
    text = end.join("\t".join(_as_text(cell) for cell in line) for line in cells) + end
    merged = list(sheet.merged_cells.ranges)
    return Copied(
        text, _as_html(draw, cells, merged), [[one_line(cell) for cell in line] for line in cells], len(merged)
    )


def one_line(text: str) -> str:
    """Return the text of a cell as the grid reads it."""
    return " ".join(text.split())


def _as_text(cell: str) -> str:
    if any(sign in cell for sign in '\n\t"'):
        doubled = cell.replace('"', '""')
        return f'"{doubled}"'
    return cell


def _as_html(draw: random.Random, cells: list[list[str]], merged: list[object]) -> str:
    is_excel = draw.random() < 0.5
    spans = {(one.min_row, one.min_col): one for one in merged}  # type: ignore[attr-defined]
    covered = {
        (row, column)
        for one in merged
        for row in range(one.min_row, one.max_row + 1)  # type: ignore[attr-defined]
        for column in range(one.min_col, one.max_col + 1)  # type: ignore[attr-defined]
    } - spans.keys()
    lines = []
    for row, line in enumerate(cells, 1):
        tds = []
        for column, cell in enumerate(line, 1):
            if (row, column) not in covered:
                tds.append(_td(is_excel, cell, spans.get((row, column))))
        lines.append("<tr>" + "\n".join(tds) + "</tr>")
    body = "\n".join(lines)
    if is_excel:
        return f"<html><body><!--StartFragment--><table border=0><col width=64>{body}</table><!--EndFragment--></body></html>"
    return f'<meta charset="utf-8"><table cellspacing="0"><colgroup width="85"></colgroup><tbody>{body}</tbody></table>'


def _td(is_excel: bool, cell: str, span: object) -> str:
    words = escape(cell).replace("\n", '<br style="mso-data-placement:same-cell">\n  ' if is_excel else "<br>")
    if not words:
        words = "&nbsp;" if is_excel else "<br>"
    size = ""
    if span is not None:
        tall = span.max_row - span.min_row + 1  # type: ignore[attr-defined]
        wide = span.max_col - span.min_col + 1  # type: ignore[attr-defined]
        size = (f" rowspan={tall}" if tall > 1 else "") + (f" colspan={wide}" if wide > 1 else "")
    return (
        f"<td{size} height=20>{words}</td>"
        if is_excel
        else f'<td{size} align="left"><font face="Arial">{words}</font></td>'
    )
