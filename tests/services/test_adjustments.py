"""What is entered by hand beside the sheets: what it moves, what is refused, and taking it back."""

import json
import re

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.models.absence import Absence
from olympiad.models.adjustment import ExtraRound, Penalty, SpecialAward, TimeTaken
from olympiad.models.audit import AuditDetail, AuditEntry
from olympiad.models.task import ScheduleSlot
from olympiad.services.entry import adjustments, section_import
from olympiad.services.entry.row_entry import EntryRefusedError
from tests.factories import Cast, make_cast, make_mark, make_score_sheet, make_team
from tests.results_world import set_rules

WHY = {"reason": "No goggles at the bench"}


@pytest.fixture
def cast(session: Session) -> Cast:
    """T01 has 9 and T02 has 8 in both tasks, everything handed over."""
    made = make_cast(session)
    for (team, task, _judge), sheet in made.sheets.items():
        row = made.pipetting if task == "P" else made.glucose
        make_mark(session, sheet, row.criteria[0], 9000 if team == "T01" else 8000)
        sheet.state = "submitted"
    session.flush()
    return made


def test_penalty_moves_places_and_is_on_record_with_its_reason(session: Session, cast: Cast) -> None:
    row = {"team": "T01", "task": "P", "points": "2,5"} | WHY

    outcome = adjustments.enter(session, cast.section, "penalties", row, by=cast.ben)

    assert [mover.team.key for mover in outcome.moved] == ["T02", "T01"]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "adjustments.enter")).one()
    after = json.loads(entry.content)["after"]
    assert (after["kind"], after["points"], after["moved"][1]) == ("penalties", "2,5", ["T01", "1", "", "2", ""])
    assert session.scalars(select(AuditDetail.value).where(AuditDetail.entry_id == entry.id)).all() == [WHY["reason"]]


def test_same_penalty_twice_is_two_penalties(session: Session, cast: Cast) -> None:
    for _ in range(2):
        adjustments.enter(
            session, cast.section, "penalties", {"team": "T01", "task": "", "points": "1"} | WHY, by=cast.ben
        )

    assert session.scalar(select(func.count(Penalty.id))) == 2


@pytest.mark.parametrize(
    ("kind", "row", "table", "column", "value"),
    [
        ("times", {"team": "T01", "task": "P", "seconds": "90.5"}, TimeTaken, "seconds", 90_500),
        ("extra_rounds", {"team": "T01", "rank": "2", "by": "Jury"}, ExtraRound, "rank", 2),
        ("awards", {"team": "T01", "award": "Fastest solver"}, SpecialAward, "award", "Fastest solver"),
        ("schedule", {"team": "T01", "task": "P", "station": "7", "order": "1"}, ScheduleSlot, "station", "7"),
    ],
)
def test_enter_writes_each_kind_and_withdraw_takes_it_back(
    session: Session, cast: Cast, kind: str, row: dict[str, str], table: type, column: str, value: object
) -> None:
    adjustments.enter(session, cast.section, kind, row | WHY, by=cast.ben)

    line = adjustments.lines(session, cast.section, kind)[0]
    assert getattr(line.row, column) == value
    adjustments.withdraw(session, cast.section, kind, line.row, reason="A slip", by=cast.ben)
    assert session.scalar(select(func.count(table.id))) == 0


def test_withdrawn_penalty_counts_no_more_and_stays_in_its_table(session: Session, cast: Cast) -> None:
    adjustments.enter(
        session, cast.section, "penalties", {"team": "T01", "task": "P", "points": "5"} | WHY, by=cast.ben
    )
    line = adjustments.lines(session, cast.section, "penalties")[0]

    outcome = adjustments.withdraw(session, cast.section, "penalties", line.row, reason="Appeal upheld", by=cast.ben)

    assert [mover.team.key for mover in outcome.moved] == ["T01", "T02"]
    assert adjustments.lines(session, cast.section, "penalties") == []
    assert session.scalar(select(func.count(Penalty.id))) == 1


def test_absence_is_noted_where_no_mark_stands(session: Session, cast: Cast) -> None:
    for judge in ("cem", "dana"):
        cast.sheets["T02", "P", judge].state = "void"
    session.flush()

    adjustments.enter(session, cast.section, "absences", {"team": "T02", "task": "P"} | WHY, by=cast.ben)

    assert session.scalars(select(Absence.reason)).all() == [WHY["reason"]]
    with pytest.raises(DomainError, match="absent_already"):
        adjustments.enter(session, cast.section, "absences", {"team": "T02", "task": "P"} | WHY, by=cast.ben)


