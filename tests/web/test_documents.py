"""Paper for the hall as a printer gets it: codes and no names on score sheets, everything that proves a protocol."""

import re

import pypdfium2
import pytest
import zxingcpp
from sqlalchemy.orm import Session

from olympiad.documents.access_cards import access_cards_pdf
from olympiad.documents.protocol import protocol_pdf
from olympiad.domain.roles import Role
from olympiad.services.people.access_cards import MadeCard
from olympiad.services.results import results
from tests.applications import Visitor
from tests.factories import NOON, Cast, make_criterion, make_mark, make_score_sheet, make_task
from tests.results_world import AWARDS, finalise, mark_everything, set_rules


def text_of(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def codes_on(pdf: bytes, page: int = 0) -> list[str]:
    image = pypdfium2.PdfDocument(pdf)[page].render(scale=3).to_pil()
    return [code.text for code in zxingcpp.read_barcodes(image)]


def base(cast: Cast) -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/documents"


def test_score_sheets_has_a_page_per_team_and_task_with_codes_and_no_names(client: Visitor, cast: Cast) -> None:
    answer = client.sign_in(cast.ana).get(f"{base(cast)}/score-sheets.pdf")

    text = text_of(answer.data)
    assert len(pypdfium2.PdfDocument(answer.data)) == 4
    assert [name for name in (cast.t01.name, cast.t02.name, "University") if name in text] == []
    assert codes_on(answer.data)[0].startswith(f"OLYMPIAD/{cast.edition.slug}/{cast.section.slug}/")


def test_score_sheets_of_one_task_shows_every_kind_of_criterion(client: Visitor, session: Session, cast: Cast) -> None:
    make_criterion(
        session,
        cast.pipetting,
        code="glucose",
        label="Glucose",
        kind="reading",
        key="value=5 unit=mmol/L full=1 zero=2",
    )
    make_criterion(session, cast.pipetting, code="report", label="Report", kind="levels", key="0=no | 10=complete")
    make_criterion(session, cast.pipetting, code="spilt", label="Spilt", kind="penalty", maximum=3000)

    answer = client.sign_in(cast.ana).get(f"{base(cast)}/score-sheets.pdf?task=P")

    text = text_of(answer.data)
    assert len(pypdfium2.PdfDocument(answer.data)) == 2
    assert "mmol/L" in text
    assert "10 = complete" in text
    assert "−3" in text
    assert "value" not in text


@pytest.mark.parametrize(
    ("language", "title", "standing"),
    [
        ("en", "Protocol of the section", "Preliminary results"),
        ("uz", "bayonnomasi", "Dastlabki natijalar"),
        ("ru", "Протокол", "Предварительные результаты"),
    ],
)
def test_protocol_prints_ranking_judges_and_checksum(
    client: Visitor, session: Session, cast: Cast, language: str, title: str, standing: str
) -> None:
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    cast.cem_judge.institution_id = cast.t01.institution_id
    version = finalise(session, cast)

    answer = client.sign_in(cast.ana).get(f"{base(cast)}/protocols/1.pdf", headers={"Accept-Language": language})

    text = text_of(answer.data)
    assert title in text
    assert standing in text
    assert "17.50" in text.replace(",", ".")
    assert version.sha256 in text.replace("\r\n", "").replace("\n", "")
    assert {"cem", "dana"} <= set(text.split())


def test_index_leads_to_the_papers(client: Visitor, cast: Cast) -> None:
    page = client.sign_in(cast.ana).get(f"{base(cast)}/").text

    assert page.count("score-sheets.pdf") == 3


def test_access_cards_pdf_prints_code_and_address(cast: Cast) -> None:
    card = MadeCard(1, "Cem", Role.JUDGE, "cem", "ABCDEFGHJK", "https://olympiad.example/card/ABCDEFGHJK")

    pdf = access_cards_pdf(cast.edition, cast.section, [card] * 9, "en")

    assert len(pypdfium2.PdfDocument(pdf)) == 2
    assert set(codes_on(pdf)) == {card.url}
    assert card.grouped in text_of(pdf)


def test_print_cards_gives_the_cards_just_made(client: Visitor, cast: Cast) -> None:
    place = f"/editions/{cast.edition.slug}/{cast.section.slug}/access-cards"
    made = client.sign_in(cast.ana).post(f"{place}/make", data={"role": "judge"}).text
    codes = re.findall(r'name="code" value="(\w+)"', made)

    answer = client.post(f"{place}/print", data={"code": codes})

    assert len(codes) == 2
    assert {code.rpartition("/")[2] for code in codes_on(answer.data)} == set(codes)


def test_a_protocol_of_22_tasks_shows_every_total(session: Session, cast: Cast) -> None:
    for number in range(20):
        task = make_task(session, cast.section, code=f"Task{number + 1}", judges=1)
        criterion = make_criterion(session, task, step=10)
        for team in (cast.t01, cast.t02):
            sheet = make_score_sheet(session, team, task, cast.cem_judge, state="accepted", submitted_at=NOON)
            make_mark(session, sheet, criterion, 5_000)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    bundle = results.bundle_of(finalise(session, cast))

    page = pypdfium2.PdfDocument(protocol_pdf(cast.edition, cast.section, bundle, [], "", "en"))[0]
    text = page.get_textpage()
    found = text.search("117.50")
    at, number = found.get_next()
    box = text.get_charbox(at + number - 1)

    assert box[2] < page.get_width() - 40  # points; the right margin is 16 mm
