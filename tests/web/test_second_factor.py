"""Pages of the second factor, and signing in with one."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.roles import Role
from olympiad.models.audit import AuditEntry
from olympiad.models.user import User
from olympiad.services.people import accounts, people, second_factor, time_codes
from tests.applications import SECRET, Visitor
from tests.factories import Cast, make_user

PASSWORD = "four blue litmus papers"
CODE = "/account/sign-in/code"
PLACE = "/account/second-factor"


@pytest.fixture
def ana(session: Session, cast: Cast) -> User:
    """Ana with an address and a password."""
    cast.ana.email = "ana@sammu.uz"
    accounts.change_password(session, cast.ana, PASSWORD, by=cast.ana)
    return cast.ana


@pytest.fixture
def recovery_codes(session: Session, ana: User) -> list[str]:
    """Ana's second factor is on; what it took was a while ago."""
    second_factor.begin(session, ana, secret=SECRET)
    codes = second_factor.confirm(session, ana, code(ana), secret=SECRET)
    assert codes is not None
    ana.tf_last_step = None
    return codes


def code(user: User) -> str:
    """What the authenticator shows now."""
    shared = second_factor.shared_secret(user, secret=SECRET)
    assert shared is not None
    return time_codes.code_at(shared, time_codes.step_at(utc_now()))


def give_password(client: Visitor, **more: str):
    return client.post("/account/sign-in", data={"identity": "ana@sammu.uz", "password": PASSWORD} | more)


def is_signed_in(client: Visitor) -> bool:
    return client.get("/account/").status_code == 200


def test_the_password_alone_signs_nobody_in(client: Visitor, recovery_codes: list[str]) -> None:
    answer = give_password(client)

    assert (answer.status_code, answer.location) == (303, CODE)
    assert not is_signed_in(client)


def test_password_and_code_sign_in_and_lead_on(client: Visitor, ana: User, recovery_codes: list[str]) -> None:
    give_password(client, next="/account/data/")

    answer = client.post(CODE, data={"code": code(ana)})

    assert (answer.status_code, answer.location) == (303, "/account/data/")
    assert is_signed_in(client)


def test_a_code_seen_over_the_shoulder_signs_nobody_in_again(
    app: Flask, client: Visitor, ana: User, recovery_codes: list[str]
) -> None:
    seen = code(ana)
    give_password(client)
    client.post(CODE, data={"code": seen})
    other = app.test_client()
    other.test_session = client.test_session
    give_password(other)

    assert other.post(CODE, data={"code": seen}).status_code == 401
    assert not is_signed_in(other)


def test_a_recovery_code_signs_in(client: Visitor, recovery_codes: list[str]) -> None:
    give_password(client)

    client.post(f"{CODE}?recovery=1", data={"code": recovery_codes[0]})

    assert is_signed_in(client)


def test_a_code_without_a_password_signs_nobody_in(client: Visitor, ana: User, recovery_codes: list[str]) -> None:
    assert client.post(CODE, data={"code": code(ana)}).location == "/account/sign-in"
    assert not is_signed_in(client)


def test_wrong_codes_are_counted_and_close_it(
    app: Flask, client: Visitor, ana: User, recovery_codes: list[str]
) -> None:
    statuses = []
    for _ in range(app.config["SIGN_IN_ATTEMPTS"]):
        give_password(client)  # a right password between them forgets nothing
        statuses.append(client.post(CODE, data={"code": "wrong"}).status_code)

    assert set(statuses) == {401}
    assert client.post(CODE, data={"code": code(ana)}).status_code == 429
    assert not is_signed_in(client)


