"""The clerk's grid as a plain form, who may open it, and what the second person sees."""

import re

import pytest
from sqlalchemy.orm import Session

from olympiad.domain.roles import Role
from olympiad.models.score_sheet import Mark
from olympiad.models.user import User
from olympiad.services.people import sign_ins
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
    assert "1 answer must be mended. Everything else is saved." in answer.text
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
    assert "1 score sheet is submitted." in page.text
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


JSON = {"Accept": "application/json"}


def test_nothing_that_the_second_person_asks_tells_the_first_keying(
    client: Visitor, session: Session, cast: Cast, zulfiya: User, umida: User, grid: str, url: str
) -> None:
    client.sign_in(cast.ana).post(f"{url}/double", data={"on": "1"})
    told, base = [], cell(cast).replace("cell", "base")
    for first in ("3", "8"):
        shown = [mark.operation_id for mark in session.query(Mark)]
        client.sign_in(zulfiya).post(grid, data={cell(cast): first, base: "".join(shown)})
        mark = session.query(Mark).one()
        client.sign_in(umida)
        answers = [client.post(grid, data={cell(cast): text}, headers=JSON).json for text in ("3", "8", "", "9")]
        answers += [client.post(grid, data={cell(cast): "8", base: mark.operation_id}, headers=JSON).json]
        answers += [client.post(f"{grid}/check", data={cell(cast): text}).json for text in ("3", "8")]
        pages = [client.get(page) for page in (url + "/", grid, f"{grid}/second", f"{url}/differences")]
        told.append((answers, [(page.status_code, plain(page.text)) for page in pages]))

    assert told[0] == told[1]
    assert {
        text for answer in told[0][0][:5] for one in answer["cells"].values() for text in (one["text"], one["base"])
    } == {""}
    assert session.query(Mark).one().mark == 8000


def plain(page: str) -> str:
    """A page without what is drawn at random."""
    return re.sub(r'(name="csrf_token"|nonce=|name="csrf-token") ?(value|content)?="?[^"]*"', "", page)


def test_a_finished_second_keying_is_not_tried_until_it_agrees(
    client: Visitor, cast: Cast, zulfiya: User, umida: User, grid: str, url: str
) -> None:
    client.sign_in(cast.ana).post(f"{url}/double", data={"on": "1"})
    client.sign_in(zulfiya).post(grid, data={cell(cast): "7.5"})
    client.sign_in(umida).post(f"{grid}/second", data={cell(cast): "9"}, headers=JSON)

    tried = client.post(f"{grid}/second", data={cell(cast): "7.5"}, headers=JSON).json["cells"][cell(cast)[5:]]

    assert "complete and compared" in tried["error"]


def test_second_keying_says_which_sheets_are_not_this_persons(
    client: Visitor, cast: Cast, zulfiya: User, grid: str, url: str
) -> None:
    client.sign_in(cast.ana).post(f"{url}/double", data={"on": "1"})
    client.sign_in(zulfiya).post(grid, data={cell(cast): "7.5"})

    own = client.post(f"{grid}/second", data={cell(cast): "7"}, headers=JSON).json["cells"][cell(cast)[5:]]

    assert "no longer in this pile" in own["error"]


def test_save_tells_a_module_that_the_sheet_was_handed_over(
    client: Visitor, session: Session, cast: Cast, zulfiya: User, grid: str
) -> None:
    client.sign_in(zulfiya).post(grid, data={cell(cast): "7", "submit": str(cast.sheets["T01", "P", "cem"].id)})

    answer = client.post(grid, data={cell(cast): "2"}, headers=JSON).json["cells"][cell(cast)[5:]]

    assert (answer["text"], "handed over meanwhile" in answer["error"]) == ("7", True)
    assert session.query(Mark).one().mark == 7000


def test_save_answers_also_for_sheets_that_are_not_there(client: Visitor, cast: Cast, zulfiya: User, grid: str) -> None:
    cells = client.sign_in(zulfiya).post(grid, data={"cell-999999-1": "7"}, headers=JSON).json["cells"]

    assert "no longer in this pile" in cells["999999-1"]["error"]


