"""A judge's photos from the phone: at once, without a network, and what the chief judge sees of them."""

from io import BytesIO

from PIL import Image
from playwright.sync_api import FilePayload, expect
from sqlalchemy import select

from olympiad.models.photo import Photo
from tests.browser.halls import Hall, hall, level
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
    expect(said).to_contain_text("kept on this device")
    page.locator("[data-part=take-photo]").set_input_files(picture("brown"))
    expect(said).to_contain_text("2 photos wait on this device")
    page.context.set_offline(False)

    expect(said).to_have_text("The photo is kept.", timeout=20_000)
    assert kept(hall) == [(0, ""), (0, "")]


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
