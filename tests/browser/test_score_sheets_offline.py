"""No mark is ever lost: without a network, after closing, on two devices, signed out, revoked, changed; on both levels.

Each test compares what the server has with the log that the test itself kept.
"""

import random
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route, expect
from sqlalchemy import select, update

from olympiad.clock import utc_now
from olympiad.models.score_sheet import Device, Operation, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Criterion
from tests.browser.halls import HTTP_FIRST, HTTP_ONLY, HTTPS_FIRST, HTTPS_ONLY, Hall, hall, level, ready

__all__ = ["hall", "level"]


def test_the_level_is_what_the_browser_allows(hall: Hall) -> None:
    page = hall.open(hall.cast.cem)

    assert page.evaluate("isSecureContext") is (hall.level == "https")
    expect(page.locator("[data-part=level]")).to_have_text(urlsplit(hall.url).scheme.upper())


def test_marks_given_offline_in_the_middle_of_a_sheet_arrive(hall: Hall) -> None:
    page = hall.open(hall.cast.cem, hall.sheet())
    hall.tap(page, 1, "7.5")
    expect(page.get_by_text("All sent")).to_be_visible()

    page.context.set_offline(True)
    hall.tap(page, 1, "8")
    hall.tap(page, 2, "Done")
    expect(page.get_by_text("2 waiting since")).to_be_visible()
    expect(page.get_by_text("No connection.")).to_be_visible()
    page.context.set_offline(False)

    hall.arrives(page)


TAPS = """async (taps) => {
  for (const [number, index] of taps) {
    document.querySelectorAll(`#c${number} label.choice`)[index].click();
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}"""


@HTTP_ONLY
def test_two_hundred_marks_offline_arrive_in_their_order(hall: Hall) -> None:
    page = hall.open(hall.cast.cem, hall.sheet())
    chance = random.Random(7)
    page.context.set_offline(True)
    taps: list[tuple[int, int]] = []
    for _ in range(200):
        last = dict(taps)
        number = chance.choice((1, 2))
        taps.append((number, chance.choice([at for at in range(21 if number == 1 else 2) if at != last.get(number)])))
    page.evaluate(TAPS, taps)
    hall.log = [(hall.criterion(number), at * (500 if number == 1 else 1000)) for number, at in taps]
    expect(page.get_by_text("200 waiting since")).to_be_visible()
    page.context.set_offline(False)

    hall.arrives(page)


@HTTPS_ONLY
def test_the_console_opens_again_without_any_network(hall: Hall) -> None:
    page = hall.open(hall.cast.cem)
    expect(page.locator("[data-part=level-words]")).to_contain_text("opens without a network", timeout=20_000)
    page.goto(f"{hall.home}{hall.sheet().id}")
    ready(page)
    hall.tap(page, 1, "7.5")
    expect(page.get_by_text("All sent")).to_be_visible()
    page.context.set_offline(True)
    hall.tap(page, 2, "Done")
    expect(page.get_by_text("1 waiting since")).to_be_visible()
    context = page.context
    page.close()

    again = context.new_page()
    again.goto(f"{hall.home}{hall.sheet().id}")
    ready(again)
    expect(again.locator("#c1 [data-part=given]")).to_contain_text("7.5")
    expect(again.locator("#c2 [data-part=given]")).to_contain_text("1 of 1")
    hall.tap(again, 1, "6")
    expect(again.get_by_text("2 waiting since")).to_be_visible()
    context.set_offline(False)

    hall.arrives(again)


@HTTP_ONLY
def test_a_page_closed_with_unsent_marks_has_them_when_it_opens_again(hall: Hall) -> None:
    page = hall.open(hall.cast.cem, hall.sheet())
    context = page.context
    context.route("**/api/**", lambda route: route.abort())
    hall.tap(page, 1, "7.5")
    expect(page.get_by_text("1 waiting since")).to_be_visible()
    page.close()

    again = hall.open(hall.cast.cem, hall.sheet(), context)
    expect(again.locator("#c1 [data-part=given]")).to_contain_text("7.5")
    context.unroute("**/api/**")

    hall.arrives(again)


