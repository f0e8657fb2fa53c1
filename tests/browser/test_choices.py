"""Answers from a list on a judge's phone: tapped without a network, previewed, sent; nothing chosen excludes the others."""

from playwright.sync_api import expect

from tests.browser.halls import HTTP_FIRST, Hall, hall, level
from tests.factories import LAST, make_criterion

__all__ = ["hall", "level"]


@HTTP_FIRST
def test_answers_tapped_offline_are_previewed_and_arrive(hall: Hall) -> None:
    with hall.server.session() as session:
        unknown = make_criterion(
            session, hall.cast.pipetting, code="unknown", label="Unknown", kind="choice", maximum=4000, position=LAST,
            key="choices=Na:sodium salt|K|Ba|Li most=3 right=Na|Ba wrong=1",
        )  # fmt: skip
        session.commit()
        criterion = unknown.id
    page = hall.open(hall.cast.cem, hall.sheet())
    card = page.locator(f"[data-criterion='{criterion}']")
    preview, boxes = card.locator("[data-part=preview]"), card.get_by_role("checkbox")

    page.context.set_offline(True)
    card.locator("label.choice").filter(has_text="sodium salt").click()
    expect(preview).to_have_text("gives 2 points")
    card.locator("label.choice").filter(has_text="Li").click()
    expect(preview).to_have_text("gives 1 points")
    card.locator("label.choice").filter(has_text="Nothing chosen").click()
    expect(preview).to_have_text("")
    expect(boxes.nth(0)).not_to_be_checked()
    for words in ("K", "Ba", "Li"):
        card.locator("label.choice").get_by_text(words, exact=True).click()
    card.locator("label.choice").filter(has_text="sodium salt").click()
    expect(boxes.nth(0)).not_to_be_checked()
    expect(page.get_by_text("waiting since")).to_be_visible()
    page.context.set_offline(False)

    expect(page.get_by_text("All sent")).to_be_visible(timeout=20_000)
    assert hall.marks() == {criterion: "K|Ba|Li"}
