"""In a browser: setting up a second factor on a phone, the QR code read back, and signing in with it."""

import io

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from olympiad.clock import utc_now
from olympiad.models.user import User
from olympiad.services.people import accounts, second_factor, time_codes
from tests.applications import SECRET
from tests.browsers import LiveServer, axe, no_overflow

PASSWORD = "four blue litmus papers"


@pytest.fixture
def ana(live_server: LiveServer) -> User:
    """Ana with a password."""
    with live_server.session() as session:
        return accounts.create_user(session, name="Ana", email="ana@sammu.uz", password=PASSWORD, by=None)


def give_password(page: Page) -> None:
    page.goto("/account/sign-in")
    page.get_by_label("E-mail address or user name").fill("ana@sammu.uz")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def looks_right(page: Page) -> None:
    no_overflow(page)
    axe(page)


def test_a_second_factor_is_set_up_on_a_phone_and_asked_for(live_server: LiveServer, phone: Page, ana: User) -> None:
    give_password(phone)
    expect(phone).to_have_url(f"{live_server.url}/")
    phone.goto("/account/")
    phone.get_by_role("link", name="Set up codes").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Set up a second factor")
    looks_right(phone)

    phone.get_by_role("button", name="Go on").click()
    expect(phone.get_by_role("img", name="QR code of the secret")).to_be_visible()
    looks_right(phone)
    drawn = Image.open(io.BytesIO(phone.get_by_role("img", name="QR code of the secret").screenshot()))
    read = zxingcpp.read_barcodes(drawn)
    with live_server.session() as session:
        shared = second_factor.shared_secret(session.get_one(User, ana.id), secret=SECRET)
    assert shared is not None
    assert [each.text for each in read] == [
        time_codes.address(shared, account="ana@sammu.uz", issuer="Olympiad 127.0.0.1")
    ]

    phone.get_by_label("Code", exact=True).fill(time_codes.code_at(shared, time_codes.step_at(utc_now())))
    phone.get_by_role("button", name="Switch on").click()
    expect(phone.locator("[data-recovery-code]")).to_have_count(10)
    looks_right(phone)
    recovery_code = phone.locator("[data-recovery-code]").first.inner_text()

    phone.get_by_role("link", name="I have kept them").click()
    expect(phone.get_by_text("10 recovery codes are left.")).to_be_visible()
    looks_right(phone)
    for page in ("recovery-codes", "switch-off"):
        phone.goto(f"/account/second-factor/{page}")
        looks_right(phone)

    phone.context.clear_cookies()
    give_password(phone)
    phone.get_by_label("Code", exact=True).fill("wrong")
    phone.get_by_role("button", name="Sign in").click()
    expect(phone.get_by_role("alert")).to_contain_text("This code is not valid.")
    looks_right(phone)
    phone.get_by_role("link", name="Enter a recovery code instead").click()
    phone.get_by_label("Recovery code").fill(recovery_code.lower())
    phone.get_by_role("button", name="Sign in").click()
    expect(phone).to_have_url(f"{live_server.url}/")
