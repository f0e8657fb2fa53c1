"""Fixtures: a server of its own, Chromium's pages on a phone and a desktop, and what is asked of every page."""

import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, expect, sync_playwright
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from olympiad.db import make_engine
from olympiad.models.user import User
from tests import chromium
from tests.applications import SECRET
from tests.factories import numbered_anew

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 15_000
"""How long, in milliseconds, something may take to appear: a machine that does much else is slow, and waiting costs nothing."""
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}
AXE_OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations", "incomplete"],
    "preload": False,  # style sheets of other origins; there are none
    "iframes": False,  # nor frames
}
AXE = Axe()
MARK_NEW_COLOURS = """(known) => {
  const grounds = new Map()
  const ground = (one) => {
    if (one === null) return ""
    if (!grounds.has(one)) {
      const { backgroundColor, backgroundImage, opacity, position, filter, mixBlendMode } = getComputedStyle(one)
      const own = [backgroundColor, backgroundImage, opacity, position, filter, mixBlendMode].join()
      const under = ground(one.parentElement)
      grounds.set(one, own === "rgba(0, 0, 0, 0),none,1,static,none,normal" ? under : `${under}/${own}`)
    }
    return grounds.get(one)
  }
  const says = (one) => one.value || [...one.childNodes].some((each) => each.nodeType === 3 && each.data.trim())
  window.newColours = new Map()
  for (const one of document.querySelectorAll("body, body *")) {
    one.removeAttribute("data-new-colours")
    if (!says(one) || !one.checkVisibility({ visibilityProperty: true })) continue
    if (one.closest(":disabled, [aria-disabled=true]")) continue
    const { color, fontSize, fontWeight, textShadow } = getComputedStyle(one)
    const colours = [ground(one), color, fontSize, fontWeight, textShadow].join()
    if (known.includes(colours)) continue
    one.setAttribute("data-new-colours", "")
    window.newColours.set(one, colours)
  }
  return window.newColours.size
}"""
"""Mark what has letters of a colour, size and weight on a ground (with all that lies beneath) that axe has not yet measured."""
RUN_AXE = """async (options) => {
  axe.configure({ rules: [{ id: "color-contrast", selector: "[data-new-colours]" }] })
  const { violations, incomplete } = await axe.run(document, options)
  for (const { id, nodes } of incomplete) {
    if (id === "color-contrast") {
      for (const { target } of nodes) window.newColours.delete(document.querySelector(target[0]))
    }
  }
  return [violations, [...window.newColours.values()]]
}"""
"""Return what is wrong, and the colours whose contrast was really measured."""
MEASURED: set[str] = set()
"""Colours on their grounds in which axe found enough contrast, in any page of this worker."""
REFUSED_PAGE = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")
HEIGHT_UNDER_A_BAR = """[...document.querySelectorAll("body *")].some((one) => {
  const { position, bottom } = getComputedStyle(one)
  return position === "fixed" || (position === "sticky" && bottom !== "auto")
}) ? document.documentElement.scrollHeight : 0"""
IS_THERE = "document.readyState === 'complete' && document.querySelector('main') !== null"
CLIPPED = """() => {
  if (document.readyState !== "complete" || document.querySelector("main") === null) return null
  const root = document.documentElement
  const wide = root.scrollWidth > root.clientWidth ? [`page: ${root.scrollWidth} > ${root.clientWidth}`] : []
  const clipped = [...document.querySelectorAll("button, .btn, .brand, summary, label, .state, th")].filter((element) => {
    const style = getComputedStyle(element)
    const hidden = style.overflowX === "visible" && style.textOverflow !== "ellipsis"
    const cut = element.clientWidth > 1 && element.scrollWidth > element.clientWidth + 1
    return element.offsetParent && !element.matches("th.text-truncate") && cut && !(hidden && style.display === "inline")
  })
  return wide.concat(clipped.map((element) => `clipped: ${element.outerHTML.slice(0, 120)}`))
}"""


