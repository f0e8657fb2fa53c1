"""Writes a section folder as CSV files, a ZIP or a workbook, in any of the spellings that mean the same."""

import csv
import io
import random
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

Line = dict[str, str]
Folder = dict[str, list[Line]]

COLUMNS = {
    "teams": "team code name institution country status",
    "tasks": "task title part weight judges method drop by",
    "criteria": "task criterion kind maximum step critical key",
    "keys": "task criterion key sample",
    "samples": "team task sample",
    "judges": "judge name tasks teams kind",
    "marks": "team task judge criterion mark reading state consequence note",
    "penalties": "team task points reason",
    "agreed_marks": "team task criterion mark reason by",
    "times": "team task seconds",
    "extra_rounds": "team rank reason by",
    "awards": "team award reason",
    "rules": "key value",
}


def write_folder(folder: Folder, path: Path, rng: random.Random | None = None) -> Path:
    """Write the folder as CSV; with `rng` in one of the many spellings that mean the same."""
    path.mkdir(parents=True, exist_ok=True)
    for name, text in csv_texts(folder, rng).items():
        (path / f"{name}.csv").write_bytes(text)
    return path


def csv_texts(folder: Folder, rng: random.Random | None = None) -> dict[str, bytes]:
    """Return each file's bytes: plain, or with drawn delimiters, line ends, decimal commas, orders and a BOM."""
    return {name: _csv_text(name, lines, rng) for name, lines in folder.items()}


def _csv_text(name: str, lines: list[Line], rng: random.Random | None) -> bytes:
    columns = COLUMNS[name].split()
    if rng is None:
        return _as_csv(columns, lines, ",", "\n").encode()
    rng.shuffle(columns)
    if rng.random() < 0.1:
        columns.insert(rng.randint(0, len(columns)), "remark")
    commas = rng.random() < 0.3
    lines = [{column: _respelt(column, line.get(column, ""), commas, rng) for column in columns} for line in lines]
    text = _as_csv(columns, lines, rng.choice([",", ",", ";", "\t"]), rng.choice(["\n", "\r\n"]))
    return text.encode("utf-8-sig" if rng.random() < 0.3 else "utf-8")


def _respelt(column: str, text: str, commas: bool, rng: random.Random) -> str:
    """Write a number with a comma, a sign or needless zeros: it stays the same number."""
    if column in ("mark", "points", "maximum", "step", "weight", "seconds") and text[:1].isdigit():
        draw = rng.random()
        text = (
            f"+{text}"
            if draw < 0.05
            else f"0{text}"
            if draw < 0.1
            else f"{text}0"
            if re.search(r"\.\d\d?$", text)
            else text
        )
    numeric = ("mark", "reading", "points", "maximum", "step", "weight", "key", "value")
    return re.sub(r"(?<=\d)\.(?=\d)", ",", text) if commas and column in numeric else text


def _as_csv(columns: Sequence[str], lines: list[Line], delimiter: str, end: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    writer.writerow(columns)
    writer.writerows([[line.get(column, "") for column in columns] for line in lines])
    return out.getvalue()


def write_zip(folder: Folder, path: Path, rng: random.Random | None = None) -> Path:
    """Write the folder as one ZIP."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in csv_texts(folder, rng).items():
            archive.writestr(f"{name}.csv", text)
    return path


def write_workbook(folder: Folder, path: Path, *, as_numbers: bool) -> Path:
    """Write the folder as one XLSX workbook, numbers as texts or as Excel's numbers."""
    import openpyxl  # why: only few tests need it, and it is slow to load

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, lines in folder.items():
        sheet = book.create_sheet(name)
        sheet.append(COLUMNS[name].split())
        for line in lines:
            sheet.append([_cell(column, line.get(column, ""), as_numbers) for column in COLUMNS[name].split()])
    book.save(path)
    return path


def _cell(column: str, text: str, as_numbers: bool) -> str | float | None:
    if as_numbers and column in ("mark", "points", "maximum", "step", "weight", "seconds", "rank", "judges", "reading"):
        try:
            return float(text)
        except ValueError:
            return text or None
    return text or None
