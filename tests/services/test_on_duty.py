"""Who answers for the sections at work: names of those who decide, and how many judges' devices were heard of lately."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from olympiad.domain.roles import Role
from olympiad.services.overview.on_duty import HEARD, Duty, on_duty
from tests.factories import NOON, Cast, give_role, make_device, make_section, make_user


def duty(session: Session, cast: Cast) -> Duty:
    (found,) = on_duty(session, [cast.section], NOON)
    return found


@pytest.fixture
def cast(session: Session, cast: Cast) -> Cast:
    cast.section.state = "marking"
    session.flush()
    return cast


def test_chief_judges_and_clerks_are_told_by_name_and_judges_counted(session: Session, cast: Cast) -> None:
    give_role(session, make_user(session, "zulfiya"), Role.CLERK, section=cast.section)

    found = duty(session, cast)

    assert (found.chief_judges, found.clerks, found.judges, found.heard) == (("Ben",), ("Zulfiya",), 2, 0)
    assert not found.has_gap


def test_whoever_waits_for_acceptance_or_is_closed_is_not_on_duty(session: Session, cast: Cast) -> None:
    cast.ben.active = False
    give_role(session, make_user(session, "waits"), Role.CHIEF_JUDGE, section=cast.section).pending_since = NOON
    session.flush()

    assert duty(session, cast).has_gap


@pytest.mark.parametrize(
    ("ago", "revoked", "heard"),
    [
        (timedelta(minutes=1), False, 1),
        (HEARD, False, 0),
        (timedelta(minutes=1), True, 0),
    ],
)
def test_a_judge_is_heard_by_devices_of_the_last_minutes(
    session: Session, cast: Cast, ago: timedelta, revoked: bool, heard: int
) -> None:
    for _ in range(2):  # two devices of one judge are one judge
        given = {"judge_id": cast.cem_judge.id, "last_seen_at": NOON - ago, "revoked_at": NOON if revoked else None}
        make_device(session, cast.section, cast.cem, **given)

    assert duty(session, cast).heard == heard


def test_sections_that_are_not_at_work_are_left_out_and_gaps_come_first(session: Session, cast: Cast) -> None:
    empty = make_section(session, edition=cast.edition, state="check_in")
    later = make_section(session, edition=cast.edition, state="draft")

    found = on_duty(session, [cast.section, later, empty], NOON)

    assert [one.section.id for one in found] == [empty.id, cast.section.id]
