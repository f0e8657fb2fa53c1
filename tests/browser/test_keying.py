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
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Line 1, “99”: outside the grid")
    expect(dialog).to_contain_text("Line 3, “8”: outside the grid")
    axe(page)
    dialog.get_by_role("button", name="Paste 4 values").click()
    expect(first).not_to_have_value("")
    expect(status).to_contain_text("All saved")
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


def test_a_quoted_cell_with_a_line_break_moves_no_row(page: Page, live_server: LiveServer, day: Cast) -> None:
    page.locator("input[name^='cell-']").first.click()
    page.evaluate(PASTE, ["input[name^='cell-']", '7\t1\t"5,1\n5,2"\r\n8\t0\t5,3\r\n'])
    expect(page.locator("[data-part='status']")).to_have_text("1 to mend")

    assert [row[:4] for row in kept(live_server, day)] == [
        ("T01", "yield", "marked", 7000),
        ("T01", "tidy", "marked", 1000),
        ("T02", "yield", "marked", 8000),
        ("T02", "tidy", "marked", 0),
        ("T02", "ph", "marked", None),
    ]
    expect(page.get_by_text("“5,1 5,2” is not a number")).to_be_visible()


def test_a_block_with_header_and_team_column_goes_to_its_teams(page: Page, live_server: LiveServer, day: Cast) -> None:
    cells = page.locator("input[name^='cell-']")
    cells.first.fill("3")
    page.keyboard.press("Enter")
    expect(page.locator("[data-part='status']")).to_have_text("All saved")
    block = f"Team\ttidy\tyield\r\n{day.t02.code}\t1\t8\r\n{day.t01.code}\t0\t\r\nZ9999\t1\t1\r\n"
    page.evaluate(PASTE, ["input[name^='cell-']", block])
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Empty cells over values: 1. These values stay.")
    expect(dialog).to_contain_text("“Z9999”: no such team on this page")
    assert len(kept(live_server, day)) == 1
    dialog.get_by_role("button", name="Paste 3 values").click()
    expect(cells.nth(1)).to_have_value("0")  # before it is there, all is saved still
    expect(page.locator("[data-part='status']")).to_have_text("All saved")

    assert [row[:4] for row in kept(live_server, day)] == [
        ("T01", "yield", "marked", 3000),
        ("T01", "tidy", "marked", 0),
        ("T02", "yield", "marked", 8000),
        ("T02", "tidy", "marked", 1000),
    ]


@pytest.mark.parametrize(
    ("state", "words"), [("submitted", "handed over meanwhile"), ("void", "no longer in this pile")]
)
def test_a_sheet_that_is_closed_meanwhile_is_told_at_the_cell_once(
    page: Page, live_server: LiveServer, day: Cast, state: str, words: str
) -> None:
    with live_server.session() as session:
        session.get_one(ScoreSheet, day.sheets["T01", "P", "cem"].id).state = state
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method))
    first = page.locator("input[name^='cell-']").first
    first.fill("2")
    page.keyboard.press("Enter")
    expect(page.get_by_text(words)).to_be_visible()
    page.locator("input[name^='cell-']").nth(3).fill("5")
    page.keyboard.press("Enter")
    expect(page.locator("[data-part='status']")).to_have_text("1 to mend")

    expect(first).to_have_value("2")
    assert asked.count("POST") == 2
    assert [row[:4] for row in kept(live_server, day)] == [("T02", "yield", "marked", 5000)]


def test_who_is_signed_out_while_keying_goes_on_after_signing_in(
    page: Page, live_server: LiveServer, day: Cast, watch: Any
) -> None:
    watch.expected.append("Failed to load resource")
    app = create_app({"SECRET_KEY": SECRET, "INSTANCE_PATH": str(live_server.instance)})
    page.context.clear_cookies()
    first, status = page.locator("input[name^='cell-']").first, page.locator("[data-part='status']")
    first.fill("7")
    page.keyboard.press("Enter")
    expect(status).to_contain_text("you are signed out")
    expect(page.locator("[data-part='sign-in']")).to_be_visible()
    sign_in(app, page.context, live_server, day.ben)
    with page.expect_response("**/keying/token"):
        page.evaluate("window.dispatchEvent(new Event('focus'))")
    before = kept(live_server, day)
    page.context.clear_cookies()
    sign_in(app, page.context, live_server, day.ana)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(status).to_have_text("All saved", timeout=15_000)

    assert before == []
    assert [row[:4] for row in kept(live_server, day)] == [("T01", "yield", "marked", 7000)]


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


def test_the_heading_of_a_column_is_never_cut(page: Page, live_server: LiveServer, day: Cast) -> None:
    with live_server.session() as session:
        for criterion in session.scalars(select(Criterion).where(Criterion.task_id == day.pipetting.id)):
            criterion.label = "Lineweaver–Burk and Calculation of the Michaelisconstantfromtheinitialvelocities"
    page.reload()

    labels = page.locator(".keying thead .keying-label")

    expect(labels).to_have_count(3)
    cut = labels.evaluate_all(
        "all => all.filter((one) => one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight).length"
    )
    assert cut == 0
    assert "Michaelisconstant" in labels.first.inner_text()