@dataclass
class LiveServer:
    """A server process with its own instance folder and database."""

    url: str
    instance: Path
    engine: Engine
    log: Path
    pid: int
    """Of gunicorn's master; its workers are its children."""
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    """Of rows in its database, which outlives a test: the test's own fresh database counts from one."""

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Prepare or look at rows beside the running server; commits at the end."""
        with Session(self.engine, expire_on_commit=False) as opened, numbered_anew(self.numbers):
            yield opened
            opened.commit()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    """Wait for the first answer: on a busy machine a server needs longer to start than a page may take."""
    with suppress(OSError):  # a refusal is an answer; whoever ended is told at the end
        for _ in range(60):
            with suppress(TimeoutError), urllib.request.urlopen(f"{url}/card", timeout=5):
                return
            if process.poll() is not None:
                return


@contextmanager
def serving(
    instance: Path, database_url: str, environ: dict[str, str] | None = None, *options: str
) -> Iterator[LiveServer]:
    """Run gunicorn on a free port until the block ends; an error in its log fails the test."""
    log = instance / "server.log"
    settings = {
        "OLYMPIAD_INSTANCE": str(instance),
        "OLYMPIAD_DATABASE_URL": database_url,
        "OLYMPIAD_SECRET_KEY": SECRET,
    }
    with socket.create_server(("127.0.0.1", 0)) as listening, log.open("wb") as output:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        command = [sys.executable, "-m", "gunicorn", "olympiad:create_app()", "--bind", f"fd://{listening.fileno()}"]
        command += [
            "--worker-class",
            "olympiad.serving.worker.Worker",
            "--threads",
            "8",
            "--no-control-socket",
            "--graceful-timeout",
            "2",
        ]
        command += options
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | settings | (environ or {}),
            pass_fds=[listening.fileno()],
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    engine = make_engine(database_url, may_write=lambda: True)
    try:
        _wait_for(url, process)
        yield LiveServer(url, instance, engine, log, process.pid)
    finally:
        ended = process.poll()
        engine.dispose()
        process.terminate()
        process.wait(20)
    written = log.read_text("utf-8", "replace")
    assert ended is None, f"the server ended by itself ({ended}): {written[-2000:]}"
    assert "Traceback" not in written, written[-8000:]
    assert "WORKER TIMEOUT" not in written, written[-2000:]


@contextmanager
def serving_own(
    template: Path, instance: Path, environ: dict[str, str] | None = None, *options: str
) -> Iterator[LiveServer]:
    """Run a server of its own on a copy of the template database, in this instance folder."""
    database = instance / "olympiad.sqlite"
    shutil.copyfile(template, database)
    with serving(instance, f"sqlite:///{database}", environ, *options) as server:
        yield server


@pytest.fixture(scope="session")
def worker_server(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """One server for all files of a worker: starting one and compiling its templates takes longer than most tests."""
    with serving_own(sqlite_template, tmp_path_factory.mktemp("instance")) as server:
        yield server


@pytest.fixture(scope="module")
def live_server(worker_server: LiveServer) -> Iterator[LiveServer]:
    """The worker's server, in which each test makes an edition of its own; an error in its log falls to the file that ran."""
    before = worker_server.log.stat().st_size
    yield worker_server
    written = worker_server.log.read_bytes()[before:].decode("utf-8", "replace")
    assert "Traceback" not in written, written[-8000:]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium per worker."""
    path = chromium.find()
    if path is None:
        pytest.fail(chromium.HOW_TO, pytrace=False)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, headless=True, args=list(chromium.FLAGS))
        yield opened
        opened.close()


@dataclass
class Watch:
    """Collects what a browser complains about: script errors, console errors (CSP among them), files not there."""

    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    """Regular expressions of complaints that a test provokes, a network that is gone for one."""

    def over(self, context: BrowserContext) -> None:
        """Listen to every page of a context."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        refused = REFUSED_PAGE.match(message.text)  # a refusal is a page; files that are not there come by _response
        if message.type == "error" and not refused:
            self.complaints.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _response(self, response: Response) -> None:
        is_file = response.request.resource_type not in ("document", "fetch", "xhr")
        if response.status >= 500 or (response.status >= 400 and is_file):
            self.complaints.append(f"{response.status}: {response.url}")

    def unexpected(self) -> list[str]:
        """Return the complaints that no test asked for."""
        return [line for line in self.complaints if not any(re.search(known, line) for known in self.expected)]


