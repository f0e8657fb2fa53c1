"""A leader sees the own team's marks once they are published, and no other team's."""

import pytest
from sqlalchemy.orm import Session

from olympiad.models.results_version import ResultsVersion
from olympiad.services.results import results
from tests.applications import Visitor
from tests.factories import Cast
from tests.results_world import AWARDS, finalise, mark_everything, set_rules


@pytest.fixture
def version(session: Session, cast: Cast) -> ResultsVersion:
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    return finalise(session, cast)


def address(cast: Cast, team: str) -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/report-cards/{team}"


def test_show_waits_for_publishing(client: Visitor, cast: Cast, version: ResultsVersion) -> None:
    page = client.sign_in(cast.eva).get(address(cast, "T01")).text

    assert "Not published yet" in page
    assert "17.50" not in page


def test_show_tells_the_leader_marks_criteria_and_award(
    client: Visitor, session: Session, cast: Cast, version: ResultsVersion
) -> None:
    results.publish(session, version, by=cast.ana)

    page = client.sign_in(cast.eva).get(address(cast, "T01")).text

    assert "17.50" in page
    assert "I degree" in page
    assert page.count("8.75") >= 4


@pytest.mark.parametrize("person", ["finn", "cem"])
def test_show_of_another_team_is_refused(
    client: Visitor, session: Session, cast: Cast, version: ResultsVersion, person: str
) -> None:
    results.publish(session, version, by=cast.ana)

    assert client.sign_in(getattr(cast, person)).get(address(cast, "T01")).status_code == 403
