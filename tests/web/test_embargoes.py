"""Results publish themselves at the set time, once, on record; before it nothing tells anything."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad import create_app
from olympiad.clock import utc_now
from olympiad.models.audit import AuditEntry
from olympiad.models.results_version import ResultsVersion
from olympiad.services.results import ceremonies
from olympiad.serving import hourly
from tests.applications import Visitor
from tests.factories import Cast
from tests.results_world import AWARDS, finalise, mark_everything, set_rules
from tests.web.test_edition_sites import NAME, addresses, body

HOUR = timedelta(hours=1)


@pytest.fixture
def base(session: Session, cast: Cast) -> str:
    """The embargo's page of the cast's section, which has a frozen version."""
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    cast.t01.name, cast.section.appeal_minutes, cast.edition.time_zone = NAME, 0, "Asia/Samarkand"
    finalise(session, cast)
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/results/embargo/"


def actions(session: Session) -> list[str]:
    return [one for one in session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)) if "embargo" in one]


def wall(moment: datetime) -> str:
    """The moment as the clock in Samarkand shows it, five hours ahead of UTC."""
    return (moment + 5 * HOUR).strftime("%Y-%m-%dT%H:%M")


def test_time_is_set_by_the_editions_clock(client: Visitor, session: Session, cast: Cast, base: str) -> None:
    at = (utc_now() + 3 * HOUR).replace(second=0, microsecond=0)

    answer = client.sign_in(cast.ana).post(base, data={"at": wall(at)})

    assert answer.status_code == 303
    assert cast.section.publishes_at == at
    assert actions(session) == ["embargoes.schedule"]


def test_past_time_is_refused_in_a_sentence(client: Visitor, session: Session, cast: Cast, base: str) -> None:
    answer = client.sign_in(cast.ana).post(base, data={"at": wall(utc_now() - HOUR)})

    assert answer.status_code == 422
    assert "This time is past" in answer.text
    assert cast.section.publishes_at is None
    assert actions(session) == []


def test_hour_that_the_clock_jumps_over_is_refused(client: Visitor, cast: Cast, base: str) -> None:
    cast.edition.time_zone = "Europe/Berlin"

    answer = client.sign_in(cast.ana).post(base, data={"at": "2027-03-28T02:30"})

    assert "jumps over" in answer.text
    assert cast.section.publishes_at is None


def test_time_is_lifted_on_record(client: Visitor, session: Session, cast: Cast, base: str) -> None:
    cast.section.publishes_at = utc_now() + HOUR

    client.sign_in(cast.ana).post(f"{base}lift")

    assert cast.section.publishes_at is None
    assert actions(session) == ["embargoes.lift"]


def test_before_the_time_nothing_leaks(app: Flask, client: Visitor, session: Session, cast: Cast, base: str) -> None:
    cast.edition.site_is_open, cast.section.publishes_at = True, utc_now() + HOUR
    session.commit()

    assert hourly.publish_due(app) == 0

    told = {address: body(client, address) for address in addresses(app, cast)}
    version = session.scalars(select(ResultsVersion)).one()
    assert [one for one, text in told.items() if NAME in text or "17.5" in text or version.sha256 in text] == []
    assert "Results: " in told[f"/results/{cast.edition.slug}/en"]
    files = Path(app.instance_path, "published", cast.edition.slug).rglob("*.html")
    assert [path for path in files if NAME in path.read_text()] == []


def test_at_the_time_the_newest_version_is_public_once(
    app: Flask, client: Visitor, session: Session, cast: Cast, base: str
) -> None:
    cast.section.publishes_at = utc_now() - timedelta(seconds=1)
    session.commit()

    published = hourly.publish_due(app), hourly.publish_due(app)
    session.expire_all()

    assert published == (1, 0)
    assert cast.section.publishes_at is None
    current = Path(app.instance_path, "published", cast.edition.slug, cast.section.slug, "current", "en.html")
    assert NAME in current.read_text()  # before anybody asks
    assert client.get(f"/results/{cast.edition.slug}/{cast.section.slug}/en").status_code == 200


def test_a_server_that_was_down_at_the_time_publishes_when_it_is_back(
    app: Flask, session: Session, cast: Cast, base: str, database_url: str, tmp_path: Path
) -> None:
    """Another process that knows nothing of the first finds what is due in the database, and writes the files."""
    cast.section.publishes_at = utc_now() - timedelta(hours=3)
    session.commit()
    restarted = create_app({"TESTING": True, "DATABASE_URL": database_url, "INSTANCE_PATH": str(tmp_path)})

    published = hourly.publish_due(restarted)
    restarted.extensions["olympiad_engine"].dispose()

    session.expire_all()
    assert (published, cast.section.publishes_at) == (1, None)
    current = tmp_path / "published" / cast.edition.slug / cast.section.slug / "current" / "en.html"
    assert NAME in current.read_text()


def test_without_a_version_the_time_passes_on_record(app: Flask, session: Session, cast: Cast) -> None:
    cast.section.publishes_at = datetime(2026, 1, 1, tzinfo=UTC)
    session.commit()

    published = hourly.publish_due(app)
    session.expire_all()

    assert published == 0
    assert cast.section.publishes_at is None
    assert actions(session) == ["embargoes.miss"]


def test_publishing_by_hand_ends_the_waiting(client: Visitor, cast: Cast, base: str) -> None:
    cast.section.publishes_at = utc_now() + HOUR

    client.sign_in(cast.ana).post(f"/editions/{cast.edition.slug}/{cast.section.slug}/results/1/publish")

    assert cast.section.publishes_at is None


def test_a_running_ceremony_is_waited_for_and_a_rehearsal_is_not(
    app: Flask, client: Visitor, session: Session, cast: Cast, base: str
) -> None:
    client.sign_in(cast.ana).post(base, data={"at": wall(utc_now() + HOUR)})
    cast.section.publishes_at = utc_now() - timedelta(minutes=1)
    ceremonies.open_ceremony(session, cast.section, is_rehearsal=False, by=cast.ana)
    session.commit()

    assert hourly.publish_due(app) == 0

    ceremonies.end(session, cast.section, publishes=False, by=cast.ana)
    ceremonies.open_ceremony(session, cast.section, is_rehearsal=True, by=cast.ana)
    session.commit()

    assert hourly.publish_due(app) == 1
