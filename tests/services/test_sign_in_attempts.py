"""Failed sign-ins: how many close a subject and for how long, and that nobody can read from them who it was."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.models.user import SignInAttempt
from olympiad.services.people import sign_in_attempts
from olympiad.services.people.sign_in_attempts import Limit, Source
from tests.factories import NOON

LIMIT = Limit(attempts=3, seconds=300)
SUBJECT = "account:ana"
EDGES = (0, 29, 30, 59, 60, 119, 120, 239, 240, 290)


def fail(session: Session, times: int, subject: str = SUBJECT) -> None:
    """One failure each second, the last one at noon."""
    for at in range(times):
        sign_in_attempts.count_failure(session, subject, now=NOON - timedelta(seconds=times - 1 - at))


def is_closed(session: Session, seconds: int, subject: str = SUBJECT) -> bool:
    return sign_in_attempts.is_closed(session, subject, LIMIT, now=NOON + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("failures", "closed_for"),
    [(0, 0), (2, 0), (3, 30), (4, 60), (5, 120), (6, 240)],
)
def test_each_failure_too_many_doubles_the_pause(session: Session, failures: int, closed_for: int) -> None:
    fail(session, failures)

    found = [seconds for seconds in EDGES if is_closed(session, seconds)]

    assert found == [seconds for seconds in EDGES if seconds < closed_for]


def test_a_pause_is_never_longer_than_the_time_in_which_failures_count() -> None:
    assert [sign_in_attempts.pause(failed, LIMIT) for failed in (3, 7, 30, 10_000)] == [30, 300, 300, 300]


@pytest.mark.parametrize(("later", "is_counted"), [(299, True), (300, False)])
def test_failures_count_for_so_long_and_no_longer(session: Session, later: int, is_counted: bool) -> None:
    sign_in_attempts.count_failure(session, SUBJECT, now=NOON)
    for _ in range(2):
        sign_in_attempts.count_failure(session, SUBJECT, now=NOON + timedelta(seconds=later))

    assert is_closed(session, later) is is_counted


def test_failures_of_one_close_no_other_and_are_forgotten_alone(session: Session) -> None:
    fail(session, 3)
    fail(session, 3, "account:ben")

    sign_in_attempts.forget(session, SUBJECT)

    assert (is_closed(session, 0), is_closed(session, 0, "account:ben")) == (False, True)


def test_purge_drops_what_is_too_old_to_count(session: Session) -> None:
    fail(session, 3)

    sign_in_attempts.purge(session, before=NOON)

    assert list(session.scalars(select(SignInAttempt.at))) == [NOON]


def test_a_subject_tells_nobody_who_it_is_and_differs_by_kind_and_secret() -> None:
    subject = sign_in_attempts.subject_of("s" * 32, "account", "ana@sammu.uz")

    assert subject.startswith("account:")
    assert "ana" not in subject
    assert subject == sign_in_attempts.subject_of("s" * 32, "account", "ana@sammu.uz")
    others = {
        sign_in_attempts.subject_of("t" * 32, "account", "ana@sammu.uz"),
        sign_in_attempts.subject_of("s" * 32, "account", "ben@sammu.uz"),
        sign_in_attempts.keyed_hash("s" * 32, "card", "ana@sammu.uz"),
    }
    assert len({one.rpartition(":")[2] for one in others} | {subject.rpartition(":")[2]}) == 4


def test_a_browser_that_is_known_counts_for_itself_and_strangers_by_their_address() -> None:
    known, stranger = Source("10.0.0.1", "tablet", is_known=True), Source("10.0.0.1", "tablet")

    assert (known.counted_as, stranger.counted_as) == ("device:tablet", "address:10.0.0.1")
