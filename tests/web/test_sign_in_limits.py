"""A hall behind one address: who guesses is slowed, and nobody else is kept out."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from olympiad.services.people import access_cards, accounts
from tests.applications import SECRET, Visitor
from tests.factories import Cast

PASSWORD = "four blue litmus papers"


def another(client: Visitor) -> Visitor:
    """Another browser behind the same address."""
    made = client.application.test_client()
    assert isinstance(made, Visitor)
    made.test_session = client.test_session
    return made


@pytest.fixture
def card(session: Session, cast: Cast) -> str:
    """The code of cem's card."""
    people = [one for one in access_cards.holders(session, cast.section) if one.user_id == cast.cem.id]
    made = access_cards.make_cards(session, cast.section, people, secret=SECRET, address="", by=cast.ana)
    session.commit()
    return made[0].code


def test_forty_wrong_codes_from_the_halls_address_keep_no_judge_out(client: Visitor, card: str) -> None:
    guessing = [client.post("/card", data={"code": f"GUESSED{at}"}).status_code for at in range(40)]

    judge = another(client).post("/card", data={"code": card})

    assert (guessing[0], guessing[-1]) == (401, 429)
    assert judge.status_code == 303


def test_eight_wrong_passwords_of_a_stranger_do_not_lock_the_organizer_out(
    app: Flask, client: Visitor, session: Session, cast: Cast
) -> None:
    cast.ana.email = "ana@sammu.uz"
    accounts.change_password(session, cast.ana, PASSWORD, by=cast.ana)
    session.commit()
    right = {"identity": "ana@sammu.uz", "password": PASSWORD}
    own = another(client)
    assert own.post("/account/sign-in", data=right).status_code == 303
    own.post("/account/sign-out")

    for _ in range(app.config["SIGN_IN_ATTEMPTS"]):
        client.post("/account/sign-in", data=right | {"password": "guessed"})

    assert client.post("/account/sign-in", data=right).status_code == 429
    assert own.post("/account/sign-in", data=right).status_code == 303


def test_the_cookie_of_a_known_browser_names_nobody_and_cannot_be_made(app: Flask, client: Visitor, card: str) -> None:
    client.post("/card", data={"code": card})
    cookie = client.get_cookie("known")
    assert cookie is not None
    assert cookie.http_only

    client.set_cookie("known", "WyJhIl0.forged")

    assert client.get("/card").status_code == 200
