"""The page that explains a total: for the staff any time, for leaders their own team's once it is published."""

import pytest
from sqlalchemy.orm import Session

from olympiad.services.results import results
from tests.applications import Visitor
from tests.factories import Cast, make_mark
from tests.results_world import finalise


@pytest.fixture
def marked(session: Session, cast: Cast) -> Cast:
    for (team, task, _judge), sheet in cast.sheets.items():
        sheet.state = "accepted"
        row = cast.pipetting if task == "P" else cast.glucose
        make_mark(session, sheet, row.criteria[0], 6000 if team == "T01" else 5000, note="spilt a drop")
    return cast


def url(cast: Cast, team: str) -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/teams/{team}/explanation"


def publish(session: Session, cast: Cast) -> None:
    version = finalise(session, cast, reason="", confirmed=True)
    results.publish(session, version, by=cast.ana)


def test_show_explains_the_marks_as_they_are_to_the_staff(client: Visitor, marked: Cast) -> None:
    page = client.sign_in(marked.ben).get(url(marked, "T01"))

    assert f"Task P ({marked.pipetting.title}): 6 of 10 points." in page.text
    assert "Judge cem: 6 (yield: 6 – spilt a drop)." in page.text
    assert "Place 1 of 2." in page.text


def test_show_is_closed_to_a_leader_until_it_is_published(client: Visitor, marked: Cast, session: Session) -> None:
    before = client.sign_in(marked.eva).get(url(marked, "T01")).status_code

    publish(session, marked)
    after = [client.get(url(marked, team)).status_code for team in ("T01", "T02", "T99")]

    assert (before, after) == (404, [200, 403, 403])


def test_show_tells_a_leader_neither_judges_nor_notes(client: Visitor, marked: Cast, session: Session) -> None:
    publish(session, marked)

    page = client.sign_in(marked.eva).get(url(marked, "T01"))

    assert f"Task P ({marked.pipetting.title}): 6 of 10 points." in page.text
    assert [word in page.text for word in ("cem", "dana", "spilt")] == [False, False, False]
