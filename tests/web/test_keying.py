"""The clerk's grid as a plain form, who may open it, and what the second person sees."""

import pytest
from sqlalchemy.orm import Session

from olympiad.domain.roles import Role
from olympiad.models.score_sheet import Mark
from olympiad.models.user import User
from tests.applications import Visitor
from tests.factories import Cast, give_role, make_mark, make_user


@pytest.fixture
def zulfiya(session: Session, cast: Cast) -> User:
    user = make_user(session, "zulfiya")
    give_role(session, user, Role.CLERK, section=cast.section)
    return user


@pytest.fixture
def umida(session: Session, cast: Cast) -> User:
    user = make_user(session, "umida")
    give_role(session, user, Role.CLERK, section=cast.section)
    return user


@pytest.fixture
def url(cast: Cast) -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/keying"


@pytest.fixture
def grid(url: str, cast: Cast) -> str:
    return f"{url}/{cast.pipetting.id}/{cast.cem_judge.id}"


def cell(cast: Cast, team: str = "T01") -> str:
    return f"cell-{cast.sheets[team, 'P', 'cem'].id}-{cast.pipetting.criteria[0].id}"


def test_show_gives_codes_and_no_names(client: Visitor, cast: Cast, zulfiya: User, grid: str) -> None:
    page = client.sign_in(zulfiya).get(grid)

    assert cast.t01.code in page.text
    assert cast.t01.name not in page.text
    assert "cem" in client.get(grid.rsplit("/", 2)[0] + "/").text


def test_save_keeps_the_good_cells_and_shows_the_wrong_one(
    client: Visitor, session: Session, cast: Cast, zulfiya: User, grid: str
) -> None:
    answer = client.sign_in(zulfiya).post(grid, data={cell(cast): "7,5", cell(cast, "T02"): "70"})

    assert answer.status_code == 422
    assert 'value="70"' in answer.text
    assert "above the maximum" in answer.text
    assert [mark.mark for mark in session.query(Mark)] == [7500]


def test_save_answers_a_module_cell_by_cell(client: Visitor, cast: Cast, zulfiya: User, grid: str) -> None:
    answer = client.sign_in(zulfiya).post(
        grid, data={cell(cast): "7,5", cell(cast, "T02"): "x"}, headers={"Accept": "application/json"}
    )

    cells = answer.json["cells"]
    good, bad = cells[cell(cast)[5:]], cells[cell(cast, "T02")[5:]]
    assert (good["text"], good["error"], bool(good["base"])) == ("7.5", "", True)
    assert "not a number" in bad["error"]


def test_submit_on_behalf_of_the_judge_names_who_keyed(client: Visitor, cast: Cast, zulfiya: User, grid: str) -> None:
    sheet = cast.sheets["T01", "P", "cem"]

    page = client.sign_in(zulfiya).post(grid, data={cell(cast): "7", "submit": str(sheet.id)}, follow_redirects=True)

    assert sheet.state == "submitted"
    assert "keyed by Zulfiya" in page.text
    moderation = f"{grid.rsplit('/keying', 1)[0]}/moderation/{cast.t01.id}/{cast.pipetting.id}"
    assert "keyed by Zulfiya" in client.sign_in(cast.ben).get(moderation).text


def test_two_marks_of_one_cell_are_chosen_between(
    client: Visitor, session: Session, cast: Cast, zulfiya: User, umida: User, grid: str
) -> None:
    client.sign_in(zulfiya).post(grid, data={cell(cast): "7"})
    page = client.sign_in(umida).post(grid, data={cell(cast): "8"}, follow_redirects=True)
    assert "Which one counts?" in page.text
    mark = session.query(Mark).one()

    client.post(grid, data={"chosen": f"{mark.sheet_id}:{mark.criterion_id}:{mark.conflict_operation_id}"})

    assert (mark.mark, mark.conflict_operation_id) == (8000, None)


def test_second_person_types_without_seeing_the_first_and_ben_settles(
    client: Visitor, session: Session, cast: Cast, zulfiya: User, umida: User, grid: str, url: str
) -> None:
    client.sign_in(cast.ana).post(f"{url}/double", data={"on": "1"})
    client.sign_in(zulfiya).post(grid, data={cell(cast): "7.5"})

    second = client.sign_in(umida).get(f"{grid}/second")
    client.post(f"{grid}/second", data={cell(cast): "9.5"})
    differences = client.get(f"{url}/differences")
    sheet = cast.sheets["T01", "P", "cem"]
    form = {"sheet": sheet.id, "criterion": cast.pipetting.criteria[0].id, "way": "second", "reason": "it is a 9"}
    client.sign_in(cast.ben).post(f"{url}/differences", data=form)

    assert cast.t01.code in second.text
    assert 'value="7.5"' not in second.text
    assert all(words in differences.text for words in ("First keying: 7.5", "Second keying: 9.5"))
    assert session.query(Mark).one().mark == 9500
    assert "it is a 9" in client.get(f"{url}/differences").text


def test_judges_and_leaders_are_refused(client: Visitor, cast: Cast, grid: str) -> None:
    assert [client.sign_in(person).get(grid).status_code for person in (cast.cem, cast.eva)] == [403, 403]


def test_a_judge_of_another_section_is_not_there(client: Visitor, cast: Cast, zulfiya: User, grid: str) -> None:
    make_mark(client.test_session, cast.sheets["T01", "P", "cem"], cast.pipetting.criteria[0], 1000)

    assert client.sign_in(zulfiya).get(f"{grid}99").status_code == 404
