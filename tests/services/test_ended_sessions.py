"""A session that was ended opens nothing more; it is remembered as long as a copy of its cookie could be shown."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad import clock
from olympiad.models.user import EndedSession
from olympiad.services.people import ended_sessions
from tests.factories import Cast

LIFETIME = timedelta(hours=12)


def person(session: Session, cast: Cast, key: str = "a") -> object:
    return ended_sessions.person_of(session, cast.ana.fs_uniquifier, key)


def test_an_ended_session_has_no_person_and_others_of_the_same_person_go_on(session: Session, cast: Cast) -> None:
    ended_sessions.end(session, "a", lifetime=LIFETIME)

    assert (person(session, cast, "a"), person(session, cast, "b")) == (None, cast.ana)


def test_ending_twice_changes_nothing(session: Session, cast: Cast) -> None:
    for _ in range(2):
        ended_sessions.end(session, "a", lifetime=LIFETIME)

    assert len(session.scalars(select(EndedSession)).all()) == 1


def test_a_closed_account_is_a_stranger(session: Session, cast: Cast) -> None:
    cast.ana.active = False
    session.flush()

    assert person(session, cast) is None


def test_what_has_run_out_is_forgotten_with_the_next_ending(session: Session, cast: Cast) -> None:
    old = ended_sessions.session_hash("old")
    session.add(EndedSession(session_hash=old, ended_at=clock.utc_now() - LIFETIME - timedelta(seconds=1)))
    session.flush()

    ended_sessions.end(session, "new", lifetime=LIFETIME)

    assert session.scalars(select(EndedSession.session_hash)).all() == [ended_sessions.session_hash("new")]
