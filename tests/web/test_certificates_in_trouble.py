"""Issuing hundreds when the disk is full, and two people issuing at once: one sentence, nothing half-issued, no number twice."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from olympiad.models.certificate import Certificate
from olympiad.models.certificate_proof import CertificateProof, EditionKey
from olympiad.services.record import audit_verification
from tests.applications import Visitor
from tests.factories import Cast, make_participant
from tests.results_world import AWARDS, finalise, mark_everything, set_rules

MANY = 300


@pytest.fixture
def ready(session: Session, cast: Cast) -> Cast:
    """An edition with official results of which no certificate is issued yet."""
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    finalise(session, cast, official=True)
    session.commit()
    return cast


@pytest.fixture
def crowd(session: Session, ready: Cast) -> Cast:
    """Hundreds of members in a team."""
    for at in range(MANY - 3):
        make_participant(session, ready.t01, key=f"more{at}", name=f"Member {at}")
    session.commit()
    return ready


def base(cast: Cast) -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/certificates"


def held(session: Session) -> tuple[list[str], int, int]:
    """The numbers that were given out, how many are signed, and how many keys there are."""
    session.rollback()
    numbers = list(session.scalars(select(Certificate.number).order_by(Certificate.number)))
    return numbers, len(session.scalars(select(CertificateProof)).all()), len(session.scalars(select(EditionKey)).all())


@contextmanager
def full_disk(app: Flask, pages: int) -> Iterator[None]:
    """Leave the database so many pages of room."""
    engine = app.extensions["olympiad_engine"]

    def limited(connection, _record, _proxy) -> None:
        (count,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {count + pages}")

    event.listen(engine, "checkout", limited)
    try:
        yield
    finally:
        event.remove(engine, "checkout", limited)
        engine.dispose()


@pytest.mark.parametrize("pages", [2, 60])
def test_a_full_disk_in_the_middle_of_hundreds_leaves_nothing_and_uses_up_no_number(
    client: Visitor, app: Flask, session: Session, crowd: Cast, monkeypatch: pytest.MonkeyPatch, pages: int
) -> None:
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    client.sign_in(crowd.ana)
    with full_disk(app, pages):
        refused = client.post(f"{base(crowd)}/issue", data={"language": ["uz", "en"]})
    before = held(session)

    again = client.post(f"{base(crowd)}/issue", data={"language": ["uz", "en"]})

    assert refused.status_code == 500
    assert "The disk of the server is full. Nothing of this step was saved" in refused.text
    assert before == ([], 0, 0)
    assert again.status_code == 303
    numbers, signed, keys = held(session)
    assert [number.rpartition("-")[2] for number in numbers] == [f"{at:04d}" for at in range(1, MANY + 1)]
    assert (signed, keys) == (MANY, 1)
    assert [report.findings for report in audit_verification.verify(session) if report.findings] == []


def test_of_two_people_who_issue_at_once_one_issues_and_one_is_told(
    app: Flask, session: Session, ready: Cast, client: Visitor
) -> None:
    page = client.sign_in(ready.ana).get(f"{base(ready)}/issue").text
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    place, ana = f"{base(ready)}/issue", ready.ana.fs_uniquifier
    session.commit()  # nothing of the test's own session holds the database
    start, answers = threading.Barrier(2), []

    def issue() -> None:
        own = FlaskClient(app, app.response_class)
        with own.session_transaction() as kept:
            kept |= {"_user_id": ana, "_fresh": True}
        start.wait()
        answers.append(own.post(place, data={"language": ["uz", "en"], "seen": seen}).status_code)

    threads = [threading.Thread(target=issue) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [303, 409]
    numbers, signed, keys = held(session)
    assert [number.rpartition("-")[2] for number in numbers] == ["0001", "0002", "0003"]
    assert (signed, keys) == (3, 1)
