"""Guides: every role has one in three parts; “?” leads to the own; the judge's is the same for everybody and kept."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from olympiad.domain.roles import Role
from olympiad.web.sections import guides
from olympiad.wording.guides import GUIDES
from tests.applications import Visitor
from tests.factories import Cast


@pytest.mark.parametrize("role", Role)
def test_role_has_three_parts(client: Visitor, session: Session, role: Role) -> None:
    page = client.get(f"/help/{role.value.replace('_', '-')}").text

    assert page.count('<section id="part-') == 3
    assert page.count('class="guide-step"') == sum(len(part.steps) for part in GUIDES[role])


def test_the_question_mark_leads_to_the_own_guide(client: Visitor, cast: Cast) -> None:
    page = client.sign_in(cast.ben).get(f"/editions/{cast.edition.slug}/{cast.section.slug}/").text

    assert 'class="nav-link help-mark" href="/help/chief-judge"' in page


def test_the_device_of_a_judge_keeps_the_guide(client: Visitor, cast: Cast) -> None:
    place = f"/editions/{cast.edition.slug}/{cast.section.slug}/score-sheets"
    sheets = client.sign_in(cast.cem).get(f"{place}/").text
    own = client.get("/help/judge").text
    client.sign_in(cast.dana)

    assert 'data-guide-url="/help/judge"' in sheets
    assert client.get("/help/judge").text == own
    assert "GUIDE" in client.get("/service-worker.js").text


def test_picture_is_shown_where_one_was_made(app: Flask, client: Visitor, session: Session) -> None:
    folder = Path(app.instance_path) / "guide-pictures" / "en"
    folder.mkdir(parents=True)
    without = client.get("/help/judge").text
    (folder / "judge-1-1.webp").write_bytes(b"RIFF")
    (folder.parent / guides.STAMP).write_text("of another look")
    stale = client.get("/help/judge").text
    with app.app_context():
        (folder.parent / guides.STAMP).write_text(guides.stamp())

    assert "<img" not in (without + stale).replace("<header", "").partition("<main")[2].partition("</main")[0]
    assert "judge-1-1.webp" not in stale
    assert "/help/pictures/en/judge-1-1.webp" in client.get("/help/judge").text
    assert client.get("/help/pictures/en/judge-1-1.webp").data == b"RIFF"
    assert client.get("/help/pictures/en/secret_key").status_code == 404
