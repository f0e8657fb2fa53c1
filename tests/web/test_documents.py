"""Paper for the hall as a printer gets it: codes and no names on score sheets, everything that proves a protocol."""

import io
import re

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from sqlalchemy.orm import Session

from olympiad.documents.access_cards import access_cards
from olympiad.documents.printable import Place
from olympiad.documents.protocol import protocol
from olympiad.documents.typesetting import typeset
from olympiad.domain.lifecycle import Stage
from olympiad.domain.roles import Role
from olympiad.models.appeal import Appeal
from olympiad.models.ceremony import SpokenName
from olympiad.services.people.access_cards import MadeCard
from olympiad.services.results import certificates, results
from olympiad.web.results.papers import PAPERS
from olympiad.wording.jury_papers import award_words
from tests.applications import Visitor
from tests.factories import NOON, Cast, make_criterion, make_mark, make_participant, make_score_sheet, make_task
from tests.results_world import AWARDS, finalise, mark_everything, set_rules


def text_of(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def codes_on(pdf: bytes, page: int = 0) -> list[str]:
    image = pypdfium2.PdfDocument(pdf)[page].render(scale=3).to_pil()
    return [code.text for code in zxingcpp.read_barcodes(image)]


def base(cast: Cast) -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/documents"


def test_score_sheets_has_a_page_per_judge_with_the_own_name_and_no_other(client: Visitor, cast: Cast) -> None:
    answer = client.sign_in(cast.ana).get(f"{base(cast)}/score-sheets.pdf")

    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(answer.data)]
    text = "\n".join(pages)
    assert len(pages) == 8
    assert [("cem" in page.split(), "dana" in page.split()) for page in pages] == [(True, False), (False, True)] * 4
    assert [name for name in (cast.t01.name, cast.t02.name, "University") if name in text] == []
    place = f"OLYMPIAD/{cast.edition.slug}/{cast.section.slug}/{min(cast.t01.code, cast.t02.code)}"
    assert [codes_on(answer.data, at) for at in (0, 1)] == [[f"{place}/P/cem"], [f"{place}/P/dana"]]


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
    assert len(pypdfium2.PdfDocument(answer.data)) == 4
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


def test_index_shows_a_picture_of_every_paper(client: Visitor, cast: Cast) -> None:
    page = client.sign_in(cast.ana).get(f"{base(cast)}/").text
    picture = client.get(f"{base(cast)}/team-cards.png")

    assert [one.name for one in PAPERS if one.group != "results" and f"{one.name}.png" not in page] == []
    assert picture.data.startswith(b"\x89PNG")


def outside_of_the_page(pdf: bytes) -> list[str]:
    """Every letter whose box leaves its page."""
    found = []
    for page in pypdfium2.PdfDocument(pdf):
        text, (width, height) = page.get_textpage(), page.get_size()
        for at in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(at)
            if min(left, bottom) < -1 or right > width + 1 or top > height + 1:
                found.append(text.get_text_range(at, 1))
    return found


