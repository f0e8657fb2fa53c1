"""A screen of the hall in a browser: follows the desk, keeps its last picture without a network, ends with its link."""

from flask import Flask
from playwright.sync_api import Page, expect

from olympiad.domain.screens import Shows
from olympiad.services.overview import screens
from olympiad.services.overview.screens import Choice
from tests.browsers import LiveServer, axe, no_overflow, sign_in
from tests.factories import make_cast

HALL = {"width": 1920, "height": 1080}


def test_a_screen_follows_the_desk_and_says_how_old_it_is(
    app: Flask, live_server: LiveServer, page: Page, open_context, watch
) -> None:
    with live_server.session() as session:
        cast = make_cast(session)
        row, token = screens.add(session, cast.section, name="Hall A", language="en", by=cast.ana)
        screens.show(session, cast.section, row, Choice(Shows.PROGRESS, "en"), by=cast.ana)
    hall = open_context(viewport=HALL).new_page()
    hall.goto(f"/screen/{token}")
    expect(hall.get_by_role("heading", name="0 of 4")).to_be_visible()
    axe(hall)
    no_overflow(hall)

    sign_in(app, page.context, live_server, cast.ben)
    page.goto(f"/editions/{cast.edition.slug}/{cast.section.slug}/screens/{row.id}")
    page.get_by_label("Announcement", exact=True).check()
    page.get_by_label("Words").fill("Lunch is served")
    page.get_by_role("button", name="Show it on Hall A").click()
    expect(hall.get_by_role("heading", name="Lunch is served")).to_be_visible()
    axe(page)
    no_overflow(page)

    watch.expected.append("ERR_INTERNET_DISCONNECTED")
    hall.context.set_offline(True)
    expect(hall.get_by_text("No network. As of")).to_be_visible()
    expect(hall.get_by_role("heading", name="Lunch is served")).to_be_visible()
    hall.context.set_offline(False)
    expect(hall.get_by_text("No network. As of")).to_be_hidden()

    page.get_by_role("link", name="Take the link back").click()
    page.get_by_role("button", name="Take the link back").click()
    expect(hall.get_by_text("This screen shows nothing any more.")).to_be_visible()
