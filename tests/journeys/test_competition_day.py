"""One whole competition day in a real browser: from a team list to a certificate that verifies and is revoked."""

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pypdfium2
import pytest
import zxingcpp
from click.testing import CliRunner
from playwright.sync_api import Page, expect

from olympiad.cli.rank import rank_command
from olympiad.domain.roles import Role
from olympiad.services.people import accounts
from tests.browsers import DESKTOP, PHONE, axe, no_overflow, press
from tests.factories import NOON, give_role, make_edition, make_section

SECTION = Path(__file__).parent.parent / "data" / "small-section"
FLORIDA = Path(__file__).parents[2].parent / "shared" / "cases" / "florida-2019-labs"
PASSWORD = "barigi-tariba-mefeka"
OPEN_SHEET = ("T04", "GLU", "dana")
"""Marked in the browser; everything else comes with the import."""


@dataclass
class Day:
    """The section of the day and its organizer."""

    place: str
    """Path of the section's pages."""
    results: str
    username: str
    second: str
    """Who looks at the sums next to the award borders."""


@pytest.fixture
def day(live_server) -> Day:
    """Return an empty section, and ana who organises it."""
    with live_server.session() as session:
        edition = make_edition(session, name="Samarkand-2026", certificate_prefix="SAM-2026")
        section = make_section(session, edition=edition, title="Biochemistry, laboratory", code="BIO")
        ana = accounts.create_user(
            session, name="Ana Organizer", username=f"anaofday{section.id}", password=PASSWORD, by=None
        )
        session.flush()
        give_role(session, ana, Role.ORGANIZER, edition=edition)
        give_role(session, ana, Role.CHIEF_JUDGE, section=section)
        ben = accounts.create_user(
            session, name="Ben Chief", username=f"benofday{section.id}", password=PASSWORD, by=None
        )
        session.flush()
        give_role(session, ben, Role.CHIEF_JUDGE, section=section)
        ana.second_factor_declined_at = ben.second_factor_declined_at = NOON
        place = f"{edition.slug}/{section.slug}"
        return Day(f"/editions/{place}/", f"/results/{place}/", f"anaofday{section.id}", f"benofday{section.id}")


def sign_in(page: Page, username: str) -> None:
    """Sign in by name and password, through the page."""
    page.goto("/account/sign-in")
    page.locator("[name=identity]").fill(username)
    page.locator("[name=password]").fill(PASSWORD)
    press(page, "Sign in")


def load_section(page: Page, day: Day, name: str, content: bytes) -> None:
    """Load a section by file: choose, look at the preview, import."""
    page.goto(f"{day.place}imports/")
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "application/zip", "buffer": content})
    page.get_by_role("button", name="Look at the preview").click()
    page.get_by_role("button", name=f"Import {name}").wait_for()
    no_overflow(page)
    press(page, f"Import {name}")


def packed(folder: Path, leave_out: tuple[str, str, str] | None = None) -> bytes:
    """Pack a section folder as a ZIP, without one score sheet."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for file in sorted(folder.glob("*.csv")):
            lines = file.read_text("utf-8").splitlines()
            kept = [line for line in lines if file.name != "marks.csv" or tuple(line.split(",")[:3]) != leave_out]
            archive.writestr(file.name, "\n".join(kept) + "\n")
    return target.getvalue()


def sign_rules(page: Page, day: Day) -> None:
    """Sign the rules that came with the files: without a signature nothing is finalised."""
    page.goto(f"{day.place}rule-signatures/sign")
    page.get_by_role("button", name="Sign as Ana Organizer").click()
    expect(page.locator("main")).to_contain_text("signed by Ana Organizer")


def make_cards(page: Page, day: Day) -> dict[str, str]:
    """Make everybody's access cards; gives name → code."""
    page.goto(f"{day.place}access-cards/")
    for box in page.locator("main input[type=checkbox]").all():
        box.check()
    press(page, "Make access cards")
    rows = page.locator("main tbody tr").all()
    return {
        row.locator("th").inner_text(): row.locator("[data-card-code]").get_attribute("data-card-code") for row in rows
    }


def mark_sheet(phone: Page, day: Day, code: str) -> None:
    """Sign in with a card, mark the sheet of D56, be refused with a hole in it, submit."""
    phone.goto(f"/card/{code}")
    with phone.expect_navigation():
        phone.locator("main form button[type=submit]").click()
    phone.goto(f"{day.place}score-sheets/")
    expect(phone.get_by_text("Semenyih")).to_have_count(0)
    no_overflow(phone)
    phone.get_by_role("link", name="Start marking D56").click()
    phone.get_by_role("button", name="This is the team").click()
    choose(phone, "Goggles coat and gloves worn", "Not done")
    choose(phone, "Calibration", "One standard")
    no_overflow(phone)
    axe(phone)
    phone.get_by_role("button", name="Submit D56").click()
    expect(phone.locator("section[data-criterion][data-state=unmarked]")).to_have_count(1)
    expect(phone.locator("main")).to_contain_text("Not marked yet")
    choose(phone, "Pipetting technique", "7.5")
    phone.get_by_role("button", name="Submit D56").click()
    expect(phone.locator("main")).to_contain_text("8.5")
    phone.get_by_role("button", name="Submit D56").click()
    expect(phone.locator("main")).to_contain_text("Submitted")


def choose(phone: Page, criterion: str, words: str) -> None:
    """Tap one choice of a criterion, or type the mark where there are too many to show."""
    card = phone.locator("section.criterion").filter(has=phone.get_by_role("heading", name=criterion))
    label = card.locator("label.choice").filter(has_text=words)
    field = card.get_by_label("Mark", exact=True)
    label.or_(field).first.wait_for()
    if label.count():
        label.first.click()
    else:
        field.fill(words)
        field.blur()


