"""The first sign-in of an organizer, who sets a passkey up and signs in with it (the browser's virtual authenticator)."""

from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from olympiad.domain.roles import Role
from olympiad.services.people import accounts
from tests.browsers import axe, no_overflow, press
from tests.factories import give_role, make_edition

PASSWORD = "four blue litmus papers"
AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True,
    "automaticPresenceSimulation": True,
}  # fmt: skip


@dataclass
class Visit:
    """An organizer who has not signed in yet, in a browser that can make passkeys."""

    page: Page
    url: str
    username: str

    def give_password(self) -> None:
        self.page.goto(f"{self.url}/account/sign-in")
        self.page.locator("[name=identity]").fill(self.username)
        self.page.locator("[name=password]").fill(PASSWORD)
        press(self.page, "Sign in")


@pytest.fixture
def visit(live_server: Any, open_context: Any) -> Visit:
    with live_server.session() as session:
        edition = make_edition(session)
        ana = accounts.create_user(session, name="Ana", username=f"anawithkey{edition.id}", password=PASSWORD, by=None)
        give_role(session, ana, Role.ORGANIZER, edition=edition)
        username = ana.username or ""
    page = open_context().new_page()
    return Visit(page, live_server.url.replace("127.0.0.1", "localhost"), username)  # passkeys need a name


def with_authenticator(page: Page) -> None:
    """Let the browser have an authenticator that always says yes."""
    tool = page.context.new_cdp_session(page)
    tool.send("WebAuthn.enable")
    tool.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


def test_the_first_sign_in_offers_a_passkey_which_then_signs_in(visit: Visit) -> None:
    page = visit.page
    with_authenticator(page)

    visit.give_password()
    expect(page.get_by_role("heading", name="Set up a second factor")).to_be_visible()
    no_overflow(page)
    axe(page)
    page.get_by_role("link", name="Set up a passkey").click()
    page.get_by_label("Name").fill("work laptop")
    axe(page)
    press(page, "Set up the passkey")
    expect(page.locator("[data-recovery-code]")).to_have_count(10)
    page.goto(f"{visit.url}/account/")
    expect(page.locator("[data-passkey-row]")).to_contain_text("work laptop")
    expect(page.locator("[data-sign-in]")).to_contain_text("This device")
    no_overflow(page)
    axe(page)

    page.context.clear_cookies()
    visit.give_password()
    axe(page)
    press(page, "Sign in with the passkey")

    expect(page).to_have_url(f"{visit.url}/")
    page.goto(f"{visit.url}/account/")
    expect(page.locator("[data-passkey-row]")).to_contain_text("last used")


def test_without_javascript_codes_are_offered_and_not_now_goes_on(visit: Visit, open_context: Any) -> None:
    visit.page = open_context(java_script_enabled=False).new_page()

    visit.give_password()
    expect(visit.page.get_by_role("link", name="Set up a passkey")).to_be_hidden()
    expect(visit.page.get_by_role("link", name="Set up codes")).to_be_visible()
    press(visit.page, "Not now")

    expect(visit.page).to_have_url(f"{visit.url}/")