@pytest.fixture
def watch() -> Iterator[Watch]:
    """What the test's pages complain about; must be nothing at the end."""
    watching = Watch()
    yield watching
    assert watching.unexpected() == []


@pytest.fixture
def open_context(browser: Browser, watch: Watch, request: pytest.FixtureRequest) -> Iterator[Any]:
    """Open further watched contexts: `open_context(viewport=PHONE, color_scheme="dark", locale="uz")`."""
    opened: list[BrowserContext] = []

    def open_one(**options: Any) -> BrowserContext:
        base_url = request.getfixturevalue("live_server").url if "live_server" in request.fixturenames else None
        context = browser.new_context(**{"base_url": base_url, "viewport": DESKTOP, "locale": "en"} | options)
        context.set_default_navigation_timeout(4 * PATIENCE)
        watch.over(context)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def phone(live_server: LiveServer, open_context: Any) -> Page:
    """A page of 390 × 844, touched."""
    page: Page = open_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()
    return page


@pytest.fixture
def page(live_server: LiveServer, open_context: Any) -> Page:
    """A page of 1440 × 900."""
    opened: Page = open_context().new_page()
    return opened


def sign_in(app: Flask, context: BrowserContext, server: LiveServer, user: User) -> None:
    """Go on as this person in a browser, without the pages of signing in."""
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    value = serializer.dumps({"_user_id": user.fs_uniquifier, "_fresh": True})
    context.add_cookies([{"name": app.config["SESSION_COOKIE_NAME"], "value": str(value), "url": server.url}])


def press(page: Page, name: str) -> None:
    """Press a button that asks for another page, and wait until that page is there."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


def has_new_colours(page: Page) -> bool:
    """Mark what axe has not measured yet, and return whether there is anything; `make whole` measures all."""
    return bool(page.evaluate(MARK_NEW_COLOURS, [] if "OLYMPIAD_WHOLE" in os.environ else sorted(MEASURED)))


def axe(page: Page) -> None:
    """Assert that axe-core finds nothing against WCAG 2.2 AA and its best practice.

    Contrast takes half of its time, so the same letters on the same ground are measured once. Where something sticks to
    the foot the window is made as high as the page: what it covers for the moment can be scrolled to.
    """
    is_there(page)
    window = page.viewport_size or DESKTOP
    height = page.evaluate(HEIGHT_UNDER_A_BAR)
    if height > window["height"]:
        page.set_viewport_size({"width": window["width"], "height": height})
    if page.evaluate("!('axe' in window)"):
        page.evaluate(AXE.axe_script)
    has_new_colours(page)
    found, measured = page.evaluate(RUN_AXE, AXE_OPTIONS)
    if height > window["height"]:
        page.set_viewport_size(window)
    assert [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]] == [], page.url
    MEASURED.update(measured)


def is_there(page: Page) -> None:
    """Wait until a page that was just asked for has loaded: a click returns before it has."""
    if not page.evaluate(IS_THERE):
        page.wait_for_load_state()
        page.locator("main").first.wait_for()


def no_overflow(page: Page) -> None:
    """Assert that nothing is wider than the window and no button or label loses letters.

    Row headers may say `text-truncate`: the code stands whole before the name that is cut.
    """
    found = page.evaluate(CLIPPED)
    if found is None:
        is_there(page)
        found = page.evaluate(CLIPPED)
    assert found == [], page.url
