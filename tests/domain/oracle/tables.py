"""Reads the CSV files of a valid section folder into lists of plain dicts, every cell a stripped text."""

import csv
import io
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

NAMES = [
    "institutions",
    "teams",
    "participants",
    "tasks",
    "criteria",
    "keys",
    "samples",
    "judges",
    "schedule",
    "marks",
    "penalties",
    "agreed_marks",
    "times",
    "extra_rounds",
    "awards",
    "rules",
]

Row = dict[str, str]


class RefusedError(Exception):
    """The rules refuse this folder; `where` holds the `file:row` places when the text names some."""

    def __init__(self, reason: str, *where: str) -> None:
        super().__init__(reason)
        self.where = where


def read_folder(folder: Path) -> dict[str, list[Row] | None]:
    """Read every table; a file that is not there is None, which differs from an empty one for judges.csv."""
    return {name: _read_table(folder / f"{name}.csv") for name in NAMES}


def _read_table(path: Path) -> list[Row] | None:
    if not path.exists():
        return None
    text = path.read_bytes().decode("utf-8-sig")
    header = text.split("\n")[0]
    delimiter = max(",;\t", key=header.count)
    records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    columns = [cell.strip() for cell in records[0]] if records else []
    return [_as_row(columns, record, number) for number, record in enumerate(records[1:], start=2) if any(record)]


def _as_row(columns: list[str], record: list[str], number: int) -> Row:
    cells = dict.fromkeys(columns, "")
    cells.update(zip(columns, (cell.strip() for cell in record), strict=False))
    return {**cells, "row": str(number)}


def number(text: str) -> Fraction:
    """Parse a decimal with a point or a comma.

    >>> number("2,5")
    Fraction(5, 2)
    """
    return Fraction(Decimal(text.replace(",", ".")))


def percent(text: str) -> Fraction:
    """Parse `10%` as a share."""
    return number(text.removesuffix("%")) / 100


def round_half_away(value: Fraction, places: int) -> Fraction:
    """Round to so many places, halves away from zero.

    >>> round_half_away(Fraction(-1, 8), 2)
    Fraction(-13, 100)
    """
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(-whole if value < 0 else whole, 10**places)


def shortest(value: Fraction, at_most: int = 6) -> str:
    """Print exactly if so many places suffice, else rounded to them; no trailing zeros.

    >>> shortest(Fraction(5, 2)), shortest(Fraction(25, 3)), shortest(Fraction(0))
    ('2.5', '8.333333', '0')
    """
    text = fixed(value, at_most)
    return text.rstrip("0").rstrip(".") if "." in text else text


def fixed(value: Fraction, places: int) -> str:
    """Print with exactly so many places, no `-0.00`.

    >>> fixed(Fraction(5, 2), 2), fixed(Fraction(-1, 1000), 2), fixed(Fraction(7), 0)
    ('2.50', '0.00', '7')
    """
    rounded = round_half_away(value, places)
    digits = str(abs(rounded.numerator) * 10**places // rounded.denominator).rjust(places + 1, "0")
    sign = "-" if rounded < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)
