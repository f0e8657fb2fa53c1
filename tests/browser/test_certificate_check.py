"""The page that checks a QR code from disk: no server, no network, three languages."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from olympiad.proofs import codes, offline_page
from olympiad.proofs.codes import Code
from olympiad.proofs.encodings import base64url
from olympiad.proofs.signing_keys import KeyStore, key_id
from tests.browsers import AXE, AXE_OPTIONS, PHONE

pytestmark = pytest.mark.browser
TOKEN = "Zk3vH9sQx1LwTt0bYp7cRA"
NAME = "Nodira Oʻktamova Æsir"


@pytest.fixture
def text(tmp_path: Path) -> str:
    """A signed code; the page with its key lies in check.html."""
    store = KeyStore(tmp_path / "keys", "secret")
    key = store.make()
    hashed = codes.name_hash(TOKEN, NAME)
    signature = base64url(store.signer(key).sign(codes.statement("SAM-2026-BIO-0047", hashed, "I degree")))
    (tmp_path / "check.html").write_text(offline_page.page([(key, "Samarkand-2026 <b>")]), "utf-8")
    code = Code(TOKEN, key_id(key), "SAM-2026-BIO-0047", hashed, "I degree", signature)
    return codes.write("https://olympiad.example/c", code)


@pytest.fixture
def saved(open_context: Any, tmp_path: Path, text: str) -> Page:
    """The page opened from disk without any network."""
    context = open_context(viewport=PHONE, offline=True)
    page: Page = context.new_page()
    page.goto((tmp_path / "check.html").as_uri())
    return page


def ask(page: Page, text: str, name: str) -> None:
    page.locator("#code").fill(text)
    page.locator("#name").fill(name)
    page.locator("button.go").click()


def test_a_genuine_code_is_recognised_however_the_name_is_typed(saved: Page, text: str) -> None:
    ask(saved, text, "nodira  O'KTAMOVA æsir")

    expect(saved.locator("#verdict-word")).to_have_text("Genuine")
    expect(saved.locator("#fields dd")).to_have_text(["SAM-2026-BIO-0047", "I degree", "Samarkand-2026 <b>"])
    assert AXE.run(saved, options=AXE_OPTIONS).response["violations"] == []


def test_a_forged_code_is_caught_and_told_in_uzbek(saved: Page, text: str) -> None:
    ask(saved, text.replace("-0047", "-0048"), NAME)
    expect(saved.locator("#verdict-word")).to_have_text("Forged")

    saved.get_by_role("button", name="OʻZ").click()

    expect(saved.locator("#verdict-word")).to_have_text("Soxta")
    expect(saved.locator("#fields dd")).to_have_count(0)


@pytest.mark.parametrize(
    ("change", "name", "verdict"),
    [
        (lambda text: text, "Someone Else", "Another name"),
        (lambda text: text[:-1] + ("A" if text[-1] != "A" else "Q"), NAME, "Forged"),
        (lambda text: text.replace("I%20degree", "II%20degree"), NAME, "Forged"),
        (lambda text: text.split(";")[0] + ";unknown0;" + text.split(";", 2)[2], NAME, "Unknown key"),
        (lambda text: text.replace("I%20degree", "%E0%A4%A"), NAME, "Not readable"),
        (lambda text: text[:-5], NAME, "Not readable"),
    ],
)
def test_each_fault_has_its_word(saved: Page, text: str, change: Any, name: str, verdict: str) -> None:
    ask(saved, change(text), name)

    expect(saved.locator("#verdict-word")).to_have_text(verdict)
