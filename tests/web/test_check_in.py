"""The page of check-in: a tap for each team, names and codes by role, and the way to it while check-in is open."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from olympiad.domain.roles import Role
from olympiad.models.user import User
from tests.applications import Visitor
from tests.factories import Cast, give_role, make_section, make_team, make_user
from tests.web.test_list_pages import number_of_statements


@pytest.fixture
def section(cast: Cast) -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}"


@pytest.fixture
def clerk(session: Session, cast: Cast) -> User:
    user = make_user(session, "clerk")
    give_role(session, user, Role.CLERK, section=cast.section)
    return user


def test_a_tap_checks_a_team_in_and_leads_back_to_the_list(
    client: Visitor, cast: Cast, clerk: User, section: str
) -> None:
    client.sign_in(clerk)
    back = f"{section}/check-in/not-here-yet?q=team"

    answer = client.post(f"{section}/check-in/{cast.t01.id}/arrive", data={"back": back})
    page = client.get(f"{section}/check-in/").text

    assert (answer.status_code, answer.location) == (303, back)
    assert cast.t01.arrived_at is not None
    assert "1 of 2 teams are here" in page
    assert page.count("Here since") == 1
    assert page.index(cast.t02.name) < page.index("Here since")


def test_take_back_awaits_the_team_again(client: Visitor, cast: Cast, section: str) -> None:
    client.sign_in(cast.ben).post(f"{section}/check-in/{cast.t01.id}/arrive")

    answer = client.post(f"{section}/check-in/{cast.t01.id}/take-back", data={"back": "https://elsewhere.example/"})

    assert answer.location == f"{section}/check-in/"
    assert cast.t01.arrived_at is None
    assert "0 of 2 teams are here" in client.get(answer.location).text


def test_the_list_of_those_awaited_ends_when_everybody_is_here(
    client: Visitor, session: Session, cast: Cast, section: str
) -> None:
    make_team(session, cast.section, key="T09", name="Gone", status="withdrawn")
    client.sign_in(cast.ana).post(f"{section}/check-in/{cast.t01.id}/arrive")
    some = client.get(f"{section}/check-in/not-here-yet").text
    client.post(f"{section}/check-in/{cast.t02.id}/arrive")

    none = client.get(f"{section}/check-in/not-here-yet").text
    every = client.get(f"{section}/check-in/").text

    assert (f"check-in/{cast.t02.id}/arrive" in some, f"check-in/{cast.t01.id}/" in some, "Gone" in some) == (
        True, False, False
    )  # fmt: skip
    assert "Everybody is here" in none
    assert ("Gone" in every, "/arrive" in every) == (True, False)


def test_a_clerk_reads_names_and_no_code_and_organizers_both(
    client: Visitor, cast: Cast, clerk: User, section: str
) -> None:
    addresses = [f"{section}/check-in/", f"{section}/check-in/not-here-yet", f"{section}/check-in/?q={cast.t01.code}"]

    organizers = [client.sign_in(cast.ana).get(one).text for one in addresses]
    clerks = [client.sign_in(clerk).get(one).text for one in addresses]

    assert [f"</span>{cast.t01.code}</span>" in page for page in organizers] == [True, True, True]
    assert ["team-code" in page for page in clerks] == [False, False, False]
    assert [cast.t01.name in page for page in clerks] == [True, True, False]


def test_an_archived_section_checks_nobody_in(client: Visitor, cast: Cast, section: str) -> None:
    cast.section.state = "archived"

    answer = client.sign_in(cast.ana).post(f"{section}/check-in/{cast.t01.id}/arrive")

    assert (answer.status_code, cast.t01.arrived_at) == (409, None)


def test_a_team_of_another_section_is_not_found(client: Visitor, session: Session, cast: Cast, section: str) -> None:
    other = make_team(session, make_section(session, edition=cast.edition))

    answer = client.sign_in(cast.ana).post(f"{section}/check-in/{other.id}/arrive")

    assert (answer.status_code, other.arrived_at) == (404, None)


@pytest.mark.parametrize("page", ["/", "/lifecycle/"])
def test_start_and_stages_lead_to_check_in_while_it_is_open_and_teams_are_awaited(
    client: Visitor, cast: Cast, section: str, page: str
) -> None:
    button = f'<a class="btn btn-primary" href="{section}/check-in/">'
    client.sign_in(cast.ana)
    before = client.get(section + page).text
    cast.section.state = "check_in"
    open_ = client.get(section + page).text
    for team in (cast.t01, cast.t02):
        client.post(f"{section}/check-in/{team.id}/arrive")

    after = client.get(section + page).text

    assert [button in one for one in (before, open_, after)] == [False, True, False]
    assert "0 of 2 teams are here" in open_


def test_thirty_teams_cost_no_more_statements(
    app: Flask, session: Session, client: Visitor, cast: Cast, section: str
) -> None:
    client.sign_in(cast.ana)
    before = number_of_statements(app, client, f"{section}/check-in/")

    for _ in range(30):
        make_team(session, cast.section, institution_id=cast.t01.institution_id)

    assert number_of_statements(app, client, f"{section}/check-in/") == before
