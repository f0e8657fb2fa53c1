"""What the console says is true where a browser is shared, its storage fails, or something on the way answers for the server."""

from playwright.sync_api import Page, Route, expect

from tests.browser.halls import HTTP_ONLY, HTTPS_ONLY, Hall, hall, level, ready
from tests.browser.old_browsers import OLD

__all__ = ["hall", "level"]


def chip(page: Page, words: str) -> None:
    expect(page.locator("[data-part=connection]")).to_contain_text(words, timeout=20_000)


@HTTP_ONLY
def test_a_page_stops_taking_marks_when_another_judge_signs_in_beside_it(hall: Hall) -> None:
    """A1: the page of cem enrolled with dana's cookie, and sent six marks under her device."""
    page = hall.open(hall.cast.cem, hall.sheet())
    hall.tap(page, 1, "7.5")
    chip(page, "All sent")
    other = hall.open(hall.cast.dana, context=page.context)
    chip(other, "All sent")

    page.bring_to_front()
    expect(page.get_by_text("somebody else is signed in on this device")).to_be_visible()
    expect(page.locator("form#sheet")).to_have_attribute("inert", "")
    page.evaluate("document.querySelector('#c1 input').click()")

    expect(page.locator("#c1 [data-part=given]")).to_contain_text("7.5")
    assert hall.marks() == dict(hall.log)
    assert hall.operations() == [(hall.criterion(1), "applied")]


PORTAL = ("**/api/**", "**/fresh", "**/photos**")


@HTTP_ONLY
def test_an_answer_that_is_not_ours_throws_nothing_away(hall: Hall) -> None:
    """A14, A15, A33: a portal's redirect, a proxy's 401 and 503 took the token or signed the judge out."""
    page = hall.open(hall.cast.cem, hall.sheet())
    chip(page, "All sent")
    statuses = [401, 403, 200]

    def portal(route: Route) -> None:
        route.fulfill(
            status=statuses.pop() if len(statuses) > 1 else statuses[0], body="<h1>Sign in to this Wi-Fi</h1>"
        )

    for address in PORTAL:
        page.context.route(address, portal)
    hall.tap(page, 1, "7.5")
    expect(page.get_by_text("Something on the way answers in place of the server")).to_be_visible()
    hall.tap(page, 2, "Done")
    chip(page, "2 waiting since")
    expect(page.get_by_text("Pages in grey open when there is a connection.")).to_be_visible()
    page.get_by_role("link", name="Photos").click()
    expect(page).to_have_url(f"{hall.home}{hall.sheet().id}")
    for address in PORTAL:
        page.context.unroute(address)

    hall.arrives(page)


LOSE = """() => {
  const transaction = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (...given) {
    if (this.lost) throw new DOMException("connection lost", "InvalidStateError");
    return transaction.apply(this, given);
  };
  const { vaultHere } = window.vaultOf;
  vaultHere().disk.lost = true;
}"""
VAULT = """async () => {
  const module = document.querySelector("link[href*=score_sheet_vault]").href;
  window.vaultOf = await import(module);
}"""


@HTTP_ONLY
def test_a_lost_connection_to_the_storage_is_opened_again(hall: Hall) -> None:
    """A2: on iOS the connection ends under an open page while its data stay."""
    page = hall.open(hall.cast.cem, hall.sheet())
    chip(page, "All sent")
    page.evaluate(VAULT)
    page.context.set_offline(True)
    hall.tap(page, 1, "7.5")
    chip(page, "1 waiting since")

    page.evaluate(LOSE)
    hall.tap(page, 2, "Done")

    chip(page, "2 waiting since")
    page.context.set_offline(False)
    hall.arrives(page)


CLEAR = """() => new Promise((resolve) => {
  const request = indexedDB.deleteDatabase("olympiad");
  request.onsuccess = request.onerror = () => resolve();
})"""


@HTTP_ONLY
def test_marks_of_an_open_page_outlive_cleared_site_data(hall: Hall) -> None:
    """A2: after clearing, the list said that all is sent, and the marks were gone with the reload."""
    page = hall.open(hall.cast.cem, hall.sheet())
    chip(page, "All sent")
    page.context.set_offline(True)
    hall.tap(page, 1, "7.5")
    chip(page, "1 waiting since")

    page.evaluate(CLEAR)

    chip(page, "1 waiting since")
    hall.tap(page, 2, "Done")
    chip(page, "2 waiting since")
    page.context.set_offline(False)
    hall.arrives(page)


ENROLLED = """async () => {
  const { all, open } = await import("/static/js/score_sheet_store.js");
  const storage = await open();
  const memories = await all(storage);
  storage.close();
  return memories.some((memory) => memory.token);
}"""
UPGRADE = """() => new Promise((resolve) => {
  const request = indexedDB.open("olympiad", 3);
  request.onsuccess = () => resolve();
})"""


