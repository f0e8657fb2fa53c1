"""Accounts: signing in by password, changing it, one-time links."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.models.user import ResetLink, SignInAttempt, User
from olympiad.services.people import accounts
from olympiad.services.people.sign_in_attempts import Limit, Source

pytestmark = pytest.mark.both_databases

SECRET = "s" * 32
LIMIT = Limit(attempts=3, seconds=900)


def make_ana(session: Session) -> User:
    return accounts.create_user(session, name="Ana", email="Ana@Sammu.uz", password="four blue litmus papers", by=None)


def sign_in(session: Session, identity: str, password: str) -> User | None:
    attempt = accounts.begin_sign_in(session, identity, secret=SECRET, limit=LIMIT)
    return accounts.conclude_sign_in(session, attempt, right=attempt.is_right(password))


def test_sign_in_takes_the_address_in_any_case(session: Session) -> None:
    ana = make_ana(session)

    assert sign_in(session, " ANA@sammu.UZ ", "four blue litmus papers") is ana


def test_sign_in_refuses_a_wrong_password_and_counts_it(session: Session) -> None:
    make_ana(session)

    assert sign_in(session, "ana@sammu.uz", "three blue litmus papers") is None
    kinds = [one.partition(":")[0] for one in session.scalars(select(SignInAttempt.subject))]
    assert sorted(kinds) == ["account", "account-address", "strangers"]


@pytest.mark.parametrize("identity", ["ana@sammu.uz", "nobody@sammu.uz"])
def test_sign_in_is_closed_after_too_many_failures_known_or_not(session: Session, identity: str) -> None:
    make_ana(session)
    for _ in range(LIMIT.attempts):
        assert sign_in(session, identity, "wrong") is None

    with pytest.raises(accounts.TooManyAttemptsError):
        sign_in(session, identity, "four blue litmus papers")


def test_a_strangers_failures_do_not_close_the_browser_of_whoever_signed_in_with_it(session: Session) -> None:
    ana = make_ana(session)
    stranger, own = Source("10.0.0.66"), Source("10.0.0.1", "own browser")
    for _ in range(LIMIT.attempts):
        accounts.conclude(session, begin(session, source=stranger), right=False)

    with pytest.raises(accounts.TooManyAttemptsError):
        begin(session, source=stranger)
    known = begin(session, source=own, known=[accounts.known_as(ana, SECRET)])
    assert accounts.conclude(session, known, right=True) is ana
    assert accounts.conclude(session, begin(session, source=own), right=True) is ana


def test_user_name_and_address_of_an_account_count_together(session: Session) -> None:
    ana = make_ana(session)
    ana.username = "ana"
    for identity in ("ana", "ana@sammu.uz", "ana"):
        accounts.conclude(session, begin(session, identity), right=False)

    with pytest.raises(accounts.TooManyAttemptsError):
        begin(session)


def begin(session: Session, identity: str = "ana@sammu.uz", **given: Any) -> accounts.Attempt:
    return accounts.begin_sign_in(session, identity, secret=SECRET, limit=LIMIT, **given)


def test_sign_ins_that_were_begun_together_count_together(session: Session) -> None:
    make_ana(session)
    begun = [accounts.begin_sign_in(session, "ana@sammu.uz", secret=SECRET, limit=LIMIT) for _ in range(4)]
    for attempt in begun[:3]:
        accounts.conclude_sign_in(session, attempt, right=False)

    with pytest.raises(accounts.TooManyAttemptsError):
        accounts.conclude_sign_in(session, begun[3], right=True)


def test_a_password_that_is_changed_while_it_is_checked_signs_nobody_in(session: Session) -> None:
    ana = make_ana(session)
    attempt = accounts.begin_sign_in(session, "ana@sammu.uz", secret=SECRET, limit=LIMIT)
    accounts.change_password(session, ana, "five red litmus papers", by=ana)

    assert accounts.conclude_sign_in(session, attempt, right=True) is None


def test_sign_in_does_not_stumble_over_letters_that_cannot_be_seen(session: Session) -> None:
    ana = make_ana(session)

    assert sign_in(session, "ana\0@sammu.uz", "wrong") is None
    assert sign_in(session, "ana\0@sammu.uz", "four blue litmus papers") is ana


def test_sign_in_opens_again_when_the_failures_are_old(session: Session) -> None:
    ana = make_ana(session)
    for _ in range(LIMIT.attempts):
        sign_in(session, "ana@sammu.uz", "wrong")
    for failure in session.scalars(select(SignInAttempt)):
        failure.at = utc_now() - timedelta(seconds=LIMIT.seconds + 1)

    assert sign_in(session, "ana@sammu.uz", "four blue litmus papers") is ana


def test_sign_in_forgets_earlier_failures(session: Session) -> None:
    make_ana(session)
    sign_in(session, "ana@sammu.uz", "wrong")

    sign_in(session, "ana@sammu.uz", "four blue litmus papers")

    kinds = [one.partition(":")[0] for one in session.scalars(select(SignInAttempt.subject))]
    assert kinds == ["account-address"]


def test_sign_in_refuses_a_closed_account(session: Session) -> None:
    ana = make_ana(session)
    ana.active = False

    assert sign_in(session, "ana@sammu.uz", "four blue litmus papers") is None


def test_sign_in_keeps_what_was_typed_out_of_the_table(session: Session) -> None:
    sign_in(session, "somebody@sammu.uz", "wrong")

    assert all("somebody" not in subject for subject in session.scalars(select(SignInAttempt.subject)))


def test_change_password_ends_every_session(session: Session) -> None:
    ana = make_ana(session)
    before = ana.fs_uniquifier

    accounts.change_password(session, ana, "five red litmus papers", by=ana)

    assert ana.fs_uniquifier != before
    assert sign_in(session, "ana@sammu.uz", "four blue litmus papers") is None
    assert sign_in(session, "ana@sammu.uz", "five red litmus papers") is ana


def test_reset_link_works_once(session: Session) -> None:
    ana = make_ana(session)
    token = accounts.make_reset_link(session, ana, secret=SECRET, by=None)
    found = accounts.find_reset_link(session, token, secret=SECRET)
    assert found is not None

    accounts.reset_password(session, found[0], ana, "five red litmus papers")

    assert sign_in(session, "ana@sammu.uz", "five red litmus papers") is ana
    assert accounts.find_reset_link(session, token, secret=SECRET) is None


def test_a_reset_link_that_somebody_used_meanwhile_sets_nothing(session: Session) -> None:
    ana = make_ana(session)
    token = accounts.make_reset_link(session, ana, secret=SECRET, by=None)
    found = accounts.find_reset_link(session, token, secret=SECRET)
    assert found is not None
    session.execute(update(ResetLink).values(used_at=utc_now()), {"synchronize_session": False})

    assert not accounts.reset_password(session, found[0], ana, "five red litmus papers")
    assert sign_in(session, "ana@sammu.uz", "four blue litmus papers") is ana


def test_of_two_who_use_a_link_at_once_one_sets_the_password(engine: Engine, session: Session) -> None:
    token = accounts.make_reset_link(session, make_ana(session), secret=SECRET, by=None)
    session.commit()

    def use(password: str) -> bool:
        with Session(engine) as own:
            found = accounts.find_reset_link(own, token, secret=SECRET)
            is_set = found is not None and accounts.reset_password(own, *found, password)
            own.commit()
            return is_set

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(use, ["five red litmus papers", "six green litmus papers"]))

    assert sorted(done) == [False, True]


def test_a_changed_password_ends_links_that_were_not_used(session: Session) -> None:
    ana = make_ana(session)
    token = accounts.make_reset_link(session, ana, secret=SECRET, by=None)

    accounts.change_password(session, ana, "five red litmus papers", by=ana)

    assert accounts.find_reset_link(session, token, secret=SECRET) is None


def test_reset_link_expires_after_a_day(session: Session) -> None:
    ana = make_ana(session)
    token = accounts.make_reset_link(session, ana, secret=SECRET, by=None)
    session.scalars(select(ResetLink)).one().expires_at = utc_now()

    assert accounts.find_reset_link(session, token, secret=SECRET) is None


def test_reset_link_replaces_the_one_before(session: Session) -> None:
    ana = make_ana(session)
    first = accounts.make_reset_link(session, ana, secret=SECRET, by=None)
    second = accounts.make_reset_link(session, ana, secret=SECRET, by=None)

    assert accounts.find_reset_link(session, first, secret=SECRET) is None
    assert accounts.find_reset_link(session, second, secret=SECRET) is not None


def test_reset_link_is_kept_as_a_hash_only(session: Session) -> None:
    token = accounts.make_reset_link(session, make_ana(session), secret=SECRET, by=None)

    assert session.scalars(select(ResetLink.token_hash)).one() != token
