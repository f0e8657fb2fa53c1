"""Asks how an organizer says which column of a department's list means what, and that the next list is read without asking."""

import io

import pytest
from sqlalchemy import func, select

from olympiad.domain.roles import Role
from olympiad.models.import_preview import ImportPreview
from olympiad.models.list_shape import ListShape
from olympiad.models.team import Team
from tests.factories import give_role, make_edition, make_section, make_user

LIST = "Колба;Кто;Откуда\nГлюкоза;Karimova Aziza;ИГМА\nИнсулин;Ivanov Ivan;ТМА\n"
SAID = {
    "list": "0",
    "holds": "people",
    "header": "1",
    "column-0": "team",
    "column-1": "name",
    "column-2": "institution",
}


@pytest.fixture
def place(cast):
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/imports"


def upload(client, place, text: str = LIST, name: str = "список.csv") -> str:
    return client.post(f"{place}/", data={"file": (io.BytesIO(text.encode()), name)}).location


def test_a_list_that_nobody_understands_leads_to_its_columns(client, cast, place):
    address = upload(client.sign_in(cast.ana), place)

    page = client.get(address).text
    assert address.endswith("/columns/")
    assert "Колба" in page
    assert "Karimova Aziza" in page


def test_assigned_columns_are_imported(client, cast, place, session):
    address = upload(client.sign_in(cast.ana), place)

    preview = client.post(address, data=SAID).location
    client.post(f"{preview}/confirm")

    assert set(session.scalars(select(Team.key))) == {"T01", "T02", "Глюкоза", "Инсулин"}


def test_the_next_list_of_the_same_shape_is_read_without_asking(client, cast, place, session):
    client.post(upload(client.sign_in(cast.ana), place), data={**SAID, "remember": "y"})

    address = upload(client, place, "Год 2027;;\n Колба ;КТО;Откуда\nГемин;Li Wei;БМУ\n", "2027.csv")

    assert not address.endswith("/columns/")
    assert "Гемин" in client.get(address, query_string={"table": "teams"}).text
    assert "earlier list with this header" in client.get(address).text


def test_another_organizer_of_the_installation_is_not_asked_again_but_may_say_otherwise(client, cast, place, session):
    client.post(upload(client.sign_in(cast.ana), place), data={**SAID, "remember": "y"})
    other = make_section(session, edition=make_edition(session, slug="next"))
    nora = make_user(session, "nora")
    give_role(session, nora, Role.ORGANIZER, section=other)
    session.commit()
    there = f"/editions/next/{other.slug}/imports"

    address = upload(client.sign_in(nora), there)
    client.post(
        f"{address}/columns/", data={**SAID, "holds": "judges", "column-0": "", "column-1": "judge", "remember": "y"}
    )

    assert not address.endswith("/columns/")
    assert set(session.scalars(select(ListShape.table))) == {"people", "judges"}
    assert not upload(client.sign_in(cast.ana), place).endswith("/columns/")
    newest = session.scalars(select(ImportPreview).order_by(ImportPreview.id.desc())).first()
    assert '"people"' in newest.assigned


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"column-1": ""}, "No column was chosen for: Name of the person."),
        ({"column-2": "team"}, "Two columns have the same meaning: Team (number or name)."),
        ({"column-2": "nonsense"}, "This cannot be chosen for a list."),
    ],
)
def test_what_is_missing_or_twice_is_said_and_nothing_is_kept(client, cast, place, session, changed, words):
    address = upload(client.sign_in(cast.ana), place)

    answer = client.post(address, data={**SAID, **changed, "remember": "y"})

    assert answer.status_code == 400
    assert words in answer.text
    assert session.scalar(select(func.count(ListShape.id))) == 0
    assert session.scalars(select(ImportPreview)).one().assigned == ""


def test_looking_at_another_choice_keeps_nothing(client, cast, place, session):
    address = upload(client.sign_in(cast.ana), place)

    answer = client.post(address, data={**SAID, "holds": "teams", "look": "1"})

    page = client.get(answer.location)
    assert (answer.status_code, page.status_code) == (303, 200)
    assert "Name of the team" in page.text
    assert session.scalars(select(ImportPreview)).one().assigned == ""


@pytest.mark.parametrize("query", ["list=7", "holds=rules", "header=99"])
def test_a_list_or_header_that_is_not_there_is_not_found(client, cast, place, query):
    address = upload(client.sign_in(cast.ana), place)

    assert client.get(f"{address}?{query}").status_code == 404


def test_an_own_file_goes_straight_to_its_preview(client, cast, place):
    assert not upload(client.sign_in(cast.ana), place, "team,name\nT10,Zarafshon\n", "teams.csv").endswith("/columns/")
