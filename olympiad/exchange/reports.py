"""Collecting everything that is wrong in the tables of a section, place by place."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from olympiad.domain.errors import DomainError
from olympiad.domain.exact import Amount, milli, number, thousandths
from olympiad.domain.look_alikes import fold, odd_letter
from olympiad.exchange.tables import Problem, Row

MOST_NEAR_NAMES = 100
AUTOCORRECTED = re.compile(
    r"""^\s*(\d{1,2}[.\-/ ]\s?(янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec
    |yan|fev|iyn|iyul|avg|sen|okt|noy|dek)\w*\.?([.\-/ ]\d{2,4})?|\d{1,2}[.\-/]\d{1,2}[.\-/]\d{2,4})\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
"""What Excel makes of 3.5 and saves into a CSV file: 03.май, 3-May, 05.03.2026."""

Word = TypeVar("Word", bound=StrEnum)
Parsed = TypeVar("Parsed")
Key = TypeVar("Key")


@dataclass
class Report:
    """The problems of one file; every `…_cell` gives None after it has reported one."""

    file: str
    problems: list[Problem]
    failed: bool = field(default=False)

    def add(self, row: int, column: str, code: str, **fields: object) -> None:
        """Report a problem in a cell."""
        self.failed = True
        if code == "not_a_number" and AUTOCORRECTED.match(str(fields.get("found", ""))):
            code = "number_became_date"
        self.problems.append(Problem(self.file, row, column, code, fields))

    def repeated(self, rows: list[int], column: str, found: str) -> None:
        """Report something that stands in several rows, naming each of them."""
        for row in rows:
            self.add(row, column, "repeated", found=found, rows=", ".join(map(str, rows)))

    def all_repeated(self, rows: Mapping[Key, list[int]], column: str, name: Callable[[Key], str] = str) -> None:
        """Report every key that stands in several rows, under its name."""
        for key, numbers in rows.items():
            if len(numbers) > 1:
                self.repeated(numbers, column, name(key))

    def parsed(self, row: Row, column: str, parse: Callable[[str], Parsed]) -> Parsed | None:
        """Parse a cell with a function of the domain; its refusal is reported at the cell."""
        try:
            return parse(row.cells[column])
        except DomainError as error:
            self.add(row.number, column, error.code, **error.fields)
            return None

    def number_cell(self, row: Row, column: str, *, default: str = "", least: int | None = None) -> Fraction | None:
        """Parse a number; an empty cell is the default, and a problem where there is none."""
        text = row.cells.get(column, "") or default
        if not text:
            self.add(row.number, column, "empty")
            return None
        try:
            value = number(text)
        except DomainError as error:
            self.add(row.number, column, error.code, **error.fields)
            return None
        if least is not None and value < least:
            self.add(row.number, column, "number_below", found=text, least=least)
            return None
        return value

    def amount_cell(self, row: Row, column: str, *, default: str = "") -> Amount | None:
        """Parse points of at least 0."""
        value = self.number_cell(row, column, default=default, least=0)
        return None if value is None else thousandths(value)

    def milli_cell(self, row: Row, column: str) -> int | None:
        """Parse points of at least 0 with at most three decimals."""
        if self.number_cell(row, column, least=0) is None:
            return None
        return self.parsed(row, column, milli)

    def whole_cell(self, row: Row, column: str, *, default: str = "", least: int = 0) -> int | None:
        """Parse a whole number."""
        value = self.number_cell(row, column, default=default, least=least)
        if value is None:
            return None
        if value.denominator != 1:
            self.add(row.number, column, "number_not_whole", found=row.cells.get(column, ""))
            return None
        return value.numerator

    def word_cell(self, row: Row, column: str, words: type[Word], default: Word | None = None) -> Word | None:
        """Parse one of a list of words; an empty cell is the default."""
        text = row.cells.get(column, "")
        if not text and default is not None:
            return default
        try:
            return words(text)
        except ValueError:
            self.add(row.number, column, "word_unknown", found=text, known=", ".join(words))
            return None

    def known_cell(self, row: Row, column: str, known: dict[str, Parsed], kind: str) -> Parsed | None:
        """Look up a name that another file gives; near names are offered."""
        text = row.cells.get(column, "")
        if text in known:
            return known[text]
        if not text:
            self.add(row.number, column, "empty")
        elif twin := self._twin(text, known):
            self.add(row.number, column, "name_looks_alike", found=text, other=twin, letter=odd_letter(text, twin))
        else:
            self.add(row.number, column, f"{kind}_unknown", found=text, near=self._near(text, known))
        return None

    def _twin(self, text: str, known: dict[str, Parsed]) -> str:
        """Return the known name that looks the same; looking for it costs time, too."""
        folded = fold(text)
        return next((one for one in known if fold(one) == folded), "") if len(self.problems) < MOST_NEAR_NAMES else ""

    def _near(self, text: str, known: dict[str, Parsed]) -> str:
        """Near names cost time: after so many problems nobody reads them any more."""
        return near(text, known) if len(self.problems) < MOST_NEAR_NAMES else ""


def near(text: str, known: dict[str, Parsed]) -> str:
    """Offer the name that was perhaps meant.

    >>> near("Q56", {"Q65": 1, "A98": 2})
    'Q65'
    """
    from difflib import get_close_matches  # why: only when something is wrong

    return next(iter(get_close_matches(text, [*known][:5000], n=1, cutoff=0.6)), "")
