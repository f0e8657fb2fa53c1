"""The public site of an edition: nothing before publication and after taking down, names by consent, search in two scripts."""

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import AnyConverter

from olympiad import db
from olympiad.config import LANGUAGES
from olympiad.models.institution import Institution
from olympiad.models.participant import Participant
from olympiad.models.results_version import ResultsVersion
from olympiad.models.task import ScheduleSlot
from olympiad.services.record import audit
from olympiad.services.results import results
from olympiad.web.frame import compressed
from olympiad.web.results import published_files, published_places, published_state
from olympiad.web.results.published_assets import with_own_assets
from tests.applications import Visitor
from tests.factories import Cast, make_team
from tests.results_world import AWARDS, finalise, mark_everything, set_rules
from tests.web.test_published_state import upload

NAME = "Katalaza"
PUBLIC = ("public_results.", "edition_sites.", "photo_requests.", "api_v1.")


@pytest.fixture
def version(session: Session, cast: Cast) -> ResultsVersion:
    """A frozen version of the cast's section; T01 comes from Izhevsk."""
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    cast.t01.name, cast.section.appeal_minutes, cast.edition.contact = NAME, 0, "olympiad@university.example"
    university = session.get_one(Institution, cast.t01.institution_id)
    university.name_en, university.name_ru, university.country = "Izhevsk Academy", "Ижевская академия", "RU"
    session.flush()
    return finalise(session, cast)


@pytest.fixture
def public(session: Session, cast: Cast, version: ResultsVersion) -> str:
    """The address of the edition's site, with published results."""
    results.publish(session, version, by=cast.ana)
    return f"/results/{cast.edition.slug}"


def addresses(app: Flask, cast: Cast) -> Iterator[str]:
    """Every public address of an edition that there is, also of its teams, in all languages."""
    known = {
        "edition": [cast.edition.slug],
        "section": [cast.section.slug],
        "team": ["T01", "T02", "share"],
        "version": [1],
        "name": ["photograph.jpg"],
        "photo_id": [1],
    }
    bound = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(PUBLIC) and "edition" in rule.arguments and "GET" in (rule.methods or ()):
            values = {
                name: sorted(kind.items) if isinstance(kind := rule._converters[name], AnyConverter) else known[name]
                for name in sorted(rule.arguments)
            }
            for chosen in itertools.product(*values.values()):
                yield bound.build(rule.endpoint, dict(zip(values, chosen, strict=True)))


def body(client: Visitor, address: str) -> str:
    return client.get(address).data.decode(errors="replace")


def test_before_publication_no_address_tells_anything(
    app: Flask, client: Visitor, cast: Cast, version: ResultsVersion
) -> None:
    answers = {address: client.get(address).status_code for address in addresses(app, cast)}

    assert {address: code for address, code in answers.items() if code != 404} == {}
    assert len(answers) > 30


def test_after_taking_down_no_address_and_no_file_is_left(
    app: Flask, client: Visitor, cast: Cast, session: Session, version: ResultsVersion, public: str
) -> None:
    session.commit()
    there = {address for address in addresses(app, cast) if client.get(address).status_code == 200}

    results.unpublish(session, version, reason="A sum is checked", by=cast.ana)
    session.commit()

    after = {client.get(address).status_code for address in there}

    assert {f"{public}/en", f"{public}/ru/winners", f"{public}/{cast.section.slug}/uz/T01"} <= there
    assert after == {404}
    assert [path for path in Path(app.instance_path, "published", cast.edition.slug).rglob("*.*") if path.suffix] == []


def test_open_site_shows_sections_but_no_result(
    app: Flask, client: Visitor, cast: Cast, version: ResultsVersion
) -> None:
    cast.edition.site_is_open = True

    home = client.get(f"/results/{cast.edition.slug}/en").text
    told = [body(client, address) for address in addresses(app, cast)]

    assert "Results are not published yet" in home
    assert [text for text in told if NAME in text or "17.5" in text or version.sha256 in text] == []


def test_home_winners_and_countries_show_who_won(client: Visitor, public: str) -> None:
    pages = [client.get(f"{public}/en{name}").text for name in ("", "/winners", "/countries")]

    assert [NAME in page for page in pages] == [True, True, False]
    assert "Izhevsk Academy" in pages[2]
    assert "olympiad@university.example" in pages[0]


