"""How soon the judge's console can be used on a slow network, and what its first load weighs.

`python -m benchmarks.bench_console`: 24 teams × 8 tasks, a judge with all sheets of a task, one of them opened; Chromium's own
throttling, median of 3.
"""

import statistics
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright
from sqlalchemy import delete, select, update

from benchmarks import results
from benchmarks.large_section import make_zip
from benchmarks.serving import SECRET, Server, serving
from olympiad import create_app, db
from olympiad.clock import utc_now
from olympiad.domain.roles import Role
from olympiad.migrations.upgrade import upgrade
from olympiad.models.edition import Edition
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import Mark, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.user import RoleMembership
from olympiad.production import mark_as_production
from olympiad.services.entry import section_import
from olympiad.services.people import accounts
from tests import chromium

RUNS, TEAMS = 3, 24
PHONE = {"width": 390, "height": 844}
NETWORKS = {
    "3G (1.6 Mbit/s, 300 ms)": (1_600, 768, 300, 1),
    "3G, processor four times slower": (1_600, 768, 300, 4),
    "DevTools “3G” (1.44 Mbit/s, 562 ms)": (1_440, 675, 562.5, 1),
    "DevTools “Slow 3G” (0.4 Mbit/s, 2 s)": (400, 400, 2_000, 1),
    "hall Wi-Fi, not slowed": (-1, -1, 0, 1),
}
"""Kilobits a second down and up, milliseconds, how many times slower the processor is."""
READY = "main[data-console='ready']"
SLOWER, TAPS = 6, 100
TAP = """async (count) => {
  const chip = document.querySelector("[data-part=connection]"), found = [];
  const choices = [...document.querySelectorAll("#sheet input[type=radio]")];
  const says = (words) => new Promise((resolve) => {
    const look = () => { if (chip.textContent.includes(words)) { watch.disconnect(); resolve(performance.now()); } };
    const watch = new MutationObserver(look);
    watch.observe(chip, { childList: true, characterData: true, subtree: true });
    look();
  });
  await says("All sent");
  for (let tap = 0; tap < count; tap += 1) {
    const free = choices.filter((one) => !one.checked), start = performance.now();
    free[(tap * 7) % free.length].click();
    found.push((await says("Saved here")) - start);
    await says("All sent");
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  return found;
}"""


class Load(NamedTuple):
    """One load: milliseconds until marks can be tapped, kilobytes over the wire, of them our own JavaScript."""

    usable: float
    bytes: int
    script: int


def prepare(folder: Path) -> tuple[Flask, dict[str, str]]:
    """Make the instance; give the judge's cookie and the address of an unmarked sheet."""
    app = create_app({"INSTANCE_PATH": str(folder), "SECRET_KEY": SECRET})
    with app.test_request_context("/", method="POST"):
        upgrade(db.engine())
        mark_as_production(str(folder))
        session = db.session()
        user = accounts.create_user(session, name="Judge", username="judge", by=None)
        edition = Edition(slug="bench", name="Bench", created_at=utc_now())
        session.add(edition)
        session.flush()
        section = Section(edition_id=edition.id, slug="section", code="BEN", title="Section", created_at=utc_now())
        session.add(section)
        session.flush()
        session.add(RoleMembership(user_id=user.id, role=Role.JUDGE, edition_id=edition.id, section_id=section.id))
        section_import.apply_upload(session, section, "section.zip", make_zip(TEAMS), by=user)
        judge = session.scalars(select(Judge).where(Judge.section_id == section.id).order_by(Judge.id)).first()
        judge.user_id = user.id
        own = select(ScoreSheet.id).where(ScoreSheet.judge_id == judge.id)
        session.execute(delete(Mark).where(Mark.sheet_id.in_(own)))
        opens = update(ScoreSheet).where(ScoreSheet.judge_id == judge.id)
        session.execute(opens.values(state="not_started", submitted_at=None, accepted_at=None))
        session.commit()
        sheet_id = session.scalars(own.limit(1)).one()
        signer = SecureCookieSessionInterface().get_signing_serializer(app)
        assert signer is not None
        cookie = str(signer.dumps({"_user_id": user.fs_uniquifier, "_fresh": True, "session_key": "bench"}))
        db.engine().dispose()
    path = "/editions/bench/section/score-sheets/"
    return app, {"cookie": cookie, "list": path, "sheet": f"{path}{sheet_id}"}


