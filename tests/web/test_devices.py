"""The device board: what it shows, 304, closing and excusing, the sign of life that a device sends."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.models.score_sheet import Device
from olympiad.services.marking import devices
from tests.applications import Visitor
from tests.factories import Cast


@pytest.fixture
def told(session: Session, cast: Cast) -> tuple[Device, str]:
    return devices.enrol(
        session, cast.section, cast.cem_judge, level="http", label="", app_version="", card_id=None, by=cast.cem
    )


def url(cast: Cast, then: str = "") -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/devices/{then}"


def send_sign_of_life(client: Visitor, token: str, waiting: int) -> None:
    body = {
        "operations": [],
        "waiting": waiting,
        "waiting_since": "2026-12-05T10:00:00Z",
        "app_version": "2.1",
    }
    answer = client.post("/api/operations", json=body, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200


def test_a_sign_of_life_shows_on_the_board(client: Visitor, cast: Cast, told: tuple[Device, str]) -> None:
    send_sign_of_life(client, told[1], 7)

    page = client.sign_in(cast.ana).get(url(cast)).text

    assert all(words in page for words in ("7 waiting", "2.1", "opens with a network only", "cem"))


def test_the_board_says_what_the_device_says_of_itself(client: Visitor, cast: Cast, told: tuple[Device, str]) -> None:
    about = {"app_version": "5f2", "battery": 17, "unkept": 2, "photos": 1, "sheet": cast.sheets["T01", "P", "cem"].id}
    body = {"operations": [], "waiting": 3, "waiting_since": "2026-12-05T10:00:00Z"} | about
    client.post("/api/operations", json=body, headers={"Authorization": f"Bearer {told[1]}"})

    page = client.sign_in(cast.ana).get(url(cast)).text

    wanted = (
        f"marks {cast.t01.code}, P",
        "battery 17 %",
        "5f2",
        "3 waiting",
        "2 of them in an open page only",
        "1 photo waits",
    )
    assert [words for words in wanted if words not in page] == []


def test_fragment_is_304_until_a_device_says_something_new(
    client: Visitor, cast: Cast, told: tuple[Device, str]
) -> None:
    client.sign_in(cast.ana)
    etag = client.get(url(cast, "list")).headers["ETag"]
    unchanged = client.get(url(cast, "list"), headers={"If-None-Match": etag}).status_code
    send_sign_of_life(client, told[1], 1)

    assert (unchanged, client.get(url(cast, "list"), headers={"If-None-Match": etag}).status_code) == (304, 200)


def test_revoke_closes_with_a_reason(client: Visitor, cast: Cast, told: tuple[Device, str]) -> None:
    refused = client.sign_in(cast.ana).post(url(cast, f"{told[0].id}/revoke"), data={"reason": ""})
    assert (refused.status_code, told[0].revoked_at) == (200, None)

    done = client.post(url(cast, f"{told[0].id}/revoke"), data={"reason": "stolen"}, follow_redirects=True)

    assert "stolen" in done.text


def test_excuse_is_for_the_chief_judge(client: Visitor, cast: Cast, told: tuple[Device, str]) -> None:
    send_sign_of_life(client, told[1], 7)
    address = url(cast, f"{told[0].id}/excuse")
    assert client.sign_in(cast.ana).post(address, data={"reason": "x"}).status_code == 403

    done = client.sign_in(cast.ben).post(address, data={"reason": "fell into acid"}, follow_redirects=True)

    assert "excused: fell into acid" in done.text


def test_a_device_that_is_silent_is_said_to_have_held_what_it_held_then(
    client: Visitor, cast: Cast, told: tuple[Device, str], session: Session
) -> None:
    send_sign_of_life(client, told[1], 8)
    device = session.get_one(Device, told[0].id, populate_existing=True)
    device.last_seen_at = utc_now() - timedelta(minutes=12)
    session.commit()

    page = client.sign_in(cast.ana).get(url(cast)).text

    assert ("held 8 then" in page, "12 minutes ago" in page, "All sent" in page) == (True, True, False)
