"""The rules' form in a browser: what would move follows each change by itself; saving goes by its own button."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from olympiad.models.rules import Rules
from tests.browsers import axe, no_overflow, sign_in
from tests.factories import make_cast, make_mark

pytestmark = pytest.mark.browser


@pytest.fixture
def marked(live_server):
    with live_server.session() as session:
        cast = make_cast(session)
        for (team, task, _judge), sheet in cast.sheets.items():
            sheet.state = "submitted"
            row = cast.pipetting if task == "P" else cast.glucose
            make_mark(session, sheet, row.criteria[0], 6000 if team == "T01" else 5000)
        session.commit()
        return cast


def count(live_server, cast):
    with live_server.session() as session:
        return session.scalar(select(func.count()).where(Rules.section_id == cast.section.id))


def test_the_preview_follows_what_is_typed_and_only_saving_saves(worker_app, live_server, open_context, marked):
    context = open_context()
    sign_in(worker_app, context, live_server, marked.ana)
    page = context.new_page()
    page.goto(f"/editions/{marked.edition.slug}/{marked.section.slug}/rules/change")

    page.get_by_label("Award 1", exact=True).fill("Gold")
    page.locator(".award-row summary").first.click()
    page.get_by_label("Best teams").first.fill("1")

    page.get_by_text("1 team moves.").wait_for()
    assert page.url.endswith("/rules/change")
    assert count(live_server, marked) == 1
    axe(page)
    no_overflow(page)

    page.get_by_role("button", name="Save rules").click()

    page.get_by_text("Version 2 of the rules is saved.").wait_for()
    assert count(live_server, marked) == 2


def test_previewing_works_without_scripts(worker_app, live_server, open_context, marked):
    context = open_context(java_script_enabled=False)
    sign_in(worker_app, context, live_server, marked.ana)
    page = context.new_page()
    page.goto(f"/editions/{marked.edition.slug}/{marked.section.slug}/rules/change")

    page.get_by_label("Award 1", exact=True).fill("Gold")
    page.locator(".award-row summary").first.click()
    page.get_by_label("Best teams").first.fill("1")
    page.get_by_role("button", name="Preview").click()

    expect(page.get_by_text("1 team moves.")).to_be_visible()
    assert "csrf_token" not in page.url
    assert count(live_server, marked) == 1
