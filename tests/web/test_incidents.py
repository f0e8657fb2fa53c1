"""The pages of incidents: a judge reports, the chief judge tries a remedy, applies it, withdraws it, closes."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.models.incident import Exclusion, Incident, IncidentRemedy
from olympiad.models.task import ScheduleSlot
from tests.applications import Visitor
from tests.factories import NOON, Cast, make_mark

TEN = timedelta(minutes=10)


@pytest.fixture
def base(session: Session, cast: Cast) -> str:
    """T01 leads by one point; both are at pipetting one after the other."""
    for (team, task, _), sheet in cast.sheets.items():
        criterion = (cast.pipetting if task == "P" else cast.glucose).criteria[0]
        make_mark(session, sheet, criterion, 8000 if (team, task) == ("T01", "P") else 7000)
        sheet.state = "accepted"
    for number, team in enumerate((cast.t01, cast.t02)):
        start = NOON + number * TEN
        session.add(ScheduleSlot(team_id=team.id, task_id=cast.pipetting.id, starts_at=start, ends_at=start + TEN))
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/incidents"


def told(cast: Cast, **given: str) -> dict[str, str]:
    """Noon UTC is five in the afternoon in Samarkand."""
    times = {"starts_at": "2026-12-05T17:00", "ends_at": "2026-12-05T17:10"}
    return {"kind": "drift", "task": str(cast.pipetting.id), "text": "The photometer drifted."} | times | given


def choice(client: Visitor, base: str, **given: str) -> dict[str, str]:
    """A remedy as the page sends it, with what the page says of how things stand."""
    found = re.search(r'name="seen" value="(\w+)"', client.get(f"{base}/1").text)
    assert found is not None
    return {"criteria": "yield", "reason": "drift", "seen": found[1]} | given


@pytest.fixture
def incident(session: Session, client: Visitor, cast: Cast, base: str) -> Incident:
    assert client.sign_in(cast.ben).post(f"{base}/report", data=told(cast)).status_code == 303
    return session.scalars(select(Incident)).one()


def test_a_judge_reports_from_a_sheet_and_sees_no_list(
    session: Session, client: Visitor, cast: Cast, base: str
) -> None:
    sheet = cast.sheets["T02", "P", "cem"]
    page = client.sign_in(cast.cem).get(f"{base}/report?sheet={sheet.id}")
    assert cast.t02.code in page.text

    answer = client.post(f"{base}/report?sheet={sheet.id}", data=told(cast))

    made = session.scalars(select(Incident)).one()
    assert answer.location == f"{base}/mine?sheet={sheet.id}"
    assert (made.starts_at, [one.team.key for one in made.teams]) == (NOON, ["T01", "T02"])
    assert client.get(f"{base}/").status_code == 403


def test_a_judge_sees_what_was_reported_and_the_answer(
    session: Session, client: Visitor, cast: Cast, base: str
) -> None:
    sheet = cast.sheets["T02", "P", "cem"]
    said = client.sign_in(cast.cem).post(f"{base}/report?sheet={sheet.id}", data=told(cast), follow_redirects=True).text
    client.sign_in(cast.ben).post(f"{base}/1/close", data={"reason": "The readings were taken again."})

    answered = client.sign_in(cast.cem).get(f"{base}/mine").text
    of_dana = client.sign_in(cast.dana).get(f"{base}/mine").text

    assert "Incident 1 is on record; the chief judge sees it." in said
    assert f"/score-sheets/{sheet.id}" in said
    assert "The readings were taken again." in answered
    assert "The photometer drifted." not in of_dana


def test_report_says_what_is_missing(session: Session, client: Visitor, cast: Cast, base: str) -> None:
    page = client.sign_in(cast.cem).post(f"{base}/report", data=told(cast, text="", starts_at=""))

    assert page.status_code == 422
    assert "Say in a sentence what happened." in page.text
    assert session.scalars(select(Incident)).all() == []


def test_show_tries_a_remedy_and_saves_nothing(
    session: Session, client: Visitor, cast: Cast, base: str, incident: Incident
) -> None:
    page = client.get(f"{base}/1?remedy=rerun")

    assert "2 teams move." in page.text
    assert "Task marks that change" in page.text
    assert session.scalars(select(IncidentRemedy)).all() == []


def test_apply_withdraw_close(session: Session, client: Visitor, cast: Cast, base: str, incident: Incident) -> None:
    page = client.post(f"{base}/1/apply", data=choice(client, base, remedy="full"), follow_redirects=True)
    assert "Give full points" in page.text

    remedy = session.scalars(select(IncidentRemedy)).one()
    page = client.post(f"{base}/1/remedies/{remedy.id}/withdraw", data={"reason": "no drift"}, follow_redirects=True)
    assert "no drift" in page.text

    client.post(f"{base}/1/dismiss", data={"reason": "no incident at all"})
    assert (incident.state, incident.conclusion) == ("dismissed", "no incident at all")
    client.post(f"{base}/1/reopen", data={"reason": "there was"})
    client.post(f"{base}/1/close", data={"reason": "nothing to do"})
    assert incident.state == "settled"
    assert "nothing to do" in client.get(f"{base}/1").text


def test_apply_without_reason_says_so_and_keeps_what_is_chosen(
    session: Session, client: Visitor, cast: Cast, base: str, incident: Incident
) -> None:
    page = client.post(f"{base}/1/apply", data=choice(client, base, remedy="exclude", reason=" "))

    assert page.status_code == 422
    assert "Give a reason; it is kept on record." in page.text
    assert 'value="yield" checked' in page.text
    assert session.scalars(select(Exclusion)).all() == []


def test_choose_teams_replaces_those_that_were_found(
    client: Visitor, cast: Cast, base: str, incident: Incident
) -> None:
    client.post(f"{base}/1/teams", data={"teams": [str(cast.t02.id)]})

    assert [(one.team.key, one.found_by) for one in incident.teams] == [("T02", "hand")]


def test_change_finds_the_teams_anew(client: Visitor, cast: Cast, base: str, incident: Incident) -> None:
    assert 'value="2026-12-05T17:00"' in client.get(f"{base}/1/change").text

    later = {"starts_at": "2026-12-05T17:10", "ends_at": "2026-12-05T17:20"}
    client.post(f"{base}/1/change", data=told(cast, **later))

    assert [one.team.key for one in incident.teams] == ["T02"]


def test_the_explanation_names_the_incident(client: Visitor, cast: Cast, base: str, incident: Incident) -> None:
    client.post(f"{base}/1/apply", data=choice(client, base, remedy="full"))

    page = client.get(f"{base.removesuffix('incidents')}teams/T01/explanation")

    assert "#1 drift" in page.text
    assert "Incident 1, Instrument drift" in page.text
    other = client.get(f"{base.removesuffix('incidents')}teams/T02/explanation")
    assert "Incident 1" not in other.text


def test_an_administrator_may_what_an_organizer_may(client: Visitor, cast: Cast, base: str, incident: Incident) -> None:
    answer = client.sign_in(cast.admin).post(f"{base}/1/close", data={"reason": "done"})

    assert (answer.status_code, incident.state) == (303, "settled")


def test_of_two_who_apply_a_remedy_the_second_is_told(
    session: Session, client: Visitor, cast: Cast, base: str, incident: Incident
) -> None:
    seen = choice(client, base, remedy="extra_time")
    client.post(f"{base}/1/apply", data=seen)

    answer = client.sign_in(cast.ana).post(f"{base}/1/apply", data=seen)

    assert answer.status_code == 422
    assert "Somebody did something about this incident meanwhile." in answer.text
    assert len(session.scalars(select(IncidentRemedy)).all()) == 1
