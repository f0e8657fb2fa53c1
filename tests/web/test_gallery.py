"""Photographs: taken in without metadata, published with caption and consent, gone at once when somebody withdraws."""

import io
import re
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.models.gallery import GalleryPhoto
from olympiad.models.participant import Participant
from olympiad.models.task import ScheduleSlot
from olympiad.services.results import gallery
from tests.applications import Visitor
from tests.exchange.test_photos import png_claiming
from tests.factories import Cast

JSON = {"Accept": "application/json"}


def picture(color: str = "navy") -> io.BytesIO:
    """A JPEG that tells where and with what it was taken."""
    written, told = io.BytesIO(), Image.Exif()
    told[0x010F], told[0x8825] = "SecretCamera", {1: "N"}
    told.get_ifd(0x8769)[0x9003] = "2026:12:10 11:24:00"
    Image.new("RGB", (640, 480), color).save(written, "JPEG", exif=told)
    return io.BytesIO(written.getvalue())


@pytest.fixture
def desk(client: Visitor, session: Session, cast: Cast) -> str:
    cast.edition.site_is_open = True
    session.flush()
    client.sign_in(cast.ana)
    return f"/editions/{cast.edition.slug}/gallery"


@pytest.fixture
def photo(client: Visitor, session: Session, desk: str) -> GalleryPhoto:
    client.post(f"{desk}/add", data={"photos": [(picture(), "one.jpg")]})
    return session.scalars(select(GalleryPhoto)).one()


def gul(session: Session) -> Participant:
    return session.scalars(select(Participant).where(Participant.key == "gul")).one()


def describe(client: Visitor, desk: str, photo: GalleryPhoto, **given: object) -> None:
    told = {"caption_en": "The Biuret series", "place": "Station 3", "day": "2026-12-10", "others_agreed": "y", **given}
    client.post(f"{desk}/{photo.id}", data=told)


def publish(client: Visitor, desk: str, photo: GalleryPhoto) -> None:
    client.post(f"{desk}/change", data={"chosen": photo.id, "deed": "publish"})


def test_add_keeps_day_and_time_and_nothing_else_of_the_file(app: Flask, photo: GalleryPhoto) -> None:
    files = sorted((Path(app.instance_path) / "uploads" / photo.sha256[:2]).iterdir())

    assert (str(photo.day), photo.taken_at) == ("2026-12-10", "11:24")
    assert [one.name.removeprefix(photo.sha256) for one in files] == ["-small.jpg", "-small.webp", ".jpg", ".webp"]
    assert not any(b"Exif" in one.read_bytes() or b"SecretCamera" in one.read_bytes() for one in files)


def test_add_refuses_a_bomb_in_a_sentence_and_keeps_the_others(client: Visitor, session: Session, desk: str) -> None:
    files = [
        (io.BytesIO(png_claiming(60_000, 60_000)), "bomb.png"),
        (io.BytesIO(b"a film"), "film.mov"),
        (picture(), "one.jpg"),
    ]

    page = client.post(f"{desk}/add", data={"photos": files}, follow_redirects=True).text
    again = client.post(f"{desk}/add", data={"photos": [(picture(), "one.jpg")]}, headers=JSON)

    assert "bomb.png: " in page
    assert "film.mov: " in page
    assert [one.file_name for one in session.scalars(select(GalleryPhoto))] == ["one.jpg"]
    assert (again.status_code, again.json) == (422, {"refused": "one.jpg: This photograph is here already."})


def test_publish_waits_for_caption_and_consent(
    client: Visitor, session: Session, cast: Cast, desk: str, photo: GalleryPhoto
) -> None:
    site = f"/results/{cast.edition.slug}/en/photos"
    publish(client, desk, photo)
    without_caption = client.get(site).text
    describe(client, desk, photo, people=gul(session).id)
    publish(client, desk, photo)
    without_consent = client.get(site).text
    gul(session).consents_photo = True
    session.commit()
    publish(client, desk, photo)

    assert photo.sha256 not in without_caption
    assert photo.sha256 not in without_consent
    assert "The Biuret series" in client.get(site).text
    assert client.get(f"/results/{cast.edition.slug}/photos/{photo.sha256}.webp").mimetype == "image/webp"


def test_whoever_withdraws_disappears_everywhere(
    app: Flask, client: Visitor, session: Session, cast: Cast, desk: str, photo: GalleryPhoto
) -> None:
    """The files that a web server hands out are written anew by the commit itself, before anybody asks."""
    gul(session).consents_photo = True
    describe(client, desk, photo, people=gul(session).id)
    publish(client, desk, photo)
    address = f"/results/{cast.edition.slug}/photos/{photo.sha256}.jpg"
    before = client.get(address).status_code
    folder = Path(app.instance_path) / "published" / cast.edition.slug / "_site" / "current" / "photos"
    there = (folder / f"{photo.sha256}.jpg").is_file()

    person = gul(session)
    client.sign_in(cast.gul).post(f"/account/data/{person.id}/consent", data={f"member-{person.id}-name": "y"})

    assert (before, there) == (200, True)
    assert not (folder / f"{photo.sha256}.jpg").exists()
    assert client.get(address).status_code == 404
    assert photo.sha256 not in client.get(f"/results/{cast.edition.slug}/en").text


