"""Marks that judges gave to teams they are close to, beside those of the other judges for the same teams."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

SMALL = 10
"""Fewer comparisons than this say little: chance alone moves the mean by more."""


class SheetTotal(NamedTuple):
    """What a judge gave a team in a task, as a share of the task's maximum, and whether the judge is close to the team."""

    judge: str
    team: str
    task: str
    share: Fraction
    is_close: bool


@dataclass(frozen=True)
class Comparison:
    """Of one judge, or of all together (`judge` empty): mean differences from the other judges, as shares."""

    judge: str
    close_sheets: int
    """Sheets of close teams that another judge marked, too."""
    close_difference: Fraction | None
    """Mean of (own share − mean share of the judges who are not close) over those sheets."""
    other_sheets: int
    other_difference: Fraction | None
    """The same over all other teams: how strict the judge is anyway."""

    @property
    def is_small(self) -> bool:
        """Whether there are too few comparisons to mean anything."""
        return self.close_sheets < SMALL

    @property
    def beyond(self) -> Fraction | None:
        """How much more the judge gave to close teams than the own strictness explains."""
        if self.close_difference is None:
            return None
        return self.close_difference - (self.other_difference or 0)


def compare(totals: Iterable[SheetTotal]) -> list[Comparison]:
    """Compare every judge who is close to a team; the line of all together comes last, none without any.

    >>> given = [SheetTotal("a", "T1", "P", Fraction(9, 10), True), SheetTotal("b", "T1", "P", Fraction(7, 10), False)]
    >>> [(one.judge, one.close_sheets, one.close_difference) for one in compare(given)]
    [('a', 1, Fraction(1, 5)), ('', 1, Fraction(1, 5))]
    """
    close, other = _differences(totals)
    lines = [_line(judge, close[judge], other.get(judge, [])) for judge in sorted(close)]
    if lines:
        every = [one for some in close.values() for one in some]
        lines.append(_line("", every, [one for judge in close for one in other.get(judge, [])]))
    return lines


def _differences(totals: Iterable[SheetTotal]) -> tuple[dict[str, list[Fraction]], dict[str, list[Fraction]]]:
    """Return each judge's differences, at close teams and at the others."""
    places: dict[tuple[str, str], list[SheetTotal]] = defaultdict(list)
    for one in totals:
        places[one.team, one.task].append(one)
    close: dict[str, list[Fraction]] = defaultdict(list)
    other: dict[str, list[Fraction]] = defaultdict(list)
    for sheets in places.values():
        for sheet in sheets:
            rest = [one.share for one in sheets if one.judge != sheet.judge and not one.is_close]
            if rest:
                (close if sheet.is_close else other)[sheet.judge].append(sheet.share - _mean(rest))
    return close, other


def _line(judge: str, close: Sequence[Fraction], other: Sequence[Fraction]) -> Comparison:
    return Comparison(judge, len(close), _mean(close) if close else None, len(other), _mean(other) if other else None)


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)
