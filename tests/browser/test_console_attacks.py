"""More attacks on what the console says: an older copy of the server, answers of strangers, workers that cannot be installed."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from olympiad.clock import utc_now
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.section import Section
from tests.browser.halls import HTTP_ONLY, HTTPS_ONLY, Hall, hall, level, ready

__all__ = ["hall", "level"]
NEEDS_NETWORK = "This page opens when there is a connection."


def chip(page: Page, words: str) -> None:
    expect(page.locator("[data-part=connection]")).to_contain_text(words, timeout=20_000)


@pytest.fixture
def older() -> Iterator[sqlite3.Connection]:
    """Room for a copy of the database."""
    with closing(sqlite3.connect(":memory:")) as copy:
        yield copy


@HTTP_ONLY
def test_a_server_put_back_to_an_older_copy_gets_again_what_it_had_taken(hall: Hall, older: sqlite3.Connection) -> None:
    """A22: three acknowledged marks went from the screen without a word; here others have gone on marking since."""
    page = hall.open(hall.cast.cem, hall.sheet())
    hall.tap(page, 1, "7.5")
    chip(page, "All sent")
    database = str(hall.server.engine.url.database)
    with closing(sqlite3.connect(database, timeout=20)) as there:
        there.backup(older)
    hall.tap(page, 2, "Done")
    chip(page, "All sent")
    page.reload()
    chip(ready(page), "All sent")

    with closing(sqlite3.connect(database, timeout=20)) as there:
        older.backup(there)
    with hall.server.session() as session:
        moved = update(Section).where(Section.id == hall.cast.section.id)
        session.execute(moved.values(revision=Section.revision + 40))
    page.evaluate("window.dispatchEvent(new Event('online'))")

    expect(page.get_by_text("The server was put back to an older copy.")).to_be_visible(timeout=20_000)
    hall.arrives(page)
    expect(page.locator("#c2 [data-part=given]")).to_contain_text("1 of 1")


OURS = {"X-Olympiad": "1", "Content-Type": "application/json"}
ERROR = '{"error": {"code": "unauthorized", "reference": "abc"}}'
ASK = """async ([status, headers, body]) => {
  const { ask } = await import("/static/js/score_sheet_net.js");
  window.fetch = async () => {
    if (status === 0) throw new TypeError("Failed to fetch");
    return new Response(status === 304 ? null : body, { status, headers });
  };
  try {
    await ask("/anything", {}, 1000);
    return "taken";
  } catch (problem) {
    return problem.constructor.name;
  }
}"""


def test_only_our_own_server_is_believed(page: Page) -> None:
    """A15, A33: a proxy's 401 took the token, a portal signed the judge out, a 503 asked for signing in again."""
    page.goto("/account/sign-in")
    answers: dict[str, list[tuple[int, dict[str, str], str]]] = {
        "taken": [(200, OURS, "{}"), (304, OURS, "")],
        "Refused": [(401, OURS, ERROR), (403, OURS, ERROR), (400, OURS, ERROR), (409, OURS, ERROR)],
        "Unreached": [(0, {}, ""), (503, OURS, ERROR), (500, OURS, ERROR), (429, OURS, ERROR)],
        "Foreign": [
            *((status, {}, "<h1>Sign in to this Wi-Fi</h1>") for status in (200, 302, 401, 403, 407, 502, 503)),
            (401, {}, ERROR),
            (401, OURS, "<h1>401</h1>"),
            (413, OURS, '{"error": "too large"}'),
        ],
    }

    for wanted, given in answers.items():
        assert [page.evaluate(ASK, list(one)) for one in given] == [wanted] * len(given)


SAY = """async (given) => {
  const { begin } = await import("/static/js/score_sheet_ledger.js");
  const { truth } = await import("/static/js/score_sheet_truth.js");
  const { sentences, device, chip } = truth({ ...begin(), called: true, read: true, ...given });
  return [...sentences, ...device, chip].map(({ word, values }) => [word, values.count ?? 0]);
}"""


