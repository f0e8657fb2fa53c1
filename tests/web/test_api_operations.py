"""The API of the console: a token that may only send, limits, answers as JSON."""

import json
import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.models.score_sheet import Device, Mark, Operation, ScoreSheet
from tests.applications import Visitor
from tests.databases import BOTH
from tests.factories import LAST, Cast, make_criterion


@pytest.fixture
def token(client: Visitor, cast: Cast) -> str:
    section = f"{cast.edition.slug}/{cast.section.slug}"
    answer = client.sign_in(cast.cem).post("/api/devices", json={"section": section, "level": "http"})
    client.sign_out()
    given: str = answer.json["token"]
    return given


def operation(sheet: ScoreSheet, seq: int = 1, **given: Any) -> dict[str, Any]:
    defaults = {
        "id": secrets.token_hex(16),
        "seq": seq,
        "sheet": sheet.id,
        "rubric_version": 1,
        "criterion": sheet.task.criteria[0].id,
        "value": {"state": "marked", "mark": 7500},
    }
    return defaults | given


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_apply_takes_a_list_with_the_device_token_alone(
    client: Visitor, cast: Cast, token: str, session: Session
) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    first = operation(sheet)

    answer = client.post("/api/operations", json=[first], headers=bearer(token))

    assert answer.json == {
        "answers": [
            {"id": first["id"], "seq": 1, "outcome": "applied", "code": "", "fields": {}, "current": first["id"]}
        ]
    }
    assert session.scalar(select(Mark.mark)) == 7500


def test_apply_notes_what_still_waits_on_the_device(client: Visitor, token: str, session: Session) -> None:
    body = {"operations": [], "waiting": 3, "waiting_since": "2026-12-10T10:00:00Z"}

    client.post("/api/operations", json=body, headers=bearer(token))

    device = session.scalars(select(Device)).one()
    assert (device.waiting, device.waiting_since is not None) == (3, True)


def test_apply_does_not_look_at_the_session(client: Visitor, cast: Cast, session: Session) -> None:
    client.sign_in(cast.cem)

    answer = client.post("/api/operations", json=[operation(cast.sheets["T01", "P", "cem"])])

    assert answer.status_code == 401
    assert answer.json["error"]["code"] == "unauthorized"
    assert session.scalar(select(func.count()).select_from(Operation)) == 0


def test_apply_commits_what_many_send_at_once(
    client: Visitor, cast: Cast, token: str, session: Session, app: Flask
) -> None:
    second = client.sign_in(cast.dana).post(
        "/api/devices", json={"section": f"{cast.edition.slug}/{cast.section.slug}", "level": "http"}
    )
    senders = [(token, cast.sheets["T01", "P", "cem"]), (second.json["token"], cast.sheets["T01", "P", "dana"])]
    lists = [(sender, [operation(sheet, seq=seq) for seq in (1, 2, 3)]) for sender, sheet in senders]
    asked = [one for one in lists for _ in range(4)]
    session.commit()

    def send(one: tuple[str, list[dict[str, Any]]]) -> list[str]:
        answer = FlaskClient(app).post("/api/operations", json=one[1], headers=bearer(one[0]))
        return [each["outcome"] for each in answer.json["answers"]]

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(send, asked))

    assert outcomes == [["applied"] * 3] * 8
    assert session.scalars(select(Device.last_seq).order_by(Device.last_seq)).all() == [3, 3]
    assert session.scalar(select(func.count()).select_from(Operation)) == 6


def test_the_token_reads_nothing(client: Visitor, cast: Cast, token: str) -> None:
    section = f"{cast.edition.slug}/{cast.section.slug}"

    assert client.get(f"/api/sheets?section={section}", headers=bearer(token)).status_code == 401


@pytest.mark.parametrize(
    "sent",
    [
        "text",
        [{}],
        [{"id": "x", "seq": 1, "sheet": 1, "rubric_version": 1}],
        [{"id": "0" * 32, "seq": 1.5, "sheet": 1, "rubric_version": 1, "criterion": 1}],
        [{}] * 501,
    ],
)
def test_apply_refuses_another_shape(client: Visitor, token: str, sent: object) -> None:
    assert client.post("/api/operations", json=sent, headers=bearer(token)).status_code == 400


