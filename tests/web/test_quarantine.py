"""The page of quarantine: who sees it, deciding with a reason, refusals in words."""

import pytest
from sqlalchemy.orm import Session

from olympiad.services.marking import devices
from tests.applications import Visitor
from tests.factories import Cast, make_device
from tests.services.test_operations import current, mark, send


@pytest.fixture
def url(cast: Cast) -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/quarantine/"


@pytest.fixture
def kept_id(session: Session, cast: Cast) -> str:
    phone = make_device(session, cast.section, cast.cem, judge_id=cast.cem_judge.id, level="http")
    devices.revoke(session, phone, reason="lost", by=cast.ana)
    operation = mark(cast.sheets["T01", "P", "cem"], 1, 7500)
    send(session, phone, operation)
    return operation.id


def test_index_shows_what_waits_with_its_reason(client: Visitor, cast: Cast, url: str, kept_id: str) -> None:
    page = client.sign_in(cast.ana).get(url).text

    assert all(words in page for words in (cast.t01.code, "cem", "7.5", "access card of this device was revoked"))
    assert "Take into the sheets" not in page


def test_accept_takes_the_mark_and_shows_the_decision(
    client: Visitor, session: Session, cast: Cast, url: str, kept_id: str
) -> None:
    chosen = {"operation": kept_id, "decision": "accept", "reason": "seen on paper"}

    page = client.sign_in(cast.ben).post(url, data=chosen, follow_redirects=True).text

    assert (current(session, cast.sheets["T01", "P", "cem"]).mark, "seen on paper" in page) == (7500, True)


def test_deciding_without_reason_says_so(client: Visitor, cast: Cast, url: str, kept_id: str) -> None:
    answer = client.sign_in(cast.ben).post(url, data={"operation": kept_id, "decision": "accept", "reason": ""})

    assert (answer.status_code, "Give a reason" in answer.text) == (422, True)


def test_deciding_is_for_the_chief_judge(client: Visitor, cast: Cast, url: str, kept_id: str) -> None:
    chosen = {"operation": kept_id, "decision": "set-aside", "reason": "x"}

    assert client.sign_in(cast.ana).post(url, data=chosen).status_code == 403