@HTTP_ONLY
def test_a_newer_version_of_the_storage_is_told_beside_the_mark(hall: Hall) -> None:
    """A2: a page of a newer version takes the storage over; the marks of this one are handed out all the same."""
    page = hall.open(hall.cast.cem, hall.sheet())
    chip(page, "All sent")
    page.wait_for_function(ENROLLED)
    page.context.set_offline(True)

    page.evaluate(UPGRADE)
    hall.tap(page, 1, "7.5")

    expect(page.locator("#c1 [data-part=unkept]")).to_have_text("Not kept on this device")
    page.locator("[data-part=connection]").click()
    expect(page.get_by_text("Unsent on this device: 1")).to_be_visible(timeout=20_000)
    expect(page.get_by_role("button", name="Show QR codes")).to_be_visible()
    expect(page.get_by_text("They stand on this page only, the device keeps none of them")).to_be_visible()
    expect(page.get_by_text("They stay on the device as well.")).to_be_hidden()
    page.get_by_role("button", name="Close").click()
    page.context.set_offline(False)
    chip(page, "This page: all sent")
    assert hall.marks() == dict(hall.log)


def test_the_console_runs_with_what_browsers_of_2020_have(hall: Hall) -> None:
    """A3: without AbortSignal.timeout the console never started, without a word."""
    context = hall.new_context()
    context.add_init_script(OLD)
    page = hall.open(hall.cast.cem, hall.sheet(), context)
    hall.tap(page, 1, "7.5")
    hall.tap(page, 2, "Done")
    page.locator("#c3 .no-reading summary").click()
    page.locator("#c3").get_by_role("button", name="0 points, with this note").click()
    page.locator("#c4").get_by_role("button", name="None").click()
    chip(page, "All sent")
    page.get_by_role("button", name="Submit").click()
    page.wait_for_url("**/submit")

    expect(page.locator("[data-part=submit]:not([aria-disabled])")).to_be_visible()
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("is submitted")).to_be_visible()


@HTTP_ONLY
def test_before_the_console_has_started_the_page_says_that_it_keeps_nothing(hall: Hall) -> None:
    """A4: the sheet's page came, its data did not; three taps and the back arrow, and the marks were lost."""
    context = hall.new_context()
    hall.sign_in(context, hall.cast.cem)
    page = context.new_page()
    page.route("**/fresh", lambda route: route.abort())
    page.goto(f"{hall.home}{hall.sheet().id}")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))

    hall.tap(page, 1, "7.5")
    expect(page.get_by_text("What you tap here is on this screen only")).to_be_visible()
    page.get_by_role("link", name="Back to my score sheets").click(no_wait_after=True)
    expect(page.get_by_text("What you tap here is on this screen only")).to_be_visible()
    page.unroute("**/fresh")
    ready(page)

    hall.arrives(page)
    assert asked == ["beforeunload"]


@HTTP_ONLY
def test_text_that_is_no_reading_is_said_kept_and_stops_submit(hall: Hall) -> None:
    """A23, A24, A35: the old value counted on without a word, and what was typed was dropped."""
    page = hall.open(hall.cast.cem, hall.sheet())
    hall.tap(page, 1, "7.5")
    hall.tap(page, 2, "Done")
    page.locator("#c4").get_by_role("button", name="None").click()
    reading = page.get_by_label("Reading 1")
    reading.fill("5.6")
    reading.blur()
    chip(page, "All sent")

    reading.fill("5..2")
    chip(page, "Not given yet")
    reading.blur()
    problem = page.locator("#c3 [data-part=problem]")
    expect(problem).to_contain_text("What was given before still counts.")
    page.get_by_role("button", name="Submit").click()
    expect(page).to_have_url(f"{hall.home}{hall.sheet().id}")
    page.locator("[data-part=back]").click()
    page.locator(f"a[data-sheet='{hall.sheet().id}']").first.click()
    expect(reading).to_have_value("5..2")
    expect(problem).to_be_visible()

    page.locator("#c3 .criterion-more > summary").click()
    page.locator("#c3").get_by_label("Not assessed, for the reason above").check()
    expect(problem).to_contain_text("Write the reason first.")
    page.locator("#c3").get_by_label("Not assessed, for the reason above").uncheck()
    reading.fill("-5.2")
    reading.blur()
    expect(problem).to_have_count(0)
    chip(page, "All sent")
    assert hall.marks()[hall.criterion(3)] == "-5.2"


@HTTP_ONLY
def test_a_penalty_of_two_and_a_half_is_refused_on_the_device(hall: Hall) -> None:
    """A25: the device took it, the server refused mark and submission later."""
    page = hall.open(hall.cast.cem, hall.sheet())
    field = page.locator("#c4 input[inputmode]")
    field.fill("2.5")
    field.blur()

    expect(page.locator("#c4 [data-part=problem]")).to_contain_text("Whole numbers only.")
    page.locator("#c4").get_by_role("button", name="None").click()
    chip(page, "All sent")
    assert hall.operations() == [(hall.criterion(4), "applied")]


DOUBLE = """() => {
  const bar = document.querySelector("footer [data-part='submit']").getBoundingClientRect();
  return [bar.x + bar.width / 2, bar.y + bar.height / 2];
}"""


