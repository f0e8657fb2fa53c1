"""Pages of conflicts of interest: the judge declares, the organizer finds the team, blindness holds."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.models.conflict_declaration import ConflictDeclaration
from tests.applications import Visitor
from tests.factories import Cast


def test_a_judge_declares_and_an_organizer_finds_the_team(client: Visitor, session: Session, cast: Cast) -> None:
    address = f"/editions/{cast.edition.slug}/{cast.section.slug}/conflicts/"
    client.sign_in(cast.cem).post(f"{address}own", data={"person": "Finn", "relation": "nephew", "institution": ""})
    row = session.scalars(select(ConflictDeclaration)).one()

    client.sign_in(cast.ana).post(f"{address}{row.id}", data={"team": str(cast.t02.id)})

    page = client.get(address).text
    assert "declared person" in page
    own = client.sign_in(cast.cem).get(f"{address}own").text
    assert "Finn" in own
    assert cast.t02.name not in own


def test_a_judge_takes_back_only_the_own_declaration(client: Visitor, session: Session, cast: Cast) -> None:
    address = f"/editions/{cast.edition.slug}/{cast.section.slug}/conflicts/own"
    client.sign_in(cast.cem).post(address, data={"person": "Finn", "institution": ""})
    row = session.scalars(select(ConflictDeclaration)).one()

    refused = client.sign_in(cast.dana).post(f"{address}/{row.id}/withdraw")
    client.sign_in(cast.cem).post(f"{address}/{row.id}/withdraw")

    session.refresh(row)
    assert refused.status_code == 404
    assert row.withdrawn_at is not None


def test_an_empty_declaration_is_refused(client: Visitor, session: Session, cast: Cast) -> None:
    address = f"/editions/{cast.edition.slug}/{cast.section.slug}/conflicts/own"

    assert client.sign_in(cast.cem).post(address, data={"institution": ""}).status_code == 409
