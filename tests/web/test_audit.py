"""Pages of the record: search, personal values shown and recorded, files, verification."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.models.audit import AuditEntry
from olympiad.services.record import audit, audit_verification
from tests.applications import Visitor
from tests.factories import Cast


@pytest.fixture
def place(session: Session, cast: Cast) -> str:
    """Record sixty lines, one of them with personal values, and give the address of the section's record."""
    for number in range(59):
        audit.record(session, "teams.remove", f"team:{number}", by=cast.ana, section=cast.section, before={"key": "x"})
    audit.record(
        session,
        "judges.remove",
        "judge:7",
        by=cast.ben,
        section=cast.section,
        before={"kind": "official"},
        after={"kind": "practice"},
        personal={"name": "Nodira Karimova", "reason": "=HYPERLINK(ill)"},
    )
    session.commit()
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/audit"


def test_the_record_says_who_what_before_after_and_why(client: Visitor, cast: Cast, place: str) -> None:
    page = client.sign_in(cast.ana).get(f"{place}/").text

    assert page.count('<tr id="entry-') == 50
    assert "=HYPERLINK(ill)" in page
    assert "Nodira Karimova" not in page
    assert "Judge removed" in page


def test_the_record_names_what_changed_in_the_readers_language(
    client: Visitor, session: Session, cast: Cast, place: str
) -> None:
    before, after = {"state": "not_started"}, {"state": "open", "key_of_a_file": "x"}
    audit.record(
        session, "score_sheets.reopen", "score_sheet:1", by=cast.ben, section=cast.section, before=before, after=after
    )

    page = client.sign_in(cast.ana).get(f"{place}/", headers={"Accept-Language": "ru"}).text

    assert '<span class="sub">Состояние</span> <del class="before">Не начат</del>' in page
    assert '<span class="sub">key_of_a_file</span>' in page


@pytest.mark.parametrize(
    ("search", "count"),
    [
        ("action=judges.remove", 1),
        ("subject=team:58", 1),
        ("q=HYPERLINK", 1),
        ("q=official", 1),
        ("q=%25", 0),
        ("page=2", 10),
        ("page=99", 10),
        ("since=2000-01-01T00:00&until=2000-01-02T00:00", 0),
        ("since=nonsense&page=2", 10),
    ],
)
def test_the_record_is_searched(client: Visitor, cast: Cast, place: str, search: str, count: int) -> None:
    assert client.sign_in(cast.ben).get(f"{place}/?{search}").text.count('<tr id="entry-') == count


def test_the_record_is_searched_by_person(client: Visitor, cast: Cast, place: str) -> None:
    page = client.sign_in(cast.ana).get(f"{place}/?person={cast.ben.id}").text

    assert page.count('<tr id="entry-') == 1


def test_showing_personal_values_is_a_line_of_its_own(
    session: Session, client: Visitor, cast: Cast, place: str
) -> None:
    page = client.sign_in(cast.admin).post(f"{place}/60/reveal").text

    line = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert "Nodira Karimova" in page
    assert line is not None
    assert (line.action, line.user_id, len(line.device_id or "")) == ("audit.reveal", cast.admin.id, 32)
    assert json.loads(line.content)["after"]["seq"] == 60


@pytest.mark.parametrize("words", ["2026-99-99T99:99:99.999Z", '{"a":' * 5000, "{", '{"a": [1, {}]}'])
def test_words_that_look_like_a_moment_or_an_object_are_shown_all_the_same(
    session: Session, client: Visitor, cast: Cast, place: str, words: str
) -> None:
    audit.record(session, "editions.change", "edition:1", by=cast.ana, section=cast.section, after={"city": words})
    session.commit()

    page = client.sign_in(cast.ben).get(f"{place}/?subject=edition:1")

    assert page.status_code == 200
    assert page.text.count('<tr id="entry-') == 1


def test_lines_are_read_in_words_and_in_the_halls_time(
    session: Session, client: Visitor, cast: Cast, place: str
) -> None:
    after = {"kind": "drift", "state": "open", "closes_at": "2026-12-05T07:30:00.000Z"}
    audit.record(session, "incidents.report", "incident:1", by=cast.cem, section=cast.section, after=after)
    session.commit()

    page = client.sign_in(cast.ben).get(f"{place}/?subject=incident:1").text

    told = " ".join(re.sub(r"<[^>]+>", " ", page[page.index('id="entry-') :]).split())
    assert "End 5 December, 12:30 Kind Instrument drift State Open" in told


def test_csv_holds_no_formula_and_no_personal_value(client: Visitor, cast: Cast, place: str) -> None:
    answer = client.sign_in(cast.ana).get(f"{place}/export.csv")

    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert len(rows) == 60
    assert (rows[-1]["reason"], rows[-1]["before"], rows[-1]["after"]) == (
        "'=HYPERLINK(ill)",
        "kind=official",
        "kind=practice",
    )
    assert "Nodira" not in answer.text


def test_anybody_recomputes_the_chain_from_the_json_file(client: Visitor, cast: Cast, place: str) -> None:
    lines = client.sign_in(cast.ana).get(f"{place}/export.json").get_json()

    covered = ("chain", "seq", "at", "user", "device", "action", "subject", "content", "previous")
    written = [audit.canonical({name: line[name] for name in covered}) for line in lines]
    assert [audit.hashlib.sha256(text.encode()).hexdigest() for text in written] == [line["hash"] for line in lines]
    assert [line["previous"] for line in lines[1:]] == [line["hash"] for line in lines[:-1]]


def test_verify_says_what_is_not_witnessed_yet(
    app: Flask, session: Session, client: Visitor, cast: Cast, place: str
) -> None:
    audit_verification.write_witness(session, Path(app.instance_path))
    audit.record(session, "teams.remove", "team:1", by=cast.ana, section=cast.section)

    page = client.sign_in(cast.ana).post(f"{place}/verify").text

    assert "The record is whole." in page
    assert "lines 61 to 61 are not witnessed yet" in page


def test_verify_takes_a_head_from_paper(session: Session, client: Visitor, cast: Cast, place: str) -> None:
    head = audit_verification.head_of(session, cast.section)
    assert head is not None
    client.sign_in(cast.ana)

    right = client.post(f"{place}/verify", data={"head": f"{head.seq}: {head.hash[:16]}"}).text
    wrong = client.post(f"{place}/verify", data={"head": f"{head.seq}:{'0' * 64}"}).text
    refused = client.post(f"{place}/verify", data={"head": "60"}).text

    assert "The record is whole." in right
    assert "The record is broken." in wrong
    assert "at least 16 digits" in refused


def test_the_installation_has_a_record_for_administrators(client: Visitor, cast: Cast, place: str) -> None:
    client.sign_in(cast.admin)

    assert client.get("/audit/").status_code == 200
    assert client.post("/audit/verify").text.count("The record is whole.") == 1


def test_the_board_shows_the_head(session: Session, client: Visitor, cast: Cast, place: str) -> None:
    head = audit_verification.head_of(session, cast.section)
    assert head is not None

    page = client.sign_in(cast.ana).get(place.replace("/audit", "/board/")).text

    assert f"{head.seq}:{head.hash[:16]}" in page


def test_a_deed_after_a_request_does_not_come_from_it(
    session: Session, client: Visitor, cast: Cast, place: str
) -> None:
    client.sign_in(cast.admin).post(f"{place}/60/reveal")

    assert audit.record(session, "teams.remove", "team:1", by=None, section=cast.section).device_id is None
    assert audit.where_from() == {}
