"""Error pages."""

import re

import pytest
from sqlalchemy import create_engine

from olympiad.domain.errors import DomainError
from olympiad.web.frame import style_guide
from olympiad.web.frame.errors import one_line

CODES = [400, 401, 403, 404, 405, 409, 413, 422, 429, 503]


@pytest.fixture
def silent(app, monkeypatch):
    """As in production: faults become pages."""
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)


@pytest.fixture
def failing(app, monkeypatch, silent):
    """Make the view of /style-guide/errors/… raise something."""

    def arrange(error: Exception) -> None:
        def raise_it(code: int) -> None:
            raise error

        raise_it.access = style_guide.error.access
        monkeypatch.setitem(app.view_functions, "style_guide.error", raise_it)

    return arrange


@pytest.mark.parametrize("language", ["en", "uz", "ru"])
@pytest.mark.parametrize("code", CODES)
def test_show_error_has_one_thing_to_do_and_a_reference(client, code, language):
    response = client.get(f"/style-guide/errors/{code}", headers={"Accept-Language": language})
    main = response.text.split("<main")[1]

    assert response.status_code == code
    assert f'<html lang="{language}"' in response.text
    assert len(re.findall(r'class="btn', main)) == 1
    assert re.search(r"<code>[0-9A-F]{4}-[0-9A-F]{4}</code>", main)


def test_show_error_logs_the_reference_of_a_fault(client, failing, caplog):
    failing(RuntimeError("secret of the server"))

    response = client.get("/style-guide/errors/500")
    reference = re.search(r"<code>(.*)</code>", response.text).group(1)

    assert response.status_code == 500
    assert "secret" not in response.text
    assert (
        f"reference {reference}: GET /style-guide/errors/500: RuntimeError('secret of the server')" in caplog.messages
    )


def test_show_refusal_says_why_and_undoes_what_was_begun(client, failing, app, session):
    failing(DomainError("mark_above_maximum", found="11", maximum="10"))

    response = client.get("/style-guide/errors/409", headers={"Accept-Language": "en"})

    assert response.status_code == 409
    assert "11 is above the maximum 10. Give at most 10." in response.text


def test_show_refusal_answers_programs_in_json(client):
    response = client.get("/api/nothing-here")

    assert response.status_code == 404
    assert response.json["error"] | {"reference": ""} == {"code": "not_found", "message": "", "reference": ""}


def test_show_error_works_while_the_database_is_down(client, cast, app, monkeypatch, silent):
    client.sign_in(cast.ana)
    monkeypatch.setitem(app.extensions, "olympiad_engine", create_engine("sqlite:////nowhere/at/all.sqlite"))

    response = client.get("/account/", headers={"Accept-Language": "ru"})

    assert response.status_code == 500
    assert "На нашей стороне произошла ошибка" in response.text


def test_show_error_keeps_what_a_method_needs_to_know(client):
    response = client.post("/language/uz")

    assert (response.status_code, "GET" in response.headers["Allow"]) == (405, True)


def test_what_a_stranger_sends_stays_one_line_of_the_log():
    said = one_line("/c/x\n[2026-12-05] WARNING forged\x1b[2J\x00\u202e")

    assert said.isprintable()
    assert said.startswith("/c/x\\n[2026")


def test_the_page_of_unsent_marks_does_not_tell_which_sections_exist(client, cast):
    there = client.get(f"/editions/{cast.edition.slug}/{cast.section.slug}/score-sheets/unsent")
    nowhere = client.get("/editions/no-such/edition/score-sheets/unsent")

    assert there.status_code == nowhere.status_code == 200
    assert there.text.replace(f"{cast.edition.slug}/{cast.section.slug}", "no-such/edition") == nowhere.text
