"""The list of past editions: a workbook or CSV file with one row for each, all problems at once."""

import re
from typing import Any, NamedTuple

from olympiad.domain.texts import is_storable
from olympiad.exchange.csv_reader import read_csv
from olympiad.exchange.grids import Grid
from olympiad.exchange.tables import Problem
from olympiad.exchange.workbook_reader import read_workbook

NEEDED = ("year", "name")
TEXTS = {"name": 200, "city": 100, "winners": 2000, "address": 300}
NUMBERS = ("participants", "teams", "institutions", "countries")
COLUMNS = ("year", "name", "city", *NUMBERS, "winners", "address")
MOST_ROWS = 200
Records = list[tuple[int, list[str]]]
YEAR, WHOLE = re.compile(r"(19|20)\d\d", re.ASCII), re.compile(r"\d{1,7}", re.ASCII)


class PastRow(NamedTuple):
    """One past edition."""

    year: int
    name: str
    city: str
    participants: int | None
    teams: int | None
    institutions: int | None
    countries: int | None
    winners: str
    address: str


def read_past_editions(filename: str, content: bytes) -> tuple[list[PastRow], list[Problem]]:
    """Read the rows below the header; with any problem nothing counts."""
    problems: list[Problem] = []
    if content.startswith(b"PK"):
        grids = read_workbook(filename, content, problems)
    else:
        grids = [one for one in [read_csv(filename, content, problems, guess=True)] if one]
    problems = [one for one in problems if not one.is_note]
    if problems or not grids:
        return [], problems or [Problem(filename, 1, "", "header_missing")]
    return _rows(filename, grids[0])


def _rows(filename: str, grid: Grid) -> tuple[list[PastRow], list[Problem]]:
    header, records = _table(grid)
    if problems := _problems_of_table(filename, header, records):
        return [], problems
    rows = [(number, dict(zip(header, cells, strict=False))) for number, cells in records]
    problems = [problem for number, cells in rows for problem in _problems_of_row(filename, number, cells)]
    return ([], problems) if problems else ([_past_row(cells) for _, cells in rows], [])


def _table(grid: Grid) -> tuple[list[str], Records]:
    """Return the header in lower case, and the rows below it that hold something."""
    records = [(number, [_text(cell) for cell in cells]) for number, cells in grid.records]
    header = [cell.casefold() for cell in records[0][1]] if records else []
    return header, [(number, cells) for number, cells in records[1:] if any(cells)]


def _problems_of_table(filename: str, header: list[str], records: Records) -> list[Problem]:
    known = ", ".join(COLUMNS)
    problems = [
        Problem(filename, 1, name, "past_column_missing", {"column": name, "known": known})
        for name in NEEDED
        if name not in header
    ]
    if len(records) > MOST_ROWS:
        problems.append(Problem(filename, 1, "", "past_too_many", {"limit": MOST_ROWS}))
    if not records and not problems:
        problems.append(Problem(filename, 1, "", "past_empty"))
    return problems


def _text(cell: Any) -> str:
    value = getattr(cell, "value", cell)
    return "" if value is None else str(value).strip()


def _problems_of_row(filename: str, number: int, cells: dict[str, str]) -> list[Problem]:
    def refused(column: str, code: str, **fields: object) -> Problem:
        return Problem(filename, number, column, code, {"found": cells.get(column, "")[:60], **fields})

    problems: list[Problem] = []
    if not YEAR.fullmatch(cells.get("year", "").removesuffix(".0")):
        problems.append(refused("year", "past_year_wrong"))
    if not cells.get("name"):
        problems.append(refused("name", "past_name_missing"))
    problems += [
        refused(name, "text_too_long", most=most)
        for name, most in TEXTS.items()
        if not _fits(cells.get(name, ""), most)
    ]
    problems += [refused(name, "past_number_wrong") for name in NUMBERS if not _is_number(cells.get(name, ""))]
    if not _is_address(cells.get("address", "")):
        problems.append(refused("address", "past_address_wrong"))
    return problems


def _fits(text: str, most: int) -> bool:
    return len(text) <= most and is_storable(text)


def _is_number(text: str) -> bool:
    return not text or bool(WHOLE.fullmatch(text.removesuffix(".0")))


def _is_address(text: str) -> bool:
    return not text or text.startswith(("https://", "http://"))


def _past_row(cells: dict[str, str]) -> PastRow:
    participants, teams, institutions, countries = (
        int(cells[name].removesuffix(".0")) if cells.get(name) else None for name in NUMBERS
    )
    year, city, winners = int(cells["year"].removesuffix(".0")), cells.get("city", ""), cells.get("winners", "")
    address = cells.get("address", "")
    return PastRow(year, cells["name"], city, participants, teams, institutions, countries, winners, address)