@HTTPS_FIRST
def test_a_sheet_submitted_offline_is_submitted_once_it_arrives(hall: Hall) -> None:
    sheet = hall.sheet(task="G")
    page = hall.open(hall.cast.cem, sheet)
    page.context.set_offline(True)
    page.locator("#c1 label.choice", has_text="7.5").click()
    page.get_by_role("button", name="Submit").click()
    page.wait_for_url("**/submit")
    page.get_by_role("button", name="Submit").click()
    row = page.locator(f"a[data-sheet='{sheet.id}']")
    expect(row).to_contain_text("Submitted on this device, not yet sent")
    assert state(hall, sheet) == "not_started"
    page.context.set_offline(False)

    expect(page.get_by_text("is submitted")).to_be_visible(timeout=20_000)
    expect(row).to_contain_text("sheet total 7.5")
    assert state(hall, sheet) == "submitted"


def state(hall: Hall, sheet: ScoreSheet) -> str:
    with hall.server.session() as session:
        found: str = session.get_one(ScoreSheet, sheet.id).state
        return found


def change(hall: Hall, *statements: Any) -> None:
    """Change rows as the organizers' pages would, and make the section's revision newer."""
    with hall.server.session() as session:
        for statement in statements:
            session.execute(statement)
        session.execute(update(Section).where(Section.id == hall.cast.section.id).values(revision=Section.revision + 1))


def mark_offline_while(hall: Hall, *statements: Any) -> Page:
    """Mark criterion 1 on line, then 8 offline while something changes on the server, and come back."""
    page = hall.open(hall.cast.cem, hall.sheet())
    hall.tap(page, 1, "7.5")
    expect(page.get_by_text("All sent")).to_be_visible()
    page.context.set_offline(True)
    page.locator("#c1 label.choice").get_by_text("8", exact=True).click()
    expect(page.get_by_text("1 waiting since")).to_be_visible()
    change(hall, *statements)
    page.context.set_offline(False)
    expect(page.get_by_text("All sent")).to_be_visible(timeout=20_000)
    assert [outcome for _, outcome in hall.operations()][:1] == ["applied"]
    assert hall.marks() == dict(hall.log)
    return page


def shows_what_was_not_taken(hall: Hall, page: Page, words: str, outcome: str) -> None:
    if not page.url.endswith("score-sheets/"):
        page.locator("[data-part=back]").click()
    line = page.locator("[data-part=refused] li")
    expect(line).to_contain_text(": 8")
    expect(line).to_contain_text(words)
    assert [found for _, found in hall.operations()] == ["applied", outcome]


@HTTP_ONLY
def test_a_mark_under_a_changed_rubric_is_kept_and_shown(hall: Hall) -> None:
    sheet, section = hall.sheet(), hall.cast.section
    page = mark_offline_while(
        hall,
        update(Section).where(Section.id == section.id).values(rubric_version=2),
        update(ScoreSheet).where(ScoreSheet.id == sheet.id).values(rubric_version=2),
        update(Criterion).where(Criterion.id == hall.criterion(1)).values(retired_in=2),
    )

    shows_what_was_not_taken(hall, page, "The rubric has changed meanwhile", "refused")


@HTTPS_ONLY
def test_a_mark_on_a_reassigned_sheet_is_kept_and_shown(hall: Hall) -> None:
    void = update(ScoreSheet).where(ScoreSheet.id == hall.sheet().id).values(state="void", reason="To another judge")
    page = mark_offline_while(hall, void)

    expect(page.get_by_text("This sheet is no longer yours.")).to_be_visible()
    shows_what_was_not_taken(hall, page, "does not count any more", "refused")


@HTTP_ONLY
def test_a_mark_under_a_revoked_card_is_kept_and_shown(hall: Hall) -> None:
    page = mark_offline_while(
        hall, update(Device).where(Device.user_id == hall.cast.cem.id).values(revoked_at=utc_now())
    )

    shows_what_was_not_taken(hall, page, "was revoked", "quarantined")


