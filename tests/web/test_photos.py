"""Photos in the browser: who may add, see and remove them."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.roles import Role
from olympiad.models.audit import AuditEntry
from olympiad.models.photo import Photo
from olympiad.models.user import User
from tests.applications import Visitor
from tests.factories import Cast, give_role, make_user


@pytest.fixture
def base(cast: Cast) -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/photos"


@pytest.fixture
def zulfiya(session: Session, cast: Cast) -> User:
    clerk = make_user(session, "zulfiya")
    give_role(session, clerk, Role.CLERK, section=cast.section)
    return clerk


def send(client: Visitor, base: str, cast: Cast, **given: Any) -> Any:
    picture = BytesIO()
    Image.new("RGB", (60, 40), "teal").save(picture, "JPEG")
    picture.seek(0)
    sheet = cast.sheets["T01", "P", "cem"]
    form = {"photo": (picture, "gel.jpg"), "caption": "gel"} | given
    return client.post(f"{base}/sheets/{sheet.id}", data=form, content_type="multipart/form-data")


@pytest.fixture
def photo(session: Session, client: Visitor, cast: Cast, base: str) -> Photo:
    """cem's photo of the own sheet."""
    assert send(client.sign_in(cast.cem), base, cast).status_code == 303
    return session.scalars(select(Photo)).one()


def test_the_judge_sees_the_photo_on_the_own_sheet(client: Visitor, cast: Cast, base: str, photo: Photo) -> None:
    sheet = client.get(f"{base.removesuffix('photos')}score-sheets/{photo.sheet_id}")
    picture = client.get(f"{base}/{photo.id}.jpg")

    assert f"/photos/{photo.id}.jpg?size=small" in sheet.text
    assert (picture.status_code, picture.mimetype, picture.headers["Cache-Control"]) == (
        200,
        "image/jpeg",
        "private, no-cache",
    )


def test_nobody_sees_it_who_may_not(client: Visitor, cast: Cast, base: str, photo: Photo, zulfiya: User) -> None:
    found = {
        person.username[:3]: client.sign_in(person).get(f"{base}/{photo.id}.jpg").status_code
        for person in (cast.ben, cast.ana, cast.dana, zulfiya, cast.eva, cast.gul, cast.admin)
        if person.username
    }

    assert found == {"ben": 200, "ana": 200, "dan": 404, "zul": 404, "eva": 403, "gul": 403, "adm": 404}


def test_another_judge_finds_neither_the_page_nor_a_way_to_add(
    client: Visitor, cast: Cast, base: str, photo: Photo
) -> None:
    client.sign_in(cast.dana)

    assert client.get(f"{base}/sheets/{photo.sheet_id}").status_code == 404
    assert send(client, base, cast).status_code == 404
    assert client.post(f"{base}/{photo.id}/remove", data={"reason": "x"}).status_code == 404


def test_a_clerk_adds_the_paper_sheet_and_sees_the_own_photos_only(
    session: Session, client: Visitor, cast: Cast, base: str, photo: Photo, zulfiya: User
) -> None:
    send(client.sign_in(zulfiya), base, cast, caption="paper")
    page = client.get(f"{base}/sheets/{photo.sheet_id}")
    own = session.scalars(select(Photo).where(Photo.user_id == zulfiya.id)).one()

    assert f"/photos/{own.id}.jpg" in page.text
    assert f"/photos/{photo.id}.jpg" not in page.text


def test_an_administrator_opens_the_photos_on_record(
    session: Session, client: Visitor, cast: Cast, base: str, photo: Photo
) -> None:
    client.sign_in(cast.admin)
    assert "Show the photos" in client.get(f"{base}/sheets/{photo.sheet_id}").text

    client.post(f"{base}/sheets/{photo.sheet_id}/open")

    assert client.get(f"{base}/{photo.id}.jpg").status_code == 200
    last = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert last is not None
    assert (last.action, last.user_id) == ("photos.read", cast.admin.id)


def test_remove_takes_the_file_away_and_says_why(client: Visitor, cast: Cast, base: str, photo: Photo) -> None:
    answer = client.sign_in(cast.ben).post(
        f"{base}/{photo.id}/remove", data={"reason": "shows a face"}, follow_redirects=True
    )

    assert "shows a face" in answer.text
    assert client.get(f"{base}/{photo.id}.jpg").status_code == 404


def test_a_judge_cannot_remove_a_photo_of_a_submitted_sheet(
    session: Session, client: Visitor, cast: Cast, base: str, photo: Photo
) -> None:
    cast.sheets["T01", "P", "cem"].state = "submitted"

    assert client.sign_in(cast.cem).post(f"{base}/{photo.id}/remove", data={"reason": "x"}).status_code == 403
    assert photo.removed_at is None


def test_add_refuses_other_files_and_says_so(session: Session, client: Visitor, cast: Cast, base: str) -> None:
    page = send(client.sign_in(cast.cem), base, cast, photo=(BytesIO(b"%PDF-1.7"), "gel.jpg"))

    assert page.status_code == 422
    assert "no photo that can be read" in page.text
    assert session.scalars(select(Photo)).all() == []


def test_add_answers_a_module_shortly_and_takes_the_same_photo_once(
    session: Session, client: Visitor, cast: Cast, base: str
) -> None:
    client.sign_in(cast.cem)
    client.environ_base["HTTP_ACCEPT"] = "application/json"

    answers = [send(client, base, cast, upload_id="b" * 32) for _ in range(2)]
    refused = send(client, base, cast, photo=(BytesIO(b""), "gel.jpg"))

    assert [answer.status_code for answer in answers] == [201, 201]
    assert len(session.scalars(select(Photo)).all()) == 1
    assert (refused.status_code, refused.json) == (422, {"refused": "Choose a photo, or take one."})
