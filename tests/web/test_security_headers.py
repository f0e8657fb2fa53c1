"""Headers of every answer."""

import pytest

from olympiad.web.frame.security_headers import HEADERS, SECURE_HEADERS


@pytest.mark.parametrize("path", ["/", "/style-guide", "/nothing-here", "/static/css/theme.css", "/language/uz"])
def test_add_sets_the_headers_on_every_answer(client, path):
    headers = client.get(path).headers

    assert {name: headers.get(name) for name in HEADERS} == HEADERS


def test_add_promises_https_only_behind_https(client):
    plain, secure = client.get("/"), client.get("/", base_url="https://localhost")

    assert [plain.headers.get(name) for name in SECURE_HEADERS] == [None, None]
    assert {name: secure.headers.get(name) for name in SECURE_HEADERS} == SECURE_HEADERS


def test_add_promises_nothing_with_a_halls_own_certificate(app, client, monkeypatch):
    monkeypatch.setitem(app.extensions, "olympiad_local_authority", True)

    headers = client.get("/", base_url="https://localhost").headers

    assert "Strict-Transport-Security" not in headers
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_add_lets_nobody_keep_pages_of_a_signed_in_person(client, cast):
    client.sign_in(cast.ana)

    assert client.get("/style-guide").headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("base", ["base.html", "base_public.html", "base_console.html", "base_plain.html"])
def test_pages_have_nothing_that_the_policy_drops(client, base):
    page = client.get(f"/style-guide?base={base}").text

    assert [
        bad for bad in (" style=", " onclick=", "<style", "javascript:", "http://", "https://") if bad in page
    ] == []
