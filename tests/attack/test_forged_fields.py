"""Fields that no browser sends so: hidden numbers, names of files, beats without end, words that end a line of a calendar."""

import threading
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad import turns
from olympiad.documents import typesetting
from olympiad.domain.screens import BEAT
from olympiad.models.gallery import GalleryPhoto
from olympiad.models.screen import Screen
from olympiad.services.overview import screens
from tests.applications import Visitor
from tests.databases import BOTH
from tests.factories import Cast
from tests.web.test_gallery import picture


@pytest.mark.parametrize("number", ["x", "", "1.5", "-1", str(2**63), "²"])
@pytest.mark.parametrize(
    ("page", "field"),
    [
        ("certificate-designs/degree", "base"),
        ("certificate-designs/degree/remove", "base"),
        ("certificate-designs/copy", "source"),
    ],
)
def test_a_hidden_number_that_is_none_is_a_bad_request(
    client: Visitor, cast: Cast, page: str, field: str, number: str
) -> None:
    place = f"/editions/{cast.edition.slug}/{cast.section.slug}"

    answer = client.sign_in(cast.ana).post(f"{place}/{page}", data={field: number})

    assert answer.status_code in (400, 404, 409)


@pytest.mark.parametrize("database_kind", BOTH)
@pytest.mark.parametrize("name", ["a\0b.jpg", "a\ud800b.jpg"])
def test_a_file_whose_name_cannot_be_kept_is_refused(
    client: Visitor, session: Session, cast: Cast, name: str, database_kind: str
) -> None:
    client.sign_in(cast.ana)
    escaped = "".join(f"%{one:02X}" for one in name.encode("utf-8", "surrogatepass"))
    head = f"--b\r\nContent-Disposition: form-data; name=photos; filename*=UTF-8''{escaped}\r\n"
    body = head.encode() + b"Content-Type: image/jpeg\r\n\r\n" + picture().getvalue() + b"\r\n--b--\r\n"

    answer = client.post(
        f"/editions/{cast.edition.slug}/gallery/add",
        input_stream=BytesIO(body),
        content_type="multipart/form-data; boundary=b",
        content_length=len(body),
    )

    there = session.scalars(select(GalleryPhoto.file_name)).all()
    assert (answer.status_code, there) == (400, []) or "\0" not in "".join(there)


def test_a_screen_that_beats_without_end_is_noted_as_often_as_one_that_does_not(
    client: Visitor, session: Session, cast: Cast
) -> None:
    row, token = screens.add(session, cast.section, name="Hall", language="en", by=cast.ana)
    client.post(f"/screen/{token}/beat")
    first = session.get_one(Screen, row.id).seen_at
    assert first is not None

    client.post(f"/screen/{token}/beat")
    again = session.get_one(Screen, row.id).seen_at
    row.seen_at = first - BEAT
    client.post(f"/screen/{token}/beat")

    later = session.get_one(Screen, row.id).seen_at
    assert again == first
    assert later is not None
    assert later >= first - timedelta(seconds=1)


def test_who_waits_for_a_paper_lets_another_page_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "_WORKING", threading.BoundedSemaphore(1))
    compiler = typesetting._compiler("glyph.typ")
    waits = threading.Event()

    def draw() -> None:
        with turns.working():
            waits.set()
            compiler.compile(format="svg", sys_inputs={"letter": "a"})

    with compiler._turn:
        drawing = threading.Thread(target=draw)
        drawing.start()
        waits.wait(20)
        is_free = turns._WORKING.acquire(timeout=20)
    drawing.join(20)

    assert is_free
