"""The register for the staff, the printed QR code, and the public page behind it."""

import json
import re
from urllib.parse import urlsplit

import pypdfium2
import pytest
import zxingcpp
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from olympiad.models.certificate import Certificate
from olympiad.models.participant import Participant
from olympiad.production import base_address, mark_as_production
from olympiad.services.results import certificates, results
from tests.applications import Visitor
from tests.factories import Cast, make_participant, make_section
from tests.results_world import AWARDS, finalise, mark_everything, set_rules


@pytest.fixture
def issued(session: Session, cast: Cast) -> list[Certificate]:
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    cast.edition.certificate_prefix, cast.edition.city = "SAM-2026", "Samarkand"
    cast.edition.organisation_en = "Samarkand State Medical University"
    cast.section.chair, cast.section.chair_title = "Bahodir Nazarov", "Bosh hakam · Chief judge"
    return certificates.issue(session, finalise(session, cast, official=True), by=cast.ana)


def base(cast: Cast) -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/certificates"


def test_what_would_be_issued_is_named_in_the_language_of_the_reader(
    client: Visitor, session: Session, cast: Cast
) -> None:
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    finalise(session, cast, official=True)

    seen = client.sign_in(cast.ana).get(f"{base(cast)}/issue?language=uz&language=ru").text

    assert re.findall(r'data-label="Document">([^<]+)<', seen) == ["Certificate of participation"] * 3


def test_issue_by_the_page_fills_the_register(client: Visitor, session: Session, cast: Cast) -> None:
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    finalise(session, cast, official=True)

    seen = client.sign_in(cast.ana).get(f"{base(cast)}/issue").text
    given = {"language": re.findall(r'type="hidden" name="language" value="(..)"', seen)}
    page = client.post(f"{base(cast)}/issue", data=given, follow_redirects=True)

    assert "Issue 3 certificates" in seen
    assert re.findall(r'data-deed="(\w+)"', seen) == ["new"] * 3
    assert page.text.count(">PDF</a>") == 3


def test_index_keeps_revoking_apart_from_what_harms_nobody(
    client: Visitor, session: Session, cast: Cast, issued: list[Certificate]
) -> None:
    certificates.revoke(session, issued[1], reason="Wrong person", by=cast.ana)

    rows = client.sign_in(cast.ana).get(f"{base(cast)}/").text.split("<tr>")[2:]

    menus = [row.partition("<details")[2] for row in rows]
    assert [(">PDF</a>" in menu, ">PDF</a>" in row) for menu, row in zip(menus, rows, strict=True)] == [
        (False, True)
    ] * 3
    parts = [menu.partition("<hr>")[::2] for menu in menus]
    assert [("/reissue" in harmless, "/revoke" in apart) for harmless, apart in parts] == [
        (True, True),
        (False, False),
        (True, True),
    ]
    assert [row for row in rows if row.count("/revoke") > 1] == []


def test_index_shows_twenty_five_at_a_time(
    client: Visitor, session: Session, cast: Cast, issued: list[Certificate]
) -> None:
    for number in range(23):
        make_participant(session, cast.t02, name=f"Member {number}")
    certificates.issue(session, results.latest(session, cast.section), by=cast.ana)
    client.sign_in(cast.ana)

    first, second = (client.get(f"{base(cast)}/?page={page}").text for page in (1, 2))

    assert (first.count(">PDF</a>"), second.count(">PDF</a>")) == (25, 1)


def test_issue_says_in_which_languages_the_city_has_no_name(client: Visitor, session: Session, cast: Cast) -> None:
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    finalise(session, cast, official=True)
    cast.edition.city_uz = "Chust"
    session.flush()

    before = client.sign_in(cast.ana).get(f"{base(cast)}/issue?language=uz&language=en").text
    cast.edition.city_uz = "Buxoro"
    session.flush()
    known = client.get(f"{base(cast)}/issue?language=uz&language=en").text

    assert re.findall(r"In (\w+) it is printed as “(\w+)”", before) == [("English", "Chust")]
    assert "it is printed as" not in known


