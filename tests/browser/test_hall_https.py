"""The console over real TLS: `make run HTTPS=1` with the hall's own certificate, from signing in to marks made offline."""

import base64
import hashlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_pem_x509_certificate
from playwright.sync_api import Browser, BrowserContext, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.db import make_engine
from olympiad.models.score_sheet import Mark
from olympiad.services.people import accounts
from olympiad.tls.hall import certificates
from tests import chromium
from tests.browser.halls import NETWORK, ready
from tests.browsers import PHONE, ROOT, Watch
from tests.factories import make_cast
from tests.test_hall_https import free_port

PASSWORD = "correct horse battery staple"


class Served(NamedTuple):
    """The running server, a judge who may sign in there, a sheet to mark."""

    url: str
    username: str
    home: str
    sheet_id: int
    database: str
    key_hash: str
    """SHA-256 of the certificate's key: a browser that is told it takes the certificate as one that is trusted."""


@pytest.fixture
def served(sqlite_template: Path, tmp_path: Path) -> Iterator[Served]:
    """`make run HTTPS=1`'s program on free ports, with the cast in its database."""
    (tmp_path / "production").touch()
    (tmp_path / "olympiad.sqlite").write_bytes(sqlite_template.read_bytes())
    database = f"sqlite:///{tmp_path / 'olympiad.sqlite'}"
    with Session(make_engine(database, may_write=lambda: True)) as session:
        cast = make_cast(session)
        accounts.change_password(session, cast.cem, PASSWORD, by=cast.cem)
        home = f"/editions/{cast.edition.slug}/{cast.section.slug}/score-sheets/"
        username, sheet_id = cast.cem.username or "", cast.sheets["T01", "P", "cem"].id
        session.commit()
    found = certificates(tmp_path, "127.0.0.1", utc_now()).certificate.read_bytes()
    key = load_pem_x509_certificate(found).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    ports = [free_port(), free_port()]
    given = {"OLYMPIAD_INSTANCE": str(tmp_path), "HTTPS": "1", "HOST": "127.0.0.1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "olympiad.serve"],
        cwd=ROOT,
        env=os.environ | given | {"PORT": str(ports[0]), "DOOR": str(ports[1])},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_for(ports[0])
    key_hash = base64.b64encode(hashlib.sha256(key).digest()).decode()
    yield Served(f"https://localhost:{ports[0]}", username, home, sheet_id, database, key_hash)
    process.terminate()
    process.wait(20)


def wait_for(port: int) -> None:
    """Wait until the server listens."""
    for _ in range(900):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server does not listen")


@pytest.fixture
def phone(browser: Browser, watch: Watch, served: Served) -> Iterator[BrowserContext]:
    """A phone that trusts the hall's certificate and no other."""
    watch.expected += [*NETWORK, "ERR_CONNECTION_REFUSED"]
    flags = [*chromium.FLAGS, f"--ignore-certificate-errors-spki-list={served.key_hash}"]
    trusting = browser.browser_type.launch(executable_path=chromium.find(), headless=True, args=flags)
    context = trusting.new_context(viewport=PHONE, has_touch=True, is_mobile=True, locale="en", base_url=served.url)
    watch.over(context)
    yield context
    trusting.close()


def test_marks_made_without_a_network_arrive_over_tls(phone: BrowserContext, served: Served) -> None:
    page = phone.new_page()
    page.goto(served.home)
    page.get_by_label("E-mail address or user name").fill(served.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    ready(page)
    expect(page.locator("[data-part=level]")).to_have_text("HTTPS")
    expect(page.locator("[data-part=level-words]")).to_contain_text("opens without a network", timeout=20_000)
    worker = page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.active.scriptURL)")
    assert worker == f"{served.url}/service-worker.js"
    assert [cookie["secure"] for cookie in phone.cookies()] == [True] * len(phone.cookies())

    page.close()
    phone.set_offline(True)
    page = phone.new_page()
    page.goto(f"{served.home}{served.sheet_id}")
    ready(page).locator("#c1 label.choice").get_by_text("7.5", exact=True).click()
    expect(page.get_by_text("1 waiting since")).to_be_visible()
    phone.set_offline(False)

    expect(page.get_by_text("All sent")).to_be_visible(timeout=20_000)
    with Session(make_engine(served.database, may_write=lambda: False)) as session:
        marks = session.execute(select(Mark.mark).where(Mark.sheet_id == served.sheet_id)).all()
    assert marks == [(7500,)]
