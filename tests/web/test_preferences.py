"""Choosing a language and a theme."""

import pytest

from olympiad.web.frame.preferences import own_path


@pytest.mark.parametrize("code", ["uz", "ru", "en"])
def test_language_is_remembered_and_leads_back(client, code):
    response = client.get(f"/language/{code}?next=/style-guide")

    assert (response.status_code, response.location) == (303, "/style-guide")
    assert f'<html lang="{code}"' in client.get("/style-guide").text


def test_language_refuses_one_that_there_is_not(client):
    assert client.get("/language/de").status_code == 404


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)",
        "/\t/evil.example", "https:evil.example", "///evil.example", "http://[bad", "evil",
    ],
)  # fmt: skip
def test_language_never_leads_elsewhere(client, elsewhere):
    response = client.get("/language/uz", query_string={"next": elsewhere})

    assert response.location in ("/", "/evil.example")  # a path of our own at most


def test_own_path_keeps_path_and_query_of_this_host(app):
    with app.test_request_context("/", base_url="https://olympiad.example"):
        assert own_path("https://olympiad.example/teams?page=2") == "/teams?page=2"


def test_language_goes_back_to_the_page_before(client):
    response = client.get("/language/uz", headers={"Referer": "http://localhost/style-guide?base=base.html"})

    assert response.location == "/style-guide?base=base.html"


def test_theme_is_written_by_the_server_once_chosen(client):
    before = client.get("/style-guide").text
    client.get("/theme/dark")
    after = client.get("/style-guide").text

    assert ("data-bs-theme" in before, '<html lang="en" data-bs-theme="dark">' in after) == (False, True)


def test_theme_follows_the_device_again(client):
    client.get("/theme/dark")
    client.get("/theme/device")

    assert "data-bs-theme" not in client.get("/style-guide").text


def test_theme_cookie_is_secure_exactly_with_https(client):
    secure = client.get("/theme/dark", base_url="https://localhost").headers["Set-Cookie"]
    plain = client.get("/theme/dark").headers["Set-Cookie"]

    assert ("Secure" in secure, "Secure" in plain) == (True, False)