def test_a_letter_that_no_font_has_is_told_with_its_person_before_issuing(
    client: Visitor, session: Session, cast: Cast
) -> None:
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    session.scalars(select(Participant).where(Participant.user_id == cast.gul.id)).one().name_local = "古力"
    finalise(session, cast, official=True)

    seen = client.sign_in(cast.ana).get(f"{base(cast)}/issue").text
    client.post(f"{base(cast)}/issue", data={"language": ["uz", "en"]})

    rows = [" ".join(re.sub("<[^>]*>", " ", row).split()) for row in re.findall(r"<tr.*?</tr>", seen, re.DOTALL)]
    told = [row for row in rows if "The font has no such letters: 力古" in row]
    assert [("Gul" in row, "Eva" in row, "Finn" in row) for row in told] == [(True, False, False)]
    assert sorted(json.loads(row.fields)["name"] for row in session.scalars(select(Certificate))) == ["Eva", "Finn"]


def test_a_production_instance_prints_no_codes_before_its_address_is_set(
    client: Visitor, app: Flask, cast: Cast, issued: list[Certificate]
) -> None:
    mark_as_production(app.instance_path)
    one, every, issue = f"{base(cast)}/{issued[0].id}.pdf", f"{base(cast)}/all.pdf", f"{base(cast)}/issue"
    client.sign_in(cast.ana)

    refused = [client.get(one).status_code, client.get(every).status_code, client.post(issue).status_code]
    client.sign_in(cast.admin).post("/installation/address", data={"address": "https://olympiad.example.uz/"})
    answer = client.sign_in(cast.ana).get(one)

    assert refused == [409, 409, 409]
    codes = zxingcpp.read_barcodes(pypdfium2.PdfDocument(answer.data)[0].render(scale=3).to_pil())
    assert [code.text for code in codes] == [f"https://olympiad.example.uz/c/{issued[0].token}"]


@pytest.mark.parametrize("address", ["", "olympiad.uz", "http://127.0.0.1:8000", "http://localhost", "https://a.uz/?x"])
def test_an_address_that_nobody_can_open_is_not_kept(client: Visitor, app: Flask, cast: Cast, address: str) -> None:
    answer = client.sign_in(cast.admin).post("/installation/address", data={"address": address})

    assert answer.status_code == 200
    assert base_address(app.instance_path) == ""


def test_download_prints_a_code_that_leads_to_the_page_with_the_same_fields(
    client: Visitor, cast: Cast, issued: list[Certificate]
) -> None:
    answer = client.sign_in(cast.ana).get(f"{base(cast)}/{issued[0].id}.pdf")
    client.sign_out()

    page = pypdfium2.PdfDocument(answer.data)[0]
    codes = zxingcpp.read_barcodes(page.render(scale=3).to_pil())
    printed = page.get_textpage().get_text_range()
    assert [code.text for code in codes] == [f"http://localhost/c/{issued[0].token}"]
    shown = client.get(urlsplit(codes[0].text).path)
    assert shown.status_code == 200
    assert ">Valid</h1>" in shown.text
    for value in (issued[0].number, "Eva", "Bahodir Nazarov", "Samarkand State Medical University"):
        assert value in printed
        assert value in shown.text


def test_download_all_puts_every_valid_certificate_in_one_file(
    client: Visitor, session: Session, cast: Cast, issued: list[Certificate]
) -> None:
    certificates.revoke(session, issued[1], reason="Wrong person", by=cast.ana)

    answer = client.sign_in(cast.ana).get(f"{base(cast)}/all.pdf")

    assert len(pypdfium2.PdfDocument(answer.data)) == 2


def test_show_says_revoked_and_why(client: Visitor, cast: Cast, issued: list[Certificate]) -> None:
    client.sign_in(cast.ana).post(f"{base(cast)}/{issued[0].id}/revoke", data={"reason": "Issued by mistake"})
    client.sign_out()

    page = client.get(f"/c/{issued[0].token}").text

    assert ">Revoked</h1>" in page
    assert "Issued by mistake" in page
    assert issued[0].number in page