@pytest.mark.parametrize(
    ("kind", "row", "code"),
    [
        ("absences", {"team": "T01", "task": "P"} | WHY, "absence_against_marks"),
        ("penalties", {"team": "T01", "task": "", "points": "1", "reason": " "}, "reason_missing"),
        ("times", {"team": "T01", "task": "P", "seconds": "9"}, "reason_missing"),
        ("penalties", {"team": "T99", "task": "", "points": "1"} | WHY, "value_malformed"),
    ],
)
def test_enter_refuses_and_changes_nothing(
    session: Session, cast: Cast, kind: str, row: dict[str, str], code: str
) -> None:
    with pytest.raises(DomainError, match=code):
        adjustments.enter(session, cast.section, kind, row, by=cast.ben)

    assert adjustments.lines(session, cast.section, kind) == []


@pytest.mark.parametrize(
    ("kind", "points", "code"),
    [
        ("penalties", "-1", "number_below"),
        ("penalties", "some", "not_a_number"),
        ("penalties", "1.2345", "too_many_decimals"),
        ("penalties", "1" + 20 * "0", "number_too_large"),
        ("penalties", "", "empty"),
        ("times", "1.2345", "too_many_decimals"),
        ("times", "1" + 20 * "0", "number_too_large"),
        ("extra_rounds", "1" + 20 * "0", "number_too_large"),
    ],
)
def test_enter_checks_numbers_as_files_do(session: Session, cast: Cast, kind: str, points: str, code: str) -> None:
    column = {"penalties": "points", "times": "seconds", "extra_rounds": "rank"}[kind]
    row = {"team": "T01", "task": "P" if kind == "times" else "", column: points} | WHY

    with pytest.raises(EntryRefusedError) as refused:
        adjustments.enter(session, cast.section, kind, row, by=cast.ben)

    assert [(problem.column, problem.code) for problem in refused.value.problems] == [(column, code)]
    assert adjustments.lines(session, cast.section, kind) == []


def test_enter_names_every_problem_of_a_row(session: Session, cast: Cast) -> None:
    with pytest.raises(EntryRefusedError) as refused:
        adjustments.enter(session, cast.section, "extra_rounds", {"team": "T01", "rank": "first"} | WHY, by=cast.ben)

    assert [problem.column for problem in refused.value.problems] == ["rank"]


def test_section_penalty_under_standard_scores_is_refused(session: Session, cast: Cast) -> None:
    for number in range(3, 6):
        team = make_team(session, cast.section, key=f"T0{number}")
        for task in (cast.pipetting, cast.glucose):
            for judge in (cast.cem_judge, cast.dana_judge):
                sheet = make_score_sheet(session, team, task, judge, state="submitted")
                make_mark(session, sheet, task.criteria[0], number * 1000)
    set_rules(session, cast, [["scale", "z"]])

    row = {"team": "T01", "task": "", "points": "1"} | WHY
    with pytest.raises(DomainError) as refused:
        adjustments.enter(session, cast.section, "penalties", row, by=cast.ben)

    assert "penalt" in refused.value.code


def test_enter_reads_the_marks_once_though_it_ranks_before_and_after(session: Session, cast: Cast) -> None:
    asked: list[str] = []
    listen = lambda *given: asked.append(given[2])  # noqa: E731
    event.listen(session.get_bind(), "before_cursor_execute", listen)

    adjustments.enter(session, cast.section, "penalties", {"team": "T01", "points": "1"} | WHY, by=cast.ben)

    event.remove(session.get_bind(), "before_cursor_execute", listen)
    read = [one for one in asked if re.search(r"FROM mark\b|JOIN mark\b", one)]
    assert len([one for one in read if "olympiad_owner" not in one]) == 1  # what is sealed is read besides


def test_enter_plans_a_row_once(session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    plans = []
    plan = section_import.plan_tables
    monkeypatch.setattr(
        section_import, "plan_tables", lambda *given, **more: plans.append(given) or plan(*given, **more)
    )

    adjustments.enter(session, cast.section, "awards", {"team": "T01", "award": "Prize"} | WHY, by=cast.ben)

    assert len(plans) == 1
