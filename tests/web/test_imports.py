"""Asks how an organizer loads a section: upload, preview with problems, import once, template, and taking it away."""

import io

import pytest
from sqlalchemy import func, select

from olympiad.exchange.sources import read_upload
from olympiad.models.team import Team
from olympiad.services.computing import section_tables
from olympiad.services.entry import section_import

TEAMS = "team,name,institution,country\nT10,Zarafshon,Samarkand State Medical University,UZ\nT11,=1+1,,KZ\n"


@pytest.fixture
def place(cast):
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/imports"


def upload(client, place, text: str, name: str = "teams.csv"):
    return client.post(f"{place}/", data={"file": (io.BytesIO(text.encode()), name)})


def test_upload_leads_to_a_preview_and_changes_nothing(client, cast, place, session):
    answer = upload(client.sign_in(cast.ana), place, TEAMS)

    page = client.get(answer.location).text
    assert answer.status_code == 303
    assert "Zarafshon" in page
    assert session.scalar(select(func.count(Team.id))) == 2


def test_upload_without_a_file_asks_for_one(client, cast, place):
    answer = client.sign_in(cast.ana).post(f"{place}/", data={})

    assert answer.status_code == 400
    assert "Choose a file." in answer.text


def test_confirm_imports_once(client, cast, place, session):
    address = upload(client.sign_in(cast.ana), place, TEAMS).location

    first, second = client.post(f"{address}/confirm"), client.post(f"{address}/confirm")

    assert (first.status_code, second.status_code) == (303, 409)
    assert session.scalar(select(func.count(Team.id))) == 4


def test_confirm_plans_again_against_the_present_state(client, cast, place, session):
    address = upload(client.sign_in(cast.ana), place, "team,code\nT01,X99\n").location
    cast.sheets["T01", "P", "cem"].state = "open"

    answer = client.post(f"{address}/confirm")

    assert answer.status_code == 409
    assert session.get_one(Team, cast.t01.id).code != "X99"


def test_show_names_problems_by_row_and_column(client, cast, place):
    address = upload(client.sign_in(cast.ana), place, "team,country\nT01,MAL\n").location

    page = client.get(address).text
    listed = client.get(f"{address}/problems.csv").text
    assert "teams.csv · Country, row 2" in " ".join(page.split())
    assert listed.splitlines()[1].startswith("teams.csv,2,country,")


def test_show_of_another_section_is_not_found(client, cast, place):
    upload(client.sign_in(cast.ana), place, TEAMS)

    assert client.get(f"{place}/nonsense").status_code == 404


@pytest.mark.parametrize("language", ["en", "uz", "ru"])
def test_template_can_be_loaded_as_it_is(client, cast, place, session, language):
    client.set_cookie("language", language)
    answer = client.sign_in(cast.ana).get(f"{place}/template.xlsx")

    tables, problems = read_upload("template.xlsx", answer.data)
    plan = section_import.plan_tables(session, cast.section, tables, problems).plan
    assert plan.problems == []
    assert len(plan.changed("criteria")) == 6


@pytest.mark.parametrize("ending", ["zip", "xlsx"])
def test_export_gives_what_can_be_loaded_again(client, cast, place, session, ending):
    address = upload(client.sign_in(cast.ana), place, TEAMS).location
    client.post(f"{address}/confirm")
    before = section_tables.read(session, cast.section)

    answer = client.get(f"{place}/section.{ending}")

    tables, problems = read_upload(f"section.{ending}", answer.data)
    plan = section_import.plan_tables(session, cast.section, tables, problems).plan
    assert (plan.problems, {name: plan.changed(name) for name in plan.rows if plan.changed(name)}) == ([], {})
    assert [dict(row.cells) for row in tables["teams"].rows] == before["teams"]


def test_equal_problems_stand_together_under_the_owners_name_of_the_list(client, cast, place):
    rows = "".join(f"T{number},Atlantis\n" for number in range(50, 53))
    body = {"file": (io.BytesIO(f"team,country\n{rows}".encode()), "команды (1).csv")}
    address = client.sign_in(cast.ana).post(f"{place}/", data=body).location

    page = " ".join(client.get(address).text.split())

    assert "команды (1).csv · Teams · Country, 3 rows: 2, 3, 4" in page
    assert page.count("is not a country code") == 1
    assert "in teams.csv" not in page
