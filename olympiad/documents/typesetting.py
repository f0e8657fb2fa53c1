"""Setting a template with Typst: text comes in as data, never as source; the fonts are loaded once."""

import ctypes
import io
import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import segno
import typst
from PIL import Image

from olympiad import turns
from olympiad.documents import fonts
from olympiad.domain.canonical_json import Plain

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "documents"
DARK = re.compile(b"\x01+")
QR_MASK = 3
"""A fixed mask saves the comparison of all eight, three quarters of the time; every reader takes any mask."""
COLOURS = 96
"""Of a picture for messengers."""
NOTDEF = "\ue000"
"""A letter that no font has: it shows what missing looks like."""


class _Compiler:
    """A compiler of one template; it refuses a second caller while it works, so threads take turns.

    Whoever waits for it goes on without a turn among the pages: many who draw the same paper at once keep no other page
    waiting. They take none again, since somebody who has one may wait for what they draw.
    """

    def __init__(self, template: str) -> None:
        self._turn = Lock()
        self._typst: Any = typst.Compiler(
            TEMPLATES / template, root=TEMPLATES, font_paths=fonts.loaded().fonts, ignore_system_fonts=True
        )

    def compile(self, **options: object) -> bytes | list[bytes] | None:
        if not self._turn.acquire(blocking=False):
            turns.give_back()
            self._turn.acquire()
        try:
            compiled: bytes | list[bytes] | None = self._typst.compile(**options)
            return compiled
        finally:
            self._turn.release()


@lru_cache(maxsize=32)
def _compiler(template: str) -> _Compiler:
    return _Compiler(template)


def _inputs(data: Mapping[str, Plain]) -> dict[str, str]:
    return {"data": json.dumps(data, ensure_ascii=False), "fonts": fonts.loaded().families}


def typeset(template: str, data: Mapping[str, Plain]) -> bytes:
    """Set a template of templates/documents with this data and give the PDF."""
    inputs = _inputs(data)
    pdf = _compiler(template).compile(format="pdf", sys_inputs=inputs)
    assert isinstance(pdf, bytes)
    return pdf


def forget() -> None:
    """Free what large papers have left in memory: the typesetter keeps what its last ten papers needed, whatever they were."""
    for letter in "abcdefghijk":
        _compiler("glyph.typ").compile(format="svg", sys_inputs={"letter": letter, "fonts": "[]"})
    with suppress(OSError, AttributeError):  # of glibc alone: elsewhere the system keeps it for what comes next
        ctypes.CDLL("libc.so.6").malloc_trim(0)


def typeset_archival(template: str, data: Mapping[str, Plain], made_at: datetime) -> bytes:
    """Set a template as PDF/A-2a and PDF/UA-1: tagged, with language, title and alternative texts; the same bytes each time."""
    inputs = _inputs(data)
    pdf = _compiler(template).compile(
        format="pdf", sys_inputs=inputs, pdf_standards=["a-2a", "ua-1"], timestamp=int(made_at.timestamp())
    )
    assert isinstance(pdf, bytes)
    return pdf


def typeset_untagged(template: str, data: Mapping[str, Plain]) -> bytes:
    """Set a page that other pages show below their own words: without tags, for nobody reads it aloud."""
    inputs = _inputs(data)
    pdf = _compiler(template).compile(format="pdf", sys_inputs=inputs, pdf_tags=False, timestamp=0)
    assert isinstance(pdf, bytes)
    return pdf


def typeset_png(template: str, picture: str) -> bytes:
    """Rasterise a picture (SVG) by a template that holds nothing else, on a clear ground."""
    png = _compiler(template).compile(format="png", ppi=108, sys_inputs={"picture": picture})
    assert isinstance(png, bytes)
    return png


def typeset_page(template: str, data: Mapping[str, Plain], ppi: int) -> bytes:
    """Set a template and draw its first page as PNG."""
    inputs = _inputs(data)
    drawn = _compiler(template).compile(format="png", ppi=ppi, sys_inputs=inputs)
    png = drawn[0] if isinstance(drawn, list) else drawn
    assert isinstance(png, bytes)
    return png


def typeset_share(data: Mapping[str, Plain]) -> bytes:
    """Set the picture of a link, 1200 × 630 points as so many dots, in few colours: it is part of a page's first load."""
    inputs = _inputs(data)
    png = _compiler("share.typ").compile(format="png", ppi=72, sys_inputs=inputs)
    assert isinstance(png, bytes)
    small = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        picture.convert("RGB").quantize(COLOURS).save(small, "PNG", optimize=True)
    return small.getvalue()


def found_in(template: str, label: str, data: Mapping[str, Plain]) -> list[Plain]:
    """Lay a template out without drawing it, and return the values that it puts under a label."""
    inputs = _inputs(data)
    answer = typst.query(
        TEMPLATES / template,
        f"<{label}>",
        field="value",
        root=TEMPLATES,
        font_paths=fonts.loaded().fonts,
        ignore_system_fonts=True,
        sys_inputs=inputs,
    )
    found: list[Plain] = json.loads(answer)
    return found


def qr_svg(address: str, color: str = "#12295c") -> str:
    """Draw an address as a QR code without a border, readable when a seventh of it is soiled."""
    return qr_drawn([bytes(row) for row in qr_code(address).matrix], color)


def qr_code(text: str) -> segno.QRCode:
    """Encode a text."""
    return segno.make(text, error="m", micro=False, mask=QR_MASK)


def qr_drawn(rows: Iterable[bytes], color: str) -> str:
    """Draw the modules (0 and 1, row by row) of a code as SVG."""
    lines = [_runs(row, at) for at, row in enumerate(rows)]
    side = len(lines)
    path = "".join(lines)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path stroke="{color}" d="{path}"/></svg>'
    )


def _runs(row: bytes, at: int) -> str:
    """Draw the dark modules of a row as lines of their length."""
    return "".join(f"M{run.start()} {at}.5h{run.end() - run.start()}" for run in DARK.finditer(row))


def missing_letters(texts: Iterable[str]) -> frozenset[str]:
    """Return which letters of these texts the font of the documents does not have."""
    letters = {letter for text in texts for letter in text if not letter.isspace()}
    return frozenset(letter for letter in letters if not letter.isascii() and not _is_known(letter))


@lru_cache(maxsize=4096)
def _is_known(letter: str) -> bool:
    """Set the letter alone: a missing one is drawn like any other missing one."""
    return _glyph(letter) != _glyph(NOTDEF)


@lru_cache(maxsize=4096)
def _glyph(letter: str) -> str:
    drawn = _compiler("glyph.typ").compile(
        format="svg", sys_inputs={"letter": letter, "fonts": fonts.loaded().families}
    )
    page = drawn[0] if isinstance(drawn, list) else drawn
    assert page is not None
    text = page.decode()
    return ",".join(part.split('"', 1)[0] for part in text.split('<symbol id="')[1:])
