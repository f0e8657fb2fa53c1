"""Uploading photos of codes and files: what is read, what is missing, what is refused before it is unpacked."""

import base64
import struct
import zlib
from io import BytesIO

import pytest
import segno
from sqlalchemy.orm import Session

from olympiad import limits
from olympiad.exchange.unsent_packets import FILE_HEAD
from olympiad.services.marking import devices
from tests.applications import Visitor
from tests.factories import Cast
from tests.services.test_operations import current, mark, submission
from tests.unsent import encoded, packet

Upload = tuple[BytesIO, str]


@pytest.fixture
def token(session: Session, cast: Cast) -> str:
    _, token = devices.enrol(
        session, cast.section, cast.cem_judge, level="http", label="", app_version="", card_id=None, by=cast.cem
    )
    return token


@pytest.fixture
def codes(cast: Cast, token: str) -> list[bytes]:
    sheet = cast.sheets["T01", "P", "cem"]
    return [
        packet(token, encoded(mark(sheet, 1, 7500)), part=1, of=2, total=2),
        packet(token, encoded(submission(sheet, 2)), part=2, of=2, total=2),
    ]


def photo(content: bytes) -> Upload:
    picture = BytesIO()
    segno.make(content, mode="byte", micro=False, error="l").save(picture, kind="png", scale=4)
    picture.seek(0)
    return picture, "photo.png"


def bring(client: Visitor, cast: Cast, *uploads: Upload) -> str:
    url = f"/editions/{cast.edition.slug}/{cast.section.slug}/unsent-marks/"
    return client.sign_in(cast.ana).post(url, data={"files": list(uploads)}, content_type="multipart/form-data").text


def test_a_photo_is_taken_and_the_missing_code_is_named(
    client: Visitor, session: Session, cast: Cast, codes: list[bytes]
) -> None:
    page = bring(client, cast, photo(codes[0]))
    state = current(session, cast.sheets["T01", "P", "cem"]).mark
    complete = bring(client, cast, photo(codes[1]))

    assert state == 7500
    assert ("1 taken over" in page, "missing: code 2 of 2" in page, "complete" in complete) == (True, True, True)
    assert cast.sheets["T01", "P", "cem"].state == "submitted"


def test_a_file_is_taken_and_again_changes_nothing(
    client: Visitor, session: Session, cast: Cast, codes: list[bytes]
) -> None:
    lines = "\n".join([FILE_HEAD, *(base64.b64encode(code).decode() for code in codes), ""])

    first = bring(client, cast, (BytesIO(lines.encode()), "unsent.txt"))
    again = bring(client, cast, (BytesIO(lines.encode()), "unsent.txt"))

    assert ("2 taken over" in first, "was here already" in again) == (True, True)
    assert cast.sheets["T01", "P", "cem"].state == "submitted"


def test_one_unreadable_photo_keeps_nothing_back(
    client: Visitor, session: Session, cast: Cast, codes: list[bytes]
) -> None:
    page = bring(client, cast, photo(b"https://example.org"), (BytesIO(b"no picture"), "x.jpg"), photo(codes[0]))

    assert ("holds no unsent marks" in page, "no photo that can be read" in page) == (True, True)
    assert current(session, cast.sheets["T01", "P", "cem"]).mark == 7500


def bomb(side: int) -> bytes:
    """A PNG of some kilobytes that claims side × side pixels."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [6_000, 60_000])
def test_a_picture_with_too_many_pixels_is_refused_unopened(client: Visitor, cast: Cast, side: int) -> None:
    assert "million pixels" in bring(client, cast, (BytesIO(bomb(side)), "bomb.png"))


def test_a_file_of_which_only_the_head_arrived_is_said_to_be_none(client: Visitor, cast: Cast) -> None:
    """A34: a red box without words stood there."""
    page = bring(client, cast, (BytesIO(FILE_HEAD.encode() + b"\n"), "unsent.txt"))

    assert "This is no file of unsent marks" in page


def test_nothing_chosen_is_said(client: Visitor, cast: Cast) -> None:
    assert "Choose at least one photo" in bring(client, cast)


def test_bringing_is_not_for_judges(client: Visitor, cast: Cast) -> None:
    url = f"/editions/{cast.edition.slug}/{cast.section.slug}/unsent-marks/"

    assert client.sign_in(cast.cem).get(url).status_code == 403


def test_more_files_than_are_read_at_a_time_are_named(client: Visitor, cast: Cast) -> None:
    page = bring(client, cast, *((BytesIO(b"x"), f"photo-{number}.png") for number in range(1, 33)))

    assert page.count("Not read: at most 30 files") == 2
    assert ("photo-31.png" in page, "photo-32.png" in page) == (True, True)


def test_a_file_that_is_too_long_is_refused_whole(client: Visitor, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "UNSENT_TEXT", 1000)
    long = FILE_HEAD.encode() + b"\n" + b"QUJD" * 250

    assert "This is no file of unsent marks" in bring(client, cast, (BytesIO(long), "unsent.txt"))
