"""The lifecycle page shows where a section is, and moves it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.models.rules import Rules
from tests.applications import Visitor
from tests.factories import Cast


def base(cast: Cast) -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/lifecycle/"


def test_show_names_what_blocks_and_where_it_is_mended(client: Visitor, session: Session, cast: Cast) -> None:
    session.scalars(select(Rules).where(Rules.section_id == cast.section.id)).one().signed_at = None

    page = client.sign_in(cast.ana).get(base(cast)).text

    assert "The rules are not signed." in page
    assert f'href="/editions/{cast.edition.slug}/{cast.section.slug}/rules/"' in page


def test_move_leads_on_and_back(client: Visitor, session: Session, cast: Cast) -> None:
    cast.section.state = "rules_signed"
    client.sign_in(cast.ana).post(f"{base(cast)}open_check_in")
    there = cast.section.state

    refused = client.post(f"{base(cast)}leave_check_in", data={"reason": ""})
    still = cast.section.state
    client.post(f"{base(cast)}leave_check_in", data={"reason": "Too early"})

    assert (there, refused.status_code, still, cast.section.state) == ("check_in", 409, "check_in", "rules_signed")


def test_move_of_another_role_is_refused(client: Visitor, session: Session, cast: Cast) -> None:
    cast.section.state = "rules_signed"

    answer = client.sign_in(cast.ben).post(f"{base(cast)}open_check_in")

    assert (answer.status_code, cast.section.state) == (409, "rules_signed")


def test_move_that_nobody_knows_is_not_found(client: Visitor, cast: Cast) -> None:
    assert client.sign_in(cast.ana).get(f"{base(cast)}fly").status_code == 404
