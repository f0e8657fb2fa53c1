"""Both levels of the judge's console: plain HTTP under a host name, and a secure context; sheets to mark there."""

import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from olympiad.models.score_sheet import Mark, Operation, ScoreSheet
from olympiad.models.user import User
from olympiad.web.frame.signing_in import SESSION_KEY
from tests.browsers import PHONE, LiveServer, Watch
from tests.chromium import HALL
from tests.factories import Cast, make_cast, make_criterion

HTTPS_ONLY = pytest.mark.parametrize("level", ["https"], indirect=True)
HTTP_ONLY = pytest.mark.parametrize("level", ["http"], indirect=True)
HTTP_FIRST, HTTPS_FIRST = (
    pytest.mark.parametrize("level", [first, second] if "OLYMPIAD_WHOLE" in os.environ else [first], indirect=True)
    for first, second in (("http", "https"), ("https", "http"))
)
"""For what both levels do alike: `make whole` asks the second level, too."""
NETWORK = ["net::", "ERR_", "error occurred when fetching the script"]


@dataclass
class Hall:
    """A competition of the test's own on one level, and the log that the test keeps of what it tapped."""

    level: str
    url: str
    server: LiveServer
    cast: Cast
    new_context: Callable[..., BrowserContext]
    cookie: Callable[[User], str]
    log: list[tuple[int, int | str]] = field(default_factory=list)
    """(criterion, thousandths or what was typed), in the order of the taps."""

    @property
    def home(self) -> str:
        return f"{self.url}/editions/{self.cast.edition.slug}/{self.cast.section.slug}/score-sheets/"

    @property
    def place(self) -> str:
        return f"{self.cast.edition.slug}/{self.cast.section.slug}"

    def sheet(self, team: str = "T01", task: str = "P", judge: str = "cem") -> ScoreSheet:
        return self.cast.sheets[team, task, judge]

    def open(self, user: User, sheet: ScoreSheet | None = None, context: BrowserContext | None = None) -> Page:
        """Return a phone of this person with the list or one sheet open, ready to mark."""
        context = context or self.new_context()
        self.sign_in(context, user)
        page = context.new_page()
        page.goto(f"{self.home}{sheet.id if sheet else ''}")
        return ready(page)

    def sign_in(self, context: BrowserContext, user: User) -> None:
        context.add_cookies([{"name": "olympiad", "value": self.cookie(user), "url": self.url}])

    def tap(self, page: Page, number: int, words: str) -> None:
        """Tap a choice of the criterion with this number on the sheet, and note it in the log."""
        meet_team(page)
        label = page.locator(f"#c{number} label.choice").get_by_text(words, exact=True)
        label.first.click()
        value = {"Done": "1", "Not done": "0"}.get(words, words)
        self.log.append((self.criterion(number), round(float(value) * 1000)))

    def criterion(self, number: int) -> int:
        return sorted(self.cast.pipetting.criteria, key=lambda one: one.position)[number - 1].id

    def operations(self, sheet: ScoreSheet | None = None) -> list[tuple[int | None, str]]:
        """Return (criterion, outcome) of what the server has of a sheet, in the order of the devices' numbers."""
        with self.server.session() as session:
            query = select(Operation.criterion_id, Operation.outcome).where(
                Operation.sheet_id == (sheet or self.sheet()).id
            )
            return [(criterion, outcome) for criterion, outcome in session.execute(query.order_by(Operation.number))]

    def marks(self, sheet: ScoreSheet | None = None) -> dict[int, int | str]:
        """Return the marks that the server has of a sheet."""
        with self.server.session() as session:
            query = select(Mark).where(Mark.sheet_id == (sheet or self.sheet()).id, Mark.state != "unmarked")
            return {mark.criterion_id: mark.readings or mark.mark or 0 for mark in session.scalars(query)}

    def arrives(self, page: Page, sheet: ScoreSheet | None = None) -> None:
        """Wait until nothing waits, then compare the server with the log: each tap once, the last of each criterion counts."""
        expect(page.get_by_text("All sent")).to_be_visible(timeout=20_000)
        assert [criterion for criterion, _ in self.operations(sheet)] == [criterion for criterion, _ in self.log]
        assert self.marks(sheet) == dict(self.log)


def ready(page: Page, *, meet: bool = True) -> Page:
    """Wait until the console has taken the page over; say that this is the team where it asks."""
    page.locator("main[data-console=ready]").wait_for(timeout=20_000)
    if meet:
        meet_team(page)
    return page


def meet_team(page: Page) -> None:
    """Say that this is the team, where the sheet asks."""
    met = page.locator("[data-part=met]")
    if met.is_visible():
        met.click()


@pytest.fixture(params=["http", "https"])
def level(request: pytest.FixtureRequest) -> str:
    """The console's two declared levels."""
    found: str = request.param
    return found


@pytest.fixture
def hall(level: str, browser: Browser, live_server: LiveServer, watch: Watch, worker_app: Flask) -> Iterator[Hall]:
    """A competition on one level; pipetting has points of ten, a check, a reading and a penalty."""
    watch.expected += NETWORK
    with live_server.session() as session:
        cast = make_cast(session)
        make_criterion(session, cast.pipetting, code="tidy", kind="check", maximum=1000)
        key = "value=5.55 unit=mmol/L full=2% zero=20%"
        make_criterion(session, cast.pipetting, code="glucose", kind="reading", maximum=4000, key=key)
        make_criterion(session, cast.pipetting, code="spilt", kind="penalty", maximum=3000, key="each=1 free=1")
        session.refresh(cast.pipetting)
        assert len(cast.pipetting.criteria) == 4
    opened: list[BrowserContext] = []

    def new_context(**options: Any) -> BrowserContext:
        context = browser.new_context(
            **{"viewport": PHONE, "has_touch": True, "is_mobile": True, "locale": "en"} | options
        )
        watch.over(context)
        opened.append(context)
        return context

    signer = SecureCookieSessionInterface().get_signing_serializer(worker_app)
    assert signer is not None

    def cookie(user: User) -> str:
        number = secrets.token_hex(16)  # a session of its own, which may be ended
        return str(signer.dumps({"_user_id": user.fs_uniquifier, "_fresh": True, SESSION_KEY: number}))

    url = live_server.url if level == "https" else live_server.url.replace("127.0.0.1", HALL)
    yield Hall(level, url, live_server, cast, new_context, cookie)
    for context in opened:
        context.close()