@pytest.mark.parametrize("database_kind", BOTH)
def test_apply_calls_malformed_what_can_never_be_kept(
    client: Visitor, cast: Cast, token: str, session: Session
) -> None:
    """A device that hears 400 looks for the bad one and sets it aside; a fault (500) it would repeat for ever."""
    sheet = cast.sheets["T01", "P", "cem"]
    sent: list[object] = [[1], [None], [[]], {"operations": [1]}]
    for field, edges in {
        "sheet": (2**31, 2**40, 2**63, -1),
        "rubric_version": (2**31, 2**63),
        "criterion": (2**31, 2**63),
        "seq": (2**31, 2**63, 0),
        "device_time": ("\ud800", "a\0b", 7),
        "kind": ("other", 7),
        "base": ("\ud800", "x"),
        "value": ({"note": "\ud800"}, {"note": "a\0b"}, {"readings": "\udfff"}, {"mark": 1.5}, [1], "text"),
    }.items():
        sent += [[operation(sheet) | {field: edge}] for edge in edges]
    sent.append({"operations": [], "waiting": 1, "app_version": "\ud800"})
    raw = [json.dumps(one) for one in sent] + ["[" * 100_000, "[" * 100_000 + "]" * 100_000, "[NaN]", "{"]

    found = {
        body[:80]: client.post(
            "/api/operations", data=body.encode(), headers=bearer(token), content_type="application/json"
        ).status_code
        for body in raw
    }
    good = client.post("/api/operations", json=[operation(sheet)], headers=bearer(token))

    assert {body: status for body, status in found.items() if status != 400} == {}
    assert [answer["outcome"] for answer in good.json["answers"]] == ["applied"]


@pytest.mark.parametrize("mark", [10**15, 10**30, -1])
def test_apply_refuses_a_mark_that_nobody_means_and_takes_the_next(
    client: Visitor, session: Session, cast: Cast, token: str, mark: int
) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    penalty = make_criterion(session, cast.pipetting, kind="penalty", maximum=3000, position=LAST)
    wanted = [
        operation(sheet, 1, criterion=penalty.id, value={"state": "marked", "mark": mark}),
        operation(sheet, 2, kind="note", criterion=None, value={"note": "x" * 20_000}),
        operation(sheet, 3),
    ]

    answer = client.post("/api/operations", json=wanted, headers=bearer(token))

    assert [one["outcome"] for one in answer.json["answers"]] == ["refused", "refused", "applied"]


def test_apply_refuses_too_large_a_body(client: Visitor, token: str) -> None:
    assert (
        client.post(
            "/api/operations", data=b" " * 1_000_001, headers=bearer(token), content_type="application/json"
        ).status_code
        == 413
    )


def test_sheets_gives_own_sheets_with_rubric_and_marks(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.cem)

    answer = client.get(f"/api/sheets?section={cast.edition.slug}/{cast.section.slug}")

    sheets = answer.json["sheets"]
    assert {sheet["id"] for sheet in sheets} == {one.id for key, one in cast.sheets.items() if key[2] == "cem"}
    assert sheets[0]["criteria"][0]["value"]["state"] == "unmarked"
    assert cast.t01.name not in answer.text


def test_sheets_are_refused_to_who_judges_nothing_there(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.eva)

    assert client.get(f"/api/sheets?section={cast.edition.slug}/{cast.section.slug}").status_code == 403


def test_enrol_gives_no_token_to_a_page_of_another_judge(client: Visitor, cast: Cast, session: Session) -> None:
    section = f"{cast.edition.slug}/{cast.section.slug}"
    body = {"section": section, "judge": cast.cem_judge.id, "level": "http"}

    answer = client.sign_in(cast.dana).post("/api/devices", json=body)

    assert (answer.status_code, answer.json["error"]["code"]) == (409, "device_of_another_judge")
    assert session.scalar(select(func.count()).select_from(Device)) == 0


def test_answers_bear_our_mark_and_a_program_is_not_led_to_a_page(client: Visitor, cast: Cast) -> None:
    fresh = f"/editions/{cast.edition.slug}/{cast.section.slug}/score-sheets/fresh"

    answer = client.get(fresh, headers={"Accept": "application/json"})

    assert (answer.status_code, answer.headers["X-Olympiad"], "reference" in answer.json["error"]) == (401, "1", True)


def test_apply_notes_what_the_device_tells_of_itself(client: Visitor, cast: Cast, token: str, session: Session) -> None:
    own, other = cast.sheets["T01", "P", "cem"], cast.sheets["T01", "P", "dana"]
    seen = []
    for sheet in (other, own):
        told = {"unkept": 2, "photos": 1, "battery": 34, "sheet": str(sheet.id)}
        client.post("/api/operations", json={"operations": [], "waiting": 3} | told, headers=bearer(token))
        device = session.scalars(select(Device).execution_options(populate_existing=True)).one()
        seen.append((device.unkept, device.photos, device.battery, device.sheet_id))

    assert seen == [(2, 1, 34, None), (2, 1, 34, own.id)]
