"""The designer's pages: saving, refusing, drawing, uploads that are bombs or scripts, who may change what."""

import re
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.certificate_designs import DesignKind
from olympiad.models.certificate_design import CertificateDesign, DesignPicture
from olympiad.services.results import certificate_designs
from olympiad.wording.ready_designs import ready
from tests.applications import Visitor
from tests.factories import Cast, make_edition

LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'


def base(cast: Cast) -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/certificate-designs"


def filled(**given: Any) -> dict[str, Any]:
    return {
        "base": "0", "scope": "edition", "ornament": "girih", "paper": "landscape", "seal": "y",
        "texts-0-language": "uz", "texts-0-heading": "{degree} darajali diplom", "texts-0-lines": "{institution}\r\n*{place}*",
        "texts-1-language": "en", "texts-1-heading": "Diploma", "heading_colour": "#12295c", "name_colour": "#0a6462",
        "text_colour": "#16213a", "number": "{edition}-{section}-{number}", "signatories-0-name": "Sherzod Qodirov",
        "signatories-0-title": "Rektor",
    } | given  # fmt: skip


def rows(session: Session) -> list[CertificateDesign]:
    return list(session.scalars(select(CertificateDesign).order_by(CertificateDesign.id)))


def test_every_kind_has_a_page_with_a_ready_made_design(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.ana)

    pages = [client.get(f"{base(cast)}/{kind}") for kind in DesignKind]

    assert [page.status_code for page in pages] == [200] * len(DesignKind)
    assert "{degree} darajali diplom" in pages[0].text


def test_save_keeps_a_version_and_shows_it(client: Visitor, session: Session, cast: Cast) -> None:
    page = client.sign_in(cast.ana).post(f"{base(cast)}/degree", data=filled(), follow_redirects=True)

    design = certificate_designs.design_of(rows(session)[0].content)
    assert (design.languages, design.texts[0].lines, design.signatories[0].title) == (
        ("uz", "en"),
        "{institution}\n*{place}*",
        "Rektor",
    )
    assert 'name="base"' in page.text
    assert re.search(r'name="base"[^>]*value="1"', page.text)


def test_save_refuses_with_the_form_as_it_was_filled_in(client: Visitor, session: Session, cast: Cast) -> None:
    given = filled(**{"texts-0-lines": "{nmae} was here"})

    page = client.sign_in(cast.ana).post(f"{base(cast)}/degree", data=given)

    assert page.status_code == 409
    assert "There is no field {nmae}." in page.text
    assert "{nmae} was here" in page.text
    assert rows(session) == []


def test_the_later_of_two_is_told(client: Visitor, session: Session, cast: Cast) -> None:
    client.sign_in(cast.ana).post(f"{base(cast)}/degree", data=filled())

    later = client.post(f"{base(cast)}/degree", data=filled(paper="portrait"))

    assert (later.status_code, "Nothing was overwritten" in later.text) == (409, True)
    assert [row.version for row in rows(session)] == [1]


def test_a_pale_colour_is_refused(client: Visitor, session: Session, cast: Cast) -> None:
    page = client.sign_in(cast.ana).post(f"{base(cast)}/degree", data=filled(text_colour="#d9b55c"))

    assert (page.status_code, "it needs 4.5 to be read" in page.text) == (409, True)


def test_who_organizes_one_section_changes_no_design_of_the_edition(
    client: Visitor, session: Session, cast: Cast
) -> None:
    client.sign_in(cast.ben)

    assert client.post(f"{base(cast)}/degree", data=filled()).status_code == 403
    assert rows(session) == []


def test_preview_draws_what_is_not_saved_yet(client: Visitor, session: Session, cast: Cast) -> None:
    answer = client.sign_in(cast.ana).post(f"{base(cast)}/degree/preview", data=filled(ornament="night"))
    refused = client.post(f"{base(cast)}/degree/preview", data=filled(number="x"))

    assert answer.json is not None
    assert answer.json["picture"].startswith("data:image/png;base64,")
    assert [one["state"] for one in answer.json["checks"]] == ["submitted"] * 4
    assert refused.json is not None
    assert "is no pattern for numbers" in refused.json["refused"]
    assert rows(session) == []


