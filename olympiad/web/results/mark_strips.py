"""Plots of all teams' marks on one line from 0 to the maximum, with one or two of them marked."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median

from olympiad.domain.exact import Amount, simplest
from olympiad.services.results.report_cards import middle_half

WIDTH, LEFT, SPAN, GROUND = 380, 8, 364, 29.5
MOST_DOTS = 160
"""More marks than this are drawn as columns, whose heights are comparable; dots would cover one another."""
COLUMN = 4


@dataclass(frozen=True)
class Field:
    """All marks of a column of the ranking: drawn once, used on the page of every team."""

    maximum: Amount
    marks: tuple[Amount, ...]
    """In ascending order."""
    median: Amount | None
    middle_half: tuple[Amount, Amount] | None
    dots: str
    """Of a path: a point for each mark, equal ones stacked; empty where there are too many."""
    columns: str
    """Of a path: a column for each width of marks; empty where dots are drawn."""

    @property
    def half(self) -> tuple[str, str] | None:
        """Where the middle half begins, and how wide it is."""
        if self.middle_half is None:
            return None
        low, high = (Decimal(self.at(mark)) for mark in self.middle_half)
        return str(low), str(max(high - low, Decimal(2)))

    def at(self, mark: Amount) -> str:
        """Return where a mark stands."""
        share = min(Fraction(1), max(Fraction(0), Fraction(mark) / self.maximum)) if self.maximum else Fraction(0)
        return f"{LEFT + round(share * SPAN * 10) / 10:.1f}"

    def place(self, mark: Amount) -> int:
        """Return the place of a mark in this column alone, equal marks sharing the better one."""
        return 1 + len(self.marks) - bisect_right(self.marks, mark)


def field(maximum: Amount, marks: Iterable[Amount]) -> Field:
    """Arrange the marks of all teams."""
    ordered = tuple(sorted(marks))
    middle = simplest(median(Fraction(mark) for mark in ordered)) if ordered else None
    bare = Field(maximum, ordered, middle, middle_half(ordered), "", "")
    many = len(ordered) > MOST_DOTS
    return Field(
        maximum, ordered, middle, bare.middle_half, "" if many else _dots(bare), _columns(bare) if many else ""
    )


def _dots(all_marks: Field) -> str:
    """Stack equal marks as far as there is room."""
    stacked: Counter[str] = Counter()
    drawn = []
    for mark in all_marks.marks:
        at = all_marks.at(mark)
        drawn.append(f"M{at} {max(3.0, GROUND - 6.2 * stacked[at]):g}h0")
        stacked[at] += 1
    return "".join(drawn)


def _columns(all_marks: Field) -> str:
    """Count the marks of each width; the highest column reaches the top."""
    counted = Counter(round((Decimal(all_marks.at(mark)) - LEFT) / COLUMN) for mark in all_marks.marks)
    most = max(counted.values())
    return "".join(
        f"M{LEFT + COLUMN * at} 33V{33 - max(1, round(30 * many / most))}" for at, many in sorted(counted.items())
    )
