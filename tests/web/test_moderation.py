"""The pages of moderation: sheets side by side, settling, returning."""

import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.applications import Visitor
from tests.factories import Cast, make_judge, make_mark, make_score_sheet, make_section, make_task, make_team
from tests.web.test_list_pages import number_of_statements


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


def test_sheets_without_marks_are_not_called_the_same(client: Visitor, cast: Cast) -> None:
    page = client.sign_in(cast.ben).get(
        f"/editions/{cast.edition.slug}/{cast.section.slug}/moderation/{cast.t02.id}/{cast.pipetting.id}"
    )

    assert page.status_code == 200
    assert "</svg> same</span>" not in page.text
    assert '<span class="sub">–</span>' in page.text


def seen(client: Visitor, url: str) -> str:
    """What the page says about how things stand."""
    found = re.search(r'name="seen" value="(\w+)"', client.get(url).text)
    assert found is not None
    return found[1]


def test_settle_records_and_shows_the_agreed_mark(client: Visitor, cast: Cast, url: str) -> None:
    form = {"by": "mean", "reason": "video", "seen": seen(client.sign_in(cast.ben), url)}

    answer = client.post(url, data=form, follow_redirects=True)

    assert "video" in answer.text
    assert cast.sheets["T01", "P", "cem"].state == "accepted"


def test_settle_without_reason_says_so_and_changes_nothing(client: Visitor, cast: Cast, url: str) -> None:
    form = {"by": "mean", "reason": "", "seen": seen(client.sign_in(cast.ben), url)}

    answer = client.post(url, data=form)

    assert answer.status_code == 422
    assert cast.sheets["T01", "P", "cem"].state == "submitted"


def test_return_sheet_sends_it_back(client: Visitor, cast: Cast, url: str) -> None:
    sheet = cast.sheets["T01", "P", "cem"]

    form = {"sheet": sheet.id, "reason": "look again", "criteria": ["1"], "seen": seen(client.sign_in(cast.ben), url)}
    client.post(f"{url}/return", data=form)

    assert (sheet.state, sheet.reason) == ("returned", "look again")
    page = client.sign_in(cast.cem).get(f"{url.partition('moderation')[0]}score-sheets/{sheet.id}").text
    assert "look again" in page
    assert 'href="#c1"' in page


def test_index_lists_what_is_to_settle(client: Visitor, cast: Cast, url: str) -> None:
    page = client.sign_in(cast.ben).get(url.rsplit("/", 2)[0] + "/")

    assert cast.t01.code in page.text


def test_moderation_is_not_for_judges(client: Visitor, cast: Cast, url: str) -> None:
    assert client.sign_in(cast.cem).get(url).status_code == 403


def test_settle_is_refused_where_somebody_settled_meanwhile(client: Visitor, cast: Cast, url: str) -> None:
    before = seen(client.sign_in(cast.ben), url)
    client.sign_in(cast.ana).post(url, data={"by": "mean", "reason": "video", "seen": before})

    answer = client.sign_in(cast.ben).post(
        url, data={"by": f"sheet:{cast.sheets['T01', 'P', 'dana'].id}", "reason": "x", "seen": before}
    )

    assert answer.status_code == 422
    assert "Something changed here meanwhile" in answer.text
    assert "<b>8.25</b>" in answer.text


def test_index_costs_no_more_statements_for_more_places(
    app: Flask, session: Session, client: Visitor, cast: Cast, url: str
) -> None:
    index = url.rsplit("/", 2)[0] + "/"
    client.sign_in(cast.ben)
    before = number_of_statements(app, client, index)

    for team in [make_team(session, cast.section) for _ in range(10)]:
        for judge, points in ((cast.cem_judge, 2000), (cast.dana_judge, 9000)):
            sheet = make_score_sheet(session, team, cast.pipetting, judge, state="submitted")
            make_mark(session, sheet, cast.pipetting.criteria[0], points)

    assert number_of_statements(app, client, index) == before


def test_show_costs_no_more_statements_with_thirty_judges(
    app: Flask, client: Visitor, session: Session, cast: Cast, url: str
) -> None:
    client.sign_in(cast.ben)
    before = number_of_statements(app, client, url)

    for number in range(30):
        make_judge(session, cast.section, key=f"more{number}")

    assert number_of_statements(app, client, url) == before


def test_a_place_of_another_section_is_not_there(session: Session, client: Visitor, cast: Cast, url: str) -> None:
    foreign = make_task(session, make_section(session))
    address = url.replace(f"/{cast.pipetting.id}", f"/{foreign.id}")

    answers = [client.sign_in(cast.ben).get(address), client.post(address, data={"by": "mean", "reason": "x"})]

    assert [answer.status_code for answer in answers] == [404, 404]
