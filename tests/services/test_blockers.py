"""What keeps a section from being finalised: each hindrance by its name and place, questions apart, borders last."""

import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.incidents import Kind
from olympiad.models.absence import Absence
from olympiad.models.adjustment import AgreedMark
from olympiad.models.rules import Rules
from olympiad.models.score_sheet import Operation
from olympiad.services.computing import section_cache
from olympiad.services.results.blockers import blockers, outlook
from olympiad.services.settling import incidents
from olympiad.services.settling.incidents import Report
from tests.factories import NOON, Cast, make_device, make_judge, make_score_sheet, make_section, make_task, make_team
from tests.results_world import confirm_borders, mark_everything, set_mark, set_rules


@pytest.fixture
def marked(session: Session, cast: Cast) -> Cast:
    """Every sheet marked and accepted: T01 17.5, T02 12.5; I degree from 15."""
    set_rules(session, cast, [["award.I degree", "total>=15"], ["award.II degree", "total>=10"]])
    mark_everything(session, cast, {"T01": 8750, "T02": 6250}, state="accepted")
    return cast


def codes(session: Session, cast: Cast) -> list[str]:
    session.flush()
    return [one.code for one in blockers(session, cast.section)]


def rule(session: Session, cast: Cast, name: str, value: str) -> None:
    """Add a rule to the present ones."""
    row = session.scalars(select(Rules).where(Rules.section_id == cast.section.id)).one()
    set_rules(session, cast, [*json.loads(row.rules), [name, value]])


def agree(session: Session, cast: Cast, task_id: int, mark: int) -> None:
    session.add(AgreedMark(section_id=cast.section.id, team_id=cast.t01.id, task_id=task_id, criterion_id=None, mark=mark,
                           reason="video", user_id=cast.ben.id, at=NOON))  # fmt: skip
    session.flush()


def test_blockers_name_every_sheet_that_is_owed(session: Session, cast: Cast) -> None:
    cast.sheets["T01", "P", "cem"].state = "open"
    cast.sheets["T01", "P", "dana"].state = "returned"
    session.flush()

    found = [
        (one.code, one.fields["team"], one.fields["task"], one.fields["judge"])
        for one in blockers(session, cast.section)
    ]

    assert found[:2] == [
        ("blocker_sheet_open", "T01", "P", "cem"),
        ("blocker_sheet_returned", "T01", "P", "dana"),
    ]
    assert [code for code, *_ in found[2:]] == ["blocker_sheet_not_started"] * 6


def test_blockers_name_sheets_that_disagree_until_they_are_accepted(session: Session, marked: Cast) -> None:
    set_mark(session, marked.sheets["T01", "P", "cem"], 5000)
    for judge in ("cem", "dana"):
        marked.sheets["T01", "P", judge].state = "submitted"
    session.flush()

    assert codes(session, marked) == ["blocker_disagreement"]
    for judge in ("cem", "dana"):
        marked.sheets["T01", "P", judge].state = "accepted"
    session.flush()
    assert codes(session, marked) == ["blocker_border_unconfirmed"] * 2


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"state": "not_assessed", "mark": None}, "blocker_not_assessed"),
        ({"state": "unmarked", "mark": None}, "blocker_unmarked"),
    ],
)
def test_blockers_name_what_a_submitted_sheet_lacks(session: Session, marked: Cast, changed: dict, code: str) -> None:
    set_mark(session, marked.sheets["T01", "P", "cem"], **changed)

    assert codes(session, marked) == [code]


def test_blockers_leave_withdrawn_teams_alone(session: Session, marked: Cast) -> None:
    marked.sheets["T02", "P", "cem"].state = "not_started"
    marked.t02.status = "withdrawn"
    session.flush()

    assert codes(session, marked) == ["blocker_empty_level", "blocker_border_unconfirmed"]


def test_blockers_tell_what_the_rules_refuse(session: Session, marked: Cast) -> None:
    set_rules(session, marked, [["scale", "z"]])

    assert codes(session, marked) == ["too_few_reference_teams"]