def test_show_names_the_certificate_that_took_its_place(
    client: Visitor, session: Session, cast: Cast, issued: list[Certificate]
) -> None:
    fields = json.loads(issued[0].fields) | {"name": "Evva"}
    issued[0].fields = json.dumps(fields)
    client.sign_in(cast.ana).post(f"{base(cast)}/{issued[0].id}/reissue")
    client.sign_out()

    page = client.get(f"/c/{issued[0].token}").text

    assert ">Superseded</h1>" in page
    assert "0004 has taken its place." in page


@pytest.mark.parametrize(("language", "verdict"), [("uz", "Haqiqiy"), ("ru", "Действителен")])
def test_show_speaks_the_readers_language(
    client: Visitor, issued: list[Certificate], language: str, verdict: str
) -> None:
    page = client.get(f"/c/{issued[0].token}", headers={"Accept-Language": language}).text

    assert f">{verdict}</h1>" in page


def test_show_confirms_nothing_that_was_changed_beside_the_application(
    client: Visitor, session: Session, issued: list[Certificate]
) -> None:
    session.commit()
    before = client.get(f"/c/{issued[0].token}")
    forged = json.dumps(json.loads(issued[0].fields) | {"name": "Forged Person"})
    session.connection().execute(
        update(Certificate.__table__).where(Certificate.id == issued[0].id).values(fields=forged)
    )
    session.commit()

    answer = client.get(f"/c/{issued[0].token}")

    assert (before.status_code, answer.status_code) == (200, 409)
    assert "Forged Person" not in answer.text


@pytest.mark.parametrize("name", ["all.pdf", "{id}.pdf"])
def test_nothing_is_printed_of_a_row_that_was_changed_beside_the_application(
    client: Visitor, session: Session, cast: Cast, issued: list[Certificate], name: str
) -> None:
    address = f"{base(cast)}/{name.format(id=issued[1].id)}"
    before = client.sign_in(cast.ana).get(address)
    forged = json.dumps(json.loads(issued[1].fields) | {"name": "Forged Person"})
    session.connection().execute(
        update(Certificate.__table__).where(Certificate.id == issued[1].id).values(fields=forged)
    )

    answer = client.get(address)

    assert (before.status_code, answer.status_code) == (200, 409)
    assert issued[1].number in answer.text


def test_show_is_kept_out_of_search_engines(client: Visitor, issued: list[Certificate]) -> None:
    assert client.get(f"/c/{issued[0].token}").headers["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize(
    ("token", "told"),
    [("SAM-2026-BIO-0001", "A certificate with this number was issued"), ("x" * 22, "No certificate is known under")],
)
def test_a_code_that_was_never_given_out_is_said_not_to_be_ours(
    client: Visitor, issued: list[Certificate], token: str, told: str
) -> None:
    answer = client.get(f"/c/{token}")

    assert answer.status_code == 404
    assert told in answer.text
    assert "Eva" not in answer.text


def test_verify_leads_on_to_the_pasted_address(client: Visitor, issued: list[Certificate]) -> None:
    answer = client.get("/c/", query_string={"code": f"https://olympiad.example/c/{issued[0].token}"})

    assert answer.headers["Location"] == f"/c/{issued[0].token}"


def test_download_of_another_section_is_not_found(
    client: Visitor, session: Session, cast: Cast, issued: list[Certificate]
) -> None:
    other = make_section(session, edition=cast.edition)

    answer = client.sign_in(cast.ana).get(f"/editions/{cast.edition.slug}/{other.slug}/certificates/{issued[0].id}.pdf")

    assert answer.status_code == 404


@pytest.mark.parametrize("typed", ["{number}", " {number} ", "http://localhost/c/{number}"])
def test_a_number_tells_whether_it_holds_and_nothing_about_its_owner(
    client: Visitor, issued: list[Certificate], typed: str
) -> None:
    page = client.get("/c/", query_string={"code": typed.format(number=issued[0].number.lower())}).text

    assert "A certificate with this number was issued and is valid." in page
    assert "Eva" not in page


def test_an_invented_number_is_called_no_certificate_of_ours(client: Visitor, issued: list[Certificate]) -> None:
    page = client.get("/c/?code=SAM-2026-BIO-9999").text

    assert "No certificate is known under “SAM-2026-BIO-9999”." in page
