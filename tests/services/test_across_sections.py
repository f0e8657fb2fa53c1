"""What waits in each of many sections: counted where it can wait, most urgent first, in a fixed number of statements."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from olympiad.models.appeal import Appeal, AppealWindow
from olympiad.models.help_request import HelpRequest
from olympiad.models.incident import Incident
from olympiad.models.section import Section
from olympiad.models.task import ScheduleSlot
from olympiad.services.overview import across_sections
from olympiad.services.overview.across_sections import SectionLine, Wait
from olympiad.services.results import results
from tests.factories import (
    NOON,
    Cast,
    make_cast,
    make_device,
    make_judge,
    make_rules,
    make_score_sheet,
    make_section,
    make_task,
)
from tests.results_world import finalise, mark_everything, set_mark

LATER = NOON + timedelta(hours=2)


def line(session: Session, section: Section) -> SectionLine:
    (found,) = across_sections.lines(session, [section], NOON)
    return found


def waits(session: Session, section: Section) -> dict[Wait, int]:
    return {one.what: one.count for one in line(session, section).waits}


def in_stage(session: Session, cast: Cast, stage: Any) -> Section:
    cast.section.state = stage
    session.flush()
    return cast.section


def test_before_the_day_rubrics_signatures_and_cards_are_waited_for(session: Session, cast: Cast) -> None:
    make_task(session, cast.section, judges=2)  # no criterion yet
    make_rules(session, cast.section, number=2)  # of the newest rules alone

    assert waits(session, cast.section) == {Wait.RUBRICS: 1, Wait.RULES: 1, Wait.CARDS: 2}


def test_an_empty_section_waits_for_its_teams(session: Session) -> None:
    assert waits(session, make_section(session)) == {Wait.EMPTY: 1}


def test_during_marking_the_sheets_are_waited_for_until_the_end_of_the_schedule(session: Session, cast: Cast) -> None:
    session.add(ScheduleSlot(team_id=cast.t01.id, task_id=cast.pipetting.id, starts_at=NOON, ends_at=LATER))
    cast.sheets["T01", "P", "cem"].state = "submitted"
    cast.sheets["T02", "P", "cem"].state = "returned"
    found = line(session, in_stage(session, cast, "sheets_in"))

    assert (found.teams, found.sheets, found.handed_over, found.step) == (2, 8, 1, 3)
    assert [(one.what, one.count, one.until) for one in found.waits] == [
        (Wait.RETURNED, 1, None),
        (Wait.SHEETS, 7, LATER),
    ]


def test_void_sheets_teams_out_of_the_running_and_practice_judges_are_not_counted(session: Session, cast: Cast) -> None:
    cast.sheets["T01", "P", "cem"].state = "void"
    cast.t02.status = "withdrawn"
    shadow = make_judge(session, cast.section, kind="practice")
    make_score_sheet(session, cast.t01, cast.pipetting, shadow)

    assert across_sections.sheets_of(session, [cast.section.id]) == {cast.section.id: {"not_started": 3}}


@pytest.mark.parametrize(("other", "expected"), [(8750, Wait.TO_FINALISE), (1000, Wait.DISAGREEMENTS)])
def test_when_all_is_handed_over_it_is_settled_first_and_finalised_then(
    session: Session, cast: Cast, other: int, expected: Wait
) -> None:
    mark_everything(session, cast, {"T01": 8750, "T02": 8750}, state="submitted")
    set_mark(session, cast.sheets["T01", "P", "dana"], other)

    assert waits(session, in_stage(session, cast, "sheets_in")) == {expected: 1}


def test_what_keeps_from_finalising_is_told_in_its_place(session: Session, cast: Cast) -> None:
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    make_device(session, cast.section, cast.cem, waiting=3)
    make_device(session, cast.section, cast.cem, waiting=5, excused_at=NOON)
    given = {"section_id": cast.section.id, "number": 1, "kind": "other", "text": "?", "reported_by_id": cast.cem.id}
    session.add(Incident(**given, starts_at=NOON, reported_at=NOON))

    assert waits(session, in_stage(session, cast, "sheets_in")) == {Wait.DEVICES: 3, Wait.INCIDENTS: 1}


def test_calls_come_first_and_of_one_kind_what_ends_sooner(session: Session, cast: Cast) -> None:
    other = make_cast(session)
    for one, hours in ((cast, 4), (other, 2)):
        in_stage(session, one, "sheets_in")
        ends_at = NOON + timedelta(hours=hours)
        session.add(ScheduleSlot(team_id=one.t01.id, task_id=one.pipetting.id, starts_at=NOON, ends_at=ends_at))
    asked = {"user_id": cast.cem.id, "reason": "other", "at": NOON}
    session.add(HelpRequest(section_id=cast.section.id, **asked))
    session.add(HelpRequest(section_id=other.section.id, **asked, closed_at=NOON))
    session.flush()

    found = across_sections.in_order(across_sections.lines(session, [cast.section, other.section], NOON))

    assert [(one.section.id, one.what) for one in found] == [
        (cast.section.id, Wait.HELP),
        (other.section.id, Wait.SHEETS),
        (cast.section.id, Wait.SHEETS),
    ]


def test_appeals_wait_until_their_window_closes_and_a_version_to_be_published(session: Session, cast: Cast) -> None:
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    version = finalise(session, cast)
    window = {"section_id": cast.section.id, "results_version_id": version.id, "opens_at": NOON, "closes_at": LATER}
    session.add(AppealWindow(**window))
    lodged = {"team_id": cast.t01.id, "task_id": cast.pipetting.id, "text": "?", "lodged_by_id": cast.eva.id}
    place = {"section_id": cast.section.id, "results_version_id": version.id}
    session.add(Appeal(**place, **lodged, number=1, lodged_at=NOON))
    session.flush()
    before = [(one.what, one.until) for one in line(session, cast.section).waits]

    results.publish(session, version, by=cast.ana)

    assert before == [(Wait.APPEALS, LATER), (Wait.TO_PUBLISH, None)]
    assert waits(session, cast.section) == {Wait.APPEALS: 1}


def test_an_archived_section_waits_for_nobody(session: Session, cast: Cast) -> None:
    found = line(session, in_stage(session, cast, "archived"))

    assert (found.waits, found.teams, found.step) == ((), 0, 7)


def test_more_sections_take_no_more_statements(session: Session, cast: Cast) -> None:
    sections = [cast.section, *(make_section(session, edition=cast.edition) for _ in range(3))]
    counted: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *given: counted.append(given[2]))

    across_sections.lines(session, sections[:1], NOON)
    alone = len(counted)
    across_sections.lines(session, sections, NOON)

    assert len(counted) == 2 * alone