def loads(browser: Browser, server: Server, app: Flask, ways: dict[str, str], network: str) -> tuple[Load, Load]:
    """Open a sheet as on a phone that was never here, then open it again."""
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    context.add_cookies([{"name": app.config["SESSION_COOKIE_NAME"], "value": ways["cookie"], "url": server.url}])
    page = context.new_page()
    tools = context.new_cdp_session(page)
    throttle(tools, network)
    first = load(page, tools, server.url + ways["sheet"])
    page.wait_for_load_state("networkidle")
    again = load(page, tools, server.url + ways["sheet"])
    context.close()
    return first, again


def throttle(tools: CDPSession, network: str) -> None:
    """Slow the page down as the browser's own tools do."""
    down, up, latency, slower = NETWORKS[network]
    tools.send("Network.enable")
    rates = {name: rate * 1000 / 8 if rate > 0 else -1 for name, rate in (("down", down), ("up", up))}
    tools.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": latency,
            "downloadThroughput": rates["down"],
            "uploadThroughput": rates["up"],
        },
    )
    tools.send("Emulation.setCPUThrottlingRate", {"rate": slower})


def load(page: Page, tools: CDPSession, address: str) -> Load:
    """Load a page; usable is when the console has taken it over: a tap is kept from then on."""
    sizes: dict[str, int] = {}
    kinds: dict[str, str] = {}

    def received(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = event["type"]

    def finished(event: dict[str, Any]) -> None:
        sizes[event["requestId"]] = int(event["encodedDataLength"])

    tools.on("Network.responseReceived", received)
    tools.on("Network.loadingFinished", finished)
    page.goto(address, wait_until="commit", timeout=120_000)
    page.locator(READY).wait_for(timeout=120_000)
    usable = float(page.evaluate("performance.now()"))
    tools.remove_listener("Network.responseReceived", received)
    tools.remove_listener("Network.loadingFinished", finished)
    script = sum(size for request, size in sizes.items() if kinds.get(request) == "Script")
    return Load(usable, sum(sizes.values()), script)


def taps(browser: Browser, server: Server, app: Flask, ways: dict[str, str]) -> list[float]:
    """Tap marks on a phone whose processor is slow; milliseconds until the screen says "Saved here", sorted."""
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, locale="en")
    context.add_cookies([{"name": app.config["SESSION_COOKIE_NAME"], "value": ways["cookie"], "url": server.url}])
    page = context.new_page()
    page.goto(server.url + ways["sheet"])
    page.locator(READY).wait_for(timeout=120_000)
    page.locator("[data-part=met]").click()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    found: list[float] = page.evaluate(TAP, TAPS)
    context.close()
    return sorted(found)


def median(found: list[Load]) -> Load:
    """The median of each figure."""
    return Load(*(statistics.median(figure) for figure in zip(*found, strict=True)))


def main() -> None:
    """Measure each network and write the part of RESULTS.md."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        app, ways = prepare(Path(folder))
        with serving(Path(folder)) as server, sync_playwright() as playwright:
            flags = list(chromium.FLAGS)
            browser = playwright.chromium.launch(executable_path=chromium.find(), headless=True, args=flags)
            loads(browser, server, app, ways, "hall Wi-Fi, not slowed")  # templates are compiled, files compressed
            for network in NETWORKS:
                measured = [loads(browser, server, app, ways, network) for _ in range(RUNS)]
                first, again = (median([run[at] for run in measured]) for at in (0, 1))
                rows.append(
                    [
                        network,
                        f"{first.usable / 1000:.1f} s",
                        f"{again.usable / 1000:.1f} s",
                        f"{first.bytes / 1000:.0f} KB",
                        f"{first.script / 1000:.0f} KB",
                    ]
                )
                print(*rows[-1])
            found = taps(browser, server, app, ways)
            browser.close()
    median_tap, p95 = found[TAPS // 2], found[TAPS * 95 // 100]
    saved = f"Tap to “Saved here”, processor {SLOWER} times slower: median {median_tap:.0f} ms, p95 {p95:.0f} ms ({TAPS} taps)."
    print(saved)
    head = ("network", "first load usable", "again usable", "first load", "of it JavaScript")
    said = [
        "Targets: usable in 3 s on 3G; sent at first load 250 KB, own JavaScript 100 KB; tap to “Saved here” 120 ms at p95.",
        "",
    ]
    results.write(
        "bench_console", "The judge’s console on a slow network", said + results.table(head, rows) + ["", saved]
    )


if __name__ == "__main__":
    main()