@HTTPS_ONLY
def test_a_late_submission_of_a_returned_sheet_is_kept_and_shown(hall: Hall) -> None:
    sheet = hall.sheet(task="G")
    first = hall.open(hall.cast.cem, sheet)
    second = hall.open(hall.cast.cem, sheet)
    first.locator("#c1 label.choice", has_text="7.5").click()
    expect(first.get_by_text("All sent")).to_be_visible()
    ready(second).reload()
    ready(second).context.set_offline(True)
    for page in (second, first):
        page.get_by_role("button", name="Submit").click()
        page.wait_for_url("**/submit")
        page.get_by_role("button", name="Submit").click()
    expect(first.get_by_text("is submitted")).to_be_visible()
    change(hall, update(ScoreSheet).where(ScoreSheet.id == sheet.id).values(state="returned", reason="Look again"))
    second.context.set_offline(False)

    expect(second.locator("[data-part=refused] li")).to_contain_text("returned this sheet meanwhile", timeout=20_000)
    expect(second.locator(f"a[data-sheet='{sheet.id}']")).to_contain_text("Look again")
    assert state(hall, sheet) == "returned"


@HTTP_FIRST
def test_marks_of_a_signed_out_session_still_arrive(hall: Hall) -> None:
    page = hall.open(hall.cast.cem, hall.sheet())
    expect(page.get_by_text("All sent")).to_be_visible()
    hall.tap(page, 1, "7.5")
    expect(page.get_by_text("All sent")).to_be_visible()
    page.context.set_offline(True)
    hall.tap(page, 1, "8")
    page.context.clear_cookies()
    page.context.set_offline(False)

    hall.arrives(page)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.get_by_text("who is signed out: it takes no marks")).to_be_visible()
    expect(page.locator("form#sheet")).to_have_attribute("inert", "")


WRONG_CLOCK = """(() => {
  const Right = Date;
  const off = -3 * 3_600_000;
  window.Date = class extends Right {
    constructor(...given) { if (given.length) super(...given); else super(Right.now() + off); }
    static now() { return Right.now() + off; }
  };
})()"""


@HTTP_ONLY
def test_a_wrong_clock_is_told_and_changes_no_order(hall: Hall) -> None:
    context = hall.new_context()
    context.add_init_script(WRONG_CLOCK)
    page = hall.open(hall.cast.cem, hall.sheet(), context)
    expect(page.get_by_text("wrong by 180 minutes")).to_be_visible()

    for words in ("7.5", "8", "2"):
        hall.tap(page, 1, words)

    hall.arrives(page)


@HTTPS_FIRST
def test_the_next_judge_of_a_tablet_sees_nothing_of_the_one_before(hall: Hall) -> None:
    page = hall.open(hall.cast.cem, hall.sheet())
    context = page.context
    expect(page.get_by_text("All sent")).to_be_visible()
    context.route("**/api/operations", lambda route: route.abort())
    hall.tap(page, 1, "7.5")
    page.locator("[data-part=back]").click()
    page.locator("[data-part=account] summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("Marks are not sent yet")).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out all the same").click()
    kept = page.evaluate(KEPT)
    assert kept == {"queues": 1, "judges": 0, "sheets": 0, "pages": False}

    next_page = hall.open(hall.cast.dana, context=context)
    expect(next_page.get_by_text("Of other judges on this device: 1 waiting.")).to_be_visible()
    expect(next_page.get_by_text("7.5")).to_have_count(0)
    context.unroute("**/api/operations")
    expect(next_page.get_by_text("Of other judges on this device")).to_have_count(0, timeout=20_000)

    hall.arrives(next_page)


@HTTPS_FIRST
def test_whoever_holds_a_card_to_a_tablet_does_not_mark_as_the_judge_before(hall: Hall) -> None:
    page = hall.open(hall.cast.cem)
    expect(page.get_by_text("All sent")).to_be_visible()
    found = [page.evaluate(LOADED, [hall.place, str(person.id)]) for person in (hall.cast.cem, hall.cast.dana)]
    assert found == [hall.cast.cem.id, None]

    page.goto(f"{hall.url}/card/ACDEFGHJKM")
    page.wait_for_function(f"({KEPT})().then((kept) => kept.judges === 0 && kept.sheets === 0)")


LOADED = """async ([place, person]) => {
  const store = await import(document.querySelector("link[href*=score_sheet_store]").href);
  const kept = await store.load(await store.open(), place, person);
  return kept && kept.person;
}"""
KEPT = """async () => {
  const done = (asked) => new Promise((resolve) => { asked.onsuccess = () => resolve(asked.result); });
  const database = await done(indexedDB.open("olympiad"));
  const found = {};
  for (const name of ["queues", "judges", "sheets"]) {
    found[name] = await done(database.transaction(name).objectStore(name).count());
  }
  database.close();
  found.pages = "caches" in window && (await caches.keys()).includes("olympiad-pages");
  return found;
}"""


