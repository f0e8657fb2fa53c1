"""A token reads what its scopes say of its own edition, until it is revoked; it is shown once."""

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.models.api_token import ApiToken
from tests.applications import Visitor
from tests.factories import Cast, make_edition


@pytest.fixture
def page(client: Visitor, cast: Cast) -> str:
    client.sign_in(cast.ana)
    return f"/editions/{cast.edition.slug}/api-tokens/"


def make(client: Visitor, page: str, *scopes: str) -> str:
    answer = client.post(page, data={"name": "Registration office", "scopes": list(scopes)})
    found = re.search(r"oly_[\w-]{43}", answer.text)
    assert found is not None
    return found[0]


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_a_token_reads_what_its_scopes_say(client: Visitor, cast: Cast, page: str) -> None:
    api = f"/api/v1/private/editions/{cast.edition.slug}"
    token = make(client, page, "progress", "teams")
    client.sign_out()

    progress = client.get(f"{api}/progress", headers=bearer(token)).json
    teams = client.get(f"{api}/sections/{cast.section.slug}/teams?per_page=1", headers=bearer(token)).json
    people = client.get(f"{api}/sections/{cast.section.slug}/participants", headers=bearer(token))

    assert progress["items"][0]["sheets"] == 8
    assert (teams["total"], [one["code"] for one in teams["items"]]) == (2, [cast.t01.code])
    assert (people.status_code, people.mimetype) == (403, "application/problem+json")


def test_a_token_of_another_edition_learns_nothing(client: Visitor, session: Session, page: str) -> None:
    other = make_edition(session)
    token = make(client, page, "progress")

    known = client.get(f"/api/v1/private/editions/{other.slug}/progress", headers=bearer(token))
    unknown = client.get("/api/v1/private/editions/nowhere/progress", headers=bearer(token))

    assert (known.status_code, unknown.status_code) == (404, 404)


def test_a_revoked_token_reads_nothing(client: Visitor, session: Session, cast: Cast, page: str) -> None:
    api = f"/api/v1/private/editions/{cast.edition.slug}/progress"
    token = make(client, page, "progress")
    before = client.get(api, headers=bearer(token)).status_code

    client.post(f"{page}{session.scalars(select(ApiToken)).one().id}/revoke")

    assert (before, client.get(api, headers=bearer(token)).status_code) == (200, 401)
    assert client.get(api).status_code == 401
    assert token not in client.get(page).text


def test_make_refuses_a_token_without_name_or_scope(client: Visitor, session: Session, page: str) -> None:
    answers = [client.post(page, data={"name": "x"}), client.post(page, data={"scopes": ["progress"]})]

    assert [one.status_code for one in answers] == [422, 422]
    assert session.scalars(select(ApiToken)).all() == []
