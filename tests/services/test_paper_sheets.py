"""From the code on paper to the sheet: what is scanned, what is typed, and what is refused."""

import pytest
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.domain.notation.paper_codes import PaperCode, written
from olympiad.services.marking import paper_sheets
from tests.factories import Cast


def code_of(cast: Cast, **given: str) -> str:
    told = {"edition": cast.edition.slug, "section": cast.section.slug, "team": cast.t01.code, "task": "P"}
    return written(PaperCode(**told | given))


def test_find_returns_the_sheet_of_the_judge_on_the_code(session: Session, cast: Cast) -> None:
    found = [paper_sheets.find(session, cast.section, code_of(cast, judge=judge)) for judge in ("cem", "dana")]

    assert found == [cast.sheets["T01", "P", "cem"], cast.sheets["T01", "P", "dana"]]


def test_find_needs_no_judge_where_one_sheet_is_left(session: Session, cast: Cast) -> None:
    cast.sheets["T01", "P", "cem"].state = "void"
    session.flush()

    assert paper_sheets.find(session, cast.section, code_of(cast)) == cast.sheets["T01", "P", "dana"]


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({}, "paper_of_several_judges"),
        ({"section": "physics"}, "paper_of_another_section"),
        ({"judge": "nobody"}, "paper_without_sheet"),
        ({"task": "Z", "judge": "cem"}, "paper_without_sheet"),
    ],
)
def test_find_refuses_what_names_no_single_sheet_here(
    session: Session, cast: Cast, given: dict[str, str], refusal: str
) -> None:
    with pytest.raises(DomainError) as refused:
        paper_sheets.find(session, cast.section, code_of(cast, **given))

    assert refused.value.code == refusal


def test_find_refuses_a_code_of_something_else(session: Session, cast: Cast) -> None:
    with pytest.raises(DomainError) as refused:
        paper_sheets.find(session, cast.section, "https://example.org/team/C27")

    assert refused.value.code == "paper_code_unknown"
