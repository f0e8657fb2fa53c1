"""A certificate's life: designed, name confirmed, issued, downloaded, corrected, superseded, revoked, and known from disk."""

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from olympiad import create_app
from olympiad.models.certificate import Certificate
from olympiad.models.participant import Participant
from olympiad.proofs import register_folder
from tests.applications import SECRET
from tests.browsers import PHONE, LiveServer, press, sign_in
from tests.factories import make_cast
from tests.results_world import AWARDS, finalise, mark_everything, set_rules

pytestmark = pytest.mark.browser
DRAWN = re.compile(r"^data:image/png")


def verdict(page: Page, token: str, word: str) -> None:
    page.goto(f"/c/{token}")
    expect(page.locator("h1")).to_have_text(word)


def held(live_server: LiveServer, participant_id: int) -> list[tuple[int, str]]:
    """Id and token of each certificate of a member, the oldest first."""
    with live_server.session() as session:
        query = select(Certificate.id, Certificate.token).where(Certificate.participant_id == participant_id)
        return [(row.id, row.token) for row in session.execute(query.order_by(Certificate.id))]


def test_a_certificate_from_its_design_to_the_register_on_disk(
    app: Flask, live_server: LiveServer, open_context: Any, tmp_path: Path
) -> None:
    with live_server.session() as session:
        cast = make_cast(session)
        set_rules(session, cast, AWARDS)
        mark_everything(session, cast, {"T01": 8750, "T02": 6250})
        finalise(session, cast, official=True)
        edition, place = cast.edition.slug, f"/editions/{cast.edition.slug}/{cast.section.slug}"
        gul_id = session.scalars(select(Participant.id).where(Participant.user_id == cast.gul.id)).one()
        session.flush()
        staff, phone = open_context(), open_context(viewport=PHONE)
        sign_in(app, staff, live_server, cast.ana)
        sign_in(app, phone, live_server, cast.gul)
    ana, gul, stranger = staff.new_page(), phone.new_page(), open_context().new_page()

    ana.goto(f"{place}/certificate-designs/degree")
    ana.get_by_label("Heading", exact=True).first.fill("Faxriy {degree} diplom")
    expect(ana.locator("#page-picture")).to_have_attribute("src", DRAWN)
    press(ana, "Save the design")
    gul.goto(f"{place}/name-confirmations/{gul_id}")
    press(gul, "This is right")
    ana.goto(f"{place}/certificates/issue")
    press(ana, "Issue 3 certificates")
    (old_id, old), *_ = held(live_server, gul_id)
    assert download(phone, old_id).startswith(b"%PDF")
    verdict(stranger, old, "Valid")

    gul.goto(f"{place}/name-confirmations/{gul_id}/correct")
    gul.get_by_label("Latin letters, as in the passport").fill("Gulnora")
    expect(gul.locator("#own-certificate")).to_have_attribute("src", DRAWN)
    press(gul, "Send the correction")
    ana.goto(f"{place}/name-confirmations/?state=asked")
    press(ana, "Accept Gulnora")
    new_id, new = held(live_server, gul_id)[-1]
    verdict(stranger, old, "Superseded")
    verdict(stranger, new, "Valid")
    file = tmp_path / "gulnora.pdf"
    file.write_bytes(download(phone, old_id))  # the link that she has kept leads to the new one

    exported(live_server, edition, tmp_path / "before")
    assert "Gulnora" in from_disk(open_context, tmp_path / "before", new, "Haqiqiy · Действителен · Valid")
    ana.goto(f"{place}/certificates/{new_id}/revoke")
    ana.get_by_label("Reason").fill("Issued by mistake")
    press(ana, "Revoke")
    verdict(stranger, new, "Revoked")
    exported(live_server, edition, tmp_path / "after")
    from_disk(open_context, tmp_path / "after", new, "Bekor qilingan · Аннулирован · Revoked")


def download(context: BrowserContext, certificate_id: int) -> bytes:
    answer = context.request.get(f"/certificates/{certificate_id}.pdf")
    assert answer.ok
    return answer.body()


def exported(live_server: LiveServer, edition: str, folder: Path) -> None:
    app = create_app({"SECRET_KEY": SECRET, "INSTANCE_PATH": str(live_server.instance)})
    answer = app.test_cli_runner().invoke(args=["export-register", edition, str(folder)])
    assert answer.exit_code == 0, answer.output


def from_disk(open_context: Any, folder: Path, token: str, word: str) -> str:
    """Open a certificate's page of the register without any network; return what stands there."""
    page = open_context(offline=True).new_page()
    page.goto((folder / f"certificates/{register_folder.page_stem(token)}.html").as_uri())
    expect(page.get_by_text(word).first).to_be_visible()
    return str(page.locator("body").inner_text())
