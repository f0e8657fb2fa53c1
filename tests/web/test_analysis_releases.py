"""What of the analysis is told to whom: judges their own severity, everybody one line, notes for the next edition."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.models.analysis_release import AnalysisRelease
from olympiad.models.audit import AuditEntry
from olympiad.services.overview import analysis_releases
from olympiad.services.record import audit
from olympiad.services.results import results
from olympiad.web.results import analysis_runs
from tests.applications import Visitor
from tests.factories import Cast
from tests.results_world import finalise, mark_everything, mark_further_teams, set_mark


@pytest.fixture
def marked(session: Session, cast: Cast) -> Cast:
    """Eight teams that both judges marked; cem gives about two points of ten more than dana."""
    mark_everything(session, cast, {"T01": 7000, "T02": 4000})
    mark_further_teams(session, cast)
    session.commit()
    return cast


def address(cast: Cast) -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/analysis/"


def test_a_judge_sees_the_own_severity_once_it_is_released(client: Visitor, session: Session, marked: Cast) -> None:
    before = client.sign_in(marked.cem).get(address(marked) + "own").status_code
    client.sign_in(marked.ben).post(address(marked) + "severity/release")
    page = client.sign_in(marked.cem).get(address(marked) + "own")

    assert (before, page.status_code) == (404, 200)
    assert "more than the others" in page.text
    assert "dana" not in page.text
    assert "How strict was I?" in client.get(address(marked).replace("analysis/", "score-sheets/")).text
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "analysis_releases.release_severity")).one()
    assert entry.user_id == marked.ben.id


def test_what_was_released_is_taken_back(client: Visitor, session: Session, marked: Cast) -> None:
    client.sign_in(marked.ben).post(address(marked) + "severity/release")
    client.post(address(marked) + "severity/withdraw")

    assert session.scalars(select(AnalysisRelease)).all() == []
    assert client.sign_in(marked.cem).get(address(marked) + "own").status_code == 404


def test_only_the_chief_judge_releases(client: Visitor, session: Session, marked: Cast) -> None:
    answers = [client.sign_in(one).post(address(marked) + "severity/release") for one in (marked.ana, marked.cem)]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert session.scalars(select(AnalysisRelease)).all() == []


def test_nothing_is_released_where_nobody_shares_a_team(client: Visitor, session: Session, cast: Cast) -> None:
    client.sign_in(cast.ben).post(address(cast) + "agreement/release")

    assert session.scalars(select(AnalysisRelease)).all() == []


def test_the_line_stands_under_the_published_results_by_choice(client: Visitor, session: Session, marked: Cast) -> None:
    version = finalise(session, marked, confirmed=True)
    results.publish(session, version, by=marked.ana)
    session.commit()
    public = f"/results/{marked.edition.slug}/{marked.section.slug}/en"
    before = client.get(public).text

    client.sign_in(marked.ben).post(address(marked) + "agreement/release")
    after = client.get(public).text

    told = analysis_releases.public_agreement(session, marked.section)
    assert told is not None
    assert told.judges == 2
    assert "2 judges per team and task" not in before
    assert "2 judges per team and task" in after


def test_ticked_notes_are_kept_and_stand_with_the_tasks(client: Visitor, session: Session, marked: Cast) -> None:
    page = client.sign_in(marked.ben).get(address(marked) + "tasks/")
    assert page.status_code == 200
    found = analysis_releases.KeptNote("P yield: tells_nothing", "P yield", "tells_nothing", {"criterion": "yield"})
    analysis_releases.keep_advice(session, marked.section, [found], by=marked.ben)
    session.commit()

    tasks = client.get(f"/editions/{marked.edition.slug}/{marked.section.slug}/tasks/").text

    assert "Notes for the next edition" in tasks
    assert "Does not go with the rest of the task." in tasks
    client.post(address(marked) + "notes", data={"note": "made up"})
    session.expire_all()
    assert analysis_releases.kept_advice(session, marked.section) == []


def test_a_large_section_is_analysed_beside_the_page(client: Visitor, marked: Cast, monkeypatch) -> None:
    monkeypatch.setattr(analysis_runs, "AT_ONCE", 0)
    first = client.sign_in(marked.ben).get(address(marked))
    (runs,) = [one[marked.section.id] for one in analysis_runs._runs.values() if marked.section.id in one]
    over = runs[0].is_over.wait(60)
    second = client.get(address(marked) + "?waiting=1")

    assert "The figures are being computed" in first.text
    assert first.headers["Refresh"].startswith("2; url=")
    assert (over, runs[0].done, runs[0].refused) == (True, 6, None)
    assert "How strict is each judge?" in second.text
    assert "Refresh" not in second.headers


def test_figures_say_of_which_version_they_are(client: Visitor, session: Session, marked: Cast) -> None:
    finalise(session, marked, confirmed=True)
    session.commit()
    of_version = client.sign_in(marked.ben).get(address(marked) + "order/").text
    sheet = marked.sheets["T01", "P", "cem"]
    set_mark(session, sheet, 1000)
    audit.record(session, "section_import.marks", "section:1", by=marked.ana, section=marked.section)
    session.commit()

    moved = client.get(address(marked) + "order/").text

    assert "results version 1 of" in of_version
    assert "The marks have moved on since results version 1." in moved
