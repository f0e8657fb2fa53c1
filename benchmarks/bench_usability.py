"""How the judge's console is to the hand: taps and scrolls of a sheet, sizes and distances, small windows, large text.

`python -m benchmarks.bench_usability`: Chromium as a phone, a sheet as `bench_console` makes it; what was measured before
stands beside.
"""

import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks import results
from benchmarks.bench_console import READY, prepare
from benchmarks.serving import serving
from tests import chromium

PHONE, SMALL = (360, 640), (360, 560)
WINDOWS = {
    "360 × 640, text 150 %": (PHONE, 150),
    "360 × 640, text 200 %": (PHONE, 200),
    "page zoom 150 % (240 px)": ((240, 427), 100),
    "320 px": ((320, 568), 100),
    "lying, 740 × 360": ((740, 360), 100),
}
BEFORE = {
    "360 × 640, text 150 %": "51 px too wide, Submit below the fold",
    "360 × 640, text 200 %": "Submit below the fold",
    "page zoom 150 % (240 px)": "37 px too wide, Submit below the fold",
    "320 px": "broken words",
    "lying, 740 × 360": "–",
}
MARK_ALL = """async () => {
  const [top, bar] = [".console-top", "footer.console-bar"].map((name) => document.querySelector(name));
  const found = { criteria: 0, taps: 0, scrolls: 0 };
  for (const section of document.querySelectorAll("#sheet section[data-criterion]")) {
    const choices = [...section.querySelectorAll("label.choice")], choice = choices[choices.length - 1];
    if (!choice) continue;
    const box = choice.getBoundingClientRect();
    if (box.top < top.getBoundingClientRect().bottom || box.bottom > bar.getBoundingClientRect().top) {
      section.scrollIntoView({ block: "start", behavior: "instant" });
      found.scrolls += 1;
    }
    choice.click();
    found.criteria += 1;
    found.taps += 1;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return found;
}"""
SIZES = """() => {
  const boxes = [...document.querySelectorAll("#sheet label.choice")].map((one) => one.getBoundingClientRect());
  const neighbours = boxes.slice(1).filter((box, at) => box.top === boxes[at].top && box.left > boxes[at].right);
  const gaps = neighbours.map((box) => box.left - boxes[boxes.indexOf(box) - 1].right);
  const part = (name) => document.querySelector(`footer [data-part=${name}]`).getBoundingClientRect();
  const [undo, submit] = ["undo", "submit"].map(part);
  const apart = Math.max(submit.left - undo.right, submit.top - undo.bottom, undo.left - submit.right);
  const spread = (name) => [Math.min, Math.max].map((of) => Math.round(of(...boxes.map((box) => box[name]))));
  return { wide: spread("width"), high: spread("height"), gap: Math.round(Math.min(...gaps)), apart: Math.round(apart) };
}"""
LEFT = """() => {
  const high = (name) => document.querySelector(name).getBoundingClientRect().height;
  const [top, bar] = [".console-top", "footer.console-bar"].map(high);
  return [Math.round(top), Math.round(bar), Math.round(innerHeight - top - bar)];
}"""
FITS = """() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  const submit = document.querySelector("footer [data-part=submit]").getBoundingClientRect();
  const below = Math.max(0, Math.round(submit.bottom - innerHeight));
  return `${wide > 0 ? `${wide} px too wide` : "fits"}, Submit ${below > 0 ? `${below} px below the fold` : "in sight"}`;
}"""
Row = list[str]


def resize(page: Page, size: tuple[int, int], text: int = 100) -> None:
    """Give the page a window, and letters of another size."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.evaluate("(text) => { document.documentElement.style.fontSize = `${text}%` }", text)
    page.wait_for_timeout(200)


def first_mark(page: Page, address: str) -> int:
    """Count the taps from the list to the first mark."""
    page.goto(address)
    page.locator(READY).wait_for()
    taps = ["[data-part=start]", "[data-part=met]", "#sheet label.choice"]
    for one in taps:
        page.locator(one).first.click()
    page.locator("[data-part=undo]").wait_for()
    return len(taps)


def of_sheet(page: Page, address: str) -> list[Row]:
    """Measure a sheet on a phone of 2018."""
    resize(page, PHONE)
    taps = first_mark(page, address)
    marked = page.evaluate(MARK_ALL)
    sizes: dict[str, Any] = page.evaluate(SIZES)
    resize(page, SMALL)
    top, bar, left = page.evaluate(LEFT)
    (narrow, broad), (low, tall) = sizes["wide"], sizes["high"]
    all_taps = marked["taps"] + taps + 1  # and the two of submitting, less the first mark, which is among both
    whole = f"{all_taps} taps, {marked['scrolls']} scrolls"
    return [
        ["taps from the list to the first mark", "2", f"{taps}, one of them “This is the team”"],
        [f"sheet of {marked['criteria']} criteria at 360 × 640", "12 taps, 4 scrolls", whole],
        ["mark buttons", "73–169 × 56 px, gap 8 px", f"{_range(narrow, broad)} × {_range(low, tall)} px, gap {sizes['gap']} px"],
        ["from Undo to Submit", "6 px", f"{sizes['apart']} px"],
        ["header, bar, left for the sheet at 360 × 560", "80, 139, 341 px", f"{top}, {bar}, {left} px"],
    ]  # fmt: skip


def _range(least: int, most: int) -> str:
    return str(least) if least == most else f"{least}–{most}"


def in_windows(page: Page) -> list[Row]:
    """Say whether the sheet fits into small windows and with large text."""
    found = []
    for name, (size, text) in WINDOWS.items():
        resize(page, size, text)
        found.append([name, BEFORE[name], page.evaluate(FITS)])
    return found


def main() -> None:
    """Measure, and write the part of RESULTS.md."""
    with tempfile.TemporaryDirectory() as folder:
        app, ways = prepare(Path(folder))
        with serving(Path(folder)) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium.find(), headless=True, args=list(chromium.FLAGS)
            )
            context = browser.new_context(has_touch=True, is_mobile=True, locale="en")
            name = app.config["SESSION_COOKIE_NAME"]
            context.add_cookies([{"name": name, "value": ways["cookie"], "url": server.url}])
            page = context.new_page()
            rows = of_sheet(page, server.url + ways["list"]) + in_windows(page)
            browser.close()
    head = ("what", "2026-11-27", "now")
    results.write("bench_usability", "The judge’s console under the hand", results.table(head, rows))


if __name__ == "__main__":
    main()
