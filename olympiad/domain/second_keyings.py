"""Double keying: which cells of a paper sheet the two persons' values were once compared in."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import NamedTuple


class Keyed(NamedTuple):
    """A moment at which one of the two persons gave a cell a value, or cleared it."""

    at: datetime
    criterion: int
    is_second: bool
    is_there: bool
    """Whether the cell holds a value of that person from now on."""


def compared(history: Iterable[Keyed]) -> frozenset[int]:
    """Return the criteria that stood compared at some moment: all that was keyed then had been keyed a second time.

    From that moment on the differences are open to whoever keys, so these cells are no longer changed by the second
    person, also after the first one has added, cleared or changed something and the sheet waits again.

    >>> from datetime import UTC, datetime
    >>> hour = [datetime(2026, 12, 5, hour, tzinfo=UTC) for hour in range(24)]
    >>> both = [Keyed(hour[9], 1, False, True), Keyed(hour[10], 1, True, True)]
    >>> sorted(compared([*both, Keyed(hour[11], 2, False, True)]))
    [1]
    """
    found: set[int] = set()
    first: set[int] = set()
    second: set[int] = set()
    for _, events in groupby(sorted(history), key=lambda event: event.at):
        for event in events:
            keyed = second if event.is_second else first
            (keyed.add if event.is_there else keyed.discard)(event.criterion)
        if first <= second:
            found |= first
    return frozenset(found)
