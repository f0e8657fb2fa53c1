"""Blocks that LibreOffice itself wrote as HTML and as text, through the filters by which it also copies.

`python -m tests.browser.libreoffice_blocks 300` needs `soffice`, and writes the file that tests read without it;
`make grid-fuzz` draws new ones. The program starts twice for all of them, and reads a hundred sheets at a time.
"""

import gzip
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from openpyxl import Workbook

from tests.browser.clipboards import Copied, drawn_sheet, one_line

KEPT = Path(__file__).resolve().parent.parent / "data" / "libreoffice-blocks.json.gz"
SHEETS = 100
END = "end"
EVERY_SHEET_AS_TEXT = "csv:Text - txt - csv (StarCalc):9,34,76,1,,0,false,true,false,false,false,-1"
TABLE = re.compile(r"<table.*?</table>", re.DOTALL | re.IGNORECASE)


def kept_blocks() -> list[Copied]:
    """Read the blocks that were made before."""
    return [Copied(*one) for one in json.loads(gzip.decompress(KEPT.read_bytes()))]


def make(first: int, count: int) -> list[Copied]:
    """Draw sheets into workbooks, and let LibreOffice write them as HTML and as text."""
    with tempfile.TemporaryDirectory() as name:
        folder, ends = Path(name), first + count
        books = {
            at: _book(folder / f"{at}.xlsx", range(at, min(at + SHEETS, ends))) for at in range(first, ends, SHEETS)
        }
        for target in ("html", EVERY_SHEET_AS_TEXT):
            _convert(folder, target, [folder / f"{at}.xlsx" for at in books])
        return [one for at, wanted in books.items() for one in _copied(folder, at, wanted)]


def _book(path: Path, seeds: range) -> list[tuple[list[list[str]], int]]:
    """Draw a sheet for each seed; between two ends empty cells are written, too."""
    book, wanted = Workbook(), []
    book.remove(book.worksheets[0])
    for seed in seeds:
        sheet = book.create_sheet(f"s{seed}")
        cells, merged = drawn_sheet(random.Random(seed), sheet)
        cells[0][0] = cells[0][0] or sheet.cell(1, 1, END).value
        sheet.cell(len(cells) + 1, len(cells[0]) + 1, END)
        wanted.append(([*([*line, ""] for line in cells), [*([""] * len(cells[0])), END]], merged))
    book.save(path)
    return wanted


def _convert(folder: Path, target: str, books: list[Path]) -> None:
    alone = f"-env:UserInstallation=file://{folder}/profile"
    command = [_soffice(), alone, "--headless", "--convert-to", target, "--outdir", str(folder), *map(str, books)]
    subprocess.run(command, check=True, capture_output=True)


def _copied(folder: Path, first: int, wanted: list[tuple[list[list[str]], int]]) -> Iterator[Copied]:
    tables = TABLE.findall((folder / f"{first}.html").read_text("utf-8"))
    assert len(tables) == len(wanted)
    for seed, (html, (cells, merged)) in enumerate(zip(tables, wanted, strict=True), first):
        text = (folder / f"{first}-s{seed}.csv").read_text("utf-8")
        yield Copied(text, html, [[one_line(cell) for cell in line] for line in cells], merged)


def _soffice() -> str:
    found = shutil.which("soffice")
    if found is None:
        raise SystemExit("LibreOffice is needed: apt-get install libreoffice-calc-nogui")
    return found


def main() -> None:
    """Make so many blocks and keep them."""
    blocks = make(0, int(sys.argv[1]))
    KEPT.write_bytes(gzip.compress(json.dumps(blocks).encode(), mtime=0))


if __name__ == "__main__":
    main()
