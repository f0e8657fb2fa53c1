"""Asks how teams and members are entered by hand, listed, searched and removed."""

import pytest
from sqlalchemy import event, func, select

from olympiad.models.participant import Participant
from olympiad.models.team import Team
from tests.factories import make_team

FILLED = {
    "team": "T09", "name": "Registon", "code": "", "institution": "", "country": "UZ", "mentor": "",
    "status": "competing", "status_reason": "", "language": "",
}  # fmt: skip


@pytest.fixture
def place(cast):
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/teams"


def test_create_makes_a_team_with_a_drawn_code(client, cast, place, session):
    answer = client.sign_in(cast.ana).post(f"{place}/new", data=FILLED)

    team = session.scalars(select(Team).where(Team.key == "T09")).one()
    assert answer.location == f"{place}/{team.id}"
    assert len(team.code) == 3


def test_create_of_a_wrong_country_shows_the_problem_at_its_field(client, cast, place, session):
    answer = client.sign_in(cast.ana).post(f"{place}/new", data=FILLED | {"country": "U1"})

    assert 'id="country-error"' in answer.text
    assert session.scalar(select(func.count(Team.id)).where(Team.key == "T09")) == 0


def test_change_clears_what_is_left_empty(client, cast, place, session):
    cast.t01.mentor = "Karimov"

    client.sign_in(cast.ana).post(
        f"{place}/{cast.t01.id}/change", data=FILLED | {"team": "T01", "name": "Afrosiyob", "status": "guest"}
    )

    team = session.get_one(Team, cast.t01.id)
    assert (team.name, team.mentor, team.status, team.institution_id) == ("Afrosiyob", "", "guest", None)


def test_change_participant_may_change_the_name(client, cast, place, session):
    member = session.scalars(select(Participant).where(Participant.team_id == cast.t02.id)).one()
    member.key = None

    client.sign_in(cast.ana).post(
        f"{place}/{cast.t02.id}/participants/{member.id}",
        data={"name": "Finn Oʻktamov", "role": "leader", "consents_name": "y"},
    )

    names = session.scalars(select(Participant.name).where(Participant.team_id == cast.t02.id)).all()
    assert names == ["Finn Oʻktamov"]


def test_remove_asks_first_and_refuses_a_team_with_marks(client, cast, place, session):
    cast.sheets["T01", "P", "cem"].state = "submitted"
    client.sign_in(cast.ana)

    asked, refused, done = (
        client.get(f"{place}/{cast.t02.id}/remove"),
        client.post(f"{place}/{cast.t01.id}/remove"),
        client.post(f"{place}/{cast.t02.id}/remove"),
    )

    assert (asked.status_code, refused.status_code, done.status_code) == (200, 409, 303)
    assert session.scalars(select(Team.key).where(Team.section_id == cast.section.id)).all() == ["T01"]


def test_index_finds_by_code(client, cast, place):
    page = client.sign_in(cast.ana).get(f"{place}/?q={cast.t01.code}").text

    assert (cast.t01.name in page, cast.t02.name in page) == (True, False)


def test_index_asks_as_many_statements_for_30_teams_as_for_one(client, cast, place, session, app):
    statements = []
    event.listen(app.extensions["olympiad_engine"], "before_cursor_execute", lambda *given: statements.append(given[2]))
    client.sign_in(cast.ana).get(f"{place}/")
    few = len(statements)
    for _ in range(30):
        make_team(session, cast.section)
    statements.clear()

    client.get(f"{place}/")

    assert len(statements) == few


def test_a_person_of_another_team_is_asked_about(client, cast, place, session):
    typed = {"name": "FINN", "role": "member"}

    page = client.sign_in(cast.ana).post(f"{place}/{cast.t01.id}/participants/new", data=typed, follow_redirects=True)

    assert "“Finn” is in team T02 already. Is “FINN” the same person?" in page.text
    assert session.scalar(select(func.count(Participant.id)).where(Participant.name == "FINN")) == 1


def test_teams_are_found_by_the_name_of_a_member(client, cast, place, session):
    client.sign_in(cast.ana)

    page = client.get(f"{place}/?q=finn").text

    assert cast.t02.name in page
    assert cast.t01.name not in page


def test_create_understands_the_name_of_a_country(client, cast, place, session):
    client.sign_in(cast.ana).post(f"{place}/new", data=FILLED | {"country": " Узбекистан "})

    assert session.scalars(select(Team.country).where(Team.key == "T09")).one() == "UZ"


def test_create_names_a_country_that_nobody_knows_as_it_was_typed(client, cast, place, session):
    answer = client.sign_in(cast.ana).post(f"{place}/new", data=FILLED | {"country": "Narnia"})

    assert 'id="country-error"' in answer.text
    assert 'value="Narnia"' in answer.text
    assert session.scalar(select(func.count(Team.id)).where(Team.key == "T09")) == 0
