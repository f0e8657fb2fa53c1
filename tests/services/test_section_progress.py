"""What the start page of a section counts, which round it names, and what it tells of the record."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from olympiad.domain.audit_actions import AuditAction
from olympiad.models.score_sheet import Device
from olympiad.models.task import ScheduleSlot
from olympiad.services.overview import section_progress
from olympiad.services.record import audit
from tests.factories import NOON, Cast, make_device, make_judge, make_score_sheet, make_task, make_team

HOUR = timedelta(hours=1)
WORDS = {
    AuditAction.SCORE_SHEETS_SUBMIT: "submitted",
    AuditAction.SCORE_SHEETS_ACCEPT: "accepted",
    AuditAction.TEAMS_REMOVE: "removed",
}


def test_sheets_of_teams_in_the_running_count_and_of_judges_whose_marks_count(session: Session, cast: Cast) -> None:
    cast.sheets["T01", "P", "cem"].state = "submitted"
    cast.sheets["T01", "P", "dana"].state = "accepted"
    cast.sheets["T01", "G", "cem"].state = "returned"
    cast.sheets["T01", "G", "dana"].state = "void"
    cast.t02.status = "withdrawn"
    make_score_sheet(session, cast.t01, cast.pipetting, make_judge(session, cast.section, kind="practice"))
    session.flush()

    found = section_progress.count(session, cast.section)

    assert (found.sheets, found.handed_over, found.accepted, found.returned) == (3, 2, 1, 1)
    assert not found.is_marked
    cast.sheets["T01", "G", "cem"].state = "submitted"
    session.flush()
    assert section_progress.count(session, cast.section).is_marked


def test_a_task_that_nobody_judges_needs_no_criteria(session: Session, cast: Cast) -> None:
    make_task(session, cast.section, judges=0)
    assert section_progress.count(session, cast.section).is_prepared

    make_task(session, cast.section, judges=1)

    found = section_progress.count(session, cast.section)
    assert (found.tasks, found.tasks_without_criteria, found.is_prepared) == (4, 1, False)


def test_marks_on_devices_are_summed(session: Session, cast: Cast) -> None:
    for waiting in (3, 0, 4):
        device: Device = make_device(session, cast.section, cast.cem, judge_id=cast.cem_judge.id, waiting=waiting)
        assert device.waiting == waiting

    assert section_progress.count(session, cast.section).waiting_on_devices == 7


@pytest.fixture
def rounds(session: Session, cast: Cast) -> None:
    """Two rounds of two teams from noon, one hour each, with an hour between; one slot has no end."""
    late = make_team(session, cast.section)
    for team, task, start, end in (
        (cast.t01, cast.pipetting, NOON, NOON + HOUR / 2),
        (cast.t02, cast.glucose, NOON, NOON + HOUR),
        (cast.t01, cast.glucose, NOON + 2 * HOUR, NOON + 3 * HOUR),
        (cast.t02, cast.pipetting, NOON + 2 * HOUR, None),
        (late, cast.pipetting, None, None),
    ):
        session.add(ScheduleSlot(team_id=team.id, task_id=task.id, starts_at=start, ends_at=end))
    session.flush()


@pytest.mark.parametrize(
    ("now", "number", "is_running"),
    [
        (NOON - HOUR, 1, False),
        (NOON, 1, True),
        (NOON + HOUR * 3 / 4, 1, True),
        (NOON + HOUR, 2, False),
        (NOON + 2 * HOUR, 2, True),
    ],
)
def test_the_round_is_the_one_that_runs_else_the_next(
    session: Session, cast: Cast, rounds: None, now: datetime, number: int, is_running: bool
) -> None:
    found = section_progress.round_at(session, cast.section, now)

    assert found is not None
    assert (found.number, found.of, found.is_running) == (number, 2, is_running)
    assert found.ends_at is not None
    assert found.ends_at - found.starts_at == HOUR


def test_there_is_no_round_after_the_last_or_without_a_schedule(session: Session, cast: Cast) -> None:
    assert section_progress.round_at(session, cast.section, NOON) is None
    slot = ScheduleSlot(team_id=cast.t01.id, task_id=cast.pipetting.id, starts_at=NOON, ends_at=NOON + HOUR)
    session.add(slot)
    session.flush()
    assert section_progress.round_at(session, cast.section, NOON + HOUR) is None


def test_what_somebody_did_to_many_rows_is_told_once_but_every_sheet_by_itself(session: Session, cast: Cast) -> None:
    first, second = cast.sheets["T01", "P", "cem"], cast.sheets["T02", "P", "cem"]
    for action, subject, by in (
        (AuditAction.TEAMS_REMOVE, f"team:{cast.t01.id}", cast.ana),
        (AuditAction.SCORE_SHEETS_SUBMIT, f"score_sheet:{first.id}", cast.cem),
        (AuditAction.SCORE_SHEETS_SUBMIT, f"score_sheet:{second.id}", cast.cem),
        (AuditAction.TEAMS_REMOVE, f"team:{cast.t01.id}", cast.ana),
        (AuditAction.TEAMS_REMOVE, f"team:{cast.t02.id}", cast.ana),
        (AuditAction.TEAMS_REMOVE, f"team:{cast.t02.id}", cast.ben),
    ):
        audit.record(session, action, subject, by=by, section=cast.section)

    told = section_progress.latest_deeds(session, cast.section, WORDS, 4)

    assert [(one.who, one.subject) for one in told] == [
        ("Ben", f"team:{cast.t02.id}"),
        ("Ana", f"team:{cast.t02.id}"),
        ("Cem", f"score_sheet:{second.id}"),
        ("Cem", f"score_sheet:{first.id}"),
    ]
    assert [one.of_a_sheet for one in told[1:3]] == ["", f"score_sheet:{second.id}"]
    names = section_progress.sheet_names(session, [first.id, second.id])
    assert names == {first.id: f"P {cast.t01.code}", second.id: f"P {cast.t02.code}"}
