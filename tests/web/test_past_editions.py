"""Past editions come from a workbook and stand on the site; with any problem nothing changes."""

import io

import pytest
from openpyxl import Workbook
from sqlalchemy.orm import Session

from olympiad.services.results import past_editions
from tests.applications import Visitor
from tests.factories import Cast

HEADER = ["Year", "Name", "City", "Participants", "Winners"]


def workbook(*rows: list[object]) -> io.BytesIO:
    book, written = Workbook(), io.BytesIO()
    for row in (HEADER, *rows):
        book.active.append(row)
    book.save(written)
    return io.BytesIO(written.getvalue())


@pytest.fixture
def page(client: Visitor, session: Session, cast: Cast) -> str:
    cast.edition.site_is_open = True
    session.flush()
    client.sign_in(cast.ana)
    return f"/editions/{cast.edition.slug}/past-editions/"


def test_a_workbook_stands_on_the_site_at_once(client: Visitor, cast: Cast, page: str) -> None:
    home = f"/results/{cast.edition.slug}/en"
    before = client.get(home).text

    rows = ([2024, "Samarkand-2024", "Samarkand", 700, "Katalaza"], [2025, "Samarkand-2025", "", None, ""])
    client.post(page, data={"file": (workbook(*rows), "past.xlsx")})

    after = client.get(home).text
    assert "Samarkand-2025" not in before
    assert after.index("Samarkand-2025") < after.index("Samarkand-2024")
    assert "700 participants" in after
    assert "Katalaza" in after


def test_any_problem_changes_nothing_and_names_its_row(
    client: Visitor, session: Session, cast: Cast, page: str
) -> None:
    client.post(page, data={"file": (io.BytesIO(b"year,name\n2024,Samarkand-2024\n"), "past.csv")})
    wrong = b"year,name,participants\n2023,Samarkand-2023,\n20x,,many\n"

    refused = client.post(page, data={"file": (io.BytesIO(wrong), "past.csv")})

    assert refused.status_code == 422
    assert "Row 3, year" in refused.text
    assert "Row 3, participants" in refused.text
    assert [one.name for one in past_editions.of_edition(session, cast.edition)] == ["Samarkand-2024"]


def test_the_list_is_read_back_as_it_was_written_out(client: Visitor, session: Session, cast: Cast, page: str) -> None:
    client.post(page, data={"file": (workbook([2024, "Samarkand-2024", "Samarkand", 700, "A; B"]), "past.xlsx")})
    written = client.get(f"{page}template.csv").data

    client.post(page, data={"file": (io.BytesIO(written), "past.csv")})

    found = [
        (one.year, one.name, one.participants, one.winners) for one in past_editions.of_edition(session, cast.edition)
    ]
    assert found == [(2024, "Samarkand-2024", 700, "A; B")]
