"""In a browser: the certificate follows what is typed, a refusal stands beside it, and the saved design is shown again."""

import re

import pytest
from playwright.sync_api import expect

from tests.browsers import DESKTOP, axe, sign_in
from tests.factories import make_cast

pytestmark = pytest.mark.browser
DRAWN = re.compile(r"^data:image/png")


def test_the_certificate_follows_the_form(app, live_server, open_context) -> None:
    with live_server.session() as session:
        cast = make_cast(session)
        session.flush()
        address = f"/editions/{cast.edition.slug}/{cast.section.slug}/certificate-designs/degree"
        context = open_context(viewport=DESKTOP, locale="en")
        sign_in(app, context, live_server, cast.ana)
    page = context.new_page()
    page.goto(address)
    picture = page.locator("#page-picture")

    page.get_by_label("Heading", exact=True).first.fill("{degre} diplom")
    expect(page.locator("#preview-state")).to_contain_text("There is no field {degre}.")
    page.get_by_label("Heading", exact=True).first.fill("Faxriy {degree} diplom")
    expect(picture).to_have_attribute("src", DRAWN)
    expect(page.locator("#preview-state")).to_have_text("")
    axe(page)
    page.get_by_role("button", name="Save the design").click()

    expect(page.get_by_text("Version 1 of this design is saved.")).to_be_visible()
    expect(page.get_by_label("Heading", exact=True).first).to_have_value("Faxriy {degree} diplom")
