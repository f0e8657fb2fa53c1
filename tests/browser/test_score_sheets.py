"""Marking on a phone: each tap kept at once, without a network too, two tabs, the plain form."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Page, Route, expect
from sqlalchemy import func, select

from olympiad.models.score_sheet import Mark, Operation, ScoreSheet
from olympiad.models.user import User
from tests.browsers import PATIENCE, PHONE, LiveServer, axe, no_overflow
from tests.factories import Cast, make_cast, make_criterion


@pytest.fixture
def signer(worker_app: Flask) -> Any:
    return SecureCookieSessionInterface().get_signing_serializer(worker_app)


@pytest.fixture
def sign_in(live_server: LiveServer, signer: Any) -> Any:
    """Return a page the session of a person."""

    def sign_in(page: Page, user: User) -> None:
        value = signer.dumps({"_user_id": user.fs_uniquifier, "_fresh": True})
        page.context.add_cookies([{"name": "olympiad", "value": value, "url": live_server.url}])
        page.add_locator_handler(page.locator("[data-part=met]"), lambda met: met.click())

    return sign_in


@pytest.fixture
def day(live_server: LiveServer) -> Cast:
    """The cast; pipetting has points of ten, a check, a reading and a penalty."""
    with live_server.session() as session:
        cast = make_cast(session)
        make_criterion(session, cast.pipetting, code="tidy", kind="check", maximum=1000)
        key = "value=5.55 unit=mmol/L full=2% zero=20%"
        make_criterion(session, cast.pipetting, code="glucose", kind="reading", maximum=4000, key=key)
        make_criterion(session, cast.pipetting, code="spilt", kind="penalty", maximum=3000, key="each=1 free=1")
        return cast


def address(cast: Cast, then: str = "") -> str:
    sheet = cast.sheets["T01", "P", "cem"]
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/score-sheets/{sheet.id}{then}"


def marks(server: LiveServer, cast: Cast) -> list[tuple[int | None, str]]:
    sheet_id = cast.sheets["T01", "P", "cem"].id
    with server.session() as session:
        query = select(Mark.mark, Mark.readings).where(Mark.sheet_id == sheet_id).order_by(Mark.criterion_id)
        return [(mark, readings) for mark, readings in session.execute(query)]


def wait_for_marks(page: Page, server: LiveServer, cast: Cast, wanted: list[tuple[int | None, str]]) -> None:
    """Wait until the server has them: between two taps the page rightly says that all is sent."""
    for _ in range(PATIENCE // 50):
        if marks(server, cast) == wanted:
            break
        page.wait_for_timeout(50)
    assert marks(server, cast) == wanted
    expect(page.get_by_text("All sent")).to_be_visible()


def fill(page: Page) -> None:
    page.locator("#c1 label", has_text=re.compile(r"^7\.5$")).click()
    page.locator("#c2 label", has_text="Done").last.click()
    page.get_by_label("Reading 1").fill("5.6")
    page.get_by_label("Reading 1").blur()
    page.locator("#c4").get_by_role("button", name="One more").click()


def test_a_judge_marks_and_submits_on_a_phone(phone: Page, live_server: LiveServer, day: Cast, sign_in: Any) -> None:
    sign_in(phone, day.cem)
    phone.goto(address(day))
    fill(phone)
    wait_for_marks(phone, live_server, day, [(7500, ""), (1000, ""), (None, "5.6"), (1000, "")])
    no_overflow(phone)
    axe(phone)

    phone.get_by_role("button", name=re.compile("^Submit")).click()
    phone.wait_for_url("**/submit")
    expect(phone.get_by_text("12.5")).to_be_visible()
    axe(phone)
    phone.get_by_role("button", name=re.compile("^Submit")).click()

    expect(phone.get_by_text("is submitted")).to_be_visible()
    with live_server.session() as session:
        assert session.get_one(ScoreSheet, day.sheets["T01", "P", "cem"].id).state == "submitted"


def test_what_is_being_typed_goes_on_when_the_console_takes_the_page_over(
    phone: Page, live_server: LiveServer, day: Cast, sign_in: Any
) -> None:
    held: list[Route] = []
    phone.route("**/score-sheets/fresh*", lambda route: held.append(route) if not held else route.continue_())
    sign_in(phone, day.cem)
    with phone.expect_request("**/score-sheets/fresh*"):
        phone.goto(address(day))
    reading = phone.get_by_label("Reading 1")
    reading.click()
    phone.keyboard.type("5.")
    top = phone.evaluate("window.scrollY")
    held[0].continue_()
    phone.locator("main[data-console=ready]").wait_for()
    phone.keyboard.type("6")
    phone.keyboard.press("Tab")

    wait_for_marks(phone, live_server, day, [(None, "5.6")])
    expect(reading).to_have_value("5.6")
    assert top > 0
    assert abs(phone.evaluate("window.scrollY") - top) < 200


def test_the_console_takes_over_where_something_else_than_a_field_has_the_focus(
    phone: Page, day: Cast, sign_in: Any
) -> None:
    held: list[Route] = []
    phone.route("**/score-sheets/fresh*", lambda route: held.append(route) if not held else route.continue_())
    sign_in(phone, day.cem)
    with phone.expect_request("**/score-sheets/fresh*"):
        phone.goto(address(day))
    phone.evaluate("document.querySelector('main').focus()")
    held[0].continue_()

    phone.locator("main[data-console=ready]").wait_for()
    phone.locator("#c1 label", has_text=re.compile(r"^0$")).click()
    expect(phone.get_by_text("All sent")).to_be_visible()


HOLD_STORAGE = """async () => {
  const done = (asked) => new Promise((resolve) => { asked.onsuccess = () => resolve(asked.result); });
  const store = (await done(indexedDB.open("olympiad"))).transaction("queues").objectStore("queues");
  window.holding = true;
  const go = () => { if (window.holding) store.count().onsuccess = go; };
  go();
}"""


def test_nothing_is_said_to_be_sent_while_a_mark_is_not_even_on_the_device(
    phone: Page, live_server: LiveServer, day: Cast, sign_in: Any, watch: Any
) -> None:
    watch.expected += ["net::"]
    sign_in(phone, day.cem)
    phone.goto(address(day))
    expect(phone.get_by_text("All sent")).to_be_visible()
    phone.wait_for_load_state("networkidle")
    held: list[Route] = []
    phone.route("**/score-sheets/fresh*", lambda route: held.append(route) if not held else route.continue_())
    with phone.expect_request("**/score-sheets/fresh*"):
        phone.evaluate("window.dispatchEvent(new Event('online'))")
    phone.evaluate(HOLD_STORAGE)
    phone.locator("#c1 label", has_text=re.compile(r"^7\.5$")).click()
    with phone.expect_event("requestfailed"):
        held[0].abort()  # now the console tells how it stands
    phone.wait_for_timeout(200)
    said = phone.locator("[data-part=connection]").inner_text()
    phone.evaluate("window.holding = false")

    wait_for_marks(phone, live_server, day, [(7500, "")])
    assert said.strip() in (
        "Saving",
        "Not kept on this device",
    )  # the second after 0.8 s, which a busy machine may take


def test_submit_leads_to_the_first_hole(phone: Page, day: Cast, sign_in: Any) -> None:
    sign_in(phone, day.cem)
    phone.goto(address(day))
    phone.locator("main[data-console=ready]").wait_for()
    phone.locator("#c1 label", has_text=re.compile(r"^0$")).click()
    phone.get_by_role("button", name=re.compile("^Submit")).click()

    expect(phone.locator("#c2")).to_be_in_viewport()
    assert phone.url.endswith(address(day))


def test_marks_given_without_network_arrive_once_it_is_back(
    phone: Page, live_server: LiveServer, day: Cast, sign_in: Any, watch: Any
) -> None:
    watch.expected += ["ERR_INTERNET_DISCONNECTED", "net::"]
    sign_in(phone, day.cem)
    phone.goto(address(day))
    phone.locator("#c1 label", has_text=re.compile(r"^1$")).click()
    wait_for_marks(phone, live_server, day, [(1000, "")])

    phone.context.set_offline(True)
    fill(phone)
    expect(phone.get_by_text("No connection.")).to_be_visible()
    assert marks(live_server, day) == [(1000, "")]
    phone.context.set_offline(False)

    wait_for_marks(phone, live_server, day, [(7500, ""), (1000, ""), (None, "5.6"), (1000, "")])
    with live_server.session() as session:
        sheet_id = day.sheets["T01", "P", "cem"].id
        assert session.scalar(select(func.count()).where(Operation.sheet_id == sheet_id)) == 5


def test_marks_that_were_not_sent_are_there_after_a_reload(
    phone: Page, live_server: LiveServer, day: Cast, sign_in: Any, watch: Any
) -> None:
    watch.expected += ["net::", "ERR_FAILED"]
    sign_in(phone, day.cem)
    phone.goto(address(day))
    expect(phone.get_by_text("All sent")).to_be_visible()
    phone.route("**/api/**", lambda route: route.abort())
    phone.locator("#c1 label", has_text=re.compile(r"^7\.5$")).click()
    expect(phone.get_by_text("1 waiting since")).to_be_visible()

    phone.reload()

    expect(phone.locator("#c1 [data-part='given']")).to_contain_text("7.5")
    phone.unroute("**/api/**")
    expect(phone.get_by_text("All sent")).to_be_visible(timeout=20_000)
    assert marks(live_server, day) == [(7500, "")]


def test_two_phones_never_overwrite_each_other(
    open_context: Any, live_server: LiveServer, day: Cast, sign_in: Any
) -> None:
    first, second = (open_context(viewport=PHONE).new_page() for _ in range(2))
    for page in (first, second):
        sign_in(page, day.cem)
        page.goto(address(day))
    first.locator("#c1 label", has_text=re.compile(r"^7$")).click()
    expect(first.get_by_text("All sent")).to_be_visible()

    second.locator("#c1 label", has_text=re.compile(r"^3$")).click()
    expect(second.get_by_text("choose which mark counts")).to_be_visible()
    second.locator("#c1 .rivals").get_by_role("button", name="3").click()

    expect(second.get_by_text("Which one counts?")).to_have_count(0)
    expect(second.get_by_text("All sent")).to_be_visible()
    assert marks(live_server, day) == [(3000, "")]


def test_the_sheet_works_as_a_plain_form(open_context: Any, live_server: LiveServer, day: Cast, sign_in: Any) -> None:
    page = open_context(viewport=PHONE, java_script_enabled=False).new_page()
    sign_in(page, day.cem)
    page.goto(address(day))
    page.locator("#c1 label", has_text=re.compile(r"^7\.5$")).click()
    page.locator("#c4 input[inputmode]").fill("2")
    page.locator("form#sheet > [data-part='save']").click()
    expect(page.get_by_text("Saved.")).to_be_visible()

    assert marks(live_server, day) == [(7500, ""), (2000, "")]


@pytest.mark.parametrize(("locale", "scheme"), [("en", "dark"), ("uz", "light"), ("ru", "dark")])
def test_nothing_overflows(open_context: Any, day: Cast, sign_in: Any, locale: str, scheme: str) -> None:
    page = open_context(viewport=PHONE, color_scheme=scheme, locale=locale).new_page()
    sign_in(page, day.cem)
    for path in (address(day), address(day, "/absent"), address(day).rsplit("/", 1)[0] + "/"):
        page.goto(path)
        if not path.endswith("/absent"):
            page.locator("main[data-console=ready]").wait_for()
        no_overflow(page)
        page.set_viewport_size({"width": 390, "height": 3000})  # nothing stands half under the bar, which is no fault
        axe(page)
        page.set_viewport_size(PHONE)
