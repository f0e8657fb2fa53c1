"""A judge's photos from the phone: at once, without a network, and what the chief judge sees of them."""

from io import BytesIO

from PIL import Image
from playwright.sync_api import FilePayload, Route, expect
from sqlalchemy import select

from olympiad.models.photo import Photo
from tests.browser.halls import HTTP_ONLY, Hall, hall, level, ready
from tests.browsers import axe, no_overflow

__all__ = ["hall", "level"]


def picture(colour: str = "teal") -> FilePayload:
    written = BytesIO()
    Image.new("RGB", (320, 240), colour).save(written, "JPEG")
    return {"name": "gel.jpg", "mimeType": "image/jpeg", "buffer": written.getvalue()}


def kept(hall: Hall) -> list[tuple[int, str]]:
    """What the server has of the sheet: criterion (0 for the whole sheet) and caption."""
    with hall.server.session() as session:
        query = select(Photo.criterion_id, Photo.caption).where(Photo.sheet_id == hall.sheet().id).order_by(Photo.id)
        return [(criterion or 0, caption) for criterion, caption in session.execute(query)]


def test_a_photo_taken_without_a_network_waits_and_arrives_once(hall: Hall) -> None:
    page = hall.open(hall.cast.cem, hall.sheet())
    said = page.locator("[data-part=photo-state]")

    page.context.set_offline(True)
    page.locator("[data-part=take-photo]").set_input_files(picture())
    expect(said).to_contain_text("kept on this device", timeout=20_000)
    page.locator("[data-part=take-photo]").set_input_files(picture("brown"))
    expect(said).to_contain_text("2 photos wait on this device")
    expect(page.locator("[data-part=connection]")).to_contain_text("Photos waiting: 2")
    page.context.set_offline(False)

    expect(said).to_have_text("The photo is kept.", timeout=20_000)
    assert kept(hall) == [(0, ""), (0, "")]


LARGE = """async (address) => {
  const { smaller } = await import(address);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [3000, 2000];
  const drawing = canvas.getContext("2d");
  const noise = drawing.createImageData(3000, 2000);
  for (let at = 0; at < noise.data.length; at += 65536) crypto.getRandomValues(noise.data.subarray(at, at + 65536));
  drawing.putImageData(noise, 0, 0);
  const photo = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", 0.95); });
  const small = await smaller(photo);
  const drawn = await createImageBitmap(small);
  const text = new Blob(["x".repeat(2_000_000)]);
  return [photo.size > 4_000_000, small.size < photo.size / 2, drawn.width, (await smaller(text)) === text];
}"""


@HTTP_ONLY
def test_a_large_picture_of_a_phone_is_made_smaller_on_the_device(hall: Hall) -> None:
    """A34: four pictures of unsent marks were more than a request may hold."""
    page = hall.open(hall.cast.cem)

    assert page.evaluate(LARGE, "/static/js/score_sheet_photos.js") == [True, True, 2048, True]


@HTTP_ONLY
def test_photos_that_wait_are_told_at_signing_out_and_to_the_next_judge(hall: Hall) -> None:
    """A29: the chip said that all is sent, signing out asked nothing, and nobody was told."""
    page = hall.open(hall.cast.cem, hall.sheet())
    page.context.route("**/photos/sheets/**", lambda route: route.abort())
    page.locator("[data-part=take-photo]").set_input_files(picture())
    expect(page.locator("[data-part=connection]")).to_contain_text("Photos waiting: 1", timeout=20_000)
    page.locator("[data-part=back]").click()
    expect(page.locator("[data-part=jump]")).to_be_visible()
    ready(page, meet=False)
    page.locator("[data-part=account] summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("Photos wait on this device.")).to_be_visible(timeout=20_000)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out all the same").click()

    other = hall.open(hall.cast.dana, context=page.context)

    expect(other.get_by_text("Photos of other judges wait on this device: 1.")).to_be_visible(timeout=20_000)


@HTTP_ONLY
def test_signing_out_waits_for_the_console_that_knows_what_is_not_sent(hall: Hall) -> None:
    """The question was not asked where somebody was faster than the console."""
    page = hall.open(hall.cast.cem, hall.sheet())
    page.context.route("**/photos/sheets/**", lambda route: route.abort())
    page.locator("[data-part=take-photo]").set_input_files(picture())
    expect(page.locator("[data-part=connection]")).to_contain_text("Photos waiting: 1", timeout=20_000)
    late: list[Route] = []

    def hold(route: Route) -> None:
        late.append(route)

    page.route("**/score_sheet_page.js*", hold)

    with page.expect_request("**/score_sheet_page.js*"):
        page.goto(hall.home, wait_until="commit")
    page.locator("[data-part=account] summary").click()
    page.get_by_role("button", name="Sign out").click()
    for script in late:
        script.continue_()

    expect(page.get_by_text("Photos wait on this device.")).to_be_visible(timeout=20_000)


@HTTP_ONLY
def test_a_photo_of_a_criterion_is_seen_in_moderation_and_removed_with_a_reason(hall: Hall) -> None:
    page = hall.open(hall.cast.cem, hall.sheet())
    page.get_by_role("link", name="Photos").click()
    page.get_by_label("Photo", exact=True).set_input_files(picture())
    page.get_by_label("Belongs to").select_option(label="2. tidy")
    page.get_by_label("What it shows").fill("The bench afterwards")
    page.get_by_role("button", name="Add the photo").click()
    expect(page.get_by_alt_text("The bench afterwards")).to_be_visible()
    no_overflow(page)
    axe(page)
    assert kept(hall) == [(hall.criterion(2), "The bench afterwards")]

    cast = hall.cast
    chief = hall.new_context()
    hall.sign_in(chief, cast.ben)
    desk = chief.new_page()
    place = f"{hall.url}/editions/{cast.edition.slug}/{cast.section.slug}"
    desk.goto(f"{place}/moderation/{cast.t01.id}/{cast.pipetting.id}")
    expect(desk.get_by_alt_text("The bench afterwards")).to_be_visible()
    desk.goto(f"{place}/photos/sheets/{hall.sheet().id}")
    desk.get_by_text("Remove this photo…").click()
    desk.get_by_label("Reason, kept on record").fill("A face in the mirror")
    desk.get_by_role("button", name="Remove the photo").click()

    expect(desk.get_by_text("A face in the mirror")).to_be_visible()
    expect(desk.get_by_alt_text("The bench afterwards")).to_have_count(0)