@HTTP_ONLY
def test_a_double_tap_on_submit_submits_nothing(hall: Hall) -> None:
    """A5: the second tap met the button that confirms."""
    page = hall.open(hall.cast.cem, hall.sheet(task="G"))
    page.set_viewport_size({"width": 360, "height": 560})
    page.locator("#c1 label.choice", has_text="7.5").click()
    chip(page, "All sent")
    x, y = page.evaluate(DOUBLE)

    page.mouse.dblclick(x, y)

    page.wait_for_url("**/submit")
    box = page.locator("main [data-part=submit]").bounding_box()
    assert box
    assert not (box["x"] <= x <= box["x"] + box["width"] and box["y"] <= y <= box["y"] + box["height"])
    expect(page.locator("main [data-part=submit]:not([aria-disabled])")).to_be_visible()
    assert [outcome for _, outcome in hall.operations(hall.sheet(task="G"))] == ["applied"]


READER = """(code) => {
  for (const key of [...code, "Enter"]) {
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  }
}"""


@HTTP_ONLY
def test_a_code_that_is_scanned_while_a_sheet_is_open_opens_that_team(hall: Hall) -> None:
    """A21: the digits of the code became a mark of a criterion far above the screen."""
    page = hall.open(hall.cast.cem, hall.sheet())
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 9999)")
    page.keyboard.press("1")

    page.evaluate(READER, hall.cast.t02.code)

    expect(page.get_by_text(f"{hall.cast.t02.code} is with you in several tasks. Which one?")).to_be_visible()
    page.get_by_role("link", name=hall.cast.glucose.title, exact=True).click()
    expect(page.locator("h1 [data-part=code]")).to_have_text(hall.cast.t02.code)
    assert hall.operations() == []


@HTTP_ONLY
def test_without_a_network_no_tap_leads_out_of_the_console(hall: Hall) -> None:
    """A26, A27: photos, incidents and submitted sheets led to the browser's error page, or to an empty sheet."""
    page = hall.open(hall.cast.cem, hall.sheet())
    chip(page, "All sent")
    page.context.set_offline(True)

    for name in ("Photos", "Something went wrong…"):
        page.get_by_role("link", name=name).click()
        expect(page.get_by_text("This page opens when there is a connection.")).to_be_visible()
        page.evaluate("document.querySelector('[data-part=notice]').textContent = ''")

    expect(page.locator("h1 [data-part=code]")).to_have_text(hall.cast.t01.code)


@HTTPS_ONLY
def test_the_icon_of_the_home_screen_and_the_link_of_a_card_open_without_a_network(hall: Hall) -> None:
    """A28: both led to the browser's error page; a team's link opened the list."""
    page = hall.open(hall.cast.cem)
    expect(page.locator("[data-part=level-words]")).to_contain_text("opens without a network", timeout=20_000)
    page.context.set_offline(True)

    for entrance in ("/", "/card"):
        page.goto(f"{hall.url}{entrance}")
        ready(page)
        expect(page).to_have_url(hall.home)
    page.goto(f"{hall.home}team/{hall.cast.t02.code}")
    ready(page, meet=False)
    expect(page.get_by_text(f"{hall.cast.t02.code} is with you in several tasks. Which one?")).to_be_visible()


@HTTP_ONLY
def test_a_sheet_asks_whether_this_is_the_team_before_the_first_mark(hall: Hall) -> None:
    """A30: nothing but the typed code warned of a team whose turn it was not."""
    page = hall.open(hall.cast.cem)
    page.locator(f"a[data-sheet='{hall.sheet().id}']").first.click()
    expect(page.locator("[data-part=meet-code]")).to_have_text(hall.cast.t01.code)
    expect(page.locator("form#sheet")).to_have_attribute("inert", "")

    page.get_by_role("button", name="This is the team").click()
    hall.tap(page, 1, "7.5")

    hall.arrives(page)
    expect(page.locator("[data-part=meet]")).to_be_hidden()


@HTTP_ONLY
def test_a_submission_says_what_the_judge_saw(hall: Hall) -> None:
    """A19: one phone confirmed 20, the other had changed two marks: the server took 12 without a word."""
    sheet = hall.sheet(task="G")
    first = hall.open(hall.cast.cem, sheet)
    first.locator("#c1 label.choice").get_by_text("7.5", exact=True).click()
    chip(first, "All sent")
    first.context.set_offline(True)
    first.get_by_role("button", name="Submit").click()
    first.wait_for_url("**/submit")
    expect(first.locator("main [data-part=submit]:not([aria-disabled])")).to_be_visible()
    first.get_by_role("button", name="Submit").click()
    expect(first.locator("[data-group=kept]")).to_be_visible()
    second = hall.open(hall.cast.cem, sheet)
    second.locator("#c1 label.choice").get_by_text("2", exact=True).click()
    chip(second, "All sent")

    first.context.set_offline(False)

    line = first.locator("[data-part=refused] li")
    expect(line).to_contain_text("you confirmed 7.5, now there is 2", timeout=20_000)
    assert [outcome for _, outcome in hall.operations(sheet)] == ["applied", "applied", "refused"]
