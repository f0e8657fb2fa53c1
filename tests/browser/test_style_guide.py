"""Every part of the look on a phone and a desktop, light and dark, in three languages, with the real policy."""

import re

import pytest
from playwright.sync_api import expect

from tests.browsers import DESKTOP, PHONE, axe, no_overflow, serving_own

FURTHER = ("base_public.html", "base_console.html")
"""Layouts around the same parts: each is seen in every window and theme once, not in every pair of them."""


@pytest.fixture(scope="module")
def live_server(sqlite_template, tmp_path_factory):
    """A server that shows the style guide."""
    settings = {"OLYMPIAD_STYLE_GUIDE": "yes", "OLYMPIAD_DEMO": "yes"}
    with serving_own(sqlite_template, tmp_path_factory.mktemp("instance"), settings) as server:
        yield server


@pytest.mark.parametrize(
    ("base", "viewport", "theme", "language"),
    [
        ("base.html", PHONE, "light", "uz"),
        ("base.html", PHONE, "dark", "ru"),
        ("base.html", DESKTOP, "dark", "en"),
        ("base.html", DESKTOP, "light", "ru"),
        *((base, PHONE, "dark", "ru") for base in FURTHER),
        *((base, DESKTOP, "light", "uz") for base in FURTHER),
    ],
)
def test_style_guide_fits_and_is_accessible(live_server, open_context, base, viewport, theme, language):
    page = open_context(viewport=viewport, color_scheme=theme, locale=language).new_page()

    page.goto(f"/style-guide?base={base}")

    expect(page.locator("html")).to_have_attribute("data-bs-theme", theme)
    no_overflow(page)
    axe(page)


def test_form_refused_links_errors_to_their_fields(page):
    page.goto("/style-guide")
    page.get_by_role("button", name="Save team").click()

    expect(page.get_by_label("Team name")).to_have_attribute("aria-invalid", "true")
    page.get_by_role("link", name="Team name").click()
    expect(page.locator("#name")).to_be_focused()
    axe(page)


@pytest.mark.parametrize("code", [404, 409])
def test_error_page_fits_and_is_accessible(phone, code):
    phone.goto(f"/style-guide/errors/{code}")

    no_overflow(phone)
    axe(phone)


def test_menu_opens_with_the_keyboard_and_closes_on_escape(page):
    page.goto("/style-guide?base=base.html")
    summary = page.locator("summary").last

    summary.press("Enter")
    expect(page.get_by_role("link", name="Dark")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("link", name="Dark")).to_be_hidden()
    expect(summary).to_be_focused()


def test_theme_is_chosen_in_the_menu(page):
    page.goto("/style-guide?base=base.html")
    page.locator("summary").last.click()
    page.get_by_role("link", name="Dark").click()

    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    expect(page).to_have_url(re.compile(r"/style-guide\?base=base\.html$"))


def test_pages_are_read_without_javascript(live_server, open_context):
    page = open_context(viewport=PHONE, java_script_enabled=False, color_scheme="dark").new_page()
    page.goto("/style-guide?base=base.html")
    page.locator("summary").last.click()

    expect(page.get_by_role("link", name="Dark")).to_be_visible()
