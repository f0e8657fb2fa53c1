"""Answers from a list on every page that has them: judge, clerk, organizer, paper; the key stays hidden where it must."""

import pypdfium2
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.roles import Role
from olympiad.models.score_sheet import Mark
from olympiad.models.task import Criterion, ReadingKey
from tests.applications import Visitor
from tests.factories import Cast, give_role, make_criterion, make_mark, make_user
from tests.results_world import set_rules
from tests.web.test_score_sheets import fields

KEY = "choices=Na:sodium salt|K:potassium salt|Ba right=K|Ba wrong=0.5"


@pytest.fixture
def unknown(session: Session, cast: Cast) -> Criterion:
    return make_criterion(session, cast.pipetting, code="unknown", kind="choice", maximum=4000, key=KEY)


def base(cast: Cast) -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}"


def judged(visitor: Visitor, cast: Cast, unknown: Criterion) -> dict:
    sheets = visitor.sign_in(cast.cem).get(f"{base(cast)}/score-sheets/fresh").json["sheets"]
    own = next(one for one in sheets if one["id"] == cast.sheets["T01", "P", "cem"].id)
    return next(one for one in own["criteria"] if one["id"] == unknown.id) | {"so_far": own["so_far"]}


def test_judge_gets_list_and_key_where_points_are_shown(client: Visitor, cast: Cast, unknown: Criterion) -> None:
    found = judged(client, cast, unknown)

    assert found["options"][0] == {"code": "Na", "label": "sodium salt"}
    assert found["right"] == {"codes": ["K", "Ba"], "each": "", "wrong": "0.5"}


def test_judge_never_gets_the_key_where_points_are_not_shown(
    client: Visitor, cast: Cast, unknown: Criterion, session: Session
) -> None:
    set_rules(session, cast, [["points_shown", "no"]])
    sheet = cast.sheets["T01", "P", "cem"]
    make_mark(session, sheet, unknown, None, readings="K|Ba")
    session.add(ReadingKey(criterion_id=unknown.id, sample="", key="right=Na"))
    session.flush()

    found = judged(client, cast, unknown)
    pages = [client.get(f"{base(cast)}/score-sheets/{then}").text for then in ("fresh", str(sheet.id))]

    assert (found["right"], found["points"], found["so_far"]) == (None, None, "0")
    assert [one["code"] for one in found["options"]] == ["Na", "K", "Ba"]
    assert [page for page in pages if "right=" in page or "gives 4 points" in page] == []


@pytest.mark.parametrize(
    ("typed", "kept"), [(["Na", "Ba"], ("Na|Ba", None)), (["-"], ("", 0)), (["-", "K"], ("K", None))]
)
def test_form_without_javascript_keeps_the_boxes(
    client: Visitor, cast: Cast, unknown: Criterion, session: Session, typed: list[str], kept: tuple
) -> None:
    sheet, address = cast.sheets["T01", "P", "cem"], f"{base(cast)}/score-sheets/{cast.sheets['T01', 'P', 'cem'].id}"
    form = fields(client.sign_in(cast.cem).get(address)) | {f"reading-{unknown.id}": typed, "then": "stay"}

    answer = client.post(address, data=form)

    mark = session.get_one(Mark, (sheet.id, unknown.id))
    assert (answer.status_code, mark.readings, mark.mark) == (303, *kept)
    assert client.get(address).text.count("checked") >= len([one for one in typed if one != "-"])


def test_form_has_radios_where_one_answer_may_be_chosen(
    client: Visitor, cast: Cast, unknown: Criterion, session: Session
) -> None:
    unknown.key = "choices=A|B|C most=1"
    session.flush()

    page = client.sign_in(cast.cem).get(f"{base(cast)}/score-sheets/{cast.sheets['T01', 'P', 'cem'].id}").text

    assert page.count(f'type="radio" name="reading-{unknown.id}"') == 4


def test_clerk_types_codes(client: Visitor, cast: Cast, unknown: Criterion, session: Session) -> None:
    clerk = make_user(session, "zulfiya")
    give_role(session, clerk, Role.CLERK, section=cast.section)
    grid = f"{base(cast)}/keying/{cast.pipetting.id}/{cast.cem_judge.id}"
    cells = {team: f"cell-{cast.sheets[team, 'P', 'cem'].id}-{unknown.id}" for team in ("T01", "T02")}

    answer = client.sign_in(clerk).post(grid, data={cells["T01"]: "ba na", cells["T02"]: "Li"})

    assert answer.status_code == 422
    assert "Li is not in the list of answers: Na · K · Ba." in answer.text
    assert [mark.readings for mark in session.scalars(select(Mark))] == ["Na|Ba"]
    assert "right=" not in answer.text


def test_organizer_enters_list_and_key(client: Visitor, cast: Cast, session: Session) -> None:
    place = f"{base(cast)}/tasks/{cast.glucose.id}/criteria"
    given = {
        "criterion": "c", "label": "Unknown", "maximum": "4", "step": "0.5", "critical_how": "no", "kind": "choice",
        "options-0-code": "A", "options-0-label": "salt", "options-1-code": "B", "options-1-right": "y", "most": "1",
        "each_wrong": "0.5",
    }  # fmt: skip

    answer = client.sign_in(cast.ana).post(f"{place}/new", data=given)
    refused = client.post(f"{place}/new", data=given | {"criterion": "d", "options-1-code": "a"})

    row = session.scalars(select(Criterion).where(Criterion.code == "c")).one()
    assert (answer.status_code, row.key) == (303, "choices=A:salt|B most=1 right=B wrong=0.5")
    assert 'name="options-0-label" value="salt"' in client.get(f"{place}/{row.id}").text
    assert "An answer stands twice" in refused.text
    assert session.scalars(select(Criterion).where(Criterion.code == "d")).all() == []


def test_chief_judge_sets_the_key_after_the_run(
    client: Visitor, cast: Cast, unknown: Criterion, session: Session
) -> None:
    unknown.key = "choices=Na:sodium salt|K"
    session.flush()
    page = f"{base(cast)}/reading-keys/{unknown.id}"

    shown = client.sign_in(cast.ben).get(page, query_string={"right": "Na", "each_right": "2", "each_wrong": ""})
    answer = client.post(page, data={"right": ["Na"], "each_right": "2", "each_wrong": "1", "sample": "", "reason": ""})

    assert "Right: sodium salt." in shown.text
    assert answer.status_code == 303
    assert session.scalars(select(ReadingKey.key)).all() == ["right=Na each=2 wrong=1"]
    assert "Each wrong answer: −1 points." in client.get(f"{base(cast)}/reading-keys/").text


def test_paper_has_a_box_for_each_answer_and_no_key(client: Visitor, cast: Cast, unknown: Criterion) -> None:
    answer = client.sign_in(cast.ana).get(f"{base(cast)}/documents/score-sheets.pdf?task=P")

    text = pypdfium2.PdfDocument(answer.data)[0].get_textpage().get_text_bounded()
    assert [words for words in ("sodium salt", "potassium salt", "Ba", "nothing chosen") if words not in text] == []
    assert "right" not in text
