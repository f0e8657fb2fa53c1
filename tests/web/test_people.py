"""Pages of the people of an edition."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.roles import Role
from olympiad.models.user import ResetLink
from olympiad.services.people import people
from olympiad.services.people.passwords import hash_password
from tests.applications import Visitor
from tests.factories import Cast, give_role, make_edition, make_user

FIELDS = {"name": "Hira", "email": "hira@sammu.uz", "role": "clerk", "section": ""}


def test_an_invitation_shows_a_link_that_signs_in(client: Visitor, cast: Cast) -> None:
    page = client.sign_in(cast.ana).post(f"/editions/{cast.edition.slug}/people/invite", data=FIELDS)
    link = re.search(r"data-one-time-link>http://localhost([^\s<]+)<", page.text)
    assert link is not None
    client.sign_out()

    fields = {"password": "five red litmus papers", "repeated": "five red litmus papers"}
    client.post(link[1], data=fields)

    assert "hira@sammu.uz" in client.get("/account/").text


def test_an_organizer_of_one_section_does_not_see_the_people(session: Session, client: Visitor, cast: Cast) -> None:
    hira = make_user(session, "hira")
    give_role(session, hira, Role.ORGANIZER, section=cast.section)

    assert client.sign_in(hira).get(f"/editions/{cast.edition.slug}/people/").status_code == 403


def test_an_organizer_makes_no_link_for_an_administrator(session: Session, client: Visitor, cast: Cast) -> None:
    held = people.give_role(session, cast.admin, Role.CLERK, cast.edition, None, by=cast.ana)
    session.commit()

    answer = client.sign_in(cast.ana).post(f"/editions/{cast.edition.slug}/people/{held.id}/reset-link")

    assert answer.status_code == 403


def test_an_organizer_makes_no_link_for_the_chief_judge(session: Session, client: Visitor, cast: Cast) -> None:
    held = next(one for one in people.people_of(session, cast.edition) if one.role == Role.CHIEF_JUDGE)
    address = f"/editions/{cast.edition.slug}/people/{held.membership_id}/reset-link"

    refused = client.sign_in(cast.ana).post(address)

    assert refused.status_code == 403
    assert address not in client.get(f"/editions/{cast.edition.slug}/people/").text
    assert session.scalars(select(ResetLink)).all() == []
    assert client.sign_in(cast.admin).post(address).status_code == 200


def test_a_role_is_accepted_with_the_present_password_and_a_new_one(
    session: Session, client: Visitor, cast: Cast
) -> None:
    hira = make_user(session, "hira", email="hira@sammu.uz", password=hash_password("known to others too"))
    give_role(session, hira, Role.ORGANIZER, edition=make_edition(session))
    page = client.sign_in(cast.ana).post(f"/editions/{cast.edition.slug}/people/invite", data=FIELDS)
    link = re.search(r"data-one-time-link>http://localhost([^\s<]+)<", page.text)
    assert link is not None
    client.sign_out()
    fields = {"password": "five red litmus papers", "repeated": "five red litmus papers"}

    client.post(link[1], data=fields | {"present": "not this one at all"})
    before = client.get(f"/editions/{cast.edition.slug}/{cast.section.slug}/board/").status_code
    client.post(link[1], data=fields | {"present": "known to others too"})

    after = client.get(f"/editions/{cast.edition.slug}/{cast.section.slug}/board/").status_code
    assert (before, after) == (302, 200)


def test_a_card_holder_accepts_a_role_signed_in(session: Session, client: Visitor, cast: Cast) -> None:
    cast.cem.email = FIELDS["email"]
    page = client.sign_in(cast.ana).post(f"/editions/{cast.edition.slug}/people/invite", data=FIELDS)
    link = re.search(r"data-one-time-link>http://localhost([^\s<]+)<", page.text)
    assert link is not None
    client.sign_out()

    assert client.get(link[1]).status_code == 403
    assert client.sign_in(cast.cem).get(link[1]).status_code == 200


def test_the_own_role_cannot_be_taken_back(session: Session, client: Visitor, cast: Cast) -> None:
    own = people.people_of(session, cast.edition)[0]

    answer = client.sign_in(cast.ana).post(f"/editions/{cast.edition.slug}/people/{own.membership_id}/revoke")

    assert answer.status_code == 409
