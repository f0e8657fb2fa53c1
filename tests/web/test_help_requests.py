"""The button on a judge's page, the board's list of calls, and who may do what."""

import json

import pytest

from olympiad.models.audit import AuditEntry
from olympiad.models.help_request import HelpRequest
from tests.applications import Visitor
from tests.factories import Cast


@pytest.fixture
def section(cast: Cast) -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}"


def call(client: Visitor, cast: Cast, section: str) -> HelpRequest:
    sheet = f"{section}/score-sheets/{cast.sheets['T01', 'P', 'cem'].id}"
    data = {"reason": "sample", "words": "cuvette broke", "team_code": cast.t01.code, "back": sheet}
    answer = client.sign_in(cast.cem).post(f"{section}/help-requests/", data=data)
    assert answer.headers["Location"] == sheet
    found: HelpRequest = client.test_session.query(HelpRequest).one()
    return found


def test_a_call_changes_the_board_and_the_answer_comes_back_to_the_judge(
    client: Visitor, cast: Cast, section: str
) -> None:
    before = client.sign_in(cast.ana).get(f"{section}/board/progress").headers["ETag"]
    asked = call(client, cast, section)

    board = client.sign_in(cast.ana).get(f"{section}/board/progress", headers={"If-None-Match": before})
    client.post(f"{section}/help-requests/{asked.id}/answer", data={"words": "Malika comes"})
    judge = client.sign_in(cast.cem).get(f"{section}/score-sheets/")

    assert board.status_code == 200
    assert all(words in board.text for words in ("A sample is spilt or doubtful", "cuvette broke", "Cem"))
    assert "Malika comes" in judge.text


def test_the_button_stands_on_the_sheet_with_the_teams_code(client: Visitor, cast: Cast, section: str) -> None:
    page = client.sign_in(cast.cem).get(f"{section}/score-sheets/{cast.sheets['T01', 'P', 'cem'].id}")

    assert f'name="team_code" value="{cast.t01.code}"' in page.text
    assert "Request help" in page.text


def test_a_refused_call_says_why(client: Visitor, cast: Cast, section: str) -> None:
    answer = client.sign_in(cast.cem).post(f"{section}/help-requests/", data={"reason": "other"})

    assert (answer.status_code, "Say in a few words" in answer.text) == (422, True)


def test_a_judge_closes_own_calls_only_and_sees_no_other(client: Visitor, cast: Cast, section: str) -> None:
    asked = call(client, cast, section)

    foreign = client.sign_in(cast.dana).post(f"{section}/help-requests/{asked.id}/close")
    seen = client.get(f"{section}/help-requests/").text
    own = client.sign_in(cast.cem).post(f"{section}/help-requests/{asked.id}/close")

    assert (foreign.status_code, own.status_code) == (404, 303)
    assert "cuvette broke" not in seen
    assert asked.closed_at is not None


def test_judges_do_not_answer_and_leaders_do_not_call(client: Visitor, cast: Cast, section: str) -> None:
    asked = call(client, cast, section)

    assert client.post(f"{section}/help-requests/{asked.id}/answer").status_code == 403
    assert client.sign_in(cast.eva).post(f"{section}/help-requests/", data={"reason": "team"}).status_code == 403


def test_a_call_that_waited_on_a_device_is_told_as_data(client: Visitor, cast: Cast, section: str) -> None:
    client.sign_in(cast.cem)
    console = {"Accept": "application/json"}
    sent = {"reason": "sample", "called_at": "2026-12-05T11:31:00.000Z"}

    taken = client.post(f"{section}/help-requests/", data=sent, headers=console)
    again = client.post(f"{section}/help-requests/", data=sent, headers=console)
    refused = client.post(f"{section}/help-requests/", data={"reason": "other"}, headers=console)

    (asked,) = client.test_session.query(HelpRequest).all()
    ended = client.post(f"{section}/help-requests/{asked.id}/close", headers=console)
    late = client.post(f"{section}/help-requests/{asked.id}/close", headers=console)
    assert (taken.status_code, again.status_code) == (201, 201)
    assert (refused.status_code, refused.json["refused"][:18]) == (422, "Say in a few words")
    assert (ended.status_code, late.status_code) == (200, 422)
    line = client.test_session.query(AuditEntry).filter_by(action="help_requests.ask").one()
    assert json.loads(line.content)["after"]["called_at"] == sent["called_at"]
