"""A person's sign-ins: listed while they are open and of the present password, each ended from the account."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.models.user import SignIn
from olympiad.services.people import ended_sessions, sign_ins
from tests.factories import Cast

DAY = timedelta(days=1)


def begin(session: Session, cast: Cast, key: str) -> None:
    sign_ins.begin(session, cast.cem, key, browser="Firefox" * 100, address="192.168.7.20")


def test_the_newest_stands_first_and_long_words_of_a_browser_are_cut(session: Session, cast: Cast) -> None:
    begin(session, cast, "phone")
    begin(session, cast, "tablet")

    found = sign_ins.of(session, cast.cem)

    assert [one.session_hash for one in found] == [ended_sessions.session_hash(key) for key in ("tablet", "phone")]
    assert len(found[0].browser) == 200
    assert sign_ins.of(session, cast.dana) == []


def test_an_ended_session_is_nobodys_and_is_listed_no_more(session: Session, cast: Cast) -> None:
    begin(session, cast, "phone")
    begin(session, cast, "tablet")
    assert ended_sessions.person_of(session, cast.cem.fs_uniquifier, "tablet") is cast.cem

    sign_ins.end(session, cast.cem, sign_ins.of(session, cast.cem)[0], lifetime=DAY)

    assert len(sign_ins.of(session, cast.cem)) == 1
    assert ended_sessions.person_of(session, cast.cem.fs_uniquifier, "tablet") is None
    assert ended_sessions.person_of(session, cast.cem.fs_uniquifier, "phone") is cast.cem


def test_a_new_token_of_the_account_ends_all_of_them(session: Session, cast: Cast) -> None:
    begin(session, cast, "phone")

    cast.cem.fs_uniquifier = "another"
    session.flush()

    assert sign_ins.of(session, cast.cem) == []


def test_sign_ins_of_more_than_a_month_ago_are_forgotten(session: Session, cast: Cast) -> None:
    begin(session, cast, "phone")
    session.scalars(select(SignIn)).one().began_at -= sign_ins.KEPT + DAY
    session.flush()

    begin(session, cast, "tablet")

    assert len(session.scalars(select(SignIn)).all()) == 1


def test_an_ended_session_is_forgotten_when_its_cookie_has_run_out(session: Session, cast: Cast) -> None:
    ended_sessions.end(session, "old", lifetime=DAY)
    assert ended_sessions.person_of(session, cast.cem.fs_uniquifier, "old") is None

    ended_sessions.end(session, "new", lifetime=timedelta(0))

    assert ended_sessions.person_of(session, cast.cem.fs_uniquifier, "old") is cast.cem
