"""The clerk's grid in Chromium: keys move, a block from Excel is pasted, changes are taken back, rows save themselves."""

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from olympiad import create_app
from olympiad.models.score_sheet import Mark, Operation, ScoreSheet
from olympiad.models.task import Criterion
from olympiad.models.team import Team
from tests.applications import SECRET
from tests.browsers import LiveServer, axe, no_overflow, sign_in
from tests.factories import Cast, make_cast, make_criterion

PASTE = """([selector, text]) => {
  const data = new DataTransfer(); data.setData("text/plain", text);
  const pasted = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.querySelector(selector).dispatchEvent(pasted);
}"""


@pytest.fixture
def day(live_server: LiveServer, page: Page) -> Cast:
    """The cast with two more criteria in pipetting; ana sits before the grid of cem's sheets."""
    with live_server.session() as session:
        cast = make_cast(session)
        make_criterion(session, cast.pipetting, code="tidy", kind="check", maximum=1000)
        make_criterion(session, cast.pipetting, code="ph", kind="reading", maximum=4000, key="value=5 full=2% zero=20%")
        cast.t01.code, cast.t02.code = f"A{cast.t01.id}", f"B{cast.t02.id}"
    app = create_app({"SECRET_KEY": SECRET, "INSTANCE_PATH": str(live_server.instance)})
    sign_in(app, page.context, live_server, cast.ana)
    page.goto(f"/editions/{cast.edition.slug}/{cast.section.slug}/keying/{cast.pipetting.id}/{cast.cem_judge.id}")
    return cast


def kept(server: LiveServer, cast: Cast) -> list[tuple[str, str, str, int | None, str]]:
    query = (
        select(Team.key, Criterion.code, Mark.state, Mark.mark, Mark.readings)
        .join(ScoreSheet, ScoreSheet.id == Mark.sheet_id)
        .join(Team, Team.id == ScoreSheet.team_id)
        .join(Criterion, Criterion.id == Mark.criterion_id)
        .where(ScoreSheet.section_id == cast.section.id)
        .order_by(Team.key, Criterion.position)
    )
    with server.session() as session:
        return [(row.key, row.code, row.state, row.mark, row.readings) for row in session.execute(query)]


def operations(server: LiveServer, cast: Cast) -> int:
    with server.session() as session:
        return len(session.scalars(select(Operation.id).where(Operation.section_id == cast.section.id)).all())


def test_a_row_typed_with_keys_saves_itself(page: Page, live_server: LiveServer, day: Cast) -> None:
    cells = page.locator("input[name^='cell-']")
    cells.first.click()
    page.keyboard.type("7,5")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("+")
    page.keyboard.press("Tab")
    page.keyboard.type("5,1|5.0")
    page.keyboard.press("Enter")
    expect(cells.nth(5)).to_be_focused()
    expect(page.locator("[data-part='status']")).to_have_text("All saved")

    assert kept(live_server, day) == [
        ("T01", "yield", "marked", 7500, ""),
        ("T01", "tidy", "marked", 1000, ""),
        ("T01", "ph", "marked", None, "5,1|5.0"),
    ]
    assert operations(live_server, day) == 3
    axe(page)
    no_overflow(page)


def test_a_cell_that_is_being_typed_in_is_not_sent_with_the_others(
    page: Page, live_server: LiveServer, day: Cast
) -> None:
    cells = page.locator("input[name^='cell-']")
    held: list[Route] = []
    page.route("**/keying/**", lambda route: held.append(route) if not held else route.continue_())
    cells.first.click()
    page.keyboard.type("7,5")
    with page.expect_request(lambda request: request.method == "POST"):
        page.keyboard.press("Tab")
    page.keyboard.type("+")
    page.keyboard.press("Tab")
    page.keyboard.type("5,1|5")
    held[0].continue_()  # the answer comes in the middle of a reading, while a finished cell waits
    expect(cells.nth(1)).to_have_value("1")
    half = kept(live_server, day)
    page.keyboard.type(",0")
    page.keyboard.press("Enter")
    expect(page.locator("[data-part='status']")).to_have_text("All saved")

    assert half == [("T01", "yield", "marked", 7500, ""), ("T01", "tidy", "marked", 1000, "")]
    assert kept(live_server, day)[2:] == [("T01", "ph", "marked", None, "5,1|5,0")]
    assert operations(live_server, day) == 3


def test_a_block_from_excel_is_pasted_taken_back_and_done_again(page: Page, live_server: LiveServer, day: Cast) -> None:
    first = page.locator("input[name^='cell-']").first
    first.click()
    page.evaluate(PASTE, ["input[name^='cell-']", "7,5\t1\t5,1\t99\r\n\t0\t\r\n8\r\n"])
    status = page.locator("[data-part='status']")
    expect(status).to_contain_text("All saved")
    expect(status).to_contain_text("2 pasted values did not fit")
    pasted = kept(live_server, day)

    page.keyboard.press("Control+z")
    expect(first).to_have_value("")
    expect(status).to_have_text("All saved")
    undone = kept(live_server, day)
    page.keyboard.press("Control+y")
    expect(first).to_have_value("7.5")
    expect(status).to_have_text("All saved")

    assert [row[:4] for row in pasted] == [
        ("T01", "yield", "marked", 7500),
        ("T01", "tidy", "marked", 1000),
        ("T01", "ph", "marked", None),
        ("T02", "tidy", "marked", 0),
    ]
    assert {row[2] for row in undone} == {"unmarked"}
    assert kept(live_server, day) == pasted


def test_a_wrong_cell_says_why_and_is_sent_again_once_mended(
    page: Page, live_server: LiveServer, day: Cast, watch: Any
) -> None:
    watch.expected.append("Failed to load|ERR_INTERNET_DISCONNECTED")
    first = page.locator("input[name^='cell-']").first
    first.fill("99")
    page.keyboard.press("Enter")
    expect(page.get_by_text("99 is above the maximum")).to_be_visible()
    expect(page.locator("[data-part='status']")).to_have_text("1 to mend")

    page.context.set_offline(True)
    first.fill("9")
    page.keyboard.press("Enter")
    expect(page.locator("[data-part='status']")).to_have_text("1 not saved yet – no connection")
    page.context.set_offline(False)
    expect(page.locator("[data-part='status']")).to_have_text("All saved", timeout=10_000)

    assert [row[:4] for row in kept(live_server, day)] == [("T01", "yield", "marked", 9000)]
