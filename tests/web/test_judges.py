"""Asks how judges are entered, how conflicts of interest are shown, and how a sheet goes to another judge."""

import pytest
from sqlalchemy import func, select

from olympiad.models.judge import Judge
from olympiad.models.score_sheet import ScoreSheet

JUDGE = {"judge": "J9", "name": "Olim", "institution": "", "email": "", "kind": "official", "teams": ""}


@pytest.fixture
def place(cast):
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/judges"


def test_create_makes_score_sheets_for_the_ticked_tasks(client, cast, place, session):
    client.sign_in(cast.ana).post(f"{place}/new", data=JUDGE | {"tasks": ["P"]})

    judge = session.scalars(select(Judge).where(Judge.key == "J9")).one()
    sheets = session.scalars(select(ScoreSheet.task_id).where(ScoreSheet.judge_id == judge.id)).all()
    assert sheets == [cast.pipetting.id] * 2


def test_change_releases_untouched_sheets(client, cast, place, session):
    given = JUDGE | {"judge": "cem", "tasks": ["P"], "teams": cast.t01.code}

    client.sign_in(cast.ana).post(f"{place}/{cast.cem_judge.id}/change", data=given)

    sheets = session.execute(
        select(ScoreSheet.team_id, ScoreSheet.task_id).where(ScoreSheet.judge_id == cast.cem_judge.id)
    ).all()
    assert [tuple(row) for row in sheets] == [(cast.t01.id, cast.pipetting.id)]


def test_index_counts_conflicts_of_interest(client, cast, place):
    cast.cem_judge.institution_id = cast.t01.institution_id

    page = client.sign_in(cast.ana).get(f"{place}/").text

    assert "1 pair of judge and team belongs to the same institution." in page


def test_reassign_keeps_the_old_sheet_as_void(client, cast, place, session):
    sheet = cast.sheets["T01", "P", "cem"]
    sheet.state = "open"
    third = Judge(section_id=cast.section.id, key="third")
    session.add(third)
    session.flush()
    address = f"{place}/{cast.cem_judge.id}/sheets/{sheet.id}/reassign"

    answer = client.sign_in(cast.ben).post(address, data={"judge": str(third.id), "reason": "ill"})

    states = session.execute(
        select(Judge.key, ScoreSheet.state)
        .join(Judge, Judge.id == ScoreSheet.judge_id)
        .where(ScoreSheet.team_id == cast.t01.id, ScoreSheet.task_id == cast.pipetting.id)
        .order_by(Judge.key)
    ).all()
    assert answer.status_code == 303
    assert [tuple(row) for row in states] == [("cem", "void"), ("dana", "not_started"), ("third", "not_started")]


def test_reassign_to_a_judge_who_has_a_sheet_there_is_refused(client, cast, place, session):
    sheet = cast.sheets["T01", "P", "cem"]

    answer = client.sign_in(cast.ben).post(
        f"{place}/{cast.cem_judge.id}/sheets/{sheet.id}/reassign",
        data={"judge": str(cast.dana_judge.id), "reason": "ill"},
    )

    assert answer.status_code == 409
    assert session.get_one(ScoreSheet, sheet.id).state == "not_started"


def test_remove_of_a_judge_with_marks_is_refused(client, cast, place, session):
    cast.sheets["T01", "P", "cem"].state = "submitted"
    client.sign_in(cast.ana)

    answers = [client.post(f"{place}/{judge.id}/remove").status_code for judge in (cast.cem_judge, cast.dana_judge)]

    assert answers == [409, 303]
    assert session.scalar(select(func.count(Judge.id))) == 1


def test_show_lists_the_sheets(client, cast, place):
    assert client.sign_in(cast.ana).get(f"{place}/{cast.cem_judge.id}").text.count("Give to another judge") == 4


def test_hand_over_moves_what_can_be_moved_and_names_what_stays(client, cast, place, session):
    cast.sheets["T02", "P", "cem"].state = "open"
    session.flush()
    address = f"{place}/{cast.cem_judge.id}/hand-over"
    to = {"judge": str(cast.dana_judge.id), "reason": "ill"}

    asked = client.sign_in(cast.ben).get(address).text
    told = client.post(address, data=to, follow_redirects=True).text

    assert "1 sheet is begun." in asked
    assert "Stays with" in told
    assert f"Judge {cast.dana_judge.key} already has a sheet for" in told


@pytest.mark.parametrize(("also_begun", "left"), [({}, ["void", "open"]), ({"also_begun": "y"}, ["void", "void"])])
def test_hand_over_takes_begun_sheets_only_where_asked(client, cast, place, session, also_begun, left):
    cast.sheets["T02", "P", "cem"].state = "open"
    third = Judge(section_id=cast.section.id, key="third")
    session.add(third)
    session.flush()

    data = {"judge": str(third.id), "reason": "ill"} | also_begun
    answer = client.sign_in(cast.ben).post(f"{place}/{cast.cem_judge.id}/hand-over", data=data)

    session.expire_all()
    assert answer.status_code == 303
    assert [cast.sheets[team, "P", "cem"].state for team in ("T01", "T02")] == left
