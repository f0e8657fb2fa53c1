"""Asks how an organizer replaces a word of a list in every row at once: chosen, remembered, taken back."""

import io
import re

import pytest
from sqlalchemy import select

from olympiad.domain.roles import Role
from olympiad.models.institution import Institution
from olympiad.models.list_replacement import ListReplacement
from olympiad.models.participant import Participant
from olympiad.models.team import Team
from tests.factories import give_role, make_edition, make_section, make_user

ROWS = [
    f"{number};Человек {number};ВУЗ {number % 3};Узб. Республика;Команда {number};староста" for number in range(1, 7)
]
LIST = "\n".join(["№;ФИО;Университет;Страна;Команда;Роль", *ROWS]) + "\n"
COUNTRY = {"column": "country", "found": "УЗБ. РЕСПУБЛИКА", "value": "UZ"}
ROLE = {"column": "role", "found": "староста", "value": "leader"}


@pytest.fixture
def place(cast):
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/imports"


def upload(client, place, text: str = LIST, name: str = "список.csv") -> str:
    return client.post(f"{place}/", data={"file": (io.BytesIO(text.encode()), name)}).location


def problems_of(page: str) -> list[str]:
    return [
        " ".join(re.sub("<[^>]+>", " ", one).split())
        for one in re.findall(r'<li [^>]*data-state="problem">(.*?)</div></li>', page, re.DOTALL)
    ]


def test_equal_problems_of_a_list_of_people_are_one_with_a_choice(client, cast, place):
    page = client.get(upload(client.sign_in(cast.ana), place)).text

    told = problems_of(page)
    assert len(told) == 2
    assert told[0].startswith("список.csv · Country, 6 rows: 2, 3, 4, 5, 6, 7")
    assert page.count('<option value="UZ">Uzbekistan (UZ)</option>') == 1
    assert '<option value="leader">Team leader</option>' in page


def test_replacing_a_word_mends_every_row(client, cast, place, session):
    address = upload(client.sign_in(cast.ana), place)

    for chosen in (COUNTRY, ROLE):
        answer = client.post(f"{address}/replacements/", data=chosen)
    page = client.get(address).text
    client.post(f"{address}/confirm")

    assert answer.status_code == 303
    assert "is read as Team leader in 6 rows." in page
    assert problems_of(page) == []
    teams = session.scalars(select(Team).where(Team.key.startswith("Команда")))
    assert {team.country for team in teams} == {"UZ"}
    assert set(session.scalars(select(Institution.country).where(Institution.key.startswith("ВУЗ")))) == {"UZ"}
    people = session.scalars(select(Participant).where(Participant.name.startswith("Человек")))
    assert [one.role for one in people] == ["leader"] * 6


def test_the_next_list_is_read_so_without_asking_and_may_be_left_as_it_is(client, cast, place, session):
    first = upload(client.sign_in(cast.ana), place)
    client.post(f"{first}/replacements/", data=COUNTRY)

    address = upload(client, place, LIST.replace("Узб. Республика", "узб.  республика"), "2027.csv")

    page = client.get(address).text
    assert "Replaced words" in page
    assert [one.split(" (")[0] for one in problems_of(page)] == ["2027.csv · Role"]
    client.post(f"{address}/replacements/leave", data=COUNTRY)
    assert len(problems_of(client.get(address).text)) == 2
    assert session.scalars(select(ListReplacement)).all() == []


def test_an_own_choice_comes_before_that_of_another_organizer(client, cast, place, session):
    client.post(f"{upload(client.sign_in(cast.ana), place)}/replacements/", data=COUNTRY)
    other = make_section(session, edition=make_edition(session, slug="next"))
    nora = make_user(session, "nora")
    give_role(session, nora, Role.ORGANIZER, section=other)
    session.commit()
    there = f"/editions/next/{other.slug}/imports"

    address = upload(client.sign_in(nora), there)
    assert "Uzbekistan (UZ)</b>" in client.get(address).text
    client.post(f"{address}/replacements/leave", data=COUNTRY)
    client.post(f"{address}/replacements/", data={**COUNTRY, "value": "TM"})

    assert "Turkmenistan (TM)</b>" in client.get(upload(client, there)).text
    assert "Uzbekistan (UZ)</b>" in client.get(upload(client.sign_in(cast.ana), place)).text


def test_a_key_of_the_section_is_replaced_for_this_list_alone(client, cast, place, session):
    judges = "judge,name,teams\nJ9,Alieva,T1;T02\n"
    address = upload(client.sign_in(cast.ana), place, judges, "judges.csv")
    chosen = {"column": "teams", "found": "T1", "value": "T01"}

    client.post(f"{address}/replacements/", data=chosen)

    assert problems_of(client.get(address).text) == []
    assert session.scalars(select(ListReplacement)).all() == []


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"value": "Narnia"}, "This word cannot be replaced so any more."),
        ({"found": "nowhere"}, "This word cannot be replaced so any more."),
        ({"column": "name"}, "This word cannot be replaced so any more."),
        ({"value": ""}, "Choose what it is."),
    ],
)
def test_what_is_no_choice_is_refused_and_nothing_is_kept(client, cast, place, session, changed, words):
    address = upload(client.sign_in(cast.ana), place)

    answer = client.post(f"{address}/replacements/", data={**COUNTRY, **changed})

    assert answer.status_code == 303
    page = client.get(address).text
    assert words in page
    assert len(problems_of(page)) == 2
    assert session.scalars(select(ListReplacement)).all() == []


def test_after_the_import_nothing_is_replaced(client, cast, place, session):
    address = upload(client.sign_in(cast.ana), place, "team,name\nT10,Zarafshon\n", "teams.csv")
    client.post(f"{address}/confirm")

    client.post(f"{address}/replacements/", data=COUNTRY)

    assert "has been imported already" in client.get(address).text


def test_the_name_that_is_almost_written_is_offered_first(client, cast, place):
    page = client.get(upload(client.sign_in(cast.ana), place, LIST.replace("Узб. Республика", "Узбекитсан"))).text

    assert '<option value="UZ" selected>Uzbekistan (UZ)</option>' in page


def test_what_is_noted_of_every_name_is_said_once(client, cast, place):
    text = re.sub(r"Человек (\d)", lambda found: f"Человек {'АБВГДЕЖ'[int(found[1])]}", LIST)

    page = client.get(upload(client.sign_in(cast.ana), place, text)).text

    assert page.count("Names that are not all Latin letters") == 1
    assert "Человек Б, Человек В, Человек Г …" in page
    assert "CYRILLIC" not in page
