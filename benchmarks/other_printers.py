"""The certificate's page by two other libraries, for comparison: names and lines, the frame as a picture, a QR code."""

import base64
import io
from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

import segno

from olympiad.documents.certificates import frame_png

WIDTH, HEIGHT = 297, 210
Fields = Mapping[str, Any]


@lru_cache(maxsize=1)
def _frame() -> bytes:
    return frame_png("girih", "landscape", 150)


@lru_cache(maxsize=1)
def _font() -> Path:
    """The fonts that come with Typst are inside its library; these programs need a file."""
    return next(Path("/usr/share/fonts").rglob("DejaVuSerif.ttf"), Path())


def _lines(fields: Fields) -> list[str]:
    texts = fields["texts"][0]
    lines = ["".join(run["text"] for run in line) for line in texts["lines"]]
    return [texts["organisation"], texts["edition"], texts["heading"], fields["name"], *lines, texts["dated"]]


def weasyprint_pdf(rows: Sequence[Fields]) -> bytes:
    """Lay the pages out as HTML."""
    from weasyprint import HTML  # why: a comparison, installed with what development needs

    frame = base64.b64encode(_frame()).decode()
    style = (
        f"@page {{ size: {WIDTH}mm {HEIGHT}mm; margin: 0; background: url(data:image/png;base64,{frame}) 0 0 / cover }}"
        "section { break-after: page; padding: 45mm 36mm; text-align: center; font: 12pt serif } svg { width: 21mm }"
    )
    pages = "".join(
        f"<section>{''.join(f'<p>{escape(line)}</p>' for line in _lines(row))}"
        f"{segno.make(row['number'], error='m').svg_inline(omitsize=True)}</section>"
        for row in rows
    )
    made: bytes = HTML(string=f"<style>{style}</style>{pages}").write_pdf()
    return made


def fpdf_pdf(rows: Sequence[Fields]) -> bytes:
    """Place the lines one by one."""
    from fpdf import FPDF  # why: as above

    pdf = FPDF(orientation="L", unit="mm", format="A4")
    pdf.set_auto_page_break(False)
    if _font().name:
        pdf.add_font("serif", fname=str(_font()))
    for row in rows:
        pdf.add_page()
        pdf.image(io.BytesIO(_frame()), 0, 0, WIDTH, HEIGHT)
        pdf.set_font("serif" if _font().name else "times", size=14)
        for at, line in enumerate(_lines(row)):
            shown = line if _font().name else line.encode("latin-1", "replace").decode("latin-1")
            pdf.set_xy(36, 45 + 10 * at)
            pdf.cell(225, 8, shown, align="C")
        png = io.BytesIO()
        segno.make(row["number"], error="m").save(png, kind="png", scale=4)
        pdf.image(png, 29, 160, 21, 21)
    return bytes(pdf.output())