@HTTP_FIRST
def test_denied_storage_is_told_before_marking_and_marks_are_sent_from_the_page(hall: Hall) -> None:
    context = hall.new_context()
    context.add_init_script("IDBFactory.prototype.open = () => { throw new DOMException('denied', 'SecurityError'); }")
    hall.sign_in(context, hall.cast.cem)
    page = context.new_page()
    page.goto(f"{hall.home}{hall.sheet().id}")
    ready(page)
    expect(page.get_by_text("This device does not keep marks (a private window")).to_be_visible()

    context.set_offline(True)
    hall.tap(page, 1, "7.5")
    expect(page.locator("#c1 [data-part=unkept]")).to_have_text("Not kept on this device")
    expect(page.locator("[data-part=connection]")).to_have_text("Not kept on this device")
    expect(page.get_by_text("1 are on this page only")).to_be_visible()
    context.set_offline(False)
    expect(page.locator("[data-part=connection]")).to_have_text("This page: all sent", timeout=20_000)

    assert hall.marks() == dict(hall.log)


FULL = """() => {
  IDBObjectStore.prototype.put = function () { this.transaction.abort(); return { onsuccess: null }; };
}"""


@HTTP_FIRST
def test_full_storage_is_told_beside_the_mark_which_is_sent_all_the_same(hall: Hall) -> None:
    page = hall.open(hall.cast.cem, hall.sheet())
    hall.tap(page, 1, "7.5")
    expect(page.get_by_text("All sent")).to_be_visible()
    page.evaluate(FULL)

    page.context.set_offline(True)
    hall.tap(page, 1, "8")

    expect(page.locator("#c1 [data-part=unkept]")).to_have_text("Not kept on this device")
    page.context.set_offline(False)
    expect(page.locator("[data-part=connection]")).to_have_text("This page: all sent", timeout=20_000)
    assert hall.marks() == dict(hall.log)


@HTTPS_ONLY
def test_two_devices_are_asked_which_mark_counts(hall: Hall) -> None:
    phones = [hall.open(hall.cast.cem, hall.sheet()) for _ in range(3)]
    for page, words in zip(phones, ("7", "3", "5"), strict=True):
        page.context.set_offline(True)
        page.locator("#c1 label.choice").get_by_text(words, exact=True).click()
        expect(page.get_by_text("1 waiting since")).to_be_visible()
    for page in phones:
        page.context.set_offline(False)
        expect(page.get_by_text("All sent")).to_be_visible(timeout=20_000)
    last = phones[-1]

    rivals = last.locator("#c1 .rivals button b")
    expect(rivals).to_have_text(["7", "3", "5"])
    rivals.get_by_text("3", exact=True).click()
    expect(last.locator("#c1 .rivals")).to_have_count(0)
    expect(last.get_by_text("All sent")).to_be_visible()

    assert hall.marks() == {hall.criterion(1): 3000}
    with hall.server.session() as session:
        values = session.scalars(select(Operation.outcome).where(Operation.sheet_id == hall.sheet().id)).all()
    assert sorted(values) == ["applied", "applied", "conflict", "conflict"]


@HTTP_ONLY
def test_what_the_server_cannot_read_holds_up_nothing_and_is_shown(hall: Hall) -> None:
    page = hall.open(hall.cast.cem, hall.sheet())
    page.context.set_offline(True)
    page.locator("#c1 label.choice").get_by_text("8", exact=True).click()
    hall.tap(page, 2, "Done")
    expect(page.get_by_text("2 waiting since")).to_be_visible()

    def spoil(route: Route) -> None:
        sent = route.request.post_data_json
        for operation in sent["operations"]:
            if operation["value"].get("mark") == 8000:
                operation["value"]["mark"] = "eight"
        route.continue_(post_data=sent)

    page.context.route("**/api/operations", spoil)
    page.context.set_offline(False)

    hall.arrives(page)
    page.locator("[data-part=back]").click()
    expect(page.locator("[data-part=refused] li")).to_contain_text(": 8")
