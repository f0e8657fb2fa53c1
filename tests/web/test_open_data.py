"""The read API: what is public and nothing else, with tags, parts and problems; its description is true to the code."""

from collections.abc import Iterator
from contextlib import suppress

import hypothesis
import pytest
import schemathesis
from flask import Flask
from jsonschema import Draft202012Validator
from sqlalchemy.orm import Session

from olympiad.api.v1.openapi import description
from olympiad.models.participant import Participant
from olympiad.services.people import api_tokens
from olympiad.services.results import results
from tests.applications import Visitor
from tests.factories import Cast
from tests.results_world import AWARDS, finalise, mark_everything, set_rules

V1 = "/api/v1"


@pytest.fixture
def section(session: Session, cast: Cast) -> str:
    """The address of the cast's section, published."""
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    cast.section.appeal_minutes = 0
    results.publish(session, finalise(session, cast), by=cast.ana)
    return f"{V1}/editions/{cast.edition.slug}/sections/{cast.section.slug}"


@pytest.fixture
def token(session: Session, cast: Cast) -> str:
    """A token of the cast's edition that may read everything that a token can."""
    return api_tokens.make(session, cast.edition, name="Office", scopes=[*api_tokens.Scope], by=cast.ana)


def test_private_addresses_name_their_scope_and_refusals() -> None:
    found = {
        path: (one["get"]["security"], {"401", "403"} <= set(one["get"]["responses"]))
        for path, one in description()["paths"].items()
    }

    private = "/private/editions/{edition}"
    assert {path: told for path, told in found.items() if told[0]} == {
        f"{private}/progress": ([{"token": ["progress"]}], True),
        f"{private}/sections/{{section}}/teams": ([{"token": ["teams"]}], True),
        f"{private}/sections/{{section}}/participants": ([{"token": ["participants"]}], True),
    }
    assert description()["components"]["securitySchemes"]["token"]["scheme"] == "bearer"


def test_ranking_is_what_was_published(client: Visitor, section: str) -> None:
    found = client.get(f"{section}/ranking").json

    assert [(one["team"], one["place"], one["total"], one["award"]) for one in found["items"]] == [
        ("T01", "1", "17.50", "I degree"),
        ("T02", "2", "12.50", "II degree"),
    ]
    assert [mark["mark"] for mark in found["items"][0]["marks"]] == ["8.75", "8.75"]


def test_team_without_consent_has_its_code(client: Visitor, session: Session, cast: Cast, section: str) -> None:
    cast.t01.name = "Eva"
    session.query(Participant).filter_by(team_id=cast.t01.id).update({"consents_name": False})

    told = [client.get(section + part).text for part in ("/teams", "/teams/T01", "/ranking")]

    assert [cast.t01.code in text for text in told] == [True] * 3
    assert [text for text in told if '"Eva"' in text] == []


def test_lists_come_in_parts(client: Visitor, section: str) -> None:
    first, second, beyond = (client.get(f"{section}/teams?page={at}&per_page=1").json for at in (1, 2, 9))

    assert [one["key"] for one in first["items"] + second["items"]] == ["T01", "T02"]
    assert (first["total"], beyond["items"]) == (2, [])


def test_unchanged_answer_is_not_sent_again(client: Visitor, section: str) -> None:
    tag = client.get(f"{section}/ranking").headers["ETag"]

    again = client.get(f"{section}/ranking", headers={"If-None-Match": tag})

    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("query", ["page=0", "page=x", "per_page=201", "page=1.0", "page=-1", "page="])
def test_wrong_parameter_is_a_problem(client: Visitor, section: str, query: str) -> None:
    answer = client.get(f"{section}/teams?{query}")

    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert answer.json["status"] == 400


@pytest.mark.parametrize("part", ["", "/teams", "/teams/T01", "/tasks", "/ranking", "/versions", "/versions/1"])
def test_nothing_is_told_before_publication(client: Visitor, cast: Cast, part: str) -> None:
    answer = client.get(f"{V1}/editions/{cast.edition.slug}/sections/{cast.section.slug}{part}")

    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def test_every_answer_is_as_described(client: Visitor, cast: Cast, section: str, token: str) -> None:
    told = description()
    edition = f"{V1}/editions/{cast.edition.slug}"
    private = f"{V1}/private/editions/{cast.edition.slug}"
    asked = {
        "/private/editions/{edition}/progress": f"{private}/progress",
        **{
            f"/private/editions/{{edition}}/sections/{{section}}/{name}": f"{private}/sections/{cast.section.slug}/{name}"
            for name in ("teams", "participants")
        },
        "/editions": f"{V1}/editions",
        "/editions/{edition}": edition,
        "/editions/{edition}/sections": f"{edition}/sections",
        "/editions/{edition}/sections/{section}": section,
        **{
            f"/editions/{{edition}}/sections/{{section}}{pattern}": section + part
            for pattern, part in {
                "/teams": "/teams", "/teams/{team}": "/teams/T01", "/tasks": "/tasks", "/ranking": "/ranking",
                "/versions": "/versions", "/versions/{version}": "/versions/1",
            }.items()
        },
    }  # fmt: skip

    for path, address in asked.items():
        schema = told["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        Draft202012Validator({**schema, "components": told["components"]}).validate(
            client.get(address, headers={"Authorization": f"Bearer {token}"}).json
        )

    assert set(told["paths"]) - set(asked) == {"/certificates/{number}"}
    assert client.get(f"{V1}/openapi.json").json == told


def test_page_names_every_address(client: Visitor) -> None:
    page = client.get(f"{V1}/").text

    assert all(path.split("{")[0] in page for path in description()["paths"])


@pytest.mark.parametrize("mode", schemathesis.GenerationMode)
def test_schemathesis_finds_nothing(
    app: Flask, session: Session, section: str, token: str, mode: schemathesis.GenerationMode
) -> None:
    session.commit()
    schema = schemathesis.openapi.from_wsgi(f"{V1}/openapi.json", app)
    limits = hypothesis.settings(
        max_examples=6,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    for operation in operations(schema):

        @limits
        @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
        def try_out(case: schemathesis.Case) -> None:
            case.call_and_validate(headers={"Authorization": f"Bearer {token}"})

        with suppress(hypothesis.errors.Unsatisfiable):  # nothing can be wrong about an address without parameters
            try_out()


def operations(schema: schemathesis.BaseSchema) -> Iterator[schemathesis.APIOperation]:
    for result in schema.get_all_operations():
        yield result.ok()
