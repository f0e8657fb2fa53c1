"""What the evening asks of a browser: hundreds of photographs over a bad network, and a guide that opens without any."""

import shutil
from io import BytesIO

from flask import Flask
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from olympiad.web.sections import guides
from tests.browser.halls import HTTPS_ONLY, Hall, hall, level
from tests.browsers import LiveServer, axe, no_overflow, sign_in
from tests.factories import make_cast

__all__ = ["hall", "level"]

MANY = 200


def photographs() -> list[FilePayload]:
    names = [f"photo-{at:03}.jpg" for at in range(MANY)]
    return [{"name": name, "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff"} for name in names]


BAD_NETWORK = """() => {
  window.taken = [];
  const tries = {};
  window.fetch = async (_address, { body }) => {
    const { name } = body.get("photos");
    tries[name] = (tries[name] ?? 0) + 1;
    const lost = name === "photo-007.jpg" ? 3 : Number(name.slice(6, 9)) % 100 === 0 ? 1 : 0;
    if (tries[name] <= lost) throw new TypeError("lost");
    if (name === "photo-100.jpg") return Response.json({ refused: `${name}: This photograph is here already.` }, { status: 422 });
    window.taken.push(name);
    return Response.json({ kept: true }, { status: 201 });
  };
}"""
"""Every hundredth is lost on its way once, one until it is sent again by hand, one is refused."""


def test_two_hundred_photographs_over_a_bad_network_are_sent_until_all_are_in(
    app: Flask, live_server: LiveServer, page: Page
) -> None:
    """None is lost, none is kept twice."""
    with live_server.session() as session:
        cast = make_cast(session)
    sign_in(app, page.context, live_server, cast.ana)
    page.goto(f"/editions/{cast.edition.slug}/gallery/")
    page.evaluate(BAD_NETWORK)
    page.get_by_label("Drop photographs here").set_input_files(photographs())
    page.get_by_role("button", name="Upload").click()

    again = page.get_by_role("button", name="Send the other 1 again")
    expect(again).to_be_visible(timeout=30_000)
    expect(page.get_by_text("198 of 200 photographs are in.")).to_be_visible()
    expect(page.get_by_text("photo-100.jpg: This photograph is here already.")).to_be_visible()
    axe(page)
    no_overflow(page)
    again.click()
    expect(page.get_by_text("199 of 200 photographs are in.")).to_be_visible()
    expect(again).to_be_hidden()
    assert sorted(page.evaluate("taken")) == [one["name"] for one in photographs() if one["name"] != "photo-100.jpg"]


@HTTPS_ONLY
def test_the_judges_guide_opens_with_its_pictures_without_any_network(hall: Hall, worker_app: Flask) -> None:
    made = hall.server.instance / guides.PICTURES
    (made / "en").mkdir(parents=True)
    written = BytesIO()
    Image.new("RGB", (39, 42), "teal").save(written, "WEBP")
    (made / "en" / "judge-1-1.webp").write_bytes(written.getvalue())
    with worker_app.app_context():
        (made / guides.STAMP).write_text(guides.stamp())
    try:
        page = hall.open(hall.cast.cem)
        expect(page.locator("[data-part=level-words]")).to_contain_text("opens without a network", timeout=20_000)
        page.context.set_offline(True)
        page.goto(f"{hall.url}/help/judge")

        expect(page.get_by_role("heading", level=1)).to_be_visible()
        shown = page.locator(".guide-step img").first
        shown.scroll_into_view_if_needed()
        expect(shown).to_have_js_property("naturalWidth", 39)
    finally:
        shutil.rmtree(made)