def faults_of(pdf: bytes, language: str) -> list[str]:
    """What qpdf finds, and what a reading programme or another printer would lack."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        found = list(document.check_pdf_syntax())
        fonts = [one for page in document.pages for one in dict(page.resources.get("/Font", {})).values()]
        letters = [one.FontDescriptor for font in fonts for one in font.get("/DescendantFonts", [font])]
        found += ["a font is missing" for one in letters if not any("/FontFile" in key for key in one)]
        if str(document.Root.Lang) != language:
            found.append(f"it says that it is in {document.Root.Lang}")
        return found + [name for name in ("/MarkInfo", "/StructTreeRoot") if name not in document.Root]


@pytest.mark.parametrize(
    ("language", "word"), [("en", "List of awards"), ("uz", "Mukofotlar roʻyxati"), ("ru", "Список наград")]
)
def test_every_paper_stands_on_its_pages_in_every_language(
    client: Visitor, session: Session, cast: Cast, language: str, word: str
) -> None:
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    make_participant(
        session, cast.t01, name="Muhammad Amirul Hakim bin Wan Mohd Kamaruddin", name_local="Әйгерім Ғалымқызы"
    )
    certificates.issue(session, finalise(session, cast, official=True), by=cast.ana)
    client.sign_in(cast.ana)

    printed = {
        one.name: client.get(f"{base(cast)}/{one.name}.pdf", headers={"Accept-Language": language})
        for one in PAPERS
        if one.name not in ("access-cards", "appeal-decisions")
    }

    assert {name: answer.status_code for name, answer in printed.items() if answer.status_code != 200} == {}
    assert {name: lost for name, answer in printed.items() if (lost := outside_of_the_page(answer.data))} == {}
    assert {name: found for name, answer in printed.items() if (found := faults_of(answer.data, language))} == {}
    assert word in text_of(printed["award-list"].data)
    assert "Kamaruddin" in text_of(printed["deliveries"].data)


def test_station_signs_lead_judges_to_their_sheets(client: Visitor, cast: Cast) -> None:
    pdf = client.sign_in(cast.ana).get(f"{base(cast)}/station-signs.pdf").data

    assert codes_on(pdf)[0].endswith(f"/editions/{cast.edition.slug}/{cast.section.slug}/score-sheets/")


def test_a_rubric_of_forty_lines_stays_on_one_page(client: Visitor, session: Session, cast: Cast) -> None:
    for number in range(39):
        make_criterion(session, cast.pipetting, label=f"Criterion {number} of a long rubric, with some words")

    pdf = client.sign_in(cast.ana).get(f"{base(cast)}/score-sheets.pdf?task=P").data

    assert len(pypdfium2.PdfDocument(pdf)) == 4  # one for each team and judge


def test_papers_for_the_hall_are_drafts_until_the_rules_are_signed(
    client: Visitor, session: Session, cast: Cast
) -> None:
    cast.section.state = Stage.DRAFT
    session.flush()
    before = text_of(client.sign_in(cast.ana).get(f"{base(cast)}/team-cards.pdf").data)
    cast.section.state = Stage.RULES_SIGNED
    session.flush()

    after = text_of(client.get(f"{base(cast)}/team-cards.pdf").data)

    assert ("DRAFT" in before, "DRAFT" in after) == (True, False)


def test_station_protocol_shows_codes_totals_and_no_names(client: Visitor, session: Session, cast: Cast) -> None:
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})

    text = text_of(client.sign_in(cast.ana).get(f"{base(cast)}/station-protocols.pdf?task=P").data)

    assert cast.t01.code in text
    assert text.count("8.75") == 3  # two sheets and the mark
    assert [name for name in (cast.t01.name, cast.t02.name) if name in text] == []


def test_section_protocol_names_rules_conflicts_and_appeals(client: Visitor, session: Session, cast: Cast) -> None:
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    cast.cem_judge.institution_id = cast.t01.institution_id
    version = finalise(session, cast)
    session.add(
        Appeal(
            section_id=cast.section.id,
            number=1,
            results_version_id=version.id,
            team_id=cast.t01.id,
            task_id=cast.pipetting.id,
            text="The third pipette was broken.",
            lodged_by_id=cast.eva.id,
            lodged_at=NOON,
            state="decided",
            outcome="unchanged",
            reason="It was replaced.",
            ended_at=NOON,
        )
    )
    session.flush()

    client.sign_in(cast.ana)
    protocol_text = text_of(client.get(f"{base(cast)}/section-protocol.pdf").data)
    decision = text_of(client.get(f"{base(cast)}/appeal-decisions.pdf?appeal=1").data)

    assert "a total of at least 15" in protocol_text
    assert f"cem – team {cast.t01.code}, 2 sheets: own institution" in protocol_text
    assert "The mark stays" in protocol_text
    assert "It was replaced." in protocol_text
    assert {"The third pipette was broken.", "It was replaced."} <= set(decision.replace("\r", "").split("\n"))


def test_the_script_goes_from_the_lowest_award_up_and_says_names(client: Visitor, session: Session, cast: Cast) -> None:
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    session.add(SpokenName(section_id=cast.section.id, team_id=cast.t01.id, said="a-la-TAU"))
    finalise(session, cast)

    text = text_of(client.sign_in(cast.ana).get(f"{base(cast)}/announcer-script.pdf").data)

    assert text.index(cast.t02.name) < text.index(cast.t01.name)
    assert "a-la-TAU" in text


def test_badges_say_who_may_be_photographed(client: Visitor, session: Session, cast: Cast) -> None:
    make_participant(session, cast.t01, name="Aziza Karimova", consents_photo=True)

    text = text_of(client.sign_in(cast.ana).get(f"{base(cast)}/badges.pdf").data)

    assert "Aziza Karimova" in text
    assert text.count("photographs: yes") == 1


def test_a_judge_sees_no_papers(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.cem)

    assert [client.get(f"{base(cast)}/{one.name}.pdf").status_code for one in PAPERS] == [403] * len(PAPERS)


def test_access_cards_pdf_prints_code_and_address(cast: Cast) -> None:
    card = MadeCard(1, "Cem", Role.JUDGE, "cem", "ABCDEFGHJK", "https://olympiad.example/card/ABCDEFGHJK")

    pdf = access_cards(Place(cast.edition, cast.section, "en"), [card] * 9).pdf()

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

    printed = protocol(Place(cast.edition, cast.section, "en"), bundle, [], "").pdf()
    page = pypdfium2.PdfDocument(printed)[0]
    text = page.get_textpage()
    found = text.search("117.50")
    at, number = found.get_next()
    box = text.get_charbox(at + number - 1)

    assert box[2] < page.get_width() - 40  # points; the right margin is 16 mm


def test_a_row_of_the_list_of_awards_is_not_broken_between_pages() -> None:
    row = {"place": "1", "team": "Katalaza", "institution": "University", "total": "80"}
    rows = [row | {"members": f"First{at}\nSecond\nThird\nLast{at}"} for at in range(40)]
    place = {"lang": "en", "organisation": "", "edition": "E", "section": "S", "draft": "", "standing": ""}
    told = {"words": {**award_words("en")}, "version": "1", "finalised": "", "sha256": "0" * 64, "signatures": []}
    level = {"name": "I degree", "metal": "gold", "count": "40", "rows": rows}

    pages = pypdfium2.PdfDocument(typeset("award_list.typ", place | told | {"levels": [level]}))

    words = [set(page.get_textpage().get_text_range().split()) for page in pages]
    assert [at for at in range(40) if not any({f"First{at}", f"Last{at}"} <= page for page in words)] == []


def test_pages_and_versions_are_counted_as_one_says_it_in_uzbek(client: Visitor, session: Session, cast: Cast) -> None:
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    finalise(session, cast)

    pdf = client.sign_in(cast.ana).get(f"{base(cast)}/award-list.pdf", headers={"Accept-Language": "uz"}).data

    assert [said for said in ("Natijalarning 1-versiyasi", "1-bet / 1") if said not in text_of(pdf)] == []
