"""Pages of signing in and out, and of a person's own account."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from olympiad.db import AppSession
from olympiad.models.user import User
from olympiad.services.people import accounts, sign_ins
from tests.applications import SECRET, Visitor
from tests.factories import NOON, Cast

PASSWORD = "four blue litmus papers"


@pytest.fixture
def ana(session: Session, cast: Cast):
    """Ana with an address and a password."""
    cast.ana.email = "ana@sammu.uz"
    accounts.change_password(session, cast.ana, PASSWORD, by=cast.ana)
    cast.ana.second_factor_declined_at = NOON
    return cast.ana


def enter(client: Visitor, password: str = PASSWORD, **more: str):
    return client.post("/account/sign-in", data={"identity": "ana@sammu.uz", "password": password} | more)


def is_signed_in(client: Visitor) -> bool:
    return client.get("/account/").status_code == 200


def test_sign_in_opens_the_account(client: Visitor, ana) -> None:
    answer = enter(client)

    assert answer.status_code == 303
    assert is_signed_in(client)


def test_sign_in_answers_an_unknown_account_like_a_wrong_password(client: Visitor, ana) -> None:
    wrong = enter(client, "nonsense")
    unknown = client.post("/account/sign-in", data={"identity": "nobody@sammu.uz", "password": "nonsense"})

    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert wrong.text.replace("ana@sammu.uz", "X") == unknown.text.replace("nobody@sammu.uz", "X")


def test_sign_in_shows_no_password_again(client: Visitor, ana) -> None:
    assert "nonsense" not in enter(client, "nonsense").text


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("/account/", "/account/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("/account/sign-in", "/"),
    ],
)
def test_sign_in_goes_on_only_to_our_own_pages(client: Visitor, ana, given: str, wanted: str) -> None:
    assert enter(client, next=given).location == wanted


def test_sign_in_takes_nothing_over_from_the_session_before(client: Visitor, ana) -> None:
    with client.session_transaction() as kept:
        kept["planted"] = "by somebody else"

    enter(client)

    with client.session_transaction() as kept:
        assert "planted" not in kept


@pytest.mark.parametrize(("scheme", "secure"), [("http", False), ("https", True)])
def test_the_session_cookie_is_secure_exactly_over_https(client: Visitor, ana, scheme: str, secure: bool) -> None:
    answer = client.post(
        "/account/sign-in", data={"identity": "ana@sammu.uz", "password": PASSWORD}, base_url=f"{scheme}://localhost"
    )

    cookie = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith("olympiad="))
    assert ("Secure" in cookie) is secure
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_sign_out_forgets_the_person(client: Visitor, ana) -> None:
    enter(client)

    client.post("/account/sign-out")

    assert not is_signed_in(client)


def test_sign_out_forgets_the_cache_where_browsers_listen_to_it(client: Visitor) -> None:
    answers = [client.post("/account/sign-out", base_url=f"{scheme}://localhost") for scheme in ("http", "https")]

    assert [answer.headers.get("Clear-Site-Data") for answer in answers] == [None, '"cache"']


def test_sign_in_is_closed_after_too_many_failures(app: Flask, client: Visitor, ana) -> None:
    for _ in range(app.config["SIGN_IN_ATTEMPTS"]):
        enter(client, "nonsense")

    assert enter(client).status_code == 429
    assert not is_signed_in(client)


def test_change_password_keeps_this_session_and_ends_the_others(app: Flask, client: Visitor, ana) -> None:
    other = app.test_client()
    other.test_session = client.test_session
    enter(client)
    enter(other)

    fields = {"present": PASSWORD, "password": "five red litmus papers", "repeated": "five red litmus papers"}
    answer = client.post("/account/change-password", data=fields)

    assert answer.status_code == 303
    assert is_signed_in(client)
    assert not is_signed_in(other)


def test_change_password_asks_for_the_present_one(client: Visitor, ana) -> None:
    enter(client)

    fields = {"present": "nonsense", "password": "five red litmus papers", "repeated": "five red litmus papers"}
    answer = client.post("/account/change-password", data=fields)

    assert answer.status_code == 200
    assert "This is not your present password." in answer.text


def test_a_reset_link_signs_in_once(session: Session, client: Visitor, ana) -> None:
    token = accounts.make_reset_link(session, ana, secret=SECRET, by=None)
    fields = {"password": "five red litmus papers", "repeated": "five red litmus papers"}

    answer = client.post(f"/account/reset/{token}", data=fields)

    assert answer.status_code == 303
    assert is_signed_in(client)
    assert client.get(f"/account/reset/{token}").status_code == 410


def test_a_language_chosen_in_the_account_counts_without_a_cookie(client: Visitor, ana) -> None:
    enter(client)

    client.post("/account/language", data={"language": "ru"})

    assert re.search('<html lang="ru"', client.get("/account/").text)


def test_sign_out_ends_copies_of_the_cookie_and_no_other_session(app: Flask, client: Visitor, ana) -> None:
    elsewhere = app.test_client()
    elsewhere.test_session = client.test_session
    enter(client)
    enter(elsewhere)
    cookie = client.get_cookie("olympiad").value

    client.post("/account/sign-out")
    client.set_cookie("olympiad", cookie)

    assert not is_signed_in(client)
    assert is_signed_in(elsewhere)


def test_whose_sessions_are_ended_while_they_sign_in_gets_none(client: Visitor, session: Session, ana) -> None:
    """Between the commit of a sign-in and its cookie somebody changes the password."""
    ana_id = ana.id

    def end(_committed: Session) -> None:
        with Session(session.get_bind()) as beside:
            beside.get_one(User, ana_id).fs_uniquifier = "new"
            beside.commit()

    session.commit()
    event.listen(AppSession, "after_commit", end)
    try:
        enter(client)
    finally:
        event.remove(AppSession, "after_commit", end)

    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "given",
    [{"query_string": {"auth_token": "x"}}, {"headers": {"Authentication-Token": "x"}}, {"auth": ("ana", PASSWORD)}],
)
def test_ways_in_that_we_do_not_use_are_closed(client: Visitor, ana, given) -> None:
    assert client.get("/account/", **given).status_code == 302


def test_a_session_is_listed_and_ended_from_another_device(app: Flask, client: Visitor, session: Session, ana) -> None:
    other = app.test_client()
    other.test_session = session
    other.post(
        "/account/sign-in", data={"identity": "ana@sammu.uz", "password": PASSWORD}, headers={"User-Agent": "Old"}
    )
    enter(client)
    page = client.get("/account/").text
    address = re.search(r'action="(/account/sign-ins/\d+/end)"', page)

    client.post(address.group(1))

    assert (page.count("data-sign-in"), page.count("This device"), '<b class="text-break">Old' in page) == (2, 1, True)
    assert (is_signed_in(client), is_signed_in(other)) == (True, False)
    assert client.get("/account/").text.count("data-sign-in") == 1


def test_nobody_ends_the_session_of_somebody_else(
    app: Flask, client: Visitor, session: Session, cast: Cast, ana
) -> None:
    enter(client)
    mine = sign_ins.of(session, ana)[0].id
    other = app.test_client()
    other.test_session = session
    other.sign_in(cast.ben)

    assert other.post(f"/account/sign-ins/{mine}/end").status_code == 404
    assert is_signed_in(client)


def test_an_ended_session_is_not_renewed_by_asking(app: Flask, client: Visitor, session: Session, ana) -> None:
    """Its cookie is written anew with each answer: it must not outlive the memory of having been ended."""
    enter(client)
    sign_ins.end(session, ana, sign_ins.of(session, ana)[0], lifetime=timedelta(hours=1))

    client.get("/account/")

    with client.session_transaction() as kept:
        assert "_user_id" not in kept


def test_a_new_password_empties_the_list_of_sign_ins(session: Session, client: Visitor, ana) -> None:
    enter(client)

    accounts.end_sessions(ana)

    assert sign_ins.of(session, ana) == []
