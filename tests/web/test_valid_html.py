"""html-validate finds nothing on any published page; it comes with `make javascript`, and without it this is left out."""

import subprocess
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from olympiad.config import LANGUAGES
from olympiad.services.results import gallery, results
from tests.applications import Visitor
from tests.factories import Cast
from tests.results_world import AWARDS, finalise, mark_everything, set_rules
from tests.web.test_gallery import describe, picture, publish

ROOT = Path(__file__).resolve().parents[2]
VALIDATOR = ROOT / "node_modules" / ".bin" / "html-validate"
PAGES = ("", "/programme", "/winners", "/countries", "/photos")
"""Of an edition, below its language."""


@pytest.mark.skipif(not VALIDATOR.exists(), reason="npm's tools are not installed: make javascript")
def test_nothing_is_found_on_any_published_page(
    app: Flask, client: Visitor, session: Session, cast: Cast, tmp_path: Path
) -> None:
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    results.publish(session, finalise(session, cast), by=cast.ana)
    desk = f"/editions/{cast.edition.slug}/gallery"
    client.sign_in(cast.ana).post(f"{desk}/add", data={"photos": [(picture(), "one.jpg")]})
    for line in gallery.lines(session, cast.edition):
        describe(client, desk, line.photo)
        publish(client, desk, line.photo)
    client.sign_out()
    site, section = f"/results/{cast.edition.slug}", f"/results/{cast.edition.slug}/{cast.section.slug}"
    addresses = [f"{site}/{code}{page}" for code in LANGUAGES for page in PAGES]
    addresses += [f"{section}/{code}{page}" for code in LANGUAGES for page in ("", "/T01", "/embed", "?q=T")]
    addresses += ["/api/v1/", "/certificate-check/", "/results/check/"]

    for number, address in enumerate(addresses):
        answer = client.get(address)
        assert (address, answer.status_code) == (address, 200)
        (tmp_path / f"{number:02}.html").write_bytes(answer.data)
    command = [VALIDATOR, "--config", ROOT / ".htmlvalidate.json", "--formatter", "text", tmp_path]
    found = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT, timeout=300)

    told = found.stdout.replace(str(tmp_path), "")
    assert (found.returncode, told) == (0, ""), [f"{number:02}: {one}" for number, one in enumerate(addresses)]
