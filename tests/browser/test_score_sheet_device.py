"""The device under the console: camera, a screen that stays awake, tone and vibration, a new version.

What Chromium has no hardware for here is put in its place before the page's own scripts run; the page's security stays.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from olympiad.domain.choices import SheetState
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.section import Section
from tests.browser.faults import Answer, Faults
from tests.browser.halls import HTTPS_ONLY, Hall, hall, level, ready

__all__ = ["hall", "level"]

STUBS = """(() => {
  const seen = window.seen = { lock: [], tones: 0, vibrations: 0, stopped: 0 };
  window.card = "";
  window.BarcodeDetector = class {
    static async getSupportedFormats() { return ["qr_code"]; }
    async detect() { return window.card ? [{ rawValue: window.card }] : []; }
  };
  const getUserMedia = async () => {
    if (window.card === "denied") throw new DOMException("no", "NotAllowedError");
    const canvas = document.createElement("canvas");
    const drawing = canvas.getContext("2d");
    setInterval(() => drawing.fillRect(0, 0, 9 * Math.random(), 9), 30);
    const stream = canvas.captureStream(20);
    for (const track of stream.getTracks()) {
      const stop = track.stop.bind(track);
      track.stop = () => { seen.stopped += 1; stop(); };
    }
    return stream;
  };
  const put = (owner, name, value) => Object.defineProperty(owner, name, { value, configurable: true });
  if (navigator.mediaDevices) put(navigator.mediaDevices, "getUserMedia", getUserMedia);
  put(navigator, "vibrate", () => { seen.vibrations += 1; return true; });
  put(navigator, "wakeLock", {
    async request() {
      seen.lock.push("asked");
      const lock = { released: false, async release() { if (!lock.released) seen.lock.push("released"); lock.released = true; } };
      window.lock = lock;
      return lock;
    },
  });
  const param = { value: 0, setValueAtTime() {}, exponentialRampToValueAtTime() {} };
  const node = { connect: () => node, gain: param, frequency: param, start() { seen.tones += 1; }, stop() {} };
  window.AudioContext = class {
    currentTime = 0;
    createOscillator() { return node; }
    createGain() { return node; }
  };
})()"""


def seen(page: Page, wanted: str) -> None:
    """Wait until what the stubs have noted fits."""
    page.wait_for_function(f"() => {{ const {{ lock, tones, vibrations, stopped }} = window.seen; return {wanted} }}")


@pytest.fixture
def phone(hall: Hall) -> Page:
    """The list of a phone with everything that Chromium here has not."""
    context = hall.new_context()
    context.add_init_script(STUBS)
    return hall.open(hall.cast.cem, context=context)


def read_card(page: Page, code: str) -> None:
    page.get_by_role("button", name="Read the team card with the camera").click()
    expect(page.locator("[data-part=camera]")).to_be_visible()
    page.evaluate("(code) => { window.card = code }", code)


@HTTPS_ONLY
def test_the_camera_opens_the_sheet_of_the_card_and_names_a_foreign_one(hall: Hall, phone: Page) -> None:
    read_card(phone, f"{hall.home}team/ZZ99")
    expect(phone.get_by_text("You have no score sheet of team ZZ99")).to_be_visible()
    expect(phone.locator("[data-part=camera]")).to_be_hidden()
    phone.evaluate("window.card = ''")

    read_card(phone, f"{hall.home}team/{hall.cast.t02.code}")

    phone.get_by_role("link", name=hall.cast.glucose.title, exact=True).click()
    expect(phone.locator("h1 [data-part=code]")).to_have_text(hall.cast.t02.code)
    expect(phone.locator("[data-part=meet]")).to_be_hidden()  # the code was read off the badge
    seen(phone, "stopped === 2")


REDRAWN = """() => {
  window.redrawn = 0;
  new MutationObserver(() => { window.redrawn += 1; }).observe(document.querySelector("main"), { childList: true });
}"""


@HTTPS_ONLY
def test_news_of_the_server_ends_no_reading_and_replaces_nothing_under_the_finger(hall: Hall, phone: Page) -> None:
    """The list was drawn anew at each answer: the camera closed by itself, and a tap met what was being replaced."""
    expect(phone.get_by_text("All sent")).to_be_visible()
    phone.evaluate(REDRAWN)
    phone.locator("[data-part=scan]").click()
    expect(phone.locator("[data-part=camera]")).to_be_visible()
    look = "window.dispatchEvent(new Event('online'))"
    with phone.expect_response("**/fresh"):
        phone.evaluate(look)
    with hall.server.session() as session:
        session.get_one(ScoreSheet, hall.sheet().id).state = SheetState.RETURNED
        session.get_one(Section, hall.cast.section.id).revision += 1
    other = phone.locator(f"a[data-sheet='{hall.sheet('T02', 'G').id}']").first
    other.focus()

    phone.evaluate(look)

    expect(phone.locator("[data-group=started] [data-part=count]")).to_have_text("1")
    expect(other).to_be_focused()
    assert phone.evaluate("window.redrawn") == 1
    phone.evaluate("(code) => { window.card = code }", f"{hall.home}team/ZZ99")
    expect(phone.get_by_text("You have no score sheet of team ZZ99")).to_be_visible()
    seen(phone, "stopped === 1")


@HTTPS_ONLY
def test_a_camera_that_is_denied_is_told_and_a_second_tap_ends_reading(hall: Hall, phone: Page) -> None:
    button, camera = phone.locator("[data-part=scan]"), phone.locator("[data-part=camera]")
    button.click()
    expect(camera).to_be_visible()
    button.click()
    expect(camera).to_be_hidden()
    seen(phone, "stopped === 1")

    phone.evaluate("window.card = 'denied'")
    button.click()

    expect(phone.get_by_text("The camera is not available. Type the code.")).to_be_visible()


HIDE = """(hidden) => {
  Object.defineProperty(document, "visibilityState", { value: hidden ? "hidden" : "visible", configurable: true });
  if (hidden) window.lock.released = true;
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@HTTPS_ONLY
def test_the_screen_stays_awake_while_a_sheet_is_open(hall: Hall, phone: Page) -> None:
    expect(phone.get_by_text("All sent")).to_be_visible()
    seen(phone, "lock.length === 0")
    phone.locator(f"a[data-sheet='{hall.sheet().id}']").first.click()
    seen(phone, "lock.join() === 'asked'")
    for hidden in (True, False):  # the browser takes the lock away from a page that is hidden
        phone.evaluate(HIDE, hidden)
    seen(phone, "lock.join() === 'asked,asked'")

    phone.locator("[data-part=back]").click()

    seen(phone, "lock.join() === 'asked,asked,released'")


@HTTPS_ONLY
def test_tone_and_vibration_come_on_request_only(hall: Hall, phone: Page) -> None:
    signals = phone.get_by_label("Tone and vibration when a mark is saved")
    sheet = phone.locator(f"a[data-sheet='{hall.sheet().id}']").first
    sheet.click()
    hall.tap(phone, 1, "7.5")
    expect(phone.get_by_text("All sent")).to_be_visible()
    seen(phone, "tones + vibrations === 0")
    phone.locator("[data-part=back]").click()
    signals.check()
    seen(phone, "tones === 1 && vibrations === 1")  # so it sounds
    sheet.click()
    hall.tap(phone, 1, "8")
    seen(phone, "tones === 2 && vibrations === 2")
    phone.locator("[data-part=back]").click()
    signals.uncheck()
    sheet.click()
    hall.tap(phone, 1, "2")

    hall.arrives(phone)
    seen(phone, "tones === 2 && vibrations === 2")


class NextVersion(Faults):
    """Before the server; from a moment on it seems to be of another version, as after an update in the night."""

    old, new = b"", b""

    def ask(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        """Ask the server itself, and write the new version wherever the old one stands."""
        kept = {
            name: value for name, value in headers.items() if name.lower() not in ("accept-encoding", "if-none-match")
        }
        status, given, content = super().ask(method, path, kept, body)
        if not self.new:
            return status, given, content
        given = [(name, value.replace(self.old.decode(), self.new.decode())) for name, value in given]
        return status, given, content.replace(self.old, self.new)


@pytest.fixture
def update(hall: Hall) -> Iterator[NextVersion]:
    proxy = NextVersion(hall.server.url, hall.server.pid, lambda: "")
    hall.url = f"http://127.0.0.1:{proxy.address}"
    yield proxy
    proxy.close()


FILES = "async (wanted) => (await caches.keys()).filter((name) => name.startsWith('olympiad-files-')).join() === wanted"


@HTTPS_ONLY
def test_a_new_version_takes_over_without_losing_the_queue(hall: Hall, update: NextVersion) -> None:
    page = hall.open(hall.cast.cem)
    expect(page.locator("[data-part=level-words]")).to_contain_text("opens without a network", timeout=20_000)
    old = str(page.locator("[data-behaviour=console]").get_attribute("data-version"))
    page.context.route("**/api/operations", lambda route: route.abort())
    page.locator(f"a[data-sheet='{hall.sheet().id}']").first.click()
    hall.tap(page, 1, "7.5")
    expect(page.get_by_text("1 waiting since")).to_be_visible()
    page.locator("[data-part=back]").click()

    update.old, update.new = old.encode(), b"f" * len(old)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.get_by_role("button", name="Reload").click()
    expect(page.get_by_text(f"Version {'f' * len(old)}")).to_be_visible()
    expect(page.get_by_text("1 waiting since")).to_be_visible()
    expect(page.locator("[data-part=level-words]")).to_contain_text("opens without a network", timeout=20_000)
    page.wait_for_function(FILES, arg=f"olympiad-files-{'f' * len(old)}")
    page.context.set_offline(True)
    page.goto(f"{hall.home}{hall.sheet().id}")
    expect(ready(page).locator("#c1 [data-part=given]")).to_contain_text("7.5")
    hall.tap(page, 2, "Done")
    expect(page.get_by_text("2 waiting since")).to_be_visible()
    page.context.unroute("**/api/operations")
    page.context.set_offline(False)

    hall.arrives(page)
