"""A device whose disk is full, for real: the browser's profile stands on a small file system of its own, filled to the brim."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests import chromium
from tests.browser.halls import HTTP_ONLY, Hall, hall, level
from tests.browsers import PHONE

__all__ = ["hall", "level"]

SIZE = "48m"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 48 MB; only who may mount one can have it."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(place)], capture_output=True, check=False
    )
    if made.returncode != 0:
        pytest.skip("this machine does not let us mount a small file system")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.fixture
def phone(browser: Browser, small_disk: Path) -> Iterator[BrowserContext]:
    context = browser.browser_type.launch_persistent_context(
        small_disk / "profile", executable_path=chromium.find(), headless=True, args=list(chromium.FLAGS),
        viewport=PHONE, has_touch=True, is_mobile=True, locale="en",
    )  # fmt: skip
    yield context
    context.close()


def fill(place: Path) -> Path:
    """Leave not a page of the disk."""
    filler = place / "filler"
    with filler.open("wb", buffering=0) as written:
        for chunk in (65_536, 4_096):
            try:
                while True:
                    written.write(b"x" * chunk)
            except OSError:
                continue
    return filler


def not_kept(page: Page) -> bool:
    return page.locator("[data-part=unkept]").count() > 0


@HTTP_ONLY
def test_a_full_disk_is_said_beside_the_mark_and_nothing_of_the_page_is_lost(
    hall: Hall, phone: BrowserContext, small_disk: Path
) -> None:
    page = hall.open(hall.cast.cem, hall.sheet(), phone)
    connection = page.locator("[data-part=connection]")
    expect(connection).to_contain_text("All sent", timeout=20_000)
    page.context.set_offline(True)
    filler = fill(small_disk)

    for number in range(40):
        hall.tap(page, 1, ("7.5", "8")[number % 2])
        expect(connection).to_contain_text(re.compile(rf"{number + 1} waiting since|Not kept"), timeout=20_000)
        if not_kept(page):
            break
    expect(page.locator("#c1 [data-part=unkept]")).to_have_text("Not kept on this device")
    expect(connection).to_contain_text("Not kept on this device")

    filler.unlink()
    expect(connection).to_contain_text("waiting since", timeout=30_000)
    page.context.set_offline(False)
    hall.arrives(page)
