"""The bench on two phones: blind before, one screen after, each judge with the own sign-in."""

import pytest
from sqlalchemy.orm import Session

from olympiad.models.adjustment import AgreedMark
from tests.applications import Visitor
from tests.factories import Cast, make_mark


@pytest.fixture
def section(session: Session, cast: Cast) -> str:
    for judge, points in (("cem", 7500), ("dana", 9000)):
        sheet = cast.sheets["T01", "P", judge]
        make_mark(session, sheet, cast.pipetting.criteria[0], points)
        sheet.state = "submitted"
    return f"/editions/{cast.edition.slug}/{cast.section.slug}"


@pytest.fixture
def url(section: str, cast: Cast) -> str:
    return address(section, cast, "cem")


def address(section: str, cast: Cast, judge: str) -> str:
    """Of the place as one of its two judges reaches it: by the own sheet."""
    return f"{section}/bench/{cast.sheets['T01', 'P', judge].id}"


def test_both_sheets_stand_on_one_screen_and_on_the_judges_start(
    client: Visitor, cast: Cast, url: str, section: str
) -> None:
    page = client.sign_in(cast.cem).get(url).text

    assert all(words in page for words in ("7.5", "dana", cast.t01.code))
    assert cast.t01.name not in page
    assert "differ on 1 team" in client.get(f"{section}/score-sheets/").text


def test_the_other_sheet_is_hidden_until_it_is_submitted(client: Visitor, cast: Cast, url: str) -> None:
    cast.sheets["T01", "P", "dana"].state = "open"

    page = client.sign_in(cast.cem).get(url, follow_redirects=True)

    assert page.request.path.endswith("/bench/")
    assert "has not submitted yet" in page.text


def test_the_place_of_another_judge_is_not_there(client: Visitor, cast: Cast, section: str) -> None:
    assert client.sign_in(cast.cem).get(address(section, cast, "dana")).status_code == 404


def test_both_must_answer_with_their_own_sign_in(
    client: Visitor, session: Session, cast: Cast, section: str, url: str
) -> None:
    criterion = cast.pipetting.criteria[0].id
    data = {f"choice-{criterion}": "typed", f"typed-{criterion}": "8,5"}

    client.sign_in(cast.cem).post(url, data=data)
    alone = session.query(AgreedMark).count()
    page = client.sign_in(cast.dana).post(address(section, cast, "dana"), data=data, follow_redirects=True).text

    assert (alone, session.query(AgreedMark).one().mark) == (0, 8500)
    assert "the sheets are accepted" in page


def test_a_wrong_value_is_refused_on_the_page(client: Visitor, cast: Cast, url: str) -> None:
    criterion = cast.pipetting.criteria[0].id

    answer = client.sign_in(cast.cem).post(url, data={f"choice-{criterion}": "typed", f"typed-{criterion}": "x"})

    assert (answer.status_code, "not a number" in answer.text) == (422, True)


def test_the_chief_judge_reads_what_was_said(client: Visitor, cast: Cast, section: str, url: str) -> None:
    criterion = cast.pipetting.criteria[0].id
    client.sign_in(cast.cem).post(url, data={f"choice-{criterion}": "escalate"})

    page = client.sign_in(cast.ben).get(f"{section}/moderation/{cast.t01.id}/{cast.pipetting.id}").text

    assert "asks the chief judge" in page
    assert client.get(url).status_code == 403
