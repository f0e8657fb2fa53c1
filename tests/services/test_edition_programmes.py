"""The public programme: hours and stations of each section, and who works where at a moment."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from olympiad.models.appeal import AppealWindow
from olympiad.models.task import ScheduleSlot, Task
from olympiad.models.team import Team
from olympiad.services.results import edition_programmes, results
from olympiad.services.results.edition_programmes import Hours, Place
from tests.factories import NOON, Cast
from tests.results_world import finalise, mark_everything

HOUR = timedelta(hours=1)


def slot(session: Session, team: Team, task: Task, station: str, starts_at: datetime | None, hours: int = 1) -> None:
    ends_at = starts_at + hours * HOUR if starts_at else None
    session.add(ScheduleSlot(team_id=team.id, task_id=task.id, station=station, starts_at=starts_at, ends_at=ends_at))
    session.flush()


def hours(session: Session, cast: Cast) -> Hours | None:
    return edition_programmes.of_sections(session, [cast.section.id]).get(cast.section.id)


def test_a_day_goes_from_the_first_round_to_the_last_by_stations(session: Session, cast: Cast) -> None:
    slot(session, cast.t01, cast.pipetting, "Station 10", NOON)
    slot(session, cast.t01, cast.glucose, "Station 2", NOON + HOUR)
    slot(session, cast.t02, cast.pipetting, "Station 2", NOON + 2 * HOUR)
    slot(session, cast.t02, cast.glucose, "Station 3", None)

    found = hours(session, cast)

    assert found is not None
    assert found.work is not None
    assert (found.work.begins_at, found.work.ends_at, found.work.rounds) == (NOON, NOON + 3 * HOUR, 2)
    assert found.work.places == (
        Place("Station 2", NOON + HOUR, NOON + 3 * HOUR, 2),
        Place("Station 10", NOON, NOON + HOUR, 1),
    )


def test_a_section_without_hours_is_left_out(session: Session, cast: Cast) -> None:
    slot(session, cast.t01, cast.pipetting, "Station 1", None)

    assert hours(session, cast) is None


def test_stations_without_a_name_make_a_day_and_no_place(session: Session, cast: Cast) -> None:
    slot(session, cast.t01, cast.pipetting, "", NOON)

    found = hours(session, cast)

    assert found is not None
    assert found.work is not None
    assert found.work.places == ()


def test_appeals_are_public_with_the_version_that_opened_them(session: Session, cast: Cast) -> None:
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    version = finalise(session, cast)
    window = {"section_id": cast.section.id, "results_version_id": version.id}
    session.add(AppealWindow(**window, opens_at=NOON, closes_at=NOON + HOUR))
    session.flush()
    before = hours(session, cast)

    version.published_at = NOON
    session.flush()

    assert before is None
    assert hours(session, cast) == Hours(appeals=(NOON, NOON + HOUR))
    assert results.latest(session, cast.section) is version


def test_who_works_at_a_moment_is_told_until_the_round_ends(session: Session, cast: Cast) -> None:
    slot(session, cast.t01, cast.pipetting, "Station 10", NOON)
    slot(session, cast.t02, cast.pipetting, "Station 2", NOON)
    slot(session, cast.t01, cast.glucose, "", NOON)

    at_noon = edition_programmes.at_work(session, cast.edition, NOON)

    assert [(one.station, one.team) for one in at_noon] == [("Station 2", cast.t02.code), ("Station 10", cast.t01.code)]
    assert edition_programmes.at_work(session, cast.edition, NOON + HOUR) == []
