"""Fonts that organizers put into the instance print letters that ours lack; what is no font is refused by name."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from olympiad.documents import fonts, typesetting
from olympiad.domain.errors import DomainError
from olympiad.wording.sentences import sentence

LETTER = "ა"
"""Georgian: none of our fonts has it."""


def font() -> bytes:
    """A font of one letter, which is a square."""
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for corner in ((0, 500), (500, 500), (500, 0)):
        pen.lineTo(corner)
    pen.closePath()
    made = FontBuilder(1000)
    made.setupGlyphOrder([".notdef", "an"])
    made.setupCharacterMap({ord(LETTER): "an"})
    made.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "an": pen.glyph()})
    made.setupHorizontalMetrics({".notdef": (600, 0), "an": (600, 0)})
    made.setupHorizontalHeader(ascent=800, descent=-200)
    names = {"familyName": "Own", "styleName": "Regular", "fullName": "Own Regular", "psName": "Own-Regular"}
    made.setupNameTable(names)
    made.setupOS2(sTypoAscender=800, sTypoDescender=-200)
    made.setupPost()
    written = BytesIO()
    made.save(written)
    return written.getvalue()


def forget() -> None:
    """What a process that starts has not read yet."""
    for cached in (typesetting._compiler, typesetting._is_known, typesetting._glyph):
        cached.cache_clear()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    before = [*fonts._FOLDERS]
    fonts.prepare(tmp_path)
    forget()
    yield tmp_path
    fonts.prepare(*before or [tmp_path / "none"])
    forget()


def test_a_letter_that_our_fonts_lack_is_printed_with_the_organizers_own(folder: Path) -> None:
    lacking = typesetting.missing_letters([f"Ana {LETTER}"])
    (folder / "own.ttf").write_bytes(font())
    fonts.prepare(folder)
    forget()

    pdf = typesetting.typeset("letter_widths.typ", {"letters": []})

    assert (lacking, typesetting.missing_letters([f"Ana {LETTER}"])) == ({LETTER}, frozenset())
    assert pdf.startswith(b"%PDF")


def test_a_font_that_cannot_be_read_is_refused_with_a_sentence(folder: Path) -> None:
    (folder / "half.ttf").write_bytes(font()[:60])
    (folder / "readme.txt").write_text("not a font, and not looked at")

    with pytest.raises(DomainError) as refused:
        typesetting.missing_letters(["Ә"])

    assert "“half.ttf” in the folder “fonts” of the instance is not a font" in sentence(refused.value, "en")
    (folder / "half.ttf").unlink()
    assert typesetting.missing_letters(["Ә"]) == frozenset()