def test_a_section_without_teams_or_tasks_says_so_alone(session: Session, cast: Cast) -> None:
    empty = make_section(session)
    assert [one.code for one in blockers(session, empty)] == ["blocker_no_teams"]

    make_team(session, empty)

    seen = outlook(session, empty)
    assert ([one.code for one in seen.found], seen.ranking) == (["blocker_no_tasks"], None)


def test_rules_that_cannot_be_read_are_the_only_hindrance_and_nothing_is_ranked(session: Session, marked: Cast) -> None:
    set_rules(session, marked, [["decimals", "many"]])

    seen = outlook(session, marked.section)

    assert (len(seen.blockers), seen.value, seen.ranking) == (1, None, None)


def test_borders_wait_until_nothing_else_is_in_the_way(session: Session, marked: Cast) -> None:
    incidents.report(
        session, marked.section, Report(Kind.SPILT, NOON, text="x", team_ids=(marked.t01.id,)), by=marked.cem
    )
    seen = outlook(session, marked.section)
    assert ([one.code for one in seen.found], seen.borders) == (["blocker_incident_open"], ())
    (incident,) = incidents.all_of(session, marked.section)
    incidents.close(session, incident, reason="done", by=marked.ben)

    assert [one.award for one in outlook(session, marked.section).borders] == ["I degree", "II degree"]
    confirm_borders(session, marked)
    assert codes(session, marked) == []


def test_a_cell_between_two_devices_is_named_once_with_its_judge(session: Session, marked: Cast) -> None:
    sheet, device = marked.sheets["T01", "P", "cem"], make_device(session, marked.section, marked.cem)
    session.add(Operation(
        id="f" * 32, number=1, section_id=marked.section.id, device_id=device.id, seq=1, user_id=marked.cem.id,
        sheet_id=sheet.id, kind="mark", criterion_id=None, rubric_version=1, value="{}", received_at=NOON, content_hash="",
        outcome="conflict", answer="",
    ))  # fmt: skip
    session.flush()
    set_mark(session, sheet, 8750, conflict_operation_id="f" * 32)

    (found, *rest) = blockers(session, marked.section)

    assert (found.code, found.fields) == (
        "blocker_undecided_cell", {"team": "T01", "team_code": marked.t01.code, "task": "P", "judge": "cem"},
    )  # fmt: skip
    assert "blocker_undecided_cell" not in [one.code for one in rest]
    for status in ("withdrawn", "disqualified"):
        marked.t01.status = status
        assert "blocker_undecided_cell" not in codes(session, marked)


def test_a_sheet_that_is_not_there_is_a_gap_with_how_many_lack(session: Session, marked: Cast) -> None:
    marked.sheets["T01", "P", "cem"].state = "void"
    marked.sheets["T02", "G", "cem"].state = "void"
    marked.sheets["T02", "G", "dana"].state = "void"
    session.flush()

    found = [(one.code, one.fields["team"], one.fields["count"]) for one in blockers(session, marked.section)]

    assert found == [("blocker_gap", "T01", 1), ("blocker_gap", "T02", 2)]


def test_where_zero_stands_for_what_is_missing_gaps_are_only_asked_about(session: Session, marked: Cast) -> None:
    rule(session, marked, "missing", "zero")
    marked.sheets["T01", "P", "cem"].state = "void"
    set_mark(session, marked.sheets["T02", "P", "cem"], None, state="unmarked")
    marked.sheets["T02", "G", "cem"].state = "open"
    session.flush()

    seen = outlook(session, marked.section)

    assert [one.code for one in seen.questions] == ["blocker_gap", "blocker_unmarked"]
    assert [one.code for one in seen.blockers] == ["blocker_sheet_open"]


def test_what_was_agreed_or_declared_absent_owes_no_sheet(session: Session, marked: Cast) -> None:
    for team, task in (("T01", "P"), ("T02", "G")):
        for judge in ("cem", "dana"):
            marked.sheets[team, task, judge].state = "open"
    agree(session, marked, marked.pipetting.id, 9000)
    session.add(Absence(section_id=marked.section.id, team_id=marked.t02.id, task_id=marked.glucose.id, user_id=marked.ben.id,
                        at=NOON))  # fmt: skip

    assert not [one for one in codes(session, marked) if one.startswith("blocker_sheet")]


