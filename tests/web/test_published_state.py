"""Published files follow whatever is committed, by whichever way, on every machine that shares the database."""

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.db import engine
from olympiad.models.participant import Participant
from olympiad.services.sections import editions
from olympiad.web.results import published_files
from tests.applications import Visitor
from tests.factories import Cast
from tests.results_world import AWARDS, finalise, mark_everything, set_rules

NAME = "Eva and friends"


@pytest.fixture
def base(session: Session, cast: Cast, client: Visitor) -> str:
    """The section's address; it is published with a team that bears a member's name, who agreed."""
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    cast.t01.name, cast.section.appeal_minutes = NAME, 0
    found = f"/editions/{cast.edition.slug}/{cast.section.slug}"
    client.sign_in(cast.ana).post(f"{found}/results/{finalise(session, cast).number}/publish")
    return found


@pytest.fixture
def public(cast: Cast, base: str) -> str:
    return f"/results/{cast.edition.slug}/{cast.section.slug}/"


@pytest.fixture
def eva(session: Session, cast: Cast, base: str) -> Participant:
    row = session.scalars(
        select(Participant).where(Participant.team_id == cast.t01.id, Participant.name == "Eva")
    ).one()
    row.user_id, row.key = cast.eva.id, "eva"
    session.flush()
    return row


def upload(client: Visitor, base: str, name: str, text: str) -> None:
    preview = client.post(f"{base}/imports/", data={"file": (io.BytesIO(text.encode()), name)}).location
    client.post(f"{preview}/confirm")


@pytest.fixture
def machine(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Go on at another machine: its own folder, the same database."""

    def go_on(name: str) -> None:
        monkeypatch.setattr(app, "instance_path", str(tmp_path / name))

    return go_on


def test_import_that_takes_a_consent_back_takes_the_name_off_the_page(
    client: Visitor, base: str, public: str, eva: Participant
) -> None:
    before = client.get(f"{public}en").text

    upload(client, base, "participants.csv", "team,name,participant,consent\nT01,Eva,eva,-\n")

    assert NAME in before
    assert [NAME in client.get(public + name).text for name in ("en", "uz", "ru", "ranking.csv", "results.json")] == [
        False
    ] * 5


def test_import_redraws_before_anybody_asks(
    client: Visitor, base: str, cast: Cast, eva: Participant, app: Flask
) -> None:
    upload(client, base, "participants.csv", "team,name,participant,consent\nT01,Eva,eva,-\n")

    current = Path(app.instance_path) / "published" / cast.edition.slug / cast.section.slug / "current"
    assert NAME not in (current / "en.html").read_text()


def test_consent_by_the_person_is_followed(
    client: Visitor, cast: Cast, base: str, public: str, eva: Participant
) -> None:
    client.sign_in(cast.eva).post(f"/account/data/{eva.id}/consent", data={f"member-{eva.id}-name": "y"})

    assert NAME not in client.get(f"{public}en").text


def test_form_of_a_member_is_followed(client: Visitor, cast: Cast, base: str, public: str, eva: Participant) -> None:
    client.post(f"{base}/teams/{cast.t01.id}/participants/{eva.id}", data={"name": "Eva", "role": "member"})

    assert NAME not in client.get(f"{public}en").text


def test_command_that_purges_is_followed(
    client: Visitor, session: Session, cast: Cast, public: str, app: Flask
) -> None:
    cast.edition.keep_personal_until = (utc_now() - timedelta(days=3)).date()
    edition, section = cast.edition.slug, cast.section.slug
    session.commit()

    done = app.test_cli_runner().invoke(args=["purge-personal-data", edition, "--yes"])

    assert done.exit_code == 0
    current = Path(app.instance_path) / "published" / edition / section / "current"
    assert NAME not in (current / "en.html").read_text()
    assert NAME not in client.get(f"{public}en").text


def test_changed_edition_is_followed(
    client: Visitor, session: Session, cast: Cast, public: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = []
    files_of = published_files.files_of
    monkeypatch.setattr(published_files, "files_of", lambda place: drawn.append(place) or files_of(place))

    editions.change_edition(session, cast.edition, {"slug": cast.edition.slug, "name_en": "Another name"}, by=cast.ana)
    client.get(f"{public}en")
    client.get(f"{public}en")

    assert len(drawn) == 1


def test_version_that_becomes_official_is_followed(client: Visitor, cast: Cast, base: str, public: str) -> None:
    before = client.get(f"{public}en").text
    client.sign_in(cast.ben).post(f"{base}/results/1/make-official", data={"without_appeals": "y"})

    assert "Preliminary results" in before
    assert "Official results" in client.get(f"{public}en").text


def test_unpublish_at_one_machine_reaches_the_other(
    client: Visitor, base: str, public: str, machine: Callable[[str], None]
) -> None:
    machine("b")
    before = client.get(f"{public}en").status_code
    machine("a")
    client.post(f"{base}/results/1/unpublish", data={"reason": "A sum is checked"})
    machine("b")

    answers = [client.get(public + name).status_code for name in ("", "en", "ranking.csv", "results.json")]

    assert (before, answers) == (200, [404] * 4)


def test_consent_taken_back_at_one_machine_reaches_the_other(
    client: Visitor, base: str, public: str, eva: Participant, machine: Callable[[str], None]
) -> None:
    machine("b")
    before = client.get(f"{public}en").text
    machine("a")
    upload(client, base, "participants.csv", "team,name,participant,consent\nT01,Eva,eva,-\n")
    machine("b")

    assert NAME in before
    assert NAME not in client.get(f"{public}en").text


def test_page_that_has_not_changed_asks_one_question(client: Visitor, public: str, app: Flask) -> None:
    client.sign_out()
    client.get(f"{public}en")
    seen: list[str] = []
    with app.app_context():
        listened = engine()
    listen = lambda *given: seen.append(given[2])  # noqa: E731
    event.listen(listened, "before_cursor_execute", listen)

    client.get(f"{public}en")

    event.remove(listened, "before_cursor_execute", listen)
    assert len([one for one in seen if one.startswith("SELECT")]) == 1


def test_change_that_shows_nowhere_draws_nothing(
    client: Visitor, session: Session, cast: Cast, base: str, public: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get(f"{public}en")
    monkeypatch.setattr(published_files, "files_of", lambda _place: pytest.fail("drawn again"))

    client.post(f"{base}/teams/{cast.t02.id}/change", data={"team": "T02", "mentor": "Someone", "status": "competing"})

    session.refresh(cast.t02)
    assert cast.t02.mentor == "Someone"
    assert client.get(f"{public}en").status_code == 200


def test_files_that_cannot_be_drawn_are_taken_down_and_the_change_stays(
    client: Visitor, session: Session, cast: Cast, base: str, public: str, eva: Participant, app: Flask,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def fail(*_given: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(published_files, "files_of", fail)
    answer = client.post(f"{base}/teams/{cast.t01.id}/participants/{eva.id}", data={"name": "Eva", "role": "member"})

    assert answer.status_code == 303
    current = Path(app.instance_path) / "published" / cast.edition.slug / cast.section.slug / "current"
    assert not current.exists()
    monkeypatch.undo()


def test_archived_section_stays_public(client: Visitor, cast: Cast, public: str) -> None:
    cast.section.state = "archived"

    assert client.get(f"{public}en").status_code == 200
