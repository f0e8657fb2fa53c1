"""The evening: embargo, ceremony in two windows, preliminary results, an appeal by phone, the correction, its public list."""

from dataclasses import dataclass
from functools import partial

import pytest
from playwright.sync_api import Page, Response, expect
from sqlalchemy import select

from olympiad.models.appeal import AppealWindow
from olympiad.services.people import accounts
from tests.browsers import DESKTOP, PHONE, axe, no_overflow, press
from tests.factories import NOON, make_cast
from tests.results_world import AWARDS, finalise, mark_everything, set_rules

PASSWORD = "barigi-tariba-mefeka"


@dataclass
class Evening:
    """The section whose results are finalised and seen by nobody."""

    place: str
    results: str
    teams: tuple[str, str]
    names: dict[str, str]


@pytest.fixture
def evening(live_server) -> Evening:
    """T02 has 12.5 and the II degree; finn, who leads it, ben and ana sign in by password."""
    with live_server.session() as session:
        cast = make_cast(session)
        set_rules(session, cast, AWARDS)
        mark_everything(session, cast, {"T01": 8750, "T02": 6250})
        for person in (cast.ana, cast.ben, cast.finn):
            accounts.change_password(session, person, PASSWORD, by=person)
            person.second_factor_declined_at = NOON
        finalise(session, cast)
        place = f"{cast.edition.slug}/{cast.section.slug}"
        names = {person.name: person.username or "" for person in (cast.ana, cast.ben, cast.finn)}
        return Evening(f"/editions/{place}/", f"/results/{place}/en", (cast.t01.name, cast.t02.name), names)


def sign_in(page: Page, username: str) -> None:
    """Sign in through the page."""
    page.goto("/account/sign-in")
    page.locator("[name=identity]").fill(username)
    page.locator("[name=password]").fill(PASSWORD)
    press(page, "Sign in")


def looked_at(page: Page) -> None:
    """Nothing overflows, and axe finds nothing."""
    no_overflow(page)
    axe(page)


def hold_back(ana: Page, stranger: Page, evening: Evening) -> None:
    """Ana sets the time at which results publish themselves; until then there is nothing."""
    ana.goto(f"{evening.place}results/embargo/")
    ana.get_by_label("Day and time").fill(f"{NOON.year + 1}-12-10T19:30")
    press(ana, "Set the time")
    answer = stranger.goto(evening.results)
    assert answer is not None
    assert answer.status == 404


def reveal(ana: Page, evening: Evening) -> None:
    """Ana reveals the teams with her clicker; a second window follows; the end publishes."""
    ana.goto(f"{evening.place}ceremony/open")
    press(ana, "Open the ceremony with version 1")
    hall = ana.context.new_page()
    hall.set_viewport_size({"width": 1920, "height": 1080})
    hall.goto(f"{evening.place}ceremony/hall")
    title, remote = hall.locator("[data-part=inner] h1"), ana.locator("[data-behaviour=ceremony-remote]")
    for words in ("II darajali diplom", evening.teams[1], "I darajali diplom", evening.teams[0]):
        expect(remote).not_to_have_attribute("data-resting", "")
        ana.bring_to_front()
        ana.keyboard.press("PageDown")
        expect(title).to_contain_text(words)
    ana.get_by_role("link", name="End the ceremony").click()
    ana.get_by_label("publish the results at once").check()
    press(ana, "End the ceremony")
    expect(hall.get_by_text("The ceremony is over.")).to_be_visible()
    hall.close()


MOVED = """() => new Promise((tell) => {
  let sum = 0;
  const add = (list) => { for (const one of list.getEntries()) sum += one.value; };
  new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => tell(sum)));
})"""
"""How far the layout moved while the page came, as browsers count it."""

BUDGET = {"bytes": 150_000, "requests": 12, "moved": 0.1}


def within_budget(page: Page, addresses: list[str]) -> None:
    """A first visit weighs little, asks for little, and nothing jumps under the reader's finger."""
    for address in addresses:
        page.context.clear_cookies()
        asked: list[Response] = []
        note = partial(list.append, asked)
        page.on("response", note)
        page.goto(address, wait_until="networkidle")
        page.remove_listener("response", note)
        parts = ("responseBodySize", "responseHeadersSize")
        weight = sum(one.request.sizes()[part] for one in asked for part in parts)
        found = {"bytes": weight, "requests": len(asked), "moved": page.evaluate(MOVED)}
        assert {name: most for name, most in BUDGET.items() if found[name] > most} == {}, (address, found)


def test_the_evening_from_the_embargo_to_the_public_list_of_changes(live_server, open_context, evening):
    phone, visitor = (open_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page() for _ in range(2))
    ben, ana, stranger = (open_context(viewport=DESKTOP).new_page() for _ in range(3))

    sign_in(ana, evening.names["Ana"])
    hold_back(ana, stranger, evening)
    reveal(ana, evening)
    site = evening.results.rsplit("/", 2)[0] + "/en"
    within_budget(visitor, [site, evening.results, f"{evening.results}/T01", f"{site}/winners", f"{site}/programme"])

    sign_in(phone, evening.names["Finn"])
    phone.goto("/")
    phone.get_by_role("link", name="May we appeal?").click()
    looked_at(phone)
    phone.get_by_role("link", name="Open our report card").click()
    phone.get_by_role("link", name="Appeal against yield").first.click()
    phone.get_by_label("What do you object to, and why?").fill("The blank was read twice")
    looked_at(phone)
    phone.get_by_role("button", name="Lodge the appeal").click()
    expect(phone.locator("main")).to_contain_text("Your appeal is number 1.")
    looked_at(phone)

    sign_in(ben, evening.names["Ben"])
    ben.goto(f"{evening.place}appeals/1/decide")
    ben.get_by_label("The mark is changed").check()
    ben.get_by_label("Mark that counts instead").fill("9")
    ben.get_by_role("button", name="Look at the effect").click()
    expect(ben.locator("main")).to_contain_text("1 team moves.")
    looked_at(ben)
    ben.get_by_label("Reason, which the team reads").fill("The second reading is signed on the sheet")
    ben.get_by_role("button", name="Decide: The mark is changed").click()
    expect(ben.locator("main")).to_contain_text("Counts in the next results version.")
    with live_server.session() as session:
        window = session.scalars(select(AppealWindow).order_by(AppealWindow.id.desc()).limit(1)).one()
        window.closes_at = window.opens_at

    ben.goto(f"{evening.place}results/borders")
    ben.get_by_role("button", name="Confirm these sums: I degree").click()
    expect(ben.get_by_role("button", name="Confirm the sums")).to_have_count(0)
    ana.goto(f"{evening.place}results/finalise")
    ana.get_by_label("Reason", exact=True).fill("Appeal No. 1")
    ana.get_by_label("I have read what is asked above").check()
    ana.get_by_role("button", name="Finalise version 2").click()
    ana.get_by_role("link", name="Declare official").click()
    looked_at(ana)
    ana.get_by_role("button", name="Declare version 2 official").click()
    ana.get_by_role("link", name="Publish version 2").click()
    press(ana, "Publish version 2")

    stranger.goto(evening.results)
    expect(stranger.locator("main")).to_contain_text("Changed since version 1: Appeal No. 1")
    expect(stranger.locator("main")).to_contain_text("12.50 → 15.25, II degree → I degree")
    looked_at(stranger)
    phone.reload()
    expect(phone.locator("main")).to_contain_text("Counts in results version 2.")
    ana.goto(f"{evening.place}lifecycle/")
    expect(ana.locator("[aria-current=step]")).to_contain_text("Published")
    looked_at(ana)
