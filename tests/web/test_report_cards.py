"""A leader sees the own team's marks once they are published, and no other team's."""

import pytest
from sqlalchemy.orm import Session

from olympiad.models.results_version import ResultsVersion
from olympiad.services.results import feedback, results
from olympiad.services.results.feedback import Answer
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


def test_show_tells_released_comments_full_answer_and_distance(
    client: Visitor, session: Session, cast: Cast, version: ResultsVersion
) -> None:
    sheet = cast.sheets["T02", "P", "cem"]
    sheet.note = "the burette leaked"
    session.flush()
    feedback.release(session, cast.section, cast.pipetting, [f"{sheet.id}-0"], by=cast.ben)
    answer = Answer("Dilute tenfold.", "", "")
    feedback.save_answer(session, cast.section, cast.pipetting, answer, is_released=True, by=cast.ben)
    results.publish(session, version, by=cast.ana)

    page = client.sign_in(cast.finn).get(address(cast, "T02")).text

    assert "the burette leaked" in page
    assert "Dilute tenfold." in page
    assert "I degree from 17.50" in page


def test_download_is_a_pdf_for_the_own_team_alone(
    client: Visitor, session: Session, cast: Cast, version: ResultsVersion
) -> None:
    path = f"/editions/{cast.edition.slug}/{cast.section.slug}/report-cards/pdf/T01"
    before = client.sign_in(cast.eva).get(path).status_code
    results.publish(session, version, by=cast.ana)

    own = client.sign_in(cast.eva).get(path)

    assert before == 404
    assert own.data.startswith(b"%PDF")
    assert client.sign_in(cast.finn).get(path).status_code == 403


def test_feedback_is_released_by_the_chief_judge_alone(client: Visitor, session: Session, cast: Cast) -> None:
    path = f"/editions/{cast.edition.slug}/{cast.section.slug}/feedback/P"
    sheet = cast.sheets["T01", "P", "cem"]
    sheet.note = "calm and quick"
    session.flush()

    refused = client.sign_in(cast.ana).post(f"{path}/comments", data={"chosen": f"{sheet.id}-0"})
    client.sign_in(cast.ben).post(f"{path}/comments", data={"chosen": f"{sheet.id}-0"})

    assert refused.status_code == 403
    assert "calm and quick" in client.get(path).text
    assert feedback.of_team(session, cast.t01).comments == {("P", ""): ["calm and quick"]}