def test_name_of_a_person_who_has_not_agreed_is_nowhere(
    app: Flask, client: Visitor, session: Session, cast: Cast, public: str
) -> None:
    cast.t01.name = "Eva and friends"
    for person in session.scalars(select(Participant).where(Participant.team_id == cast.t01.id)):
        person.consents_name = False
    session.flush()

    told = [body(client, address) for address in addresses(app, cast)]

    assert [text for text in told if "Eva and friends" in text] == []


@pytest.mark.parametrize("words", ["Иж", "izhev", "Ижевск", "IJEVSK", "россия"])
def test_search_finds_a_name_in_both_scripts(client: Visitor, cast: Cast, public: str, words: str) -> None:
    page = client.get(f"{public}/{cast.section.slug}/en", query_string={"q": words}).text

    assert NAME in page
    assert cast.t02.name not in page.partition("<table")[2].partition("</table>")[0]


def test_filters_narrow_the_ranking(client: Visitor, cast: Cast, public: str) -> None:
    page = client.get(f"{public}/{cast.section.slug}/en", query_string={"country": "UZ"}).text

    assert NAME not in page.partition("<table")[2].partition("</table>")[0]
    assert cast.t02.name in page


def test_team_beside_another_shows_the_difference(client: Visitor, cast: Cast, public: str) -> None:
    page = client.get(f"{public}/{cast.section.slug}/en/T01", query_string={"with": "T02"}).text

    assert "+2.50" in page
    assert f"Task marks of {NAME} beside {cast.t02.name}" in page


def test_strange_comparison_is_said(client: Visitor, cast: Cast, public: str) -> None:
    page = client.get(f"{public}/{cast.section.slug}/en/T01", query_string={"with": "<nobody>"}).text

    assert "No team found." in page
    assert "<nobody>" not in page


def test_pictures_are_drawn_once_and_gone_with_the_page(
    app: Flask, client: Visitor, session: Session, cast: Cast, version: ResultsVersion, public: str
) -> None:
    address = f"{public}/{cast.section.slug}/en/T01.png"
    first, second = client.get(address), client.get(address)

    results.unpublish(session, version, reason="A sum is checked", by=cast.ana)

    assert first.data.startswith(b"\x89PNG")
    assert first.data == second.data
    assert len(first.data) < 60_000
    assert client.get(address).status_code == 404


def test_feed_and_programme_are_well_formed(client: Visitor, cast: Cast, public: str) -> None:
    cast.section.title = 'Tissues & "cells" <b>'
    feed = ElementTree.fromstring(client.get(f"{public}/en/feed.atom").data)
    programme = client.get(f"{public}/en/programme.ics").data

    assert [entry.findtext("{*}title") for entry in feed.findall("{*}entry")] == [
        'Tissues & "cells" <b>: Preliminary results · version 1'
    ]
    assert programme.startswith(b"BEGIN:VCALENDAR\r\n")
    assert max(len(line) for line in programme.split(b"\r\n")) <= 75


def test_structured_data_is_json_whatever_names_hold(client: Visitor, cast: Cast, public: str) -> None:
    cast.section.title = "</script><b>"
    page = client.get(f"{public}/en").text

    found = [json.loads(one) for one in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)]

    assert [one["@type"] for one in found] == ["Event"]
    assert found[0]["subEvent"][0]["name"] == "</script><b>"


def test_files_a_page_asks_for_are_there_and_stay_for_good(client: Visitor, app: Flask, public: str) -> None:
    page = client.get(f"{public}/en").text
    asked = set(re.findall(r'"(/results/assets/[0-9a-f]{12}/[^"#]+)', page))

    answers = [client.get(address) for address in asked]

    assert "/static/css" not in page
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.headers["Cache-Control"] for answer in answers} == {"public, max-age=31536000, immutable"}
    assert all(Path(app.instance_path, "published", *address.split("/")[2:]).is_file() for address in asked)


def test_first_load_with_a_hundred_teams_is_light(
    app: Flask, client: Visitor, session: Session, cast: Cast, version: ResultsVersion, public: str
) -> None:
    session.commit()
    with app.app_context():
        place = published_files.place_of(db.session.get_one(ResultsVersion, version.id))
    teams = [replace(place.ranking.teams[at % 2], key=f"T{at:03d}", name=f"Team number {at}") for at in range(100)]
    place = replace(place, ranking=replace(place.ranking, teams=tuple(teams)))
    with app.app_context(), published_places.as_a_stranger(cast.edition, "/"):
        page = with_own_assets(published_files.draw(place, "ru"))

    asked = set(re.findall(r'"(/results/assets/[0-9a-f]{12}/[^"#]+)', page))
    bodies = [client.get(address, headers={"Accept-Encoding": "gzip"}).data for address in asked]

    assert sum(map(len, bodies)) + len(compressed.smaller(page.encode())) <= 150_000


