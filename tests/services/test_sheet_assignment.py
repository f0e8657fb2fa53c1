"""Asks which score sheets come to be, who has a conflict of interest, and what reassigning refuses."""

import json

import pytest
from sqlalchemy import func, select

from olympiad.domain.errors import DomainError
from olympiad.models.audit import AuditEntry
from olympiad.models.score_sheet import ScoreSheet
from olympiad.services.marking import keying, score_sheets
from olympiad.services.overview import board
from olympiad.services.sections import sheet_assignment
from tests.factories import NOON, make_cast, make_device, make_judge, make_rules, make_team


@pytest.fixture
def cast(session):
    return make_cast(session)


def places(session, judge):
    rows = session.execute(select(ScoreSheet.team_id, ScoreSheet.task_id).where(ScoreSheet.judge_id == judge.id))
    return sorted(tuple(row) for row in rows)


def test_ensure_sheets_makes_what_the_assignment_names_once(session, cast):
    judge = make_judge(session, cast.section, tasks=[cast.glucose], teams=[cast.t02])

    made = [sheet_assignment.ensure_sheets(session, cast.section) for _ in range(2)]

    assert made == [1, 0]
    assert places(session, judge) == [(cast.t02.id, cast.glucose.id)]


def test_ensure_sheets_makes_none_for_a_task_without_judges(session, cast):
    cast.glucose.judges = 0
    judge = make_judge(session, cast.section)

    sheet_assignment.ensure_sheets(session, cast.section)

    assert places(session, judge) == [(cast.t01.id, cast.pipetting.id), (cast.t02.id, cast.pipetting.id)]


def test_ensure_sheets_leaves_out_the_own_institution_where_rules_forbid_it(session, cast):
    make_rules(session, cast.section, number=2, rules=json.dumps([["conflict", "forbid"]]))
    judge = make_judge(session, cast.section, tasks=[cast.glucose], institution_id=cast.t01.institution_id)

    sheet_assignment.ensure_sheets(session, cast.section)

    assert places(session, judge) == [(cast.t02.id, cast.glucose.id)]


def test_ensure_sheets_gives_a_lost_sheet_not_back(session, cast):
    third = make_judge(session, cast.section, tasks=[])
    sheet_assignment.reassign(session, cast.sheets["T01", "P", "cem"], third, reason="ill", by=cast.ana)

    assert sheet_assignment.ensure_sheets(session, cast.section) == 0


def test_release_sheets_keeps_what_was_handed_over(session, cast):
    third = make_judge(session, cast.section, tasks=[])
    sheet_assignment.reassign(session, cast.sheets["T01", "P", "cem"], third, reason="ill", by=cast.ana)

    released = sheet_assignment.release_sheets(session, cast.section)

    assert released == 0
    assert places(session, third) == [(cast.t01.id, cast.pipetting.id)]


def test_release_sheets_takes_away_one_that_is_open_on_a_device(session, cast):
    sheet = cast.sheets["T01", "P", "cem"]
    phone = make_device(session, cast.section, cast.cem, judge_id=cast.cem_judge.id, sheet_id=sheet.id)
    cast.cem_judge.all_tasks = False
    session.flush()

    released = sheet_assignment.release_sheets(session, cast.section)

    assert (released, session.get_one(type(phone), phone.id).sheet_id) == (4, None)


def test_reassign_writes_the_record_with_the_reason_sealed(session, cast):
    third = make_judge(session, cast.section, key="third", tasks=[])

    sheet_assignment.reassign(session, cast.sheets["T01", "P", "cem"], third, reason="ill", by=cast.ana)

    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "score_sheets.reassign")).one()
    content = json.loads(entry.content)
    assert content["after"] == {"judge": "third", "state": "void"}
    assert "ill" not in entry.content
    assert list(content["sealed"]) == ["reason"]


@pytest.mark.parametrize("state", ["submitted", "accepted", "void"])
def test_reassign_of_a_sheet_that_is_not_open_is_refused(session, cast, state):
    sheet = cast.sheets["T01", "P", "cem"]
    sheet.state = state
    third = make_judge(session, cast.section, tasks=[])

    with pytest.raises(DomainError) as refused:
        sheet_assignment.reassign(session, sheet, third, reason="ill", by=cast.ana)

    assert refused.value.code == "sheet_not_movable"
    assert session.scalar(select(func.count(ScoreSheet.id))) == 8


def test_reassign_to_the_own_institution_is_refused_where_rules_forbid_it(session, cast):
    make_rules(session, cast.section, number=2, rules=json.dumps([["conflict", "forbid"]]))
    third = make_judge(session, cast.section, tasks=[], institution_id=cast.t01.institution_id)

    with pytest.raises(DomainError) as refused:
        sheet_assignment.reassign(session, cast.sheets["T01", "P", "cem"], third, reason="ill", by=cast.ana)

    assert refused.value.code == "conflict_forbidden"


def test_conflicts_counts_tasks_by_judge_and_team(session, cast):
    cast.cem_judge.institution_id = cast.t01.institution_id
    make_team(session, cast.section, institution_id=None)
    session.flush()

    found = sheet_assignment.conflicts(session, cast.section)

    assert [(one.judge.key, one.team.key, one.tasks) for one in found] == [("cem", "T01", 2)]


def test_nobody_waits_for_the_untouched_sheets_of_a_team_that_is_out_of_the_running(session, cast):
    begun = cast.sheets["T02", "P", "cem"]
    begun.state = "open"
    cast.t02.status = "withdrawn"
    session.flush()

    own = {(one.team_code, one.task.code) for one in score_sheets.next_sheets(session, cast.cem_judge)}
    progress = {one.judge.key: one.total for one in board.load(session, cast.section, NOON).judges}
    piles = {(one.task.code, one.judge.key): one.sheets for one in keying.piles(session, cast.section)}

    assert own == {(cast.t01.code, "P"), (cast.t02.code, "P"), (cast.t01.code, "G")}
    assert progress == {"cem": 3, "dana": 2}
    assert piles == {("P", "cem"): 2, ("P", "dana"): 1, ("G", "cem"): 1, ("G", "dana"): 1}


def test_hand_over_writes_a_line_for_each_sheet_and_leaves_what_is_handed_in(session, cast):
    third = make_judge(session, cast.section, tasks=[])
    cast.sheets["T02", "P", "cem"].state = "submitted"
    session.flush()
    untouched = len(sheet_assignment.remaining(session, cast.cem_judge))

    done = sheet_assignment.hand_over(session, cast.cem_judge, third, also_begun=True, reason="ill", by=cast.ana)

    lines = session.scalars(select(func.count(AuditEntry.id)).where(AuditEntry.action == "score_sheets.reassign")).one()
    assert (done.moved, done.staying, lines) == (untouched, (), untouched)
    assert cast.sheets["T02", "P", "cem"].state == "submitted"
    assert sheet_assignment.remaining(session, cast.cem_judge) == []


def test_hand_over_of_nothing_is_refused(session, cast):
    third = make_judge(session, cast.section, tasks=[])

    with pytest.raises(DomainError, match="no_sheets_to_hand_over"):
        sheet_assignment.hand_over(session, third, cast.cem_judge, also_begun=True, reason="ill", by=cast.ana)