def test_preview_shows_a_chosen_logo_before_it_is_saved(client: Visitor, session: Session, cast: Cast) -> None:
    client.sign_in(cast.ana)
    without = client.post(f"{base(cast)}/degree/preview", data=filled()).json
    given = filled(**{"logos-0-file": (BytesIO(LOGO), "logo.svg")})

    answer = client.post(f"{base(cast)}/degree/preview", data=given, content_type="multipart/form-data").json

    assert without is not None
    assert answer is not None
    assert answer["picture"].startswith("data:image/png;base64,")
    assert answer["picture"] != without["picture"]
    assert (rows(session), session.scalars(select(DesignPicture)).all()) == ([], [])


def png(width: int, height: int) -> bytes:
    written = BytesIO()
    Image.new("1", (width, height), 1).save(written, "PNG")
    return written.getvalue()


SCRIPTS = {
    "script": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>alert(1)</script></svg>',
    "handler": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0" onload="x()"/></svg>',
    "outside": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><use href="https://a.uz/x.svg#a"/></svg>',
    "style": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0" fill="url(https://a.uz/#a)"/></svg>',
    "picture": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><image href="file:///etc/passwd"/></svg>',
    "entity": b'<!DOCTYPE s [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">&a;</svg>',
}
BOMBS = {
    "20,000 px": png(20_000, 20_000),
    "claims": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20000 20000"><path d="M0 0"/></svg>',
    "copies": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><g id="a"><path d="M0 0h1"/></g><g id="b">'
    + b'<use href="#a"/>' * 9 + b'</g><g id="c">' + b'<use href="#b"/>' * 9 + b"</g></svg>",
    "parts": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">' + b"<g/>" * 6_000 + b"</svg>",
    "deep": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">' + b"<g>" * 99 + b"</g>" * 99 + b"</svg>",
    "nothing": b"GIF89a",
    "half a PNG": png(9, 9)[:40],
}  # fmt: skip


@pytest.mark.parametrize("name", [*SCRIPTS, *BOMBS])
def test_a_logo_that_is_a_script_or_a_bomb_is_refused(client: Visitor, session: Session, cast: Cast, name: str) -> None:
    content = (SCRIPTS | BOMBS)[name]
    given = filled(**{"logos-0-file": (BytesIO(content), "logo.svg")})

    answer = client.sign_in(cast.ana).post(f"{base(cast)}/degree", data=given, content_type="multipart/form-data")

    assert answer.status_code == 409
    assert session.scalars(select(DesignPicture)).all() == []
    assert rows(session) == []


def test_a_logo_and_a_scanned_signature_are_kept_clean_and_printed(
    client: Visitor, session: Session, cast: Cast
) -> None:
    scanned = BytesIO()
    paper = Image.new("RGB", (60, 30), "white")
    paper.paste("#1d3f96", (10, 10, 40, 14))
    paper.save(scanned, "PNG")
    files = {
        "logos-0-file": (BytesIO(LOGO), "logo.svg"),
        "signatories-0-file": (BytesIO(scanned.getvalue()), "signature.png"),
    }

    client.sign_in(cast.ana).post(f"{base(cast)}/degree", data=filled(**files), content_type="multipart/form-data")

    design = certificate_designs.design_of(rows(session)[0].content)
    kept = certificate_designs.pictures_of(session, cast.edition.id)
    assert set(design.pictures) == set(kept)
    assert client.get(f"{base(cast)}/degree/preview.png").data.startswith(b"\x89PNG")
    shown = client.get(f"{base(cast)}/pictures/{design.logos[0]}.svg")
    assert "sandbox" in shown.headers["Content-Security-Policy"]


def test_test_print_has_two_pages_that_nobody_takes_for_certificates(client: Visitor, cast: Cast) -> None:
    answer = client.sign_in(cast.ana).get(f"{base(cast)}/participation/test-print.pdf")

    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(answer.data)]
    assert ["SPECIMEN" in text for text in pages] == [True, True]


def test_remove_and_copy(client: Visitor, session: Session, cast: Cast) -> None:
    last_year = make_edition(session)
    certificate_designs.save(session, last_year, None, DesignKind.TEAM, ready(DesignKind.TEAM), base=0, by=cast.admin)
    session.commit()
    client.sign_in(cast.admin)

    copied = client.post(f"{base(cast)}/copy", data={"source": last_year.id})
    removed = client.post(f"{base(cast)}/team/remove", data={"base": "1"})

    assert (copied.status_code, removed.status_code) == (303, 303)
    assert [(row.edition_id, row.state) for row in rows(session)] == [
        (last_year.id, "current"),
        (cast.edition.id, "removed"),
    ]