def test_marks_of_another_judge_without_a_token_are_not_said_to_go_by_themselves(page: Page) -> None:
    """A14: "They are sent by themselves" stood beside marks that waited for their judge for ever."""
    page.goto("/account/sign-in")

    def said(**given: Any) -> list[list[Any]]:
        found: list[list[Any]] = page.evaluate(SAY, given)
        return found

    assert said(others=3, stranded=1) == [["stranded", 1], ["others-waiting", 2], ["others-chip", 3]]
    assert said(others=1, stranded=1) == [["stranded", 1], ["others-chip", 1]]
    assert said(others=2) == [["others-waiting", 2], ["others-chip", 2]]
    assert said() == [["sent", 0]]


REFUSED = """if (navigator.serviceWorker) navigator.serviceWorker.register = async () => {
  throw new DOMException("untrusted", "SecurityError");
}"""
NEVER_READY = """if (navigator.serviceWorker) navigator.serviceWorker.register = async () => ({
  installing: { state: "redundant", addEventListener() {} }, waiting: null, active: null, async update() {},
})"""


@HTTPS_ONLY
@pytest.mark.parametrize("worker", [REFUSED, NEVER_READY], ids=["untrusted", "not installed"])
def test_a_worker_that_the_browser_refuses_is_told(hall: Hall, worker: str) -> None:
    """A33: "getting ready to open without a network" stood there for ever."""
    context = hall.new_context()
    context.add_init_script(worker)
    page = hall.open(hall.cast.cem, context=context)

    expect(page.locator("[data-part=level-words]")).to_contain_text("cannot be opened without a network")


def test_a_submitted_sheet_is_grey_without_a_network_and_says_why(hall: Hall) -> None:
    """A26, A27: it opened as a sheet on which nothing was marked, or as the browser's error page."""
    done = hall.sheet(task="G")
    with hall.server.session() as session:
        row = session.get_one(ScoreSheet, done.id)
        row.state, row.submitted_at = "submitted", utc_now()
    page = hall.open(hall.cast.cem)
    if hall.level == "https":
        expect(page.locator("[data-part=level-words]")).to_contain_text("opens without a network", timeout=20_000)
    chip(page, "All sent")
    line = page.locator(f"a[data-sheet='{done.id}']")
    expect(line.get_by_text(NEEDS_NETWORK)).to_be_hidden()

    page.context.set_offline(True)
    expect(line.get_by_text(NEEDS_NETWORK)).to_be_visible()
    line.click()
    expect(page.locator("[data-part=said]")).to_contain_text(NEEDS_NETWORK)
    expect(page).to_have_url(hall.home)
    if hall.level == "https":
        page.goto(f"{hall.home}{done.id}")
        expect(ready(page).locator("[data-part=said]")).to_contain_text(NEEDS_NETWORK)
    expect(page.get_by_text("Not marked yet")).to_have_count(0)


@HTTP_ONLY
def test_what_was_just_typed_is_given_by_a_reload(hall: Hall) -> None:
    """A35: it was lost within 0.8 seconds, without a question, while the chip said that all was sent."""
    page = hall.open(hall.cast.cem, hall.sheet())
    chip(page, "All sent")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_label("Reading 1").press_sequentially("5.6")
    chip(page, "Not given yet")

    page.reload()

    chip(ready(page), "All sent")
    expect(page.get_by_label("Reading 1")).to_have_value("5.6")
    assert hall.marks() == {hall.criterion(3): "5.6"}


@HTTP_ONLY
def test_a_page_whose_judge_is_gone_offers_to_sign_in_or_to_hand_over(hall: Hall) -> None:
    """A1: the page said whose it is; it also leads on."""
    page = hall.open(hall.cast.cem, hall.sheet())
    chip(page, "All sent")
    hall.open(hall.cast.dana, context=page.context)
    expect(page.locator("[data-part=way-back]").get_by_role("link", name="Sign in")).to_be_visible(timeout=20_000)

    page.get_by_role("button", name="Hand over to whoever is signed in").click()

    expect(ready(page, meet=False).locator("[data-part=judge]")).to_contain_text("dana", ignore_case=True)
