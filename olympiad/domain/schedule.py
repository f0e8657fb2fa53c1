"""The schedule of a section: what cannot be kept, because a team or a station would be needed twice at one time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple


class Slot(NamedTuple):
    """When and where a team works on a task; begins at `start`, is over at `end`."""

    start: datetime
    end: datetime
    team: str
    task: str
    station: str = ""


class Clash(StrEnum):
    """What is wrong with slots; a warning each, the schedule stands as it was entered."""

    TEAM_TWICE = "team_twice"
    """A team at two tasks at once."""
    STATION_FULL = "station_full"
    """More teams at a station than it holds."""
    OTHER_LENGTH = "other_length"
    """A slot longer or shorter than the task's minutes."""


@dataclass(frozen=True)
class Finding:
    """One clash: the slots it is about, and what is allowed – teams at the station, minutes of the task."""

    clash: Clash
    slots: tuple[Slot, ...]
    allowed: int = 1


def slot(
    team: str, task: str, station: str, start: datetime | None, end: datetime | None, minutes: int | None
) -> Slot | None:
    """A slot with both ends; one without an end lasts the task's minutes, where nobody knows them it says nothing.

    >>> slot("T01", "A", "", datetime(2026, 12, 5, 9), None, 20).end
    datetime.datetime(2026, 12, 5, 9, 20)
    """
    if start is not None and end is None and minutes:
        end = start + timedelta(minutes=minutes)
    return None if start is None or end is None or end <= start else Slot(start, end, team, task, station)


def find_clashes(slots: Iterable[Slot], minutes: Mapping[str, int], holds: Mapping[str, int]) -> list[Finding]:
    """Everything that cannot be kept: by kind, then by time.

    `minutes` are those of the tasks that have any, `holds` how many teams a station holds where it is more than one. A
    slot that begins when another one ends does not meet it.

    >>> nine, ten, eleven = (datetime(2026, 12, 5, hour) for hour in (9, 10, 11))
    >>> slots = Slot(nine, eleven, "T01", "A", "bench"), Slot(ten, eleven, "T02", "A", "bench")
    >>> [(one.clash.value, one.allowed) for one in find_clashes(slots, {"A": 60}, {})]
    [('station_full', 1), ('other_length', 60)]
    >>> find_clashes(slots, {}, {"bench": 2})
    []
    """
    ordered = sorted(slots)
    of_team: dict[str, list[Slot]] = defaultdict(list)
    of_station: dict[str, list[Slot]] = defaultdict(list)
    for one in ordered:
        of_team[one.team].append(one)
        if one.station:
            of_station[one.station].append(one)
    twice = [Finding(Clash.TEAM_TWICE, pair) for own in of_team.values() for pair in _meetings(own)]
    full = [
        Finding(Clash.STATION_FULL, crowd, holds.get(station, 1))
        for station, own in of_station.items()
        for crowd in _crowds(own, holds.get(station, 1))
    ]
    wrong = [
        Finding(Clash.OTHER_LENGTH, (one,), minutes[one.task])
        for one in ordered
        if one.task in minutes and one.end - one.start != timedelta(minutes=minutes[one.task])
    ]
    return [*sorted(twice, key=_when), *sorted(full, key=_when), *wrong]


def _when(finding: Finding) -> tuple[Slot, ...]:
    return finding.slots


def _meetings(own: Sequence[Slot]) -> Iterator[tuple[Slot, Slot]]:
    """Every pair of slots, ordered by their start, that have some time in common."""
    for at, first in enumerate(own):
        for second in own[at + 1 :]:
            if second.start >= first.end:
                break
            yield first, second


def _crowds(own: Sequence[Slot], holds: int) -> Iterator[tuple[Slot, ...]]:
    """The slots that are on together wherever they are too many; a crowd is told once, when it is largest."""
    crowd: list[Slot] = []
    for one in own:
        staying = [other for other in crowd if other.end > one.start]
        if len(staying) < len(crowd) and _teams(crowd) > holds:
            yield tuple(crowd)
        crowd = [*staying, one]
    if _teams(crowd) > holds:
        yield tuple(crowd)


def _teams(slots: Iterable[Slot]) -> int:
    return len({one.team for one in slots})
