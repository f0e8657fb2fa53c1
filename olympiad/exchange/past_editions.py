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
    return _rows(filename, grids[0], problems)


def _rows(filename: str, grid: Grid, problems: list[Problem]) -> tuple[list[PastRow], list[Problem]]:
    records = [(number, [_text(cell) for cell in cells]) for number, cells in grid.records]
    header = [cell.casefold() for cell in records[0][1]] if records else []
    for name in NEEDED:
        if name not in header:
            problems.append(
                Problem(filename, 1, name, "past_column_missing", {"column": name, "known": ", ".join(COLUMNS)})
            )
    filled = [(number, cells) for number, cells in records[1:] if any(cells)]
    if len(filled) > MOST_ROWS:
        problems.append(Problem(filename, 1, "", "past_too_many", {"limit": MOST_ROWS}))
    if problems:
        return [], problems
    found = [_row(filename, number, dict(zip(header, cells, strict=False)), problems) for number, cells in filled]
    if not found:
        problems.append(Problem(filename, 1, "", "past_empty"))
    return ([], problems) if problems else (found, [])


def _text(cell: Any) -> str:
    value = getattr(cell, "value", cell)
    return "" if value is None else str(value).strip()


def _row(filename: str, number: int, cells: dict[str, str], problems: list[Problem]) -> PastRow:
    def refuse(column: str, code: str, **fields: object) -> None:
        problems.append(Problem(filename, number, column, code, {"found": cells.get(column, "")[:60], **fields}))

    if not YEAR.fullmatch(cells.get("year", "").removesuffix(".0")):
        refuse("year", "past_year_wrong")
    if not cells.get("name"):
        refuse("name", "past_name_missing")
    for name, most in TEXTS.items():
        if len(cells.get(name, "")) > most or not is_storable(cells.get(name, "")):
            refuse(name, "text_too_long", most=most)
    for name in NUMBERS:
        if cells.get(name) and not WHOLE.fullmatch(cells[name].removesuffix(".0")):
            refuse(name, "past_number_wrong")
    address = cells.get("address", "")
    if address and not address.startswith(("https://", "http://")):
        refuse("address", "past_address_wrong")
    if any(one.row == number for one in problems):
        return PastRow(0, "", "", None, None, None, None, "", "")
    participants, teams, institutions, countries = (
        int(cells[name].removesuffix(".0")) if cells.get(name) else None for name in NUMBERS
    )
    year, city, winners = int(cells["year"].removesuffix(".0")), cells.get("city", ""), cells.get("winners", "")
    return PastRow(year, cells["name"], city, participants, teams, institutions, countries, winners, address)
