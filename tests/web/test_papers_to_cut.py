"""What is cut into cards: no letter and no code stands across a cut, in any language, however long the names are."""

import pypdfium2
import pytest
from sqlalchemy.orm import Session

from olympiad.documents.access_cards import access_cards
from olympiad.documents.printable import Place
from olympiad.domain.roles import Role
from olympiad.services.people.access_cards import MadeCard
from tests.applications import Visitor
from tests.factories import Cast, make_participant

MM = 72 / 25.4
LONG = "Muhammad Amirul Hakim bin Wan Mohd Kamaruddin"
LANGUAGES = ("uz", "ru", "en")


def across_a_cut(pdf: bytes, height: float = 67, rows: int = 4) -> list[str]:
    """Return the letters that do not stand wholly within one of the cards, 95 mm wide, in two columns."""
    left, low = (210 - 2 * 95) / 2, (297 - rows * height) / 2
    found = []
    for page in pypdfium2.PdfDocument(pdf):
        text = page.get_textpage()
        for at in range(text.count_chars()):
            x, y, right, top = (one / MM for one in text.get_charbox(at))
            columns = {int((one - left) // 95) for one in (x, right)}
            lines = {int((one - low) // height) for one in (y, top)}
            if x != right and (len(columns) > 1 or len(lines) > 1 or not lines <= set(range(rows))):
                found.append(text.get_text_range(at, 1))
    return found


@pytest.fixture
def long_names(session: Session, cast: Cast) -> Cast:
    """The cast, whose first team has names as long as there are."""
    make_participant(session, cast.t01, name=LONG, name_local="Нурмухамбетова-Жээнбекова Айзада Мырзабековна")
    cast.t01.name = "Nurmuhammadnurmuhammad"
    for code in LANGUAGES:
        setattr(cast.t01.institution, f"name_{code}", "Санкт-Петербургский государственный педиатрический университет")
        setattr(cast.pipetting, f"title_{code}", "Определение глюкозы сыворотки глюкозооксидазным методом")
    session.flush()
    return cast


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_on_a_paper_to_cut_stands_across_a_cut(client: Visitor, long_names: Cast, language: str) -> None:
    place = f"/editions/{long_names.edition.slug}/{long_names.section.slug}/documents"
    client.sign_in(long_names.ana)

    printed = {
        name: client.get(f"{place}/{name}.pdf", headers={"Accept-Language": language}).data
        for name in ("team-cards", "badges", "envelope-labels", "desk-labels")
    }

    desks = printed.pop("desk-labels")
    assert {name: lost for name, pdf in printed.items() if (lost := across_a_cut(pdf))} == {}
    assert across_a_cut(desks, height=34, rows=8) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_advice_on_an_access_card_stays_on_the_card(cast: Cast, language: str) -> None:
    card = MadeCard(1, LONG, Role.JUDGE, "cem", "ABCDEFGHJK", "https://olympiad.example/card/ABCDEFGHJK")

    pdf = access_cards(Place(cast.edition, cast.section, language), [card] * 8).pdf()

    assert across_a_cut(pdf) == []
