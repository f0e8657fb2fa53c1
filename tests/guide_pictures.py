"""Makes the pictures of the guides from the real pages: a demonstration is served, each page photographed in each language.

`OLYMPIAD_INSTANCE=/srv/olympiad make guide-pictures` writes them there. The guides show them only while templates and
styles are those from which they were made, so that no picture is ever out of date.
"""

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from olympiad import create_app
from olympiad.config import LANGUAGES
from olympiad.domain.roles import Role
from olympiad.web.sections import guides
from olympiad.wording.guides import GUIDES
from tests.chromium import FLAGS, find

SECTION = "/editions/samarkand-2026/biochemistry/"
WAYS = {
    Role.ORGANIZER: "Organizer", Role.CHIEF_JUDGE: "Chief judge", Role.CLERK: "Clerk", Role.JUDGE: "Judge",
    Role.LEADER: "Team leader", Role.PARTICIPANT: "Participant",
}  # fmt: skip
WAIT_SECONDS = 60


def main() -> None:
    """Write all pictures and, last, what they were made from."""
    target = Path(os.environ.get("OLYMPIAD_INSTANCE", "instance")).resolve() / guides.PICTURES
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as fresh:
        port = os.environ.get("PORT", "8477")
        environment = os.environ | {"OLYMPIAD_INSTANCE": folder, "PORT": port, "HOST": "127.0.0.1"}
        subprocess.run([sys.executable, "-m", "flask", "--app", "olympiad", "demo"], env=environment, check=True)
        server = subprocess.Popen([sys.executable, "-m", "olympiad.serve"], env=environment)
        try:
            _photograph(f"http://127.0.0.1:{port}", Path(folder) / "demo-sign-in.txt", Path(fresh))
        finally:
            server.terminate()
            server.wait()
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(fresh, target)
    with create_app().app_context():
        (target / guides.STAMP).write_text(guides.stamp())


def _photograph(base: str, ways: Path, target: Path) -> None:
    _wait_for(base)
    text = ways.read_text("utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=list(FLAGS))
        for role, word in WAYS.items():
            found = re.search(rf"^  {word}\s+(\S+)\s+(\S+)", text, re.MULTILINE)
            assert found is not None
            _of_role(browser, base, role, found, target)
        browser.close()


def _of_role(browser: Browser, base: str, role: Role, way: re.Match[str], target: Path) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 560}, device_scale_factor=2)
    page = context.new_page()
    _sign_in(page, base, role, way)
    for code in LANGUAGES:
        context.add_cookies([{"name": "language", "value": code, "url": base}])
        (target / code).mkdir(exist_ok=True)
        for at, part in enumerate(GUIDES[role], start=1):
            for number, step in enumerate(part.steps, start=1):
                if step.page:
                    _one(page, base + SECTION + step.page, target / code / f"{guides.KEBAB[role]}-{at}-{number}.webp")
    context.close()


def _sign_in(page: Page, base: str, role: Role, way: re.Match[str]) -> None:
    if role in (Role.JUDGE, Role.LEADER, Role.PARTICIPANT):
        page.goto(f"{base}/card")
        page.locator("main input:not([type=hidden])").first.fill(way[1])
    else:
        page.goto(f"{base}/account/sign-in")
        page.locator("main input:not([type=hidden])").first.fill(way[1])
        page.locator("main input[type=password]").first.fill(way[2])
    page.locator("main form button").first.click()
    page.wait_for_load_state("networkidle")


def _one(page: Page, address: str, file: Path) -> None:
    """Take the top of a page without the banner of the demonstration; a page that refuses gets no picture."""
    answer = page.goto(address)
    page.wait_for_load_state("networkidle")
    if answer is None or not answer.ok:
        return
    top = page.locator("header").first.bounding_box() or {"y": 0}
    taken = page.screenshot(clip={"x": 0, "y": top["y"], "width": 390, "height": 420})
    with Image.open(io.BytesIO(taken)) as picture:
        picture.convert("RGB").save(file, "WEBP", quality=80)


def _wait_for(base: str) -> None:
    for _ in range(WAIT_SECONDS * 2):
        try:
            urllib.request.urlopen(base, timeout=2).close()
            return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("the demonstration does not answer")


if __name__ == "__main__":
    main()