def sign_in_from(session: Session, user: User, address: str, browser: str) -> None:
    sign_ins.begin(session, user, f"{user.id} {address} {browser}", browser=browser, address=address)


@pytest.mark.parametrize(
    ("address", "browser", "told"),
    [("10.0.0.7", "Firefox 140", True), ("10.0.0.8", "Firefox 140", False), ("10.0.0.7", "Chrome 142", False)],
)
def test_index_tells_the_chief_judge_where_two_keyers_may_be_one_person(
    client: Visitor,
    session: Session,
    cast: Cast,
    zulfiya: User,
    umida: User,
    grid: str,
    url: str,
    address: str,
    browser: str,
    told: bool,
) -> None:
    client.sign_in(cast.ana).post(f"{url}/double", data={"on": "1"})
    client.sign_in(zulfiya).post(grid, data={cell(cast): "7.5"})
    client.sign_in(umida).post(f"{grid}/second", data={cell(cast): "7.5"})
    sign_in_from(session, zulfiya, "10.0.0.7", "Firefox 140")
    sign_in_from(session, umida, address, browser)

    pages = [client.sign_in(person).get(f"{url}/").text for person in (cast.ben, umida)]

    words = "Zulfiya and Umida keyed 1 sheet as first and second person"
    assert [words in page for page in pages] == [told, False]


def test_token_says_whose_session_it_is(client: Visitor, zulfiya: User, url: str) -> None:
    answer = client.sign_in(zulfiya).get(f"{url}/token").json

    assert (answer["person"], bool(answer["csrf_token"])) == (zulfiya.id, True)


def test_judges_and_leaders_are_refused(client: Visitor, cast: Cast, grid: str) -> None:
    assert [client.sign_in(person).get(grid).status_code for person in (cast.cem, cast.eva)] == [403, 403]


def test_a_judge_of_another_section_is_not_there(client: Visitor, cast: Cast, zulfiya: User, grid: str) -> None:
    make_mark(client.test_session, cast.sheets["T01", "P", "cem"], cast.pipetting.criteria[0], 1000)

    assert client.sign_in(zulfiya).get(f"{grid}99").status_code == 404


def test_find_leads_from_the_code_on_paper_to_the_cell(
    client: Visitor, session: Session, cast: Cast, zulfiya: User, url: str
) -> None:
    client.sign_in(zulfiya)

    scanned = client.get(
        f"{url}/sheet?code=OLYMPIAD/{cast.edition.slug}/{cast.section.slug}/{cast.t02.code}/P/dana"
    ).location
    typed = client.get(f"{url}/sheet?code={cast.t01.code.lower()}+P+cem").location

    criterion = cast.pipetting.criteria[0].id
    assert scanned.endswith(
        f"/{cast.pipetting.id}/{cast.dana_judge.id}?page=1#cell-{cast.sheets['T02', 'P', 'dana'].id}-{criterion}"
    )
    assert typed.endswith(f"/{cast.pipetting.id}/{cast.cem_judge.id}?page=1#{cell(cast)}")


def test_find_leads_to_the_row_of_a_sheet_that_is_submitted(
    client: Visitor, session: Session, cast: Cast, zulfiya: User, url: str
) -> None:
    cast.sheets["T01", "P", "cem"].state = "submitted"
    session.flush()

    place = client.sign_in(zulfiya).get(f"{url}/sheet?code={cast.t01.code}+P+cem").location

    sheet = cast.sheets["T01", "P", "cem"].id
    assert place.endswith(f"#sheet-{sheet}")
    assert f'id="sheet-{sheet}"' in client.get(place).text


def test_find_says_what_is_wrong_with_a_code(client: Visitor, cast: Cast, zulfiya: User, url: str) -> None:
    page = client.sign_in(zulfiya).get(f"{url}/sheet?code={cast.t01.code}+P", follow_redirects=True).text

    assert f"Several judges have a sheet of team {cast.t01.code} at task P. Type the judge’s key behind them." in page
