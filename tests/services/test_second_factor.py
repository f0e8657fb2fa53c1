"""The second factor: setting up, codes that count once, recovery codes, limits, what is kept."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from olympiad.models.audit import AuditDetail, AuditEntry
from olympiad.models.user import SignInAttempt, User
from olympiad.services.people import accounts, second_factor, time_codes
from olympiad.services.people.sign_in_attempts import Limit
from tests.factories import make_user

pytestmark = pytest.mark.both_databases

SECRET = "s" * 32
LIMIT = Limit(attempts=3, seconds=900)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 12, 5, 12, tzinfo=UTC)

    def move(self, steps: int) -> None:
        self.moment += timedelta(seconds=steps * time_codes.SECONDS)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(second_factor, "utc_now", lambda: made.moment)
    return made


@pytest.fixture
def ana(session: Session) -> User:
    return make_user(session, "ana")


def code(ana: User, clock: Clock, steps: int = 0) -> str:
    """What the authenticator shows, whose clock is some steps late or early."""
    shared = second_factor.shared_secret(ana, secret=SECRET)
    assert shared is not None
    return time_codes.code_at(shared, time_codes.step_at(clock.moment) + steps)


def switch_on(session: Session, ana: User, clock: Clock) -> list[str]:
    second_factor.begin(session, ana, secret=SECRET)
    codes = second_factor.confirm(session, ana, code(ana, clock), secret=SECRET)
    assert codes is not None
    clock.move(1)
    return codes


def sign_in(session: Session, ana: User, typed: str) -> bool:
    return second_factor.sign_in(session, ana, typed, secret=SECRET, limit=LIMIT)


def actions(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_confirm_switches_on_with_ten_recovery_codes_and_ends_sessions(session: Session, ana: User, clock: Clock):
    before = ana.fs_uniquifier

    codes = switch_on(session, ana, clock)

    assert (len(set(codes)), ana.has_second_factor, ana.fs_uniquifier != before) == (10, True, True)
    assert actions(session) == ["second_factor.begin", "second_factor.switch_on"]


def test_begin_alone_asks_for_nothing(session: Session, ana: User, clock: Clock):
    second_factor.begin(session, ana, secret=SECRET)

    assert not ana.has_second_factor
    assert not sign_in(session, ana, code(ana, clock))


def test_confirm_refuses_a_wrong_code(session: Session, ana: User, clock: Clock):
    second_factor.begin(session, ana, secret=SECRET)

    assert second_factor.confirm(session, ana, code(ana, clock, steps=7), secret=SECRET) is None
    assert not ana.has_second_factor


def test_begin_keeps_a_secret_that_is_on(session: Session, ana: User, clock: Clock):
    switch_on(session, ana, clock)
    kept = ana.tf_totp_secret

    second_factor.begin(session, ana, secret=SECRET)

    assert ana.tf_totp_secret == kept


@pytest.mark.parametrize(("steps", "wanted"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_sign_in_lets_the_phone_be_one_step_late_or_early(
    session: Session, ana: User, clock: Clock, steps: int, wanted: bool
):
    switch_on(session, ana, clock)
    clock.move(5)

    assert sign_in(session, ana, code(ana, clock, steps)) is wanted


def test_sign_in_takes_no_code_twice_and_none_before_the_last(session: Session, ana: User, clock: Clock):
    switch_on(session, ana, clock)
    clock.move(5)
    earlier, now = code(ana, clock, -1), code(ana, clock)

    taken = [sign_in(session, ana, typed) for typed in (now, now, earlier)]

    assert taken == [True, False, False]


def test_the_code_that_switched_on_signs_nobody_in(session: Session, ana: User, clock: Clock):
    switch_on(session, ana, clock)

    assert not sign_in(session, ana, code(ana, clock, -1))


def test_of_two_requests_with_one_code_one_gets_in(engine: Engine, session: Session, ana: User, clock: Clock):
    recovery_code = switch_on(session, ana, clock)[0]
    clock.move(5)
    ana_id, time_code = ana.id, code(ana, clock)
    session.commit()

    def take(typed: str) -> bool:
        with Session(engine) as own:
            is_right = sign_in(own, own.get_one(User, ana_id), typed)
            own.commit()
            return is_right

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(take, [time_code, time_code, recovery_code, recovery_code]))

    assert (sorted(taken[:2]), sorted(taken[2:])) == ([False, True], [False, True])


def test_a_recovery_code_counts_once_however_it_is_typed(session: Session, ana: User, clock: Clock):
    first, *others = switch_on(session, ana, clock)
    typed = first.lower().replace("-", " ")

    assert [sign_in(session, ana, typed), sign_in(session, ana, typed)] == [True, False]
    assert second_factor.recovery_codes_left(ana) == len(others)
    assert actions(session)[2:] == ["second_factor.use_recovery_code", "accounts.sign_in"]


def test_the_recovery_code_of_somebody_else_counts_not(session: Session, ana: User, clock: Clock):
    ben = make_user(session, "ben")
    switch_on(session, ben, clock)

    assert not sign_in(session, ben, switch_on(session, ana, clock)[0])


def test_new_recovery_codes_replace_the_earlier_ones(session: Session, ana: User, clock: Clock):
    earlier = switch_on(session, ana, clock)

    renewed = second_factor.renew_recovery_codes(session, ana, secret=SECRET)

    assert [sign_in(session, ana, earlier[0]), sign_in(session, ana, renewed[0])] == [False, True]


def test_too_many_wrong_codes_close_it_for_right_ones_too(session: Session, ana: User, clock: Clock):
    switch_on(session, ana, clock)
    for _ in range(LIMIT.attempts):
        assert not sign_in(session, ana, "nonsense")

    with pytest.raises(accounts.TooManyAttemptsError):
        sign_in(session, ana, code(ana, clock))
    assert actions(session)[-1] == "second_factor.close"

    clock.moment += timedelta(seconds=LIMIT.seconds)
    assert sign_in(session, ana, code(ana, clock))
    assert session.scalars(select(SignInAttempt)).all() == []


def test_a_right_password_forgets_no_wrong_codes(session: Session, ana: User, clock: Clock):
    switch_on(session, ana, clock)
    accounts.change_password(session, ana, "four blue litmus papers", by=ana)
    sign_in(session, ana, "nonsense")

    attempt = accounts.begin_sign_in(session, ana.username or "", secret=SECRET, limit=LIMIT)
    accounts.conclude_sign_in(session, attempt, right=True)

    assert len(session.scalars(select(SignInAttempt)).all()) == 1
    assert actions(session)[-1] == "accounts.give_password"


def test_switch_off_forgets_secret_and_codes(session: Session, ana: User, clock: Clock):
    switch_on(session, ana, clock)

    second_factor.switch_off(session, ana)

    assert (ana.has_second_factor, ana.tf_totp_secret, ana.mf_recovery_codes) == (False, None, [])
    assert actions(session)[-1] == "second_factor.switch_off"


def test_clear_ends_sessions_and_keeps_the_reason_apart(session: Session, ana: User, clock: Clock):
    switch_on(session, ana, clock)
    before = ana.fs_uniquifier
    admin = make_user(session, "admin")

    second_factor.clear(session, ana, "phone lost in the bus", by=admin)

    assert (ana.has_second_factor, ana.fs_uniquifier != before) == (False, True)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "second_factor.clear")).one()
    assert (entry.user_id, "bus" in entry.content) == (admin.id, False)
    assert session.scalars(select(AuditDetail.value)).all() == ["phone lost in the bus"]


def test_what_is_kept_opens_only_for_its_person_and_its_installation(session: Session, ana: User, clock: Clock):
    second_factor.begin(session, ana, secret=SECRET)
    ben = make_user(session, "ben", tf_totp_secret=ana.tf_totp_secret)

    assert second_factor.shared_secret(ana, secret=SECRET) is not None
    assert second_factor.shared_secret(ana, secret="t" * 32) is None
    assert second_factor.shared_secret(ben, secret=SECRET) is None


def test_neither_row_nor_record_tells_secret_or_codes(session: Session, ana: User, clock: Clock):
    codes = switch_on(session, ana, clock)
    shared = second_factor.shared_secret(ana, secret=SECRET)
    assert shared is not None

    told = [ana.tf_totp_secret, *(ana.mf_recovery_codes or []), *session.scalars(select(AuditEntry.content))]

    hidden = [time_codes.in_groups(shared).replace(" ", ""), shared.hex(), *(each.replace("-", "") for each in codes)]
    assert [part for part in hidden for text in told if part in str(text)] == []
