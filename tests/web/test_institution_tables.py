"""Institutions compared: for the staff by every method, in public by the chosen one, both with CSV."""

import pytest
from sqlalchemy.orm import Session

from tests.applications import Visitor
from tests.factories import Cast
from tests.results_world import AWARDS, finalise, mark_everything, set_rules


@pytest.fixture
def version(session: Session, cast: Cast):
    """T01 has 18 points (I degree), T02 12 (II degree)."""
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 9000, "T02": 6000})
    return finalise(session, cast)


def url(cast: Cast, then: str = "") -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/results/1/institutions/{then}"


@pytest.mark.parametrize(("method", "points"), [("sum", ["18", "12"]), ("best", ["18", "12"]), ("medals", ["4", "3"])])
def test_table_is_there_by_every_method(client: Visitor, cast: Cast, version, method: str, points: list[str]) -> None:
    answer = client.sign_in(cast.ben).get(url(cast, "institutions.csv"), query_string={"method": method})

    lines = [line.split(",") for line in answer.text.splitlines()]
    assert lines[0] == ["place", "institution", "points", "teams"]
    assert [(line[0], line[2], line[3]) for line in lines[1:]] == [("1", points[0], "1"), ("2", points[1], "1")]


def test_unknown_method_is_not_found(client: Visitor, cast: Cast, version) -> None:
    assert client.sign_in(cast.ben).get(url(cast), query_string={"method": "luck"}).status_code == 404


@pytest.mark.parametrize(("method", "there"), [("", False), ("medals", True)])
def test_public_page_has_the_table_only_where_the_section_shows_it(
    client: Visitor, cast: Cast, session: Session, version, method: str, there: bool
) -> None:
    cast.section.institutions_table = method
    session.flush()
    client.sign_in(cast.ana).post(f"/editions/{cast.edition.slug}/{cast.section.slug}/results/1/publish")
    public = f"/results/{cast.edition.slug}/{cast.section.slug}/"

    page, file = client.get(public), client.get(f"{public}institutions.csv")

    assert ("A team of the highest award" in page.text, file.status_code) == (there, 200 if there else 404)