def confirm_borders(page: Page, day: Day) -> None:
    """Let ben confirm the sums next to each award border, one button each."""
    sign_in(page, day.second)
    page.goto(f"{day.place}results/borders")
    for degree in ("I degree", "II degree", "III degree"):
        press(page, f"Confirm these sums: {degree}")
        expect(page.locator("main")).to_contain_text("Confirmed by Ben Chief")
    no_overflow(page)
    axe(page)
    expect(page.get_by_role("button", name="Confirm the sums")).to_have_count(0)


def ranking_of(text: str) -> list[tuple[str, str, str, str]]:
    """Return (place, team, total, award) of a ranking file."""
    return [(row["place"], row["team"], row["total"], row["award"]) for row in csv.DictReader(io.StringIO(text))]


EXPECTED = ranking_of((SECTION / "ranking.csv").read_text("utf-8"))


def test_section_goes_from_team_list_to_certificate(live_server, open_context, day, tmp_path):
    desk = open_context(viewport=DESKTOP).new_page()
    phone = open_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()
    stranger = open_context(viewport=PHONE, accept_downloads=True).new_page()

    sign_in(desk, day.username)
    load_section(desk, day, "small.zip", packed(SECTION, leave_out=OPEN_SHEET))
    sign_rules(desk, day)
    cards = make_cards(desk, day)
    desk.goto(f"{day.place}results/")
    expect(desk.locator("main")).to_contain_text("D56 in GLU: Dana Kim has not started")
    expect(desk.get_by_role("link", name="Finalise version 1")).to_have_count(0)

    desk.goto(f"{day.place}board/")
    cell = desk.locator("tr", has_text="Semenyih").locator("td").first
    expect(cell).not_to_contain_text("Accepted")
    mark_sheet(phone, day, cards["Dana Kim"])
    expect(cell).to_contain_text("Accepted", timeout=15_000)

    confirm_borders(open_context(viewport=DESKTOP).new_page(), day)
    desk.goto(f"{day.place}results/")
    desk.get_by_role("link", name="Finalise version 1").click()
    desk.get_by_role("button", name="Finalise version 1").click()
    desk.get_by_role("link", name="Declare official").click()
    desk.get_by_label("The regulations give no time for appeals").check()
    desk.get_by_role("button", name="Declare version 1 official").click()
    desk.get_by_role("link", name="Publish version 1").click()
    press(desk, "Publish version 1")

    stranger.goto(day.results)
    for _, _, total, award in EXPECTED:
        expect(stranger.locator("main")).to_contain_text(total)
        expect(stranger.locator("main")).to_contain_text(award)
    no_overflow(stranger)
    axe(stranger)
    published = stranger.request.get(f"{day.results}ranking.csv")
    assert ranking_of(published.body().decode("utf-8-sig")) == EXPECTED
    exported = tmp_path / "section.zip"
    exported.write_bytes(desk.request.get(f"{day.place}imports/section.zip").body())
    assert ranking_of(CliRunner().invoke(rank_command, [str(exported)]).stdout) == EXPECTED

    certify(desk, stranger, day)


def certify(desk: Page, stranger: Page, day: Day) -> None:
    """Issue certificates, follow the QR code of one as a stranger, revoke it."""
    desk.goto(f"{day.place}certificates/")
    desk.get_by_role("link", name="See what would be issued").click()
    expect(desk.locator("main")).to_contain_text("Only the button below issues anything.")
    no_overflow(desk)
    axe(desk)
    with desk.expect_navigation():
        desk.get_by_role("button", name=re.compile(r"Issue \d+ certificates?")).click()
    row = desk.locator("tbody tr", has_text="Aigerim Nurlanqyzy Saparbekova")
    number = row.locator("th, td").first.inner_text().strip()
    pdf = desk.request.get(row.get_by_role("link", name="PDF").get_attribute("href")).body()
    image = pypdfium2.PdfDocument(pdf)[0].render(scale=3).to_pil()
    address = urlsplit(zxingcpp.read_barcodes(image)[0].text)
    assert address.path.startswith("/c/")

    stranger.goto(address.path)
    for words in ("Valid", number, "Aigerim Nurlanqyzy Saparbekova", "Alatau", "II degree", "22.47"):
        expect(stranger.locator("main")).to_contain_text(words)
    no_overflow(stranger)
    axe(stranger)

    row.locator("summary").click()
    row.get_by_role("link", name="Revoke the certificate").click()
    desk.get_by_label("Reason").fill("Issued by mistake")
    press(desk, f"Revoke {number}")
    stranger.reload()
    expect(stranger.locator("main")).to_contain_text("Revoked")
    axe(stranger)


@pytest.mark.skipif(not FLORIDA.exists(), reason="the shared cases are not here")
def test_real_section_gives_its_published_places(live_server, open_context, day):
    desk = open_context(viewport=DESKTOP).new_page()

    sign_in(desk, day.username)
    load_section(desk, day, "florida.zip", packed(FLORIDA))
    sign_rules(desk, day)
    desk.goto(f"{day.place}results/")
    desk.get_by_role("link", name="Finalise version 1").click()
    desk.get_by_role("button", name="Finalise version 1").click()
    desk.get_by_role("link", name="Publish version 1").click()
    press(desk, "Publish version 1")
    published = desk.request.get(f"{day.results}ranking.csv").body().decode("utf-8-sig")

    expected = csv.DictReader(io.StringIO((FLORIDA / "expected.csv").read_text("utf-8")))
    assert {(team, place, total) for place, team, total, _ in ranking_of(published)} == {
        (row["team"], row["place"], row["total"]) for row in expected
    }
