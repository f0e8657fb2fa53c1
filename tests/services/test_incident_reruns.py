"""A task run again after an incident: fresh sheets for the same judges, and taking it back while nothing would be lost."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.choices import MarkState
from olympiad.domain.errors import DomainError
from olympiad.domain.incidents import Kind, Remedy
from olympiad.domain.operations import Value
from olympiad.models.audit import AuditEntry
from olympiad.models.incident import IncidentRemedy
from olympiad.models.photo import Photo
from olympiad.models.score_sheet import ScoreSheet
from olympiad.services.marking import score_sheets, sheet_saving
from olympiad.services.sections import sheet_assignment
from olympiad.services.settling import incident_remedies
from olympiad.services.settling.incident_remedies import Choice
from tests.factories import NOON, Cast, make_criterion, make_judge, make_score_sheet
from tests.incident_day import make_day, reported, totals


@pytest.fixture
def day(session: Session, cast: Cast) -> Cast:
    return make_day(session, cast)


def test_rerun_makes_the_sheets_void_and_fresh_ones_for_the_same_judges(session: Session, day: Cast) -> None:
    incident = reported(session, day, Kind.WRONG_REAGENT)
    trial = incident_remedies.preview(session, incident, Choice(Remedy.RERUN))
    assert trial.comparison is not None
    assert [(one.team.key, str(one.before.place), one.after.place) for one in trial.comparison.movers] == [
        ("T02", "2", 1),
        ("T01", "1", None),
    ]

    remedy = incident_remedies.apply(session, incident, Choice(Remedy.RERUN, reason="wrong buffer"), by=day.ben)

    rows = session.execute(
        select(ScoreSheet.judge_id, ScoreSheet.attempt, ScoreSheet.state, ScoreSheet.reason)
        .where(ScoreSheet.team_id == day.t01.id, ScoreSheet.task_id == day.pipetting.id)
        .order_by(ScoreSheet.attempt, ScoreSheet.judge_id)
    )
    assert [tuple(row) for row in rows] == [
        (day.cem_judge.id, 1, "void", "#1 wrong buffer"),
        (day.dana_judge.id, 1, "void", "#1 wrong buffer"),
        (day.cem_judge.id, 2, "not_started", ""),
        (day.dana_judge.id, 2, "not_started", ""),
    ]
    assert remedy.withdrawn_at is None


def sheets_of(session: Session, day: Cast) -> list[tuple[str, int, str]]:
    """The sheets of T01 at pipetting: judge, attempt, state."""
    session.expire_all()
    query = select(ScoreSheet).where(ScoreSheet.team_id == day.t01.id, ScoreSheet.task_id == day.pipetting.id)
    rows = session.scalars(query.order_by(ScoreSheet.attempt, ScoreSheet.judge_id))
    return [(one.judge.key, one.attempt, str(one.state)) for one in rows]


def rerun(session: Session, day: Cast) -> IncidentRemedy:
    incident = reported(session, day, Kind.WRONG_REAGENT)
    return incident_remedies.apply(session, incident, Choice(Remedy.RERUN, reason="wrong buffer"), by=day.ben)


def test_a_rerun_taken_back_lets_the_old_sheets_count_again(session: Session, day: Cast) -> None:
    day.sheets["T01", "P", "cem"].submitted_at = NOON
    score_sheets.return_to_judge(session, day.sheets["T01", "P", "dana"], reason="Look at 2", by=day.ben)
    before, sheets = totals(session, day), sheets_of(session, day)
    first = rerun(session, day)
    incident_remedies.withdraw(session, first, reason="it was the right buffer", by=day.ben)
    second = rerun(session, day)

    incident_remedies.withdraw(session, second, reason="it was, indeed", by=day.ana)

    assert totals(session, day) == before
    assert sheets_of(session, day) == [
        *sheets,
        *((judge, attempt, "void") for attempt in (2, 3) for judge in ("cem", "dana")),
    ]
    assert day.sheets["T01", "P", "dana"].reason == "Look at 2"
    assert (first.incident.state, second.withdrawn_reason) == ("open", "it was, indeed")
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions[-5:] == ["score_sheets.restore"] * 2 + ["score_sheets.void"] * 2 + ["incidents.withdraw"]


def test_a_rerun_taken_back_gives_acceptance_anew(session: Session, day: Cast) -> None:
    for judge in ("cem", "dana"):
        sheet = day.sheets["T01", "P", judge]
        sheet.state, sheet.submitted_at, sheet.accepted_at = "accepted", NOON, NOON
    remedy = rerun(session, day)

    incident_remedies.withdraw(session, remedy, reason="it was the right buffer", by=day.ben)

    assert [state for _, attempt, state in sheets_of(session, day) if attempt == 1] == ["accepted"] * 2


@pytest.mark.parametrize(
    ("happens", "code"),
    [
        ("a mark", "incident_rerun_marked"),
        ("another judge", "incident_rerun_reassigned"),
        ("another rubric", "incident_rerun_rubric"),
    ],
)
def test_a_rerun_stands_where_something_would_be_lost(session: Session, day: Cast, happens: str, code: str) -> None:
    remedy = rerun(session, day)
    fresh = session.scalars(select(ScoreSheet).where(ScoreSheet.attempt == 2).order_by(ScoreSheet.judge_id)).first()
    assert fresh is not None
    if happens == "a mark":
        given = sheet_saving.Given(day.pipetting.criteria[0].id, "", Value(MarkState.MARKED, 5000))
        sheet_saving.save(session, fresh, [given], by=day.cem)
    elif happens == "another judge":
        sheet_assignment.reassign(session, fresh, make_judge(session, day.section), reason="ill", by=day.ben)
    else:
        make_criterion(session, day.pipetting, introduced_in=2)
    before = sheets_of(session, day)

    with pytest.raises(DomainError) as refused:
        incident_remedies.withdraw(session, remedy, reason="x", by=day.ben)

    assert refused.value.code == code
    assert (sheets_of(session, day), remedy.withdrawn_at) == (before, None)


def test_a_sheet_that_was_void_already_is_not_run_again(session: Session, day: Cast) -> None:
    score_sheets.void(session, day.sheets["T01", "P", "dana"], reason="given to another", by=day.ben)
    third = make_judge(session, day.section, key="third")
    make_score_sheet(session, day.t01, day.pipetting, third, state="submitted")

    rerun(session, day)

    assert [(judge, attempt, state) for judge, attempt, state in sheets_of(session, day) if state != "void"] == [
        ("cem", 2, "not_started"), ("third", 2, "not_started"),
    ]  # fmt: skip


def test_fresh_sheets_ask_the_present_rubric(session: Session, day: Cast) -> None:
    day.section.rubric_version = 3
    session.flush()

    rerun(session, day)

    fresh = session.scalars(select(ScoreSheet.rubric_version).where(ScoreSheet.attempt == 2)).all()
    assert fresh == [3, 3]


def test_only_the_teams_and_the_task_of_the_incident_are_run_again(session: Session, day: Cast) -> None:
    rerun(session, day)

    again = session.scalars(select(ScoreSheet).where(ScoreSheet.attempt == 2)).all()
    assert {(one.team_id, one.task_id) for one in again} == {(day.t01.id, day.pipetting.id)}
    assert {str(sheet.state) for (team, task, _), sheet in day.sheets.items() if (team, task) != ("T01", "P")} == {
        "submitted"
    }


def test_a_photo_of_a_fresh_sheet_is_not_lost_either(session: Session, day: Cast) -> None:
    remedy = rerun(session, day)
    fresh = session.scalars(select(ScoreSheet).where(ScoreSheet.attempt == 2).limit(1)).one()
    session.add(Photo(section_id=day.section.id, sheet_id=fresh.id, criterion_id=None, upload_id="0" * 32, sha256="0" * 64,
                      width=1, height=1, user_id=day.cem.id, at=NOON))  # fmt: skip
    session.flush()

    with pytest.raises(DomainError, match="incident_rerun_marked") as refused:
        incident_remedies.withdraw(session, remedy, reason="x", by=day.ben)

    assert (refused.value.fields, remedy.withdrawn_at) == ({"teams": day.t01.code}, None)
