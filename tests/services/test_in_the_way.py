"""One list of what is in the way, and what has changed since the newest version, whatever changed it."""

import pytest
from sqlalchemy.orm import Session

from olympiad.models.adjustment import Penalty
from olympiad.models.incident import Incident
from olympiad.services.results import blockers, border_confirmations, in_the_way, results
from olympiad.services.settling import moderation
from tests.factories import NOON, Cast
from tests.results_world import AWARDS, confirm_borders, finalise, mark_everything, set_mark, set_rules


@pytest.fixture
def public(session: Session, cast: Cast) -> Cast:
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    results.publish(session, finalise(session, cast), by=cast.ana)
    return cast


def since(session: Session, cast: Cast) -> in_the_way.SinceVersion:
    found = in_the_way.of_section(session, cast.section).since
    assert found is not None
    return found


def test_nothing_has_moved_right_after_publication(session: Session, public: Cast) -> None:
    found = in_the_way.of_section(session, public.section)

    assert (found.has_moved, found.is_clear) == (False, True)
    assert since(session, public) == in_the_way.SinceVersion(1, True, (), ())


def test_a_mark_settled_after_publication_is_told(session: Session, public: Cast) -> None:
    place = (public.t01.id, public.pipetting.id)
    moderation.agree_on_task(session, public.section, place, 9_000, reason="Read again", by=public.ben)

    found = in_the_way.of_section(session, public.section)

    assert found.has_moved
    assert found.since is not None
    assert found.since.members == ("agreed_marks",)
    assert [one.team for one in found.since.standings] == ["T01"]


def test_a_mark_changed_without_moving_a_total_is_told_too(session: Session, public: Cast) -> None:
    set_mark(session, public.sheets["T01", "P", "cem"], 8_250)
    set_mark(session, public.sheets["T01", "P", "dana"], 9_250)

    found = since(session, public)

    assert (found.members, found.standings) == (("sheets",), ())


def test_a_penalty_after_publication_is_told(session: Session, public: Cast) -> None:
    session.add(
        Penalty(section_id=public.section.id, team_id=public.t02.id, task_id=None, points=1_000, user_id=None, at=NOON)
    )
    session.flush()

    assert since(session, public).members == ("penalties",)


def test_an_incident_after_publication_is_told_although_no_mark_differs(session: Session, public: Cast) -> None:
    session.add(
        Incident(
            section_id=public.section.id, number=1, kind="other", starts_at=NOON, text="The bath was cold",
            reported_by_id=public.cem.id, reported_at=NOON,
        )
    )  # fmt: skip
    session.flush()

    found = in_the_way.of_section(session, public.section)

    assert found.has_moved
    assert [one.code for one in found.blockers] == ["blocker_incident_open"]


def test_a_new_version_takes_everything_up(session: Session, public: Cast) -> None:
    mark_everything(session, public, {"T01": 9_000, "T02": 6_250})
    before = in_the_way.of_section(session, public.section).has_moved
    confirm_borders(session, public)
    finalise(session, public, reason="Read again")

    assert (before, in_the_way.of_section(session, public.section).has_moved) == (True, False)


def test_whoever_alone_confirmed_a_border_is_told_before_finalising(session: Session, cast: Cast) -> None:
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    for border in blockers.outlook(session, cast.section).borders:
        border_confirmations.confirm(session, cast.section, border, fingerprint=border.fingerprint, by=cast.ben)

    own = in_the_way.of_section(session, cast.section, by=cast.ben)
    of_ana = in_the_way.of_section(session, cast.section, by=cast.ana)

    assert [one.code for one in own.blockers] == ["border_confirmed_by_same"] * 2
    assert (own.is_clear, of_ana.is_clear) == (False, True)