def test_a_task_without_sheets_waits_for_an_agreed_mark_of_each_team(session: Session, marked: Cast) -> None:
    for (_team, task, _judge), sheet in marked.sheets.items():
        if task == "G":
            sheet.state = "void"
    marked.glucose.judges = 0
    agree(session, marked, marked.glucose.id, 9000)

    found = [(one.code, one.fields["team"], one.fields["task"], one.asks) for one in blockers(session, marked.section)]

    assert found == [("blocker_no_agreed_mark", "T02", "G", False)]
    rule(session, marked, "missing", "zero")
    assert "blocker_no_agreed_mark" in [one.code for one in outlook(session, marked.section).questions]


def test_judges_who_disagree_about_absence_are_told_so_and_not_as_another_disagreement(
    session: Session, marked: Cast
) -> None:
    sheet = marked.sheets["T01", "P", "cem"]
    set_mark(session, sheet, None, state="absent")
    for judge in ("cem", "dana"):
        marked.sheets["T01", "P", judge].state = "submitted"

    assert codes(session, marked) == ["blocker_absence_disputed"]
    sheet.state = "open"
    assert codes(session, marked) == ["blocker_sheet_open"]


def test_a_task_of_which_no_point_can_be_had_is_named_once_unless_all_were_absent(
    session: Session, marked: Cast
) -> None:
    task = make_task(session, marked.section, code="Z", judges=1)
    for team in (marked.t01, marked.t02):
        given = {"state": "accepted", "opened_at": NOON, "submitted_at": NOON}
        make_score_sheet(session, team, task, marked.cem_judge, **given)
    named = [("blocker_task_without_points", "Z")]
    assert [(one.code, one.fields["task"]) for one in blockers(session, marked.section)] == named

    for team in (marked.t01, marked.t02):
        session.add(
            Absence(section_id=marked.section.id, team_id=team.id, task_id=task.id, user_id=marked.ben.id, at=NOON)
        )

    assert "blocker_task_without_points" not in codes(session, marked)


@pytest.mark.parametrize(
    ("key", "readings", "code"),
    [
        ("", "5.6", "blocker_key_not_set"),
        ("value=5 full=1 zero=2 replicates=concordant:0.1", "5.6 | 9", "blocker_reading_unresolved"),
    ],
)
def test_a_reading_without_points_says_whether_the_key_lacks(
    session: Session, marked: Cast, key: str, readings: str, code: str
) -> None:
    criterion = marked.pipetting.criteria[0]
    criterion.kind, criterion.key = "reading", key
    session.flush()
    for judge in ("cem", "dana"):
        for team in ("T01", "T02"):
            set_mark(session, marked.sheets[team, "P", judge], None, readings=readings)

    assert codes(session, marked) == [code] * 4


def test_task_marks_that_cannot_be_joined_are_named(session: Session, marked: Cast) -> None:
    marked.pipetting.method, marked.pipetting.drop = "trimmed", 1

    found = [(one.code, one.fields["team"], one.fields["task"]) for one in blockers(session, marked.section)]

    assert found == [("blocker_not_joined", "T01", "P"), ("blocker_not_joined", "T02", "P")]


def test_a_level_that_nobody_reaches_is_asked_about_once_every_mark_is_there(session: Session, marked: Cast) -> None:
    rule(session, marked, "award.Grand prix", "total>=20")
    seen = outlook(session, marked.section)
    assert [(one.code, one.fields["award"]) for one in seen.questions] == [("blocker_empty_level", "Grand prix")]
    marked.sheets["T01", "P", "cem"].state = "open"

    assert codes(session, marked) == ["blocker_sheet_open"]


def test_a_page_that_knows_the_section_sees_what_finalising_would(session: Session, marked: Cast) -> None:
    make_judge(session, marked.section, key="pupil", kind="practice")
    known = section_cache.of(session, marked.section)

    assert outlook(session, marked.section, known) == outlook(session, marked.section)
