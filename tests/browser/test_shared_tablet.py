"""A tablet that passes from judge to judge: going back after signing out shows nothing and signs in nobody."""

import pytest
from playwright.sync_api import expect

from olympiad.services.people import access_cards
from tests.applications import SECRET
from tests.browser.halls import HTTPS_FIRST, Hall, hall, level

__all__ = ["hall", "level"]


@pytest.fixture
def code(hall: Hall) -> str:
    """The code of cem's card."""
    with hall.server.session() as session:
        section = session.merge(hall.cast.section, load=False)
        people = [one for one in access_cards.holders(session, section) if one.place == "cem"]
        (card,) = access_cards.make_cards(session, section, people, secret=SECRET, address=hall.url, by=None)
        session.commit()
    return card.code


@HTTPS_FIRST
def test_back_and_forward_after_signing_out_show_nothing_and_sign_in_nobody(hall: Hall, code: str) -> None:
    page = hall.new_context().new_page()
    page.goto(f"{hall.url}/card/{code}")
    assert code not in page.url
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/score-sheets/**")
    page.goto(f"{hall.url}/account/")
    page.evaluate("document.querySelector('form[action$=sign-out]').submit()")
    page.wait_for_url(f"{hall.url}/")

    for step in ("go_back", "go_back", "go_back", "go_forward", "go_forward"):
        getattr(page, step)()
        expect(page.get_by_text(hall.cast.t01.code)).to_have_count(0)
        expect(page.locator("input[name=scanned]")).to_have_count(0)
    page.goto(f"{hall.url}/account/")
    assert "/account/sign-in" in page.url
