"""Under which names the installation answers, and what it prints."""

import re

import pytest
from flask import Flask

from tests.applications import Visitor
from tests.factories import Cast

FIELDS = {"name": "Hira", "email": "hira@sammu.uz", "role": "clerk", "section": ""}


@pytest.mark.parametrize(
    "host",
    ["localhost", "127.0.0.1:8000", "192.168.4.2", "10.0.0.7:8443", "[::1]:8000", "olympiad.local", "HALL.LOCAL"],
)
def test_a_hall_is_reached_by_its_addresses(client: Visitor, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "8.8.8.8", "127.0.0.1.nip.io"])
def test_a_strange_name_is_refused(client: Visitor, cast: Cast, host: str) -> None:
    address = f"/editions/{cast.edition.slug}/people/invite"

    answer = client.sign_in(cast.ana).post(address, data=FIELDS, headers={"Host": host})

    assert answer.status_code == 400
    assert host not in answer.text


def test_declared_names_are_known_and_the_base_address_is_printed(
    app: Flask, client: Visitor, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "BASE_URL", "https://olympiad.example")
    monkeypatch.setitem(app.config, "ALLOWED_HOSTS", "mirror.example, old.example")
    address = f"/editions/{cast.edition.slug}/people/invite"

    page = client.sign_in(cast.ana).post(address, data=FIELDS)

    known = [client.get("/", headers={"Host": f"{name}.example"}).status_code for name in ("olympiad", "mirror", "old")]
    assert known == [200, 200, 200]
    assert re.findall(r"data-one-time-link>(https?://[^/]+)/", page.text) == ["https://olympiad.example"]


def test_pages_of_papers_say_who_cannot_follow_their_links(client: Visitor, cast: Cast) -> None:
    address = f"/editions/{cast.edition.slug}/{cast.section.slug}/documents/"

    page = client.sign_in(cast.ana).get(address).text

    assert "which only this machine can open" in page