def test_a_new_password_or_ten_minutes_end_the_step_between(
    session: Session, client: Visitor, ana: User, recovery_codes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    give_password(client)
    accounts.end_sessions(ana)
    assert client.get(CODE).status_code == 303

    give_password(client)
    assert client.get(CODE).status_code == 200
    monkeypatch.setattr("olympiad.web.frame.signing_in.utc_now", lambda: utc_now() + timedelta(minutes=11))
    assert client.get(CODE).status_code == 303


def test_giving_a_password_signs_out_whoever_was_there(client: Visitor, cast: Cast, recovery_codes: list[str]) -> None:
    client.sign_in(cast.ben)

    give_password(client)

    assert not is_signed_in(client)


def test_a_one_time_link_asks_for_the_code_too(
    session: Session, client: Visitor, ana: User, recovery_codes: list[str]
) -> None:
    token = accounts.make_reset_link(session, ana, secret=SECRET, by=None)

    answer = client.post(f"/account/reset/{token}", data={"password": PASSWORD * 2, "repeated": PASSWORD * 2})

    assert answer.location == CODE
    assert not is_signed_in(client)
    client.post(CODE, data={"code": code(ana)})
    assert is_signed_in(client)


def test_setting_up_shows_a_qr_code_and_then_recovery_codes_once(
    session: Session, app: Flask, client: Visitor, ana: User
) -> None:
    other = app.test_client()
    other.test_session = client.test_session
    give_password(other)
    give_password(client)
    client.post(f"{PLACE}/begin")
    page = client.get(f"{PLACE}/confirm").text

    shown = client.post(f"{PLACE}/confirm", data={"code": code(ana)}).text

    assert "<svg" in page
    assert "otpauth://totp/Olympiad" in page
    assert len(re.findall("data-recovery-code", shown)) == 10
    assert session.get_one(User, ana.id).has_second_factor
    assert is_signed_in(client)
    assert not is_signed_in(other)
    assert client.get(f"{PLACE}/confirm").status_code == 303


def test_setting_up_asks_for_the_password_in_a_session_that_is_not_fresh(client: Visitor, ana: User) -> None:
    client.sign_in(ana)  # without the page of signing in

    client.post(f"{PLACE}/begin", data={"present": "nonsense"})
    refused = client.get(f"{PLACE}/confirm").status_code
    client.post(f"{PLACE}/begin", data={"present": PASSWORD})

    assert (refused, client.get(f"{PLACE}/confirm").status_code) == (303, 200)


def test_who_has_no_password_sets_up_nothing(client: Visitor, cast: Cast) -> None:
    assert client.sign_in(cast.cem).get(f"{PLACE}/begin").status_code == 404


@pytest.mark.parametrize("page", ["switch-off", "recovery-codes"])
def test_switching_off_and_new_codes_need_password_and_code(
    session: Session, client: Visitor, ana: User, recovery_codes: list[str], page: str
) -> None:
    client.sign_in(ana)
    client.post(f"{PLACE}/{page}", data={"present": "nonsense", "code": code(ana)})
    client.post(f"{PLACE}/{page}", data={"present": PASSWORD, "code": "wrong"})
    kept = session.get_one(User, ana.id)
    assert (kept.has_second_factor, len(kept.mf_recovery_codes or [])) == (True, 10)
    before = list(kept.mf_recovery_codes or [])

    client.post(f"{PLACE}/{page}", data={"present": PASSWORD, "code": code(ana)})

    assert session.get_one(User, ana.id).mf_recovery_codes != before


def test_an_administrator_clears_with_a_reason_and_an_organizer_does_not(
    session: Session, client: Visitor, cast: Cast, recovery_codes: list[str]
) -> None:
    held = next(person for person in people.people_of(session, cast.edition) if person.user_id == cast.ana.id)
    address = f"/editions/{cast.edition.slug}/people/{held.membership_id}/clear-second-factor"
    assert client.sign_in(cast.ana).post(address, data={"reason": "lost"}).status_code == 403
    client.sign_in(cast.admin)
    assert "second factor is on" in client.get(f"/editions/{cast.edition.slug}/people/").text
    assert client.post(address, data={"reason": ""}).status_code == 200

    client.post(address, data={"reason": "lost"})

    assert not session.get_one(User, cast.ana.id).has_second_factor
    assert "second_factor.clear" in session.scalars(select(AuditEntry.action)).all()


def test_nobody_clears_the_own_one_without_password_and_code(
    session: Session, client: Visitor, cast: Cast, recovery_codes: list[str]
) -> None:
    people.give_role(session, cast.ana, Role.ADMINISTRATOR, None, None, by=None)
    held = people.people_of(session, cast.edition)[0]

    address = f"/editions/{cast.edition.slug}/people/{held.membership_id}/clear-second-factor"

    assert client.sign_in(cast.ana).post(address, data={"reason": "lost"}).status_code == 403
    assert address not in client.get(f"/editions/{cast.edition.slug}/people/").text


def test_where_there_is_no_second_factor_there_is_nothing_to_clear(
    session: Session, client: Visitor, cast: Cast
) -> None:
    held = people.give_role(session, make_user(session, "hira"), Role.CLERK, cast.edition, None, by=cast.ana)

    address = f"/editions/{cast.edition.slug}/people/{held.id}/clear-second-factor"

    assert client.sign_in(cast.admin).get(address).status_code == 404


def test_a_required_second_factor_keeps_roles_closed_until_it_is_set_up(
    app: Flask, client: Visitor, cast: Cast, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "REQUIRE_SECOND_FACTOR", True)
    address = f"/editions/{cast.edition.slug}/people/"
    give_password(client)

    assert [client.get(path).location for path in ("/", address)] == [f"{PLACE}/offer"] * 2
    assert client.post(f"{address}1/revoke").status_code == 403
    page = client.get(f"{PLACE}/offer").text
    assert "It is needed here." in page
    assert "Not now" not in page
    assert client.post(f"{PLACE}/not-now").status_code == 409

    client.post(f"{PLACE}/begin")
    client.post(f"{PLACE}/confirm", data={"code": code(ana)})
    assert client.get(address).status_code == 200


def test_a_required_second_factor_is_not_asked_of_others(
    app: Flask, client: Visitor, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "REQUIRE_SECOND_FACTOR", True)

    sheets = f"/editions/{cast.edition.slug}/{cast.section.slug}/score-sheets/"

    assert client.sign_in(cast.cem).get(sheets).status_code == 200


def test_the_first_sign_in_asks_for_one_until_not_now_is_said(
    session: Session, app: Flask, client: Visitor, ana: User
) -> None:
    asked = give_password(client, next="/account/data/").location
    client.get(asked)
    go_on = client.post(f"{PLACE}/not-now", data={"next": "/account/data/"}).location
    again = give_password(client, next="/account/data/").location

    assert (asked, go_on, again) == (f"{PLACE}/offer?next=/account/data/", "/account/data/", "/account/data/")
    assert "second_factor.decline" in session.scalars(select(AuditEntry.action)).all()


def test_the_first_sign_in_of_somebody_without_a_great_role_asks_for_nothing(
    session: Session, client: Visitor, cast: Cast
) -> None:
    cast.cem.email = "cem@sammu.uz"
    accounts.change_password(session, cast.cem, PASSWORD, by=cast.cem)

    assert client.post("/account/sign-in", data={"identity": "cem@sammu.uz", "password": PASSWORD}).location == "/"


def test_a_demonstration_asks_nobody(app: Flask, client: Visitor, ana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "DEMO", True)

    assert give_password(client).location == "/"


def test_beginning_a_set_up_leaves_a_line(session: Session, client: Visitor, ana: User) -> None:
    give_password(client)

    client.post(f"{PLACE}/begin")

    assert session.scalars(select(AuditEntry.action)).all()[-1] == "second_factor.begin"


def test_the_command_clears_it_for_the_only_administrator(
    app: Flask, session: Session, ana: User, recovery_codes: list[str]
) -> None:
    session.commit()

    answer = app.test_cli_runner().invoke(args=["clear-second-factor", "ana@sammu.uz", "--reason", "lost"])

    session.expire_all()
    assert answer.exit_code == 0
    assert not session.get_one(User, ana.id).has_second_factor
