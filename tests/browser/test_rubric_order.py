"""The order of a rubric in a browser: dragged with the mouse, or picked up and moved by keys, then saved."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from olympiad.models.task import Criterion
from tests.browsers import axe, no_overflow, sign_in
from tests.factories import make_cast, make_criterion

pytestmark = pytest.mark.browser


def codes(page: Page) -> list[str]:
    return page.locator("[aria-labelledby=rubric] tbody [aria-describedby=drag-how]").evaluate_all(
        "all => all.map(one => one.closest('tr').querySelector('th .sub').textContent.trim())"
    )


def test_a_criterion_is_dragged_and_moved_by_keys(worker_app, live_server, open_context):
    with live_server.session() as session:
        cast = make_cast(session)
        for at, code in enumerate(("xx", "yy", "zz"), start=5):
            make_criterion(session, cast.glucose, code=code, label=f"Line {code}", position=at)
        session.commit()
    context = open_context()
    sign_in(worker_app, context, live_server, cast.ana)
    page = context.new_page()
    page.goto(f"/editions/{cast.edition.slug}/{cast.section.slug}/tasks/{cast.glucose.id}")
    before = codes(page)
    axe(page)
    no_overflow(page)

    page.get_by_role("button", name="Move zz", exact=True).hover()
    page.mouse.down()
    top = page.locator("[aria-labelledby=rubric] tbody tr").first.bounding_box()
    page.mouse.move(top["x"] + 40, top["y"] + 2, steps=8)
    page.mouse.up()
    expect(page.get_by_role("button", name="Move zz", exact=True)).to_be_focused()
    expect(page.locator("[aria-labelledby=rubric] tbody tr").first).to_contain_text("Line zz")
    assert codes(page) == ["zz", *[code for code in before if code != "zz"]]

    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#drag-said")).to_have_text(f"Place 2 of {len(before)}")
    page.keyboard.press("Escape")
    expect(page.locator("[aria-labelledby=rubric] tbody tr").first).to_contain_text("Line zz")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Space")

    rest = [code for code in before if code != "zz"]
    with live_server.session() as session:
        kept = select(Criterion.code).where(Criterion.task_id == cast.glucose.id).order_by(Criterion.position)
        assert list(session.scalars(kept)) == [rest[0], "zz", *rest[1:]]
