"""Whoever opened an account by a one-time link counts as one with its owner, for a while."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from olympiad.models.user import ResetLink
from olympiad.services.people.four_eyes import same_hands
from tests.factories import NOON, Cast


def link(session: Session, cast: Cast, used_at: datetime | None) -> None:
    """ana made a link that opened cem's account."""
    made = {"user_id": cast.cem.id, "made_by_id": cast.ana.id, "made_at": NOON, "expires_at": NOON}
    session.add(ResetLink(token_hash="0" * 64, used_at=used_at, **made))
    session.flush()


def test_without_a_link_everybody_is_one_person(session: Session, cast: Cast) -> None:
    assert same_hands(session, cast.cem.id, NOON) == {cast.cem.id}


def test_a_link_that_was_used_of_late_makes_two_accounts_one(session: Session, cast: Cast) -> None:
    link(session, cast, NOON)

    both = {cast.ana.id, cast.cem.id}
    assert same_hands(session, cast.cem.id, NOON + timedelta(minutes=1)) == both
    assert same_hands(session, cast.ana.id, NOON + timedelta(minutes=1)) == both
    assert same_hands(session, cast.dana.id, NOON + timedelta(minutes=1)) == {cast.dana.id}


def test_an_unused_and_an_old_link_make_nobody_one(session: Session, cast: Cast) -> None:
    link(session, cast, None)
    assert same_hands(session, cast.cem.id, NOON) == {cast.cem.id}

    session.execute(update(ResetLink).values(used_at=NOON - timedelta(days=3650)))

    assert same_hands(session, cast.cem.id, NOON) == {cast.cem.id}
