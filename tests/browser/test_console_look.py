"""The console in small windows, with large text, zoomed, lying down; its words and keys on every kind of phone."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from olympiad.clock import utc_now
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.task import ScheduleSlot
from tests.browser.halls import HTTP_ONLY, Hall, hall, level, ready

__all__ = ["hall", "level"]
WIDE = """(wide) => [...document.querySelectorAll("body *")].filter((one) => {
  const { right, left, width } = one.getBoundingClientRect();
  return width > 0 && (right > wide + 1 || left < -1)
    && !one.closest(".visually-hidden, .who, .skip-link, details:not([open]) > :not(summary)");
}).map((one) => one.outerHTML.slice(0, 90)).slice(0, 8)"""
BROKEN = """() => {
  const broken = [];
  for (const one of document.querySelectorAll(".state, .btn, .team-code, h1, h2, .nav-link")) {
    if (one.offsetParent === null) continue;
    const texts = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      for (const found of texts.currentNode.data.matchAll(/[^\\s\\u2013\\u00ad/-]+/g)) {
        const range = document.createRange();
        range.setStart(texts.currentNode, found.index);
        range.setEnd(texts.currentNode, found.index + found[0].length);
        if (new Set([...range.getClientRects()].map((line) => Math.round(line.top))).size > 1) broken.push(found[0]);
      }
    }
  }
  return broken;
}"""
CHIPS = """async () => {
  const broken = BROKEN;
  const words = document.querySelector("template[data-part=words]").content;
  const chip = document.querySelector("[data-part=connection] .state").lastChild, before = chip.data, found = [];
  const names = ["sent", "saved", "saving", "waiting", "unkept", "checking", "typing", "elsewhere", "photos-waiting"];
  for (const name of [...names, "page-sent", "others-chip"]) {
    chip.data = ` ${words.querySelector(`[data-word=${name}]`).textContent.replace("{count}", "12").replace("{time}", "11:24")}`;
    await new Promise((resolve) => setTimeout(resolve));  // the page makes room for the words
    const wide = document.documentElement.scrollWidth > document.documentElement.clientWidth ? [`${chip.data}: too wide`] : [];
    found.push(...wide, ...broken().filter((word) => chip.data.includes(word)));
  }
  chip.data = before;
  return found;
}""".replace("BROKEN", BROKEN)
HEIGHTS = """(totals) => totals.map((text) => {
  const total = document.querySelector("footer [data-part=total]"), before = total.textContent;
  total.textContent = text;
  const height = document.querySelector("footer.console-bar").offsetHeight;
  total.textContent = before;
  return height;
})"""
SMALL, PHONE, NARROW, ZOOMED, LYING = (360, 560), (360, 640), (320, 568), (240, 427), (740, 360)
WINDOWS = [(SMALL, 100), (PHONE, 100), (PHONE, 150), (PHONE, 200), (NARROW, 100), (ZOOMED, 100), (LYING, 100)]


def box(page: Page, selector: str) -> dict[str, Any]:
    found = page.locator(selector).bounding_box()
    assert found, selector
    return dict(found)


def resize(page: Page, size: tuple[int, int], text: int) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.evaluate("(text) => { document.documentElement.style.fontSize = `${text}%` }", text)


@HTTP_ONLY
@pytest.mark.parametrize("language", ["en", "uz", "ru"])
def test_a_sheet_is_marked_in_every_window(hall: Hall, language: str) -> None:
    with hall.server.session() as session:
        from_, to = (utc_now() + timedelta(minutes=one) for one in (-5, 125))
        turn = {"team_id": hall.cast.t01.id, "task_id": hall.cast.pipetting.id, "order": 10}
        session.add(ScheduleSlot(**turn, starts_at=from_, ends_at=to))
    page = hall.open(hall.cast.cem, hall.sheet(), hall.new_context(locale=language))
    page.locator("#c1 label.choice").get_by_text("2", exact=True).click()
    expect(page.locator("[data-part=undo]")).to_be_visible()
    expect(page.locator(".round b")).to_contain_text("2:0")

    for size, text in WINDOWS:
        resize(page, size, text)
        told = (size, text)
        page.evaluate("scrollTo(0, 400)")
        assert page.evaluate(WIDE, size[0]) == [], told
        assert page.evaluate(CHIPS) == [], told
        broken = page.evaluate(BROKEN)
        assert (broken if text < 150 else [word for word in broken if hall.cast.t01.code in word]) == [], told
        code, header, bar = box(page, "h1 .team-code"), box(page, ".console-top"), box(page, "footer.console-bar")
        undo, submit = box(page, "[data-part=undo]"), box(page, "footer [data-part=submit]")
        assert code["y"] >= 0, told
        assert code["y"] + code["height"] <= size[1], told
        assert submit["y"] + submit["height"] <= size[1], told
        assert undo["y"] + undo["height"] <= size[1], told
        gap = max(
            submit["y"] - undo["y"] - undo["height"],
            submit["x"] - undo["x"] - undo["width"],
            undo["x"] - submit["x"] - submit["width"],
        )
        assert gap >= 24, told
        if size in (SMALL, PHONE) and text == 100:  # the bar moves under no thumb while the total grows
            assert len(set(page.evaluate(HEIGHTS, ["0", "7", "6,5", "18,25"]))) == 1, told
        share = (header["height"] + bar["height"]) / size[1]
        assert share <= (0.3 if size in (SMALL, PHONE) and text == 100 else 0.5), (told, share)


@HTTP_ONLY
@pytest.mark.parametrize("language", ["en", "uz", "ru"])
def test_the_list_breaks_no_word_and_changes_its_language_in_one_tap(hall: Hall, language: str) -> None:
    with hall.server.session() as session:
        for number, state in enumerate(("returned", "submitted", "open")):
            sheet = [hall.sheet(task="G"), hall.sheet("T02", "G"), hall.sheet()][number]
            row = session.get_one(ScoreSheet, sheet.id)
            row.state, row.reason, row.submitted_at = state, "Look again", utc_now()
    page = hall.open(hall.cast.cem, context=hall.new_context(locale=language))
    expect(page.locator("html")).to_have_attribute("lang", language)

    for size, text in WINDOWS:
        resize(page, size, text)
        found = [page.evaluate(WIDE, size[0]), page.evaluate(BROKEN), page.evaluate(CHIPS)]
        assert found == [[], [], []], (size, text)

    other = {"en": "ru", "uz": "en", "ru": "uz"}[language]
    page.locator(f"main [data-part=languages] a[lang={other}]").click()
    expect(page.locator(f"html[lang={other}] main[data-console=ready]")).to_be_visible(timeout=20_000)


@HTTP_ONLY
def test_who_has_finished_is_thanked_and_who_has_nothing_is_told_why(hall: Hall) -> None:
    def all_are(state: str) -> None:
        with hall.server.session() as session:
            own = ScoreSheet.judge_id == hall.cast.cem_judge.id
            session.execute(update(ScoreSheet).where(own).values(state=state, submitted_at=utc_now()))

    all_are("submitted")
    page = hall.open(hall.cast.cem)
    expect(page.get_by_text("Finished – thank you.")).to_be_visible()
    expect(page.get_by_text("have not assigned you any score sheets")).to_be_hidden()

    all_are("void")
    page.reload()

    expect(ready(page).get_by_text("have not assigned you any score sheets")).to_be_visible()
    expect(page.get_by_text("Finished – thank you.")).to_be_hidden()


@HTTP_ONLY
def test_a_keyboard_without_minus_types_one_and_a_look_alike_code_is_found(hall: Hall) -> None:
    page = hall.open(hall.cast.cem, hall.sheet())
    reading = page.get_by_label("Reading 1")
    reading.fill("0.4")
    page.locator("#c3").get_by_role("button", name="change the sign").click()
    expect(reading).to_have_value("-0.4")
    expect(reading).to_be_focused()
    expect(page.locator("[data-part=connection]")).to_contain_text("All sent", timeout=20_000)
    assert hall.marks() == {hall.criterion(3): "-0.4"}

    twins = str.maketrans("ABEKMHOPCTYX", "АВЕКМНОРСТУХ")
    page.locator("[data-part=back]").click()
    page.locator("input[name=code]").fill(hall.cast.t02.code.translate(twins).lower())
    page.locator("input[name=code]").press("Enter")
    expect(page.get_by_text(f"{hall.cast.t02.code} is with you in several tasks.")).to_be_visible()


@HTTP_ONLY
def test_the_last_look_never_stands_where_submit_was_tapped(hall: Hall) -> None:
    """A5: in nine sizes of windows the second half of a double tap met the button that confirms."""
    sheet = hall.sheet(task="G")
    page = hall.open(hall.cast.cem, sheet)
    page.locator("#c1 label.choice", has_text="7.5").click()
    page.locator("#c1 .criterion-more > summary").click()
    page.locator("#c1").get_by_label("I am unsure").check()
    page.locator("#c1 .criterion-more > summary").click()
    for height in (500, 540, 580, 620, 660, 700, 844):
        page.set_viewport_size({"width": 360, "height": height})
        before = box(page, "footer [data-part=submit]")
        page.locator("footer [data-part=submit]").click()
        page.wait_for_url("**/submit")
        confirm = box(page, "main [data-part=submit]")
        assert confirm["y"] + confirm["height"] < before["y"], height
        page.locator("main [data-part=back]").click()