def test_photographs_without_a_day_stand_together_at_the_end(
    client: Visitor, session: Session, cast: Cast, desk: str
) -> None:
    """Two of them once kept the whole site of an edition from being drawn."""
    client.post(
        f"{desk}/add", data={"photos": [(picture(colour), f"{colour}.jpg") for colour in ("navy", "red", "green")]}
    )
    photos = session.scalars(select(GalleryPhoto).order_by(GalleryPhoto.id)).all()
    for photo, day in zip(photos, ("", "2026-12-11", ""), strict=True):
        describe(client, desk, photo, caption_en=photo.file_name, day=day)
        publish(client, desk, photo)

    page = client.get(f"/results/{cast.edition.slug}/en/photos")

    days = re.findall(r'<h2 id="day-\d">(.*?) <span class="sub">(\d)', page.text)
    assert (page.status_code, days) == (200, [("Friday, 11 December 2026", "1"), ("Without a day", "2")])


def test_press_gets_what_the_public_sees(client: Visitor, desk: str, photo: GalleryPhoto) -> None:
    before = zipfile.ZipFile(io.BytesIO(client.get(f"{desk}/press.zip").data)).namelist()
    describe(client, desk, photo)
    publish(client, desk, photo)

    archive = zipfile.ZipFile(io.BytesIO(client.get(f"{desk}/press.zip").data))

    assert before == ["captions.txt"]
    assert archive.namelist() == ["001.jpg", "captions.txt"]
    assert "The Biuret series" in archive.read("captions.txt").decode()


def test_hide_takes_a_photograph_off_the_site(client: Visitor, cast: Cast, desk: str, photo: GalleryPhoto) -> None:
    describe(client, desk, photo)
    publish(client, desk, photo)

    client.post(f"{desk}/change", data={"chosen": photo.id, "deed": "hide"})

    assert client.get(f"/results/{cast.edition.slug}/photos/{photo.sha256}.jpg").status_code == 404


@pytest.fixture
def seen(client: Visitor, desk: str, photo: GalleryPhoto, cast: Cast) -> str:
    """The address by which a stranger has the published photograph hidden."""
    describe(client, desk, photo)
    publish(client, desk, photo)
    client.sign_out()
    return f"/results/{cast.edition.slug}/photos/{photo.id}/hide"


def test_a_stranger_has_a_photograph_hidden_at_once(
    client: Visitor, session: Session, cast: Cast, desk: str, photo: GalleryPhoto, seen: str
) -> None:
    offered = client.get(f"/results/{cast.edition.slug}/en/photos").text

    answer = client.post(seen, data={"words": "I never agreed"})

    assert f'href="{seen}"' in offered
    assert (answer.status_code, photo.state) == (200, "hidden")
    assert client.get(f"/results/{cast.edition.slug}/photos/{photo.sha256}.jpg").status_code == 404
    assert client.get(seen).status_code == 404
    asked = client.sign_in(cast.ana).get(f"{desk}/?show=asked").text
    assert (photo.caption_en in asked, "I never agreed" in client.get(f"{desk}/{photo.id}").text) == (True, True)


def test_what_curators_put_back_waits_for_them(
    client: Visitor, session: Session, cast: Cast, desk: str, photo: GalleryPhoto, seen: str
) -> None:
    client.post(seen)
    publish(client.sign_in(cast.ana), desk, photo)
    client.sign_out()

    answer = client.post(seen).text

    assert "They have looked at this photograph before." in answer
    assert photo.state == "published"
    assert gallery.line_of(photo).is_asked


def test_many_requests_of_one_address_wait(client: Visitor, seen: str, photo: GalleryPhoto, session: Session) -> None:
    codes = [client.post(seen).status_code]
    photo.state = "published"
    session.commit()
    codes += [client.post("/results/none/photos/1/hide").status_code for _ in range(4)]

    assert codes == [200, 404, 404, 404, 404]
    assert client.post(seen).status_code == 429
    assert photo.state == "published"


def test_only_what_is_seen_can_be_asked_for(
    client: Visitor, session: Session, cast: Cast, desk: str, photo: GalleryPhoto
) -> None:
    client.sign_out()
    address = f"/results/{cast.edition.slug}/photos/{photo.id}/hide"

    assert (client.get(address).status_code, client.post(address).status_code) == (404, 404)
    assert photo.asked_at is None


def test_the_time_of_taking_proposes_the_station(
    client: Visitor, session: Session, cast: Cast, desk: str, photo: GalleryPhoto
) -> None:
    zone = ZoneInfo(cast.edition.time_zone)
    start = datetime(2026, 12, 10, 11, 20, tzinfo=zone).astimezone(UTC)
    for team, task, station, begins in (
        (cast.t01, cast.pipetting, "Station 3", start),
        (cast.t02, cast.pipetting, "Station 4", start + timedelta(minutes=20)),
    ):
        session.add(
            ScheduleSlot(
                team_id=team.id,
                task_id=task.id,
                station=station,
                starts_at=begins,
                ends_at=begins + timedelta(minutes=20),
            )
        )
    session.flush()

    page = client.get(f"{desk}/{photo.id}").text

    assert re.search(r'name="place"[^>]*value="Station 3"', page)
    assert cast.t01.code in page
    assert "Station 4" not in page


def test_the_picture_of_a_team_shows_members_of_one_team_alone(
    client: Visitor, session: Session, cast: Cast, desk: str, photo: GalleryPhoto
) -> None:
    finn = session.scalars(select(Participant).where(Participant.key == "finn")).one()
    refused = client.post(f"{desk}/{photo.id}", data={"is_of_team": "y", "people": [gul(session).id, finn.id]})
    describe(client, desk, photo, is_of_team="y", people=gul(session).id, caption_en="")
    without_consent = gallery.of_teams(session, cast.section)
    gul(session).consents_photo = True
    session.commit()

    assert refused.status_code == 422
    assert without_consent == {}
    assert gallery.of_teams(session, cast.section) == {"T01": photo.sha256}


def test_desk_is_the_organizers_alone(client: Visitor, cast: Cast, desk: str) -> None:
    assert client.sign_in(cast.cem).get(f"{desk}/").status_code == 403
