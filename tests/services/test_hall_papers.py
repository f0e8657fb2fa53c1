"""Who and what stands on the papers for the hall: teams in the running, stations, first slots, badges and envelopes."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.documents.hall_papers import Badge
from olympiad.domain.lifecycle import Stage
from olympiad.domain.roles import Role
from olympiad.models.participant import Participant
from olympiad.models.task import ScheduleSlot
from olympiad.services.results import hall_papers
from tests.factories import (
    NOON,
    Cast,
    give_role,
    make_judge,
    make_participant,
    make_section,
    make_task,
    make_team,
    make_user,
)


def test_papers_are_final_in_every_stage_but_the_first(session: Session, cast: Cast) -> None:
    found = []
    for stage in Stage:
        cast.section.state = stage
        found.append(hall_papers.is_final(cast.section))

    assert found == [stage is not Stage.DRAFT for stage in Stage]


def test_tasks_stand_in_their_order_all_or_the_one_of_a_code(session: Session, cast: Cast) -> None:
    cast.glucose.position, cast.pipetting.position = 1, 2
    make_task(session, make_section(session), code="P")

    assert hall_papers.tasks_of(session, cast.section) == [cast.glucose, cast.pipetting]
    assert hall_papers.tasks_of(session, cast.section, "P") == [cast.pipetting]
    assert hall_papers.tasks_of(session, cast.section, "X") == []


def test_teams_that_take_part_stand_by_code(session: Session, cast: Cast) -> None:
    cast.t01.code, cast.t02.code = "X", "B"
    guest = make_team(session, cast.section, code="C", status="guest")
    for status in ("withdrawn", "disqualified"):
        make_team(session, cast.section, code=f"A{status[0]}", status=status)

    assert hall_papers.teams_of(session, cast.section) == [cast.t02, guest, cast.t01]
    assert hall_papers.teams_of(session, cast.section, 1) == [cast.t02]


def test_stations_are_those_of_schedule_and_task_short_ones_first(session: Session, cast: Cast) -> None:
    cast.pipetting.station = "Hall B"
    for team, station in ((cast.t01, "10"), (cast.t02, "9")):
        session.add(ScheduleSlot(team_id=team.id, task_id=cast.pipetting.id, station=station))
    session.add(ScheduleSlot(team_id=cast.t01.id, task_id=cast.glucose.id))
    session.flush()

    found = hall_papers.stations_of(session, cast.section)

    assert found == {cast.pipetting.id: ["9", "10", "Hall B"], cast.glucose.id: []}


def test_a_team_begins_at_its_earliest_slot_in_the_zone_of_the_hall(session: Session, cast: Cast) -> None:
    for team, task, minutes in (
        (cast.t01, cast.pipetting, 60),
        (cast.t01, cast.glucose, 0),
        (cast.t02, cast.pipetting, None),
    ):
        starts = None if minutes is None else NOON + timedelta(minutes=minutes)
        session.add(ScheduleSlot(team_id=team.id, task_id=task.id, starts_at=starts))
    session.flush()

    found = hall_papers.first_slots(session, cast.section, "en", "Asia/Samarkand")

    assert found == {cast.t01.id: (cast.glucose, "5 December, 17:00")}


def test_an_envelope_holds_the_sheets_of_teams_in_the_running(session: Session, cast: Cast) -> None:
    cast.sheets["T01", "P", "dana"].state = "void"
    cast.t02.status = "withdrawn"
    empty = make_task(session, cast.section)

    found = hall_papers.envelopes(session, cast.section)

    assert [(one.task, one.sheets, one.teams) for one in found] == [
        (cast.pipetting, 1, 1), (cast.glucose, 2, 1), (empty, 0, 0),
    ]  # fmt: skip


def test_badges_are_of_members_by_team_then_of_the_others_by_office_and_name(session: Session, cast: Cast) -> None:
    cast.edition.organisation = "SamSMU"
    cast.ana.name, cast.ben.name = "Ana", "Ben"
    cast.t01.name, cast.t02.name = "B team", "A team"
    cast.t01.mentor = "Lim"
    make_judge(session, cast.section, key="nameless", name="")
    make_judge(session, cast.section, key="pupil", kind="practice")

    found = hall_papers.badges(session, cast.section, "en")

    assert [(one.role, one.name) for one in found] == [
        ("leader", "Finn"), ("leader", "Eva"), ("participant", "Gul"), ("chief_judge", "Ben"), ("judge", "cem"),
        ("judge", "dana"), ("mentor", "Lim"), ("organizer", "Ana"),
    ]  # fmt: skip
    assert {one.institution for one in found if one.role in ("chief_judge", "organizer")} == {"SamSMU"}


def test_a_badge_of_a_member_says_team_language_and_whether_there_may_be_photographs(
    session: Session, cast: Cast
) -> None:
    cast.t02.name, cast.t02.language, cast.t02.institution, cast.t02.country = "", "ru", None, "KZ"
    finn = session.scalars(select(Participant).where(Participant.key == "finn")).one()
    finn.consents_photo, finn.name_local = True, "Финн"

    assert hall_papers.badges(session, cast.section, "en", 1) == [
        Badge("Finn", "leader", "Kazakhstan", "Финн", "T02", ("ru",), True)
    ]


def test_only_as_many_badges_are_made_as_a_proof_needs(session: Session, cast: Cast) -> None:
    assert [one.name for one in hall_papers.badges(session, cast.section, "en", 3)] == ["Eva", "Gul", "Finn"]
    assert len(hall_papers.badges(session, cast.section, "en", 4)) > 4


@pytest.mark.parametrize("status", ["withdrawn", "disqualified"])
def test_whoever_is_out_of_the_running_gets_no_badge(session: Session, cast: Cast, status: str) -> None:
    cast.t01.status, cast.t01.mentor = status, "Lim"
    make_participant(session, cast.t01, name="Olim")

    names = {one.name for one in hall_papers.badges(session, cast.section, "en")}

    assert names & {"Eva", "Gul", "Olim", "Lim", "Finn"} == {"Finn"}


def test_a_mentor_of_two_teams_of_an_institution_has_one_badge(session: Session, cast: Cast) -> None:
    make_team(session, cast.section, mentor="Lim", institution_id=cast.t01.institution_id)
    cast.t01.mentor = cast.t02.mentor = "Lim"

    found = [one for one in hall_papers.badges(session, cast.section, "en") if one.role == "mentor"]

    assert len(found) == 2


def test_offices_are_those_accepted_in_this_section_or_edition(session: Session, cast: Cast) -> None:
    other = make_section(session, edition=cast.edition)
    waiting = give_role(session, make_user(session, "waiting"), Role.CLERK, section=cast.section)
    waiting.pending_since = NOON
    give_role(session, make_user(session, "elsewhere"), Role.CLERK, section=other)
    give_role(session, make_user(session, "clerk"), Role.CLERK, section=cast.section)
    give_role(session, cast.ana, Role.ORGANIZER, section=cast.section)
    session.flush()

    found = [(one.role, one.name) for one in hall_papers.badges(session, cast.section, "en")]

    assert [one for one in found if one[0] == "clerk"] == [("clerk", "Clerk")]
    assert [one for one in found if one[0] == "organizer"] == [("organizer", "Ana")]
