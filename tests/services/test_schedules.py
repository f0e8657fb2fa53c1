"""What cannot be kept in a schedule is told of the rows there are and in the preview of a file."""

import pytest

from olympiad.domain.errors import DomainError
from olympiad.exchange.tables import COLUMNS, Row, Table
from olympiad.models.task import SharedStation
from olympiad.services.entry import row_entry, section_import
from olympiad.services.sections import schedules

SLOTS = [
    {
        "team": "T01",
        "task": "P",
        "station": "bench",
        "start": "2026-12-05T09:00+05:00",
        "end": "2026-12-05T09:30+05:00",
    },
    {"team": "T01", "task": "G", "station": "hall", "start": "2026-12-05T09:20+05:00", "end": "2026-12-05T09:50+05:00"},
    {
        "team": "T02",
        "task": "P",
        "station": "bench",
        "start": "2026-12-05T09:10+05:00",
        "end": "2026-12-05T09:30+05:00",
    },
]


@pytest.fixture
def codes(session, cast):
    cast.pipetting.code, cast.glucose.code, cast.pipetting.minutes = "P", "G", 30
    session.flush()


def table(*slots):
    columns = COLUMNS["schedule"].known
    rows = tuple(Row(at, dict.fromkeys(columns, "") | one) for at, one in enumerate(slots, start=2))
    return {"schedule": Table("schedule.csv", columns, rows)}


def test_warnings_tell_everything_at_once(session, cast, codes):
    row_entry.enter(session, cast.section, "schedule", *SLOTS, by=cast.ana)

    found = schedules.warnings(session, cast.section)

    assert [(one.code, one.row) for one in found] == [("team_twice", 0), ("station_full", 0), ("other_length", 0)]
    assert found[0].fields == {
        "team": "T01", "first": "P, bench, 2026-12-05 09:00–09:30", "second": "G, hall, 2026-12-05 09:20–09:50",
    }  # fmt: skip


def test_a_preview_notes_what_its_rows_would_clash_with(session, cast, codes):
    row_entry.enter(session, cast.section, "schedule", *SLOTS[:2], by=cast.ana)

    again = section_import.plan_tables(session, cast.section, table(*SLOTS[:2]), []).plan
    more = section_import.plan_tables(session, cast.section, table(SLOTS[2]), []).plan

    assert again.notes == []
    assert [(one.code, one.row) for one in more.notes] == [("station_full", 2), ("other_length", 2)]
    assert more.problems == []


def test_set_room_lets_a_station_hold_several(session, cast, codes):
    row_entry.enter(session, cast.section, "schedule", *SLOTS, by=cast.ana)

    schedules.set_room(session, cast.section, "bench", 2, by=cast.ana)

    assert [one.code for one in schedules.warnings(session, cast.section)] == ["team_twice", "other_length"]
    schedules.set_room(session, cast.section, "bench", 1, by=cast.ana)
    assert session.query(SharedStation).count() == 0


@pytest.mark.parametrize(
    ("station", "teams", "code"), [("roof", 2, "station_unknown"), ("bench", 0, "room_out_of_range")]
)
def test_set_room_refuses_what_cannot_be(session, cast, codes, station, teams, code):
    row_entry.enter(session, cast.section, "schedule", *SLOTS, by=cast.ana)

    with pytest.raises(DomainError, match=code):
        schedules.set_room(session, cast.section, station, teams, by=cast.ana)

    assert schedules.rooms(session, cast.section) == {}
