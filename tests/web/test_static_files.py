"""Delivery of style sheets, scripts and pictures."""

import gzip
import re

import pytest

CSS = "/bootstrap/static/css/bootstrap.min.css"


def address(client, name: str) -> str:
    return re.search(rf'"(/[^"]*{re.escape(name)}\?v=\w+)"', client.get("/style-guide").text).group(1)


@pytest.mark.parametrize("name", ["css/theme.css", "js/theme.js", "css/bootstrap.min.css", "img/favicon.svg"])
def test_serve_keeps_a_file_forever_under_its_hash(client, name):
    response = client.get(address(client, name))

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("query", ["", "?v=123456789abc"])
def test_serve_asks_again_without_the_right_hash(client, query):
    assert client.get(f"/static/css/theme.css{query}").headers["Cache-Control"] == "no-cache"


def test_serve_compresses_what_shrinks(client):
    plain = client.get(CSS)
    small = client.get(CSS, headers={"Accept-Encoding": "gzip"})

    assert gzip.decompress(small.data) == plain.data
    assert (small.headers["Vary"], plain.headers["Vary"]) == ("Accept-Encoding", "Accept-Encoding")
    assert small.headers["ETag"] != plain.headers["ETag"]


def test_serve_answers_unchanged(client):
    tag = client.get(CSS).headers["ETag"]

    assert client.get(CSS, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    "path",
    ["/bootstrap/static/icons/bootstrap-icons.svg", "/static/../olympiad/config.py", "/static/css", "/static/none.css"],
)
def test_serve_has_nothing_else(client, path):
    assert client.get(path).status_code == 404


def test_first_load_of_a_public_page_is_light(client):
    def weight(path: str) -> int:
        return len(client.get(path, headers={"Accept-Encoding": "gzip"}).data)

    page = client.get("/style-guide?base=base_public.html").text
    files = set(re.findall(r'"(/[^"]+\?v=\w+)', page))

    assert len(gzip.compress(page.encode())) + sum(weight(file) for file in files) < 150_000
