"""The pages of signing: the list, one's own signature, paper, and the rules to print."""

import pypdfium2
import pytest
from sqlalchemy.orm import Session

from olympiad.services.computing import rules
from olympiad.services.sections import rule_signatures, rule_signing
from tests.applications import Visitor
from tests.factories import Cast


@pytest.fixture(autouse=True)
def unsigned(session: Session, cast: Cast) -> None:
    row = rules.present(session, cast.section)
    assert row is not None
    row.signed_at = row.signed_by_id = None
    session.flush()


def url(cast: Cast, then: str = "") -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/rule-signatures/{then}"


def test_sign_puts_a_name_under_the_rules(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.ben).post(url(cast, "sign"), data={"number": "1"})

    page = client.get(f"/editions/{cast.edition.slug}/{cast.section.slug}/rules/")
    assert "Version 1, signed by Ben" in page.text


def test_named_judge_signs_with_the_own_account(client: Visitor, cast: Cast, session: Session) -> None:
    form = {"account": str(cast.cem.id), "name": "", "title": "Member of the jury"}
    client.sign_in(cast.ana).post(url(cast, "new"), data=form)

    answer = client.sign_in(cast.cem).post(url(cast, "sign"), data={"number": "1"})

    assert answer.status_code == 303
    assert rule_signatures.signing(session, cast.section).is_signed


def test_sign_is_not_there_for_a_judge_who_is_not_named(client: Visitor, cast: Cast) -> None:
    assert client.sign_in(cast.cem).get(url(cast, "sign")).status_code == 404


def test_paper_is_recorded_with_its_day(client: Visitor, cast: Cast, session: Session) -> None:
    guest = rule_signing.name_signatory(session, cast.section, name="Guest", title="", user=None, by=cast.ana)

    client.sign_in(cast.ben).post(url(cast, f"{guest.id}/paper"), data={"number": "1", "signed_on": "2026-01-05"})

    assert "signed on paper, 5 January 2026" in client.get(url(cast)).text


def test_paper_without_a_day_is_asked_for_it(client: Visitor, cast: Cast, session: Session) -> None:
    guest = rule_signing.name_signatory(session, cast.section, name="Guest", title="", user=None, by=cast.ana)

    page = client.sign_in(cast.ben).post(url(cast, f"{guest.id}/paper"), data={"number": "1", "signed_on": ""})

    assert "Enter the day that stands on the paper." in page.text
    assert rule_signatures.signing(session, cast.section).waiting == ["Guest"]


def test_remove_takes_a_name_off_the_list(client: Visitor, cast: Cast, session: Session) -> None:
    guest = rule_signing.name_signatory(session, cast.section, name="Guest", title="", user=None, by=cast.ana)

    client.sign_in(cast.ana).post(url(cast, f"{guest.id}/remove"))

    assert "Nobody is named" in client.get(url(cast)).text


@pytest.mark.parametrize(("language", "title"), [("en", "Rules of the section"), ("ru", "Правила секции")])
def test_printed_rules_carry_words_version_and_checksum(
    client: Visitor, cast: Cast, session: Session, language: str, title: str
) -> None:
    rule_signing.name_signatory(session, cast.section, name="Guest", title="", user=None, by=cast.ana)
    client.sign_in(cast.ana).post("/language", data={"code": language})

    answer = client.get(url(cast, "rules.pdf"), headers={"Accept-Language": language})

    document = pypdfium2.PdfDocument(answer.data)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    assert title in text
    assert "Guest" in text
    assert rule_signatures.checksum_of(session, cast.section)[:16] in text


def test_named_judge_finds_the_way_to_sign_among_the_own_sheets(client: Visitor, cast: Cast, session: Session) -> None:
    sheets = f"/editions/{cast.edition.slug}/{cast.section.slug}/score-sheets/"
    before = client.sign_in(cast.cem).get(sheets).text

    rule_signing.name_signatory(session, cast.section, name="", title="", user=cast.cem, by=cast.ana)

    assert ("rule-signatures/sign" in before, "rule-signatures/sign" in client.get(sheets).text) == (False, True)
