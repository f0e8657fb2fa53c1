"""Clashes of the schedule: a team at two tasks, too many teams at a station, a slot that is not as long as its task."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from olympiad.domain.schedule import Clash, Slot, find_clashes


def at(minute: int) -> datetime:
    return datetime(2026, 12, 5, 9, tzinfo=UTC) + timedelta(minutes=minute)


def slot(team: str, task: str, start: int, end: int, station: str = "") -> Slot:
    return Slot(at(start), at(end), team, task, station)


def test_find_clashes_names_a_team_at_two_tasks_at_once():
    early, late, after = slot("T01", "A", 0, 20), slot("T01", "B", 10, 30), slot("T01", "C", 30, 50)

    found = find_clashes([after, late, early], {}, {})

    assert [(one.clash, one.slots) for one in found] == [(Clash.TEAM_TWICE, (early, late))]


def test_find_clashes_tells_each_crowd_at_a_station_once():
    first, second, third = (slot(f"T0{n}", "A", 10 * n, 10 * n + 20, "bench") for n in (1, 2, 3))

    found = find_clashes([first, second, third], {}, {})

    assert [one.slots for one in found] == [(first, second), (second, third)]


def test_find_clashes_lets_a_station_hold_as_many_as_declared():
    crowd = [slot(f"T{n}", "A", 0, 20, "room") for n in range(4)]

    assert find_clashes(crowd, {}, {"room": 4}) == []
    assert [(one.clash, one.allowed) for one in find_clashes(crowd, {}, {"room": 3})] == [(Clash.STATION_FULL, 3)]


def test_find_clashes_names_slots_that_are_not_as_long_as_the_task():
    right, short = slot("T01", "A", 0, 20), slot("T02", "A", 20, 35)

    found = find_clashes([right, short], {"A": 20}, {})

    assert [(one.clash, one.slots, one.allowed) for one in found] == [(Clash.OTHER_LENGTH, (short,), 20)]


SLOTS = st.lists(
    st.builds(
        lambda team, task, start, length, station: slot(f"T{team}", f"K{task}", start, start + length, station),
        st.integers(0, 3), st.integers(0, 2), st.integers(0, 12), st.integers(1, 6), st.sampled_from(["", "x", "y"]),
    ),
    max_size=12,
)  # fmt: skip


@given(SLOTS, st.integers(1, 3))
def test_find_clashes_finds_what_looking_at_every_minute_finds(slots, room):
    found = find_clashes(slots, {}, {"x": room})

    minutes = [[one for one in slots if one.start <= at(minute) < one.end] for minute in range(20)]
    twice = any(len({one.team for one in now}) < len(now) for now in minutes)
    full = {
        station
        for now in minutes
        for station, most in (("x", room), ("y", 1))
        if len({one.team for one in now if one.station == station}) > most
    }
    assert any(one.clash is Clash.TEAM_TWICE for one in found) == twice
    assert {one.slots[0].station for one in found if one.clash is Clash.STATION_FULL} == full
