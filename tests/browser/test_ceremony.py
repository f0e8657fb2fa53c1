"""A ceremony with two windows: reveals, without a network too, two people at the remote, and its end."""

import pytest
from flask import Flask
from playwright.sync_api import Page, Response, expect

from olympiad.services.results import ceremonies, results
from tests.browsers import LiveServer, axe, no_overflow, press, sign_in
from tests.factories import Cast, make_cast
from tests.results_world import AWARDS, finalise, mark_everything, set_rules

HALL = {"width": 1920, "height": 1080}


@pytest.fixture
def cast(live_server: LiveServer) -> Cast:
    with live_server.session() as session:
        made = make_cast(session)
        set_rules(session, made, AWARDS)
        mark_everything(session, made, {"T01": 8750, "T02": 6250})
        finalise(session, made)
    return made


def base(cast: Cast) -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/ceremony"


def position(live_server: LiveServer, cast: Cast) -> int:
    with live_server.session() as session:
        row = ceremonies.of_section(session, cast.section)
        assert row is not None
        return row.position


def rested(page: Page) -> None:
    """Wait until the remote takes the next act: what comes at once is a clicker that bounces."""
    expect(page.locator("[data-behaviour=ceremony-remote]")).not_to_have_attribute("data-resting", "")


def turn(page: Page, key: str) -> None:
    rested(page)
    page.keyboard.press(key)


def test_a_ceremony_from_opening_to_publishing(
    app: Flask, live_server: LiveServer, page: Page, cast: Cast, watch
) -> None:
    sign_in(app, page.context, live_server, cast.ana)
    page.goto(f"{base(cast)}/open")
    press(page, "Open the ceremony with version 1")
    hall = page.context.new_page()
    hall.set_viewport_size(HALL)
    hall.goto(f"{base(cast)}/hall")
    title = hall.locator("[data-part=inner] h1")
    expect(page.locator("[data-part=hall-follows]")).to_be_visible()
    axe(page)
    no_overflow(page)

    page.bring_to_front()
    turn(page, "PageDown")
    expect(title).to_contain_text("II darajali diplom")
    rested(page)
    page.get_by_role("button", name=f"Reveal {cast.t02.name}").click()
    expect(title).to_have_text(cast.t02.name)
    axe(hall)

    watch.expected.append("ERR_INTERNET_DISCONNECTED")
    page.context.set_offline(True)
    turn(page, "ArrowLeft")
    expect(title).to_contain_text("II darajali diplom")
    expect(page.get_by_text("No network.")).to_be_visible()
    for _ in range(3):
        turn(page, "ArrowRight")
    expect(title).to_have_text(cast.t01.name)
    turn(page, "b")
    expect(hall.locator("[data-part=stage]")).to_have_attribute("data-dark", "")
    page.context.set_offline(False)
    expect(page.get_by_text("No network.")).to_be_hidden()
    expect(page.locator("[data-part=forward]")).to_be_enabled()

    page.reload()
    expect(page.locator("[data-part=stage]")).to_have_attribute("data-dark", "")
    expect(page.locator("[data-part=back-words]")).to_have_text(cast.t01.name)
    assert position(live_server, cast) == 4
    page.get_by_role("link", name="End the ceremony").click()
    page.get_by_label("publish the results at once").check()
    press(page, "End the ceremony")
    expect(hall.get_by_text("The ceremony is over.")).to_be_visible()
    with live_server.session() as session:
        assert results.published(session, cast.section) is not None


def is_step(answer: Response) -> bool:
    return answer.request.method == "POST"


def test_two_people_at_the_remote(app: Flask, live_server: LiveServer, page: Page, cast: Cast, open_context) -> None:
    with live_server.session() as session:
        section, ana = session.merge(cast.section), session.merge(cast.ana)
        ceremonies.open_ceremony(session, section, is_rehearsal=False, by=ana)
    sign_in(app, page.context, live_server, cast.ana)
    other = open_context().new_page()
    sign_in(app, other.context, live_server, cast.ben)
    for one in (page, other):
        one.route("**/ceremony/state", lambda route: route.fulfill(status=304))
        one.goto(f"{base(cast)}/remote")
    heading = other.locator("[data-part=back-words]")

    with page.expect_response(is_step):
        page.keyboard.press("ArrowRight")
    expect(page.locator("[data-part=back-words]")).to_have_text("II degree")
    with page.expect_response(is_step):  # the page shows it before the server has it
        turn(page, "b")
    expect(page.locator("[data-part=dark]")).to_have_attribute("aria-pressed", "true")
    other.keyboard.press("ArrowRight")

    expect(other.get_by_text("Ana was faster at")).to_be_visible()
    expect(heading).to_have_text("II degree")
    expect(other.locator("[data-part=dark]")).to_have_attribute("aria-pressed", "true")
    assert position(live_server, cast) == 1


def test_an_answer_that_is_lost_is_nobody_else(
    app: Flask, live_server: LiveServer, page: Page, cast: Cast, watch
) -> None:
    """The server had taken the step; asked again it said that somebody was faster, and the announcer read so of the own act."""
    with live_server.session() as session:
        section, ana = session.merge(cast.section), session.merge(cast.ana)
        ceremonies.open_ceremony(session, section, is_rehearsal=False, by=ana)
    watch.expected.append("ERR_FAILED")
    sign_in(app, page.context, live_server, cast.ana)
    page.route("**/ceremony/move", lambda route: (route.fetch(), route.abort()), times=1)
    page.route("**/ceremony/state", lambda route: route.abort())
    page.goto(f"{base(cast)}/remote")

    turn(page, "ArrowRight")
    expect(page.get_by_text("No network.")).to_be_visible()
    turn(page, "ArrowRight")

    expect(page.locator("[data-part=back-words]")).to_have_text(cast.t02.name)
    page.unroute("**/ceremony/state")
    expect(page.get_by_text("No network.")).to_be_hidden()
    expect(page.locator("[data-part=told]")).to_be_hidden()
    expect(page.locator("[data-part=conflict]")).to_be_hidden()
    page.reload()
    expect(page.locator("[data-part=back-words]")).to_have_text(cast.t02.name)
    assert position(live_server, cast) == 2
