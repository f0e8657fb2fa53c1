"""Asks how passkeys are set up, named, removed, and used after the password."""

import json
import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.models.audit import AuditEntry
from olympiad.models.user import Passkey, User
from olympiad.services.people import accounts, second_factor, time_codes
from tests.applications import SECRET, Visitor
from tests.factories import NOON, Cast
from tests.passkeys import Authenticator

PASSWORD = "four blue litmus papers"
CODE = "/account/sign-in/code"
PASSKEY = "/account/sign-in/passkey"
NEW = "/account/passkeys/new"


@pytest.fixture
def ana(session: Session, cast: Cast) -> User:
    cast.ana.email = "ana@sammu.uz"
    accounts.change_password(session, cast.ana, PASSWORD, by=cast.ana)
    cast.ana.second_factor_declined_at = NOON
    return cast.ana


@pytest.fixture
def key(client: Visitor, ana: User) -> Authenticator:
    """Ana has a passkey, and is signed out again."""
    made = Authenticator()
    give_password(client)
    assert len(set_up(client, made)) == 10
    client.post("/account/sign-out")
    return made


def give_password(client: Visitor):
    return client.post("/account/sign-in", data={"identity": "ana@sammu.uz", "password": PASSWORD})


def set_up(client: Visitor, key: Authenticator, name: str = "work laptop") -> list[str]:
    """Set a passkey up and return the recovery codes that are shown."""
    answer = client.post(NEW, data={"name": name, "answer": key.create(options_of(client, NEW))})
    return re.findall(r"data-recovery-code>([^<]+)<", answer.text)


def options_of(client: Visitor, address: str) -> dict:
    page = client.get(address).text
    found = re.search(r"data-passkey-options>(.*?)</script>", page, re.DOTALL)
    return json.loads(found.group(1))


def is_signed_in(client: Visitor) -> bool:
    return client.get("/account/").status_code == 200


def test_the_first_passkey_brings_recovery_codes_and_ends_other_sessions(
    session: Session, app, client: Visitor, ana: User
) -> None:
    other = app.test_client()
    other.test_session = session
    give_password(other)
    give_password(client)

    codes = set_up(client, Authenticator())

    kept = session.scalars(select(Passkey)).one()
    assert (len(codes), kept.name, kept.user_id) == (10, "work laptop", ana.id)
    assert session.get_one(User, ana.id).has_second_factor
    assert (is_signed_in(client), is_signed_in(other)) == (True, False)
    assert "passkeys.add" in session.scalars(select(AuditEntry.action)).all()


def test_password_and_passkey_sign_in(client: Visitor, key: Authenticator) -> None:
    asked = give_password(client).location
    between = is_signed_in(client)

    answer = client.post(PASSKEY, data={"answer": key.get(options_of(client, CODE))})

    assert (asked, between, answer.status_code, answer.location) == (CODE, False, 303, "/")
    assert is_signed_in(client)


def test_a_recovery_code_signs_in_without_javascript(client: Visitor, ana: User) -> None:
    give_password(client)
    codes = set_up(client, Authenticator())
    client.post("/account/sign-out")
    give_password(client)

    client.post(CODE, data={"code": codes[0]})

    assert is_signed_in(client)


def test_an_answer_seen_once_signs_nobody_in_again(app, client: Visitor, session: Session, key: Authenticator) -> None:
    give_password(client)
    said = key.get(options_of(client, CODE))
    with client.session_transaction() as kept:
        before = dict(kept)
    assert client.post(PASSKEY, data={"answer": said}).status_code == 303
    thief = app.test_client()
    thief.test_session = session
    with thief.session_transaction() as kept:
        kept.update(before)

    assert thief.post(PASSKEY, data={"answer": said}).status_code == 401
    assert not is_signed_in(thief)