def test_team_with_an_odd_key_has_a_page(client: Visitor, session: Session, cast: Cast) -> None:
    make_team(session, cast.section, key="../Team 1/2", name="Odd", status="withdrawn")
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    results.publish(session, finalise(session, cast), by=cast.ana)

    page = client.get(f"/results/{cast.edition.slug}/{cast.section.slug}/en").text
    address = re.search(r'href="([^"]+)">Odd</a>', page)

    assert address is not None
    assert "Odd" in client.get(address[1]).text


def test_every_language_links_to_the_two_others(client: Visitor, cast: Cast, public: str) -> None:
    for code in LANGUAGES:
        page = client.get(f"{public}/{code}/winners").text
        assert [f'href="{public}/{other}/winners"' in page for other in LANGUAGES] == [True] * 3


def schedule(session: Session, cast: Cast, station: str, start: datetime) -> None:
    for minutes, task in ((0, cast.pipetting), (40, cast.glucose)):
        begins = start + timedelta(minutes=minutes)
        slot = ScheduleSlot(
            team_id=cast.t01.id,
            task_id=task.id,
            station=station,
            starts_at=begins,
            ends_at=begins + timedelta(minutes=30),
        )
        session.add(slot)
    audit.record(session, "sections.import", f"section:{cast.section.id}", by=cast.ana, section=cast.section)
    session.commit()


def test_programme_and_calendar_tell_hours_and_places_and_nobody(client: Visitor, session: Session, cast: Cast) -> None:
    cast.edition.site_is_open, cast.pipetting.title = True, "Secret task"
    address = f"/results/{cast.edition.slug}/en/programme"
    before = client.get(address).text
    start = datetime(2026, 12, 10, 4, 0, tzinfo=UTC)

    schedule(session, cast, "Room 12", start)

    page, calendar = client.get(address).text, client.get(f"{address}.ics").text
    assert "Room 12" not in before
    assert "The hours are not announced yet." in before
    assert re.search(r"Room 12</b> <span class=\"sub\">09:00–10:10", page)
    assert "2 rounds" in page
    assert [one in calendar for one in ("DTSTART:20261210T040000Z", "DTEND:20261210T051000Z", "LOCATION:Room 12")] == [
        True
    ] * 3
    secrets = (cast.t01.name, cast.t01.code, cast.t01.key, "Secret task")
    assert [one for one in secrets if one in page or one in calendar] == []


def test_a_changed_schedule_is_written_anew_by_its_commit(
    app: Flask, client: Visitor, session: Session, cast: Cast
) -> None:
    cast.edition.site_is_open = True
    client.sign_in(cast.ana).get(f"/results/{cast.edition.slug}/en")

    rows = "team,task,station,start,end\nT01,P,Room 12,2026-12-10T09:00+05:00,2026-12-10T09:30+05:00\n"
    upload(client, f"/editions/{cast.edition.slug}/{cast.section.slug}", "schedule.csv", rows)

    written = Path(app.instance_path, "published", cast.edition.slug, "_site", "current", "en", "programme.html")
    assert "Room 12" in written.read_text("utf-8")


def test_only_the_embedded_ranking_may_be_framed(client: Visitor, cast: Cast, public: str) -> None:
    framed = client.get(f"{public}/{cast.section.slug}/ru/embed")
    others = [client.get(address) for address in (f"{public}/en", f"{public}/{cast.section.slug}/en/T01")]

    assert NAME in framed.text
    assert "frame-ancestors *" in framed.headers["Content-Security-Policy"]
    assert ["frame-ancestors 'none'" in one.headers["Content-Security-Policy"] for one in others] == [True, True]


def test_page_drawn_from_older_rows_is_not_kept(
    app: Flask, client: Visitor, cast: Cast, public: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"{public}/{cast.section.slug}/en/T01"
    client.get(f"{public}/{cast.section.slug}/en")
    monkeypatch.setattr(published_state, "is_up_to_date", lambda _one: False)  # published anew while this one waited

    page = client.get(address)

    current = Path(app.instance_path, "published", cast.edition.slug, cast.section.slug, "current")
    assert NAME in page.text
    assert not (current / "en" / "T01.html").exists()
