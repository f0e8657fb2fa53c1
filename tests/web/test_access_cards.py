"""Signing in with a card, and the pages of making and closing cards."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.models.score_sheet import Device
from olympiad.models.user import AccessCard
from tests.applications import Visitor
from tests.factories import Cast


def place(cast: Cast) -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/access-cards/"


def make_card(client: Visitor, cast: Cast) -> str:
    """Ana makes the judges' cards; gives the first code, cem's."""
    answer = client.sign_in(cast.ana).post(place(cast) + "make", data={"role": "judge"})
    client.sign_out()
    codes = re.findall(r'data-card-code="(\w+)"', answer.text)
    assert len(codes) == 2
    return codes[0]


def test_making_shows_the_codes_once(client: Visitor, cast: Cast) -> None:
    code = make_card(client, cast)

    page = client.sign_in(cast.ana).get(place(cast))

    assert code not in page.text
    assert client.post(place(cast) + "make", data={"role": "judge"}).status_code == 303


def test_a_get_never_signs_in(client: Visitor, cast: Cast) -> None:
    code = make_card(client, cast)

    page = client.get(f"/card/{code}", follow_redirects=True)

    assert page.status_code == 200
    assert client.get("/account/").status_code == 302


def test_a_scanned_code_leaves_the_address_and_the_page(client: Visitor, cast: Cast) -> None:
    code = make_card(client, cast)

    moved = client.get(f"/card/{code}")
    page = client.get(moved.location)

    assert (moved.status_code, moved.location) == (303, "/card/ready")
    assert {one.headers["Cache-Control"] for one in (moved, page)} == {"private, no-store"}
    assert code not in page.text


def test_a_scanned_code_signs_in_once(client: Visitor, cast: Cast) -> None:
    code = make_card(client, cast)
    client.get(f"/card/{code}")

    first = client.post("/card", data={"scanned": "yes"})
    client.post("/account/sign-out")
    again = client.post("/card", data={"scanned": "yes"})

    assert (first.status_code, again.status_code) == (303, 400)
    assert client.get("/card/ready").location == "/card"


def test_the_button_signs_in(client: Visitor, cast: Cast) -> None:
    code = make_card(client, cast)

    answer = client.post("/card", data={"code": code})

    assert answer.status_code == 303
    assert "Cem" in client.get("/account/").text


def test_a_wrong_code_is_refused(client: Visitor, cast: Cast) -> None:
    answer = client.post("/card", data={"code": "ACDE-FGH-JKM"})

    assert answer.status_code == 401
    assert client.get("/account/").status_code == 302


def test_a_closed_card_signs_its_holder_out(session: Session, client: Visitor, cast: Cast) -> None:
    code = make_card(client, cast)
    card = session.scalars(select(AccessCard).where(AccessCard.user_id == cast.cem.id)).one()
    judge = client.application.test_client()
    judge.test_session = session
    judge.post("/card", data={"code": code})

    client.sign_in(cast.ana).post(f"{place(cast)}{card.id}/revoke", data={"reason": "lost"})

    assert judge.get("/account/").status_code == 302
    assert judge.post("/card", data={"code": code}).status_code == 401


def test_a_card_of_another_section_is_not_found(session: Session, client: Visitor, cast: Cast) -> None:
    make_card(client, cast)
    card = session.scalars(select(AccessCard)).first()
    client.sign_in(cast.ana)
    client.post(f"/editions/{cast.edition.slug}/new-section", data={"title": "Anatomy", "slug": "anatomy"})

    answer = client.get(f"/editions/{cast.edition.slug}/anatomy/access-cards/{card.id}/revoke")

    assert answer.status_code == 404


def test_a_device_enrolled_by_card_dies_with_the_card(session: Session, client: Visitor, cast: Cast) -> None:
    client.post("/card", data={"code": make_card(client, cast)})

    answer = client.post("/api/devices", json={"section": f"{cast.edition.slug}/{cast.section.slug}"})

    card = session.scalars(select(AccessCard).where(AccessCard.user_id == cast.cem.id)).one()
    device = session.get(Device, answer.json["device"])
    assert device.access_card_id == card.id


def test_make_anew_closes_every_card_of_the_role(client: Visitor, cast: Cast, session: Session) -> None:
    address = f"/editions/{cast.edition.slug}/{cast.section.slug}/access-cards/make"
    client.sign_in(cast.ana).post(address, data={"role": "judge"})

    nobody = client.post(address, data={"role": "judge"})
    page = client.post(address, data={"role": "judge", "anew": "y"}).text

    cards = session.scalars(select(AccessCard).where(AccessCard.section_id == cast.section.id)).all()
    new = [card for card in cards if card.revoked_at is None]
    assert nobody.status_code == 303
    assert len(cards) == 2 * len(new)
    assert f"{len(new)} access card" in page
