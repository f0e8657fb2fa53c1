"""The table of awards by country or institution: the highest award decides, then the second, then the third."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

COLUMNS = 3
"""Award levels that have a column of their own; lower ones and none at all only count as teams."""


@dataclass(frozen=True)
class MedalLine:
    """One country or institution: its place (1224), how many awards of each of the highest levels, and how many teams."""

    place: int
    name: str
    awards: tuple[int, ...]
    teams: int

    @property
    def total(self) -> int:
        """Return how many awards of the counted levels there are."""
        return sum(self.awards)


def medal_table(teams: Iterable[tuple[str, int]]) -> list[MedalLine]:
    """Count pairs of a name and the height of a team's award (1 is the highest, 0 none); equal awards share a place.

    >>> [(line.place, line.name, line.awards) for line in medal_table([("UZ", 1), ("KZ", 1), ("KZ", 3), ("RU", 0)])]
    [(1, 'KZ', (1, 0, 1)), (2, 'UZ', (1, 0, 0)), (3, 'RU', (0, 0, 0))]
    """
    awards: dict[str, list[int]] = defaultdict(lambda: [0] * COLUMNS)
    count: dict[str, int] = defaultdict(int)
    for name, height in teams:
        count[name] += 1
        if 1 <= height <= COLUMNS:
            awards[name][height - 1] += 1
    lines = []
    place, last = 0, None
    for at, name in enumerate(sorted(count, key=lambda one: ([-many for many in awards[one]], one)), start=1):
        if awards[name] != last:
            place, last = at, awards[name]
        lines.append(MedalLine(place, name, tuple(awards[name]), count[name]))
    return lines
