"""Members whose names wait for an answer: until when, and which institution is silent."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad import clock
from olympiad.domain.errors import DomainError
from olympiad.models.participant import Participant
from olympiad.services.results import name_confirmations, name_reminders
from tests.factories import NOON, Cast


def wall(**ahead: float) -> datetime:
    return (clock.utc_now() + timedelta(**ahead)).replace(tzinfo=None, microsecond=0)


def silent(session: Session, cast: Cast) -> list[tuple[str, list[str]]]:
    found = name_reminders.by_institution(session, cast.section, "en")
    return [(one.institution, [line.person.key for line in one.lines]) for one in found]


def test_the_silent_are_grouped_by_institution_in_the_order_of_names(session: Session, cast: Cast) -> None:
    cast.t01.institution.name_en, cast.t02.institution.name_en = "Zarafshon University", "Bukhara University"
    session.flush()

    assert silent(session, cast) == [("Bukhara University", ["finn"]), ("Zarafshon University", ["eva", "gul"])]


def test_who_has_confirmed_is_silent_no_more(session: Session, cast: Cast) -> None:
    finn = session.scalars(select(Participant).where(Participant.key == "finn")).one()
    seen = name_confirmations.seen_of(finn)
    name_confirmations.confirm(session, finn, [name_confirmations.LATIN], seen=seen, by=cast.finn)

    assert [keys for _, keys in silent(session, cast)] == [["eva", "gul"]]


def test_a_team_without_an_institution_comes_last(session: Session, cast: Cast) -> None:
    cast.t01.institution_id = None
    session.flush()
    session.expire_all()

    assert [name for name, _ in silent(session, cast)] == [cast.t02.institution.name_en, ""]


def test_the_deadline_is_a_moment_by_the_clock_of_the_edition(session: Session, cast: Cast) -> None:
    cast.edition.time_zone = "Asia/Samarkand"

    name_reminders.set_deadline(session, cast.edition, wall(days=2), by=cast.ana)

    assert cast.edition.names_until is not None
    left = cast.edition.names_until - clock.utc_now()
    assert timedelta(days=1, hours=18) < left < timedelta(days=1, hours=20)  # five hours before UTC


def test_the_deadline_can_be_taken_back(session: Session, cast: Cast) -> None:
    name_reminders.set_deadline(session, cast.edition, wall(days=2), by=cast.ana)

    name_reminders.set_deadline(session, cast.edition, None, by=cast.ana)

    assert cast.edition.names_until is None


def test_a_deadline_in_the_past_is_refused_and_nothing_is_kept(session: Session, cast: Cast) -> None:
    with pytest.raises(DomainError, match="names_until_past"):
        name_reminders.set_deadline(session, cast.edition, wall(days=-2), by=cast.ana)

    assert cast.edition.names_until is None


def test_a_purged_edition_has_no_names_to_wait_for(session: Session, cast: Cast) -> None:
    cast.edition.personal_purged_at = NOON

    with pytest.raises(DomainError, match="edition_purged"):
        name_reminders.set_deadline(session, cast.edition, wall(days=2), by=cast.ana)
