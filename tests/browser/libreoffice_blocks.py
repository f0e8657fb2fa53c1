"""Blocks that LibreOffice itself wrote as HTML and as text, through the filters by which it also copies.

`python -m tests.browser.libreoffice_blocks 300` needs `soffice`, and writes the file that tests read without it.
"""

import gzip
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from openpyxl import Workbook

from tests.browser.clipboards import Copied, drawn_sheet, one_line

KEPT = Path(__file__).resolve().parent.parent / "data" / "libreoffice-blocks.json.gz"
AT_ONCE = 100
END = "end"
EVERY_SHEET_AS_TEXT = "csv:Text - txt - csv (StarCalc):9,34,76,1,,0,false,true,false,false,false,-1"
TABLE = re.compile(r"<table.*?</table>", re.DOTALL | re.IGNORECASE)


def kept_blocks() -> list[Copied]:
    """Read the blocks that were made before."""
    return [Copied(*one) for one in json.loads(gzip.decompress(KEPT.read_bytes()))]


def make(first: int, count: int) -> list[Copied]:
    """Draw sheets into a workbook, and let LibreOffice write it as HTML and as text."""
    book, wanted = Workbook(), []
    book.remove(book.worksheets[0])
    for seed in range(first, first + count):
        sheet = book.create_sheet(f"s{seed}")
        cells, merged = drawn_sheet(random.Random(seed), sheet)
        cells[0][0] = sheet.cell(1, 1, cells[0][0] or END).value
        sheet.cell(len(cells) + 1, len(cells[0]) + 1, END)  # between two ends empty cells are written, too
        wanted.append(([*([*line, ""] for line in cells), [*([""] * len(cells[0])), END]], merged))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        book.save(folder / "book.xlsx")
        for target in ("html", EVERY_SHEET_AS_TEXT):
            command = [
                _soffice(),
                f"-env:UserInstallation=file://{folder}/profile",
                "--headless",
                "--convert-to",
                target,
            ]
            subprocess.run([*command, "--outdir", name, str(folder / "book.xlsx")], check=True, capture_output=True)
        tables = TABLE.findall((folder / "book.html").read_text("utf-8"))
        texts = [(folder / f"book-s{seed}.csv").read_text("utf-8") for seed in range(first, first + count)]
    assert len(tables) == count
    return [
        Copied(text, html, [[one_line(cell) for cell in line] for line in cells], merged)
        for text, html, (cells, merged) in zip(texts, tables, wanted, strict=True)
    ]


def _soffice() -> str:
    found = shutil.which("soffice")
    if found is None:
        raise SystemExit("LibreOffice is needed: apt-get install libreoffice-calc-nogui")
    return found


def main() -> None:
    """Make so many blocks and keep them."""
    count = int(sys.argv[1])
    blocks = [one for first in range(0, count, AT_ONCE) for one in make(first, min(AT_ONCE, count - first))]
    KEPT.write_bytes(gzip.compress(json.dumps(blocks).encode(), mtime=0))


if __name__ == "__main__":
    main()