@pytest.mark.parametrize(
    "forged",
    [
        {"key": "another"},
        {"origin": "https://evil.example"},
        {"host": "evil.example"},
        {"challenge": "AAAA"},
        {"answer": "{}"},
        {"answer": "not json"},
        {"answer": "[" * 3000},
        {"answer": ""},
    ],
    ids=lambda forged: next(iter(forged.items()))[0],
)
def test_what_is_not_the_answer_of_an_own_passkey_signs_nobody_in(
    client: Visitor, key: Authenticator, forged: dict[str, str]
) -> None:
    give_password(client)
    options = options_of(client, CODE) | ({"challenge": forged["challenge"]} if "challenge" in forged else {})
    forger = Authenticator(id=key.id, key=Authenticator().key if "key" in forged else key.key)
    forger.origin, forger.host = forged.get("origin", key.origin), forged.get("host", key.host)

    answer = client.post(PASSKEY, data={"answer": forged.get("answer", forger.get(options))})

    assert answer.status_code == 401
    assert not is_signed_in(client)


def test_failures_close_passkeys_and_codes_alike(app, client: Visitor, key: Authenticator) -> None:
    for _ in range(app.config["SIGN_IN_ATTEMPTS"]):
        give_password(client)
        client.post(PASSKEY, data={"answer": "{}"})
    give_password(client)

    assert client.post(PASSKEY, data={"answer": key.get(options_of(client, CODE))}).status_code == 429
    assert not is_signed_in(client)


def test_a_passkey_without_a_password_signs_nobody_in(client: Visitor, key: Authenticator) -> None:
    assert client.post(PASSKEY, data={"answer": key.get({"challenge": "AAAA"})}).location == "/account/sign-in"


@pytest.mark.parametrize("answer", ["{}", "", "nonsense", json.dumps({"id": "x" * 30_000})])
def test_what_no_browser_made_is_not_kept(session: Session, client: Visitor, ana: User, answer: str) -> None:
    give_password(client)
    client.get(NEW)

    page = client.post(NEW, data={"name": "work laptop", "answer": answer})

    assert page.status_code == 422
    assert session.scalars(select(Passkey)).all() == []


def test_setting_up_asks_for_the_password_in_a_session_that_is_not_fresh(client: Visitor, ana: User) -> None:
    client.sign_in(ana)

    before = "data-passkey-options" in client.get(NEW).text
    client.post(NEW, data={"present": PASSWORD})

    assert (before, "data-passkey-options" in client.get(NEW).text) == (False, True)


def test_the_account_lists_and_renames_passkeys(session: Session, client: Visitor, key: Authenticator) -> None:
    give_password(client)
    client.post(PASSKEY, data={"answer": key.get(options_of(client, CODE))})
    number = session.scalars(select(Passkey.id)).one()

    client.post(f"/account/passkeys/{number}/rename", data={"name": "the <b>old</b> one"})

    page = client.get("/account/").text
    assert "the &lt;b&gt;old&lt;/b&gt; one" in page
    assert page.count("data-passkey-row") == 1


def test_nobody_renames_or_removes_the_passkey_of_somebody_else(
    session: Session, client: Visitor, cast: Cast, key: Authenticator
) -> None:
    accounts.change_password(session, cast.ben, PASSWORD, by=cast.ben)
    number = session.scalars(select(Passkey.id)).one()
    client.sign_in(cast.ben)

    answers = [client.post(f"/account/passkeys/{number}/{what}", data={"name": "x"}) for what in ("rename", "remove")]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_removing_the_last_one_needs_password_and_code_and_takes_the_recovery_codes_along(
    session: Session, client: Visitor, ana: User
) -> None:
    give_password(client)
    codes = set_up(client, Authenticator())
    address = f"/account/passkeys/{session.scalars(select(Passkey.id)).one()}/remove"
    client.post(address, data={"present": PASSWORD, "code": "wrong"})
    before = session.get_one(User, ana.id).has_second_factor

    client.post(address, data={"present": PASSWORD, "code": codes[0]})

    left = session.get_one(User, ana.id)
    assert (before, left.has_second_factor, left.mf_recovery_codes) == (True, False, [])
    assert session.scalars(select(Passkey)).all() == []


def test_a_secret_that_was_never_confirmed_is_no_second_way_in(
    session: Session, client: Visitor, ana: User, key: Authenticator
) -> None:
    """Whoever begins to set codes up beside a passkey has none until a first code was right."""
    second_factor.begin(session, ana, secret=SECRET)
    shared = second_factor.shared_secret(ana, secret=SECRET)
    give_password(client)

    answer = client.post(CODE, data={"code": time_codes.code_at(shared, time_codes.step_at(utc_now()))})

    assert answer.status_code == 401
    assert not is_signed_in(client)
