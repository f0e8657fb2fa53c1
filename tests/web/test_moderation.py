"""The pages of moderation: sheets side by side, settling, returning."""

import pytest
from sqlalchemy.orm import Session

from tests.applications import Visitor
from tests.factories import Cast, make_mark


@pytest.fixture
def url(session: Session, cast: Cast) -> str:
    for judge, points in (("cem", 7500), ("dana", 9000)):
        sheet = cast.sheets["T01", "P", judge]
        make_mark(session, sheet, cast.pipetting.criteria[0], points)
        sheet.state = "submitted"
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/moderation/{cast.t01.id}/{cast.pipetting.id}"


def test_show_puts_both_sheets_side_by_side(client: Visitor, cast: Cast, url: str) -> None:
    page = client.sign_in(cast.ben).get(url)

    assert page.status_code == 200
    assert all(words in page.text for words in ("cem", "dana", "7.5", "differ by 1.5", "8.25"))


def test_settle_records_and_shows_the_agreed_mark(client: Visitor, cast: Cast, url: str) -> None:
    answer = client.sign_in(cast.ben).post(url, data={"by": "mean", "reason": "video"}, follow_redirects=True)

    assert "video" in answer.text
    assert cast.sheets["T01", "P", "cem"].state == "accepted"


def test_settle_without_reason_says_so_and_changes_nothing(client: Visitor, cast: Cast, url: str) -> None:
    answer = client.sign_in(cast.ben).post(url, data={"by": "mean", "reason": ""})

    assert answer.status_code == 422
    assert cast.sheets["T01", "P", "cem"].state == "submitted"


def test_return_sheet_sends_it_back(client: Visitor, cast: Cast, url: str) -> None:
    sheet = cast.sheets["T01", "P", "cem"]

    client.sign_in(cast.ben).post(f"{url}/return", data={"sheet": sheet.id, "reason": "look again"})

    assert (sheet.state, sheet.reason) == ("returned", "look again")


def test_index_lists_what_is_to_settle(client: Visitor, cast: Cast, url: str) -> None:
    page = client.sign_in(cast.ben).get(url.rsplit("/", 2)[0] + "/")

    assert cast.t01.code in page.text


def test_moderation_is_not_for_judges(client: Visitor, cast: Cast, url: str) -> None:
    assert client.sign_in(cast.cem).get(url).status_code == 403
