"""What the page of an incident proposes: the due step, the last cost, what came later, and which marks would change."""

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from olympiad.domain.choices import MarkState
from olympiad.domain.incidents import Kind, Remedy
from olympiad.domain.operations import Value
from olympiad.models.incident import Incident
from olympiad.models.score_sheet import Mark
from olympiad.models.task import ScheduleSlot
from olympiad.services.computing.what_if import Trial
from olympiad.services.marking import sheet_saving
from olympiad.services.settling import incident_remedies, incident_suggestions
from olympiad.services.settling.incident_remedies import Choice
from olympiad.services.settling.incident_suggestions import MarkChange
from tests.factories import NOON, Cast, make_criterion, make_task
from tests.incident_day import TEN, make_day, reported


@pytest.fixture
def day(session: Session, cast: Cast) -> Cast:
    return make_day(session, cast)


def apply(session: Session, day: Cast, incident: Incident, remedy: Remedy, **given: object) -> None:
    choice = Choice(remedy, **{"reason": "x"} | given)  # type: ignore[arg-type]
    incident_remedies.apply(session, incident, choice, by=day.ben)


def safety(session: Session, day: Cast, at: float = 0, **given: object) -> Incident:
    """A slip of T01, or at 1.5 of T02."""
    moment = NOON + at * TEN
    return reported(session, day, Kind.SAFETY, **{"starts_at": moment, "ends_at": moment + TEN / 2} | given)


def test_the_due_step_counts_what_the_teams_had_anywhere_in_the_section(session: Session, day: Cast) -> None:
    first, other = safety(session, day), safety(session, day, 1.5)
    assert incident_suggestions.due_step(session, first) == Remedy.REMARK

    apply(session, day, first, Remedy.REMARK)

    again = safety(session, day, task_id=day.glucose.id, team_ids=(day.t01.id,))
    assert incident_suggestions.due_step(session, again) == Remedy.WARNING
    assert incident_suggestions.due_step(session, other) == Remedy.REMARK


def test_a_step_that_was_withdrawn_does_not_count(session: Session, day: Cast) -> None:
    incident = safety(session, day)
    apply(session, day, incident, Remedy.REMARK)
    (remedy,) = incident_remedies.remedies_of(session, day.section)

    incident_remedies.withdraw(session, remedy, reason="x", by=day.ben)

    assert incident_suggestions.due_step(session, incident) == Remedy.REMARK


def test_the_cost_is_that_of_the_last_replacement_at_first_a_point_after_a_free_one(
    session: Session, day: Cast
) -> None:
    assert incident_suggestions.last_cost(session, day.section) == (1000, 1)
    incident = reported(session, day, Kind.REPLACEMENT)

    for each, free in ((1500, 0), (500, 2)):
        apply(session, day, incident, Remedy.REPLACEMENT, each=each, free=free)
    apply(session, day, incident, Remedy.EXTRA_TIME, minutes=5, each=9000)

    assert incident_suggestions.last_cost(session, day.section) == (500, 2)


def test_criteria_that_nobody_had_marked_when_it_happened_came_later(session: Session, day: Cast) -> None:
    for code, more in (("late", {}), ("spilt", {"kind": "penalty"}), ("old", {"retired_in": 2})):
        make_criterion(session, day.pipetting, code=code, **more)
    assert incident_suggestions.later_criteria(session, safety(session, day)) == {"late"}

    session.execute(delete(Mark))
    for judge in ("cem", "dana"):
        day.sheets["T01", "P", judge].state = "open"
    session.flush()
    session.refresh(day.pipetting, ["criteria"])
    given = sheet_saving.Given(day.pipetting.criteria[0].id, "", Value(MarkState.MARKED, 5000))
    sheet_saving.save(session, day.sheets["T01", "P", "cem"], [given], by=day.cem)

    before = safety(session, day, starts_at=NOON.replace(year=2000), team_ids=(day.t01.id,))
    assert incident_suggestions.later_criteria(session, before) == {"yield", "tidy", "late"}
    assert incident_suggestions.later_criteria(session, safety(session, day)) == {"tidy", "late"}


def test_tasks_whose_slot_starts_afterwards_came_later(session: Session, day: Cast) -> None:
    later, before = (make_task(session, day.section, code=code) for code in ("L", "B"))
    for task, start in ((later, NOON + 3 * TEN), (before, NOON - 3 * TEN)):
        session.add(ScheduleSlot(team_id=day.t01.id, task_id=task.id, starts_at=start))
    session.flush()

    assert incident_suggestions.later_tasks(session, safety(session, day)) == {"L"}


def test_of_tasks_without_a_slot_those_that_were_not_begun_came_later(session: Session, day: Cast) -> None:
    make_task(session, day.section, code="X")
    assert incident_suggestions.later_tasks(session, safety(session, day)) == {"X"}

    for judge in ("cem", "dana"):
        day.sheets["T01", "G", judge].state = "void"
    session.flush()

    assert incident_suggestions.later_tasks(session, safety(session, day)) == {"G", "X"}
    nowhere = safety(session, day, task_id=None, team_ids=(day.t01.id,), starts_at=NOON - TEN, ends_at=None)
    assert incident_suggestions.later_tasks(session, nowhere) == {"G", "P", "X"}


def test_marks_that_would_change_are_listed_by_code_and_task(session: Session, day: Cast) -> None:
    incident = reported(session, day, team_ids=(day.t02.id,))
    trial = incident_remedies.preview(session, incident, Choice(Remedy.FULL, ("tidy",)))
    rerun = incident_remedies.preview(session, incident, Choice(Remedy.RERUN))

    codes = sorted([(day.t01.code, 14_000, 18_000), (day.t02.code, 10_000, 16_000)])
    assert incident_suggestions.mark_changes(trial) == [MarkChange(code, "P", *marks) for code, *marks in codes]
    assert [one.after for one in incident_suggestions.mark_changes(rerun)] == [None, None]


def test_without_both_sides_of_a_trial_nothing_is_listed() -> None:
    assert incident_suggestions.mark_changes(Trial()) == []
