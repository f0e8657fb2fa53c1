"""In a browser: record, recomputing, own data, purge, backups, moving a section, conflicts of interest."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from olympiad.domain.canonical_json import canonical
from olympiad.models.user import User
from olympiad.services.record import audit
from olympiad.services.results import certificates, results
from tests.browsers import PHONE, LiveServer, axe, no_overflow, sign_in
from tests.factories import Cast, make_cast
from tests.results_world import AWARDS, finalise, mark_everything, set_rules


@pytest.fixture
def day(live_server: LiveServer) -> Cast:
    """The evening of a day: published results, a reason on record."""
    with live_server.session() as session:
        made = make_cast(session)
        set_rules(session, made, AWARDS)
        mark_everything(session, made, {"T01": 8750, "T02": 6250})
        version = finalise(session, made, official=True)
        results.publish(session, version, by=made.ana)
        personal = {"name": "Nodira Karimova", "reason": "left the panel"}
        audit.record(session, "judges.remove", "judge:7", by=made.ana, section=made.section, personal=personal)
        session.flush()
        made.address = f"/editions/{made.edition.slug}/{made.section.slug}"
        made.bundle = canonical(results.bundle_of(version))
    return made


def as_person(app, context, server: LiveServer, person: User) -> Page:
    """Open a page of this person."""
    sign_in(app, context, server, person)
    page: Page = context.new_page()
    return page


def test_an_administrator_finds_reads_and_verifies(app, live_server, open_context, day: Cast) -> None:
    page = as_person(app, open_context(), live_server, day.admin)
    page.goto(f"{day.address}/audit/")
    page.locator("summary", has_text="Search").click()
    page.get_by_label("Text").fill("left the panel")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    no_overflow(page)
    axe(page)

    page.get_by_role("button", name="Show the personal values").click()
    expect(page.get_by_text("Nodira Karimova")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Back to the record").click()
    expect(page.locator("tbody tr").first).to_contain_text("Personal values of the record read")

    page.get_by_role("link", name="Verify the record").click()
    page.get_by_role("button", name="Recompute the chain").click()
    expect(page.get_by_role("status")).to_contain_text("The record is whole.")
    no_overflow(page)
    axe(page)


def test_a_stranger_without_javascript_finds_one_changed_digit(
    live_server, open_context, day: Cast, tmp_path: Path
) -> None:
    page = open_context(viewport=PHONE, java_script_enabled=False).new_page()
    true, false = tmp_path / "results.json", tmp_path / "changed.json"
    true.write_text(day.bundle, "utf-8")
    false.write_text(day.bundle.replace('"total":"17.50"', '"total":"17.51"', 1), "utf-8")

    page.goto("/results/check/")
    page.get_by_label("Results file").set_input_files(str(true))
    page.get_by_role("button", name="Recompute").click()
    expect(page.get_by_text("Names and titles are those that are public here now.")).to_be_visible()
    page.get_by_label("Results file").set_input_files(str(false))
    page.get_by_role("button", name="Recompute").click()

    expect(page.get_by_role("alert")).to_contain_text("the file says 17.51, right is 17.50")


def test_a_leader_takes_a_consent_back_and_asks_for_a_correction(app, live_server, open_context, day: Cast) -> None:
    page = as_person(app, open_context(viewport=PHONE, has_touch=True), live_server, day.eva)
    page.goto("/account/data/")
    no_overflow(page)
    axe(page)
    page.get_by_label("My name may be published").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("My name may be published")).not_to_be_checked()
    page.get_by_label("What is wrong").fill("My name is Evangeline.")
    page.get_by_role("button", name="Ask the organizers").click()
    expect(page.get_by_text("Waiting for an answer")).to_be_visible()

    staff = as_person(app, open_context(), live_server, day.ana)
    staff.goto(f"{day.address}/data-requests/")
    axe(staff)
    staff.get_by_role("link", name="Answer the request of Eva").click()
    staff.get_by_role("button", name="Answer").click()
    expect(staff.get_by_text("It is mended")).to_be_visible()


def test_a_judge_declares_and_the_register_shows_it(app, live_server, open_context, day: Cast) -> None:
    page = as_person(app, open_context(viewport=PHONE, has_touch=True), live_server, day.cem)
    page.goto(f"{day.address}/conflicts/own")
    page.get_by_label("Person").fill("Finn")
    page.get_by_label("What connects you").fill("nephew")
    page.get_by_role("button", name="Declare").click()
    expect(page.get_by_text("Finn · nephew")).to_be_visible()
    no_overflow(page)
    axe(page)

    staff = as_person(app, open_context(), live_server, day.ana)
    staff.goto(f"{day.address}/conflicts/")
    staff.get_by_role("link", name="Team of Finn").click()
    staff.get_by_label("Team").select_option(label=f"T02 · {day.t02.name}")
    staff.get_by_role("button", name="Save").click()
    expect(staff.get_by_role("cell", name="declared person")).to_be_visible()
    no_overflow(staff)
    axe(staff)


def test_an_administrator_makes_a_copy_and_previews_a_section(
    app, live_server, open_context, day: Cast, tmp_path: Path
) -> None:
    page = as_person(app, open_context(), live_server, day.admin)
    page.goto("/backups/")
    page.get_by_role("button", name="Make one now").click()
    expect(page.get_by_text("is made and verified")).to_be_visible()
    no_overflow(page)
    axe(page)

    page.goto(f"{day.address}/transfers/")
    axe(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Write the file").click()
    file = tmp_path / "section.zip"
    download.value.save_as(file)
    page.goto("/transfers/")
    page.get_by_label("File of a section").set_input_files(str(file))
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("alert").first).to_contain_text("is here already")
    axe(page)


def test_an_administrator_purges_an_edition_and_the_paper_is_compared(
    app, live_server, open_context, day: Cast
) -> None:
    with live_server.session() as session:
        version = results.latest(session, day.section)
        issued = certificates.issue(session, version, by=day.ana)
        token = next(one.token for one in issued if json.loads(one.fields)["name"] == "Eva")
    page = as_person(app, open_context(), live_server, day.admin)
    page.goto(f"/editions/{day.edition.slug}/personal-data/")
    page.get_by_label("Kept until").fill("2020-01-31")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Purge personal data…").click()
    axe(page)
    page.get_by_label("I know that names cannot be brought back.").check()
    page.get_by_role("button", name="Purge").click()
    expect(page.get_by_text("The personal data of this edition is purged.")).to_be_visible()
    no_overflow(page)

    stranger = open_context(viewport=PHONE).new_page()
    stranger.goto(f"/c/{token}")
    expect(stranger.get_by_role("heading", name="Valid")).to_be_visible()
    axe(stranger)
    stranger.get_by_label("Name on the paper").fill("EVA")
    stranger.get_by_role("button", name="Compare").click()
    expect(stranger.get_by_text("This is the name that was printed")).to_be_visible()
    no_overflow(stranger)
