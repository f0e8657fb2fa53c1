"""Incidents: whom they touch, who may do what with them, and what each remedy does to marks, places and the record."""

import json
import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.blockers import Blocker
from olympiad.domain.bundle import Head, make_bundle, recompute
from olympiad.domain.bundle_reading import read_section
from olympiad.domain.choices import Consequence, MarkState
from olympiad.domain.errors import DomainError
from olympiad.domain.incidents import MOVES, Kind, Move, Remedy, State
from olympiad.domain.operations import Value
from olympiad.domain.ranking import rank
from olympiad.models.adjustment import AgreedMark, Penalty
from olympiad.models.audit import AuditEntry
from olympiad.models.incident import Incident, IncidentRemedy
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.task import ScheduleSlot
from olympiad.services.computing import section_values
from olympiad.services.marking import score_sheets, sheet_saving
from olympiad.services.record import audit_verification
from olympiad.services.results import protocols
from olympiad.services.sections import sheet_assignment
from olympiad.services.settling import incident_remedies, incident_suggestions, incidents, moderation
from olympiad.services.settling.incident_remedies import Choice
from olympiad.services.settling.incident_suggestions import MarkChange
from olympiad.services.settling.incidents import Report
from tests.factories import NOON, Cast, make_criterion, make_judge, make_mark, make_score_sheet, make_team

TEN = timedelta(minutes=10)


@pytest.fixture
def day(session: Session, cast: Cast) -> Cast:
    """Two criteria at pipetting; T01 gets 8 + 6 and T02 6 + 4 from both judges, in both tasks everything is submitted."""
    make_criterion(session, cast.pipetting, code="tidy")
    for (team, task, _), sheet in cast.sheets.items():
        criteria = (cast.pipetting if task == "P" else cast.glucose).criteria
        session.refresh(sheet.task, ["criteria"])
        for criterion, points in zip(
            sheet.task.criteria, (8000, 6000) if team == "T01" else (6000, 4000), strict=False
        ):
            make_mark(session, sheet, criterion, points)
        sheet.state = "submitted"
        assert criteria
    for number, team in enumerate((cast.t01, cast.t02)):
        start = NOON + number * TEN
        session.add(ScheduleSlot(team_id=team.id, task_id=cast.pipetting.id, starts_at=start, ends_at=start + TEN))
    session.flush()
    return cast


def reported(session: Session, day: Cast, kind: Kind = Kind.DRIFT, **given: object) -> Incident:
    told = {"starts_at": NOON, "ends_at": NOON + TEN, "task_id": day.pipetting.id, "text": "The photometer drifted."}
    return incidents.report(session, day.section, Report(kind, **told | given), by=day.cem)  # type: ignore[arg-type]


def totals(session: Session, day: Cast) -> dict[str, str]:
    ranking = rank(section_values.load(session, day.section))
    return {row.team.key: str(row.total) for row in ranking.rows}


def test_report_finds_the_teams_by_the_schedule(session: Session, day: Cast) -> None:
    incident = reported(session, day)

    assert [(one.team.key, one.found_by) for one in incident.teams] == [("T01", "schedule")]
    assert (incident.number, incident.state) == (1, "open")


def test_report_adds_the_teams_that_are_named_and_counts_on(session: Session, day: Cast) -> None:
    reported(session, day)
    second = reported(session, day, team_ids=(day.t02.id,))

    assert second.number == 2
    assert [(one.team.key, one.found_by) for one in second.teams] == [("T01", "schedule"), ("T02", "hand")]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"text": " "}, "incident_without_text"),
        ({"ends_at": NOON - TEN}, "incident_ends_before_it_starts"),
        ({"task_id": 10**6}, "place_unknown"),
    ],
)
def test_report_is_refused(session: Session, day: Cast, given: dict[str, object], code: str) -> None:
    with pytest.raises(DomainError, match=code):
        reported(session, day, **given)

    assert session.scalar(select(func.count()).select_from(Incident)) == 0


def test_an_open_incident_is_in_the_way_of_finalising(session: Session, day: Cast) -> None:
    incident = reported(session, day)
    assert list(incidents.blockers(session, day.section)) == [Blocker("blocker_incident_open", {"number": 1})]

    incidents.close(session, incident, reason="nothing to do", by=day.ben)

    assert list(incidents.blockers(session, day.section)) == []


def test_exclude_leaves_the_criterion_out_for_the_affected_only_and_keeps_the_marks(
    session: Session, day: Cast
) -> None:
    incident = reported(session, day)
    trial = incident_remedies.preview(session, incident, Choice(Remedy.EXCLUDE, ("tidy",)))
    assert incident_suggestions.mark_changes(trial) == [MarkChange(day.t01.code, "P", 14_000, 16_000)]

    remedy = incident_remedies.apply(session, incident, Choice(Remedy.EXCLUDE, ("tidy",), reason="drift"), by=day.ben)

    value = section_values.load(session, day.section)
    cells = {(one.team, one.judge): one.marks for one in value.sheets if one.task == "P"}
    assert cells["T01", "cem"] == (8000, Consequence.EXCLUDE)
    assert cells["T02", "cem"] == (6000, 4000)
    assert value.notes["T01", "P", "cem", "tidy"] == "#1 drift"
    assert totals(session, day) == {"T01": "24.00", "T02": "16.00"}
    assert trial.comparison is not None
    assert json.loads(remedy.effect) == []
    assert day.sheets["T01", "P", "cem"].state == "accepted"


def test_withdraw_brings_the_criterion_back_and_opens_the_incident(session: Session, day: Cast) -> None:
    incident = reported(session, day)
    before = totals(session, day)
    remedy = incident_remedies.apply(session, incident, Choice(Remedy.EXCLUDE, ("tidy",), reason="drift"), by=day.ben)
    incidents.close(session, incident, reason="done", by=day.ben)

    incident_remedies.withdraw(session, remedy, reason="not the photometer", by=day.ana)

    assert totals(session, day) == before
    assert (incident.state, remedy.withdrawn_reason) == ("open", "not the photometer")
    with pytest.raises(DomainError, match="incident_remedy_withdrawn"):
        incident_remedies.withdraw(session, remedy, reason="again", by=day.ana)


def test_full_and_mean_are_agreed_marks(session: Session, day: Cast) -> None:
    incident = reported(session, day)

    incident_remedies.apply(session, incident, Choice(Remedy.MEAN, ("yield",), reason="drift"), by=day.ben)
    incident_remedies.apply(session, incident, Choice(Remedy.FULL, ("tidy",), reason="drift"), by=day.ben)

    agreed = session.execute(select(AgreedMark.team_id, AgreedMark.mark, AgreedMark.reason).order_by(AgreedMark.id))
    assert [tuple(row) for row in agreed] == [
        (day.t01.id, 6000, "#1 drift"),
        (day.t01.id, 10_000, "#1 drift"),
    ]
    assert totals(session, day)["T01"] == "24.00"


def test_mean_needs_a_team_that_was_not_affected(session: Session, day: Cast) -> None:
    incident = reported(session, day, team_ids=(day.t02.id,))

    with pytest.raises(DomainError, match="incident_no_others"):
        incident_remedies.apply(session, incident, Choice(Remedy.MEAN, ("yield",), reason="drift"), by=day.ben)

    assert session.scalar(select(func.count()).select_from(IncidentRemedy)) == 0


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
    fresh = session.scalars(select(ScoreSheet).where(ScoreSheet.attempt == 2).order_by(ScoreSheet.id)).first()
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


def test_replacement_takes_points_off_after_the_free_ones(session: Session, day: Cast) -> None:
    for number in (1, 2):
        incident = reported(session, day, Kind.REPLACEMENT)
        choice = Choice(Remedy.REPLACEMENT, each=1500, free=1, reason=f"sample {number}")
        incident_remedies.apply(session, incident, choice, by=day.ben)

    rows = session.execute(select(Penalty.team_id, Penalty.task_id, Penalty.points, Penalty.reason))
    assert [tuple(row) for row in rows] == [(day.t01.id, day.pipetting.id, 1500, "#2 sample 2")]
    assert incident_suggestions.last_cost(session, day.section) == (1500, 1)


def test_removal_keeps_what_was_earned_and_freezes_the_rest_at_zero(session: Session, day: Cast) -> None:
    for sheet in day.sheets.values():
        if sheet.team_id == day.t01.id and sheet.task_id == day.glucose.id:
            sheet.state = "not_started"
    incident = reported(session, day, Kind.SAFETY)

    for due in (Remedy.REMARK, Remedy.WARNING):
        assert incident_suggestions.due_step(session, incident) == due
        incident_remedies.apply(session, incident, Choice(due, reason="no goggles"), by=day.ben)
    assert incident_suggestions.due_step(session, incident) == Remedy.REMOVAL
    assert incident_suggestions.later_tasks(session, incident) == {"G"}
    choice = Choice(Remedy.REMOVAL, ("tidy",), ("G",), reason="no goggles again")
    incident_remedies.apply(session, incident, choice, by=day.ben)

    ranking = rank(section_values.load(session, day.section))
    assert {row.team.key: [mark.value for mark in row.marks] for row in ranking.rows} == {
        "T01": [8000, 0],
        "T02": [10000, 6000],
    }


def test_a_remedy_is_refused_where_something_is_agreed_already(session: Session, day: Cast) -> None:
    incident = reported(session, day)
    incident_remedies.apply(session, incident, Choice(Remedy.FULL, ("tidy",), reason="drift"), by=day.ben)

    for choice in (Choice(Remedy.EXCLUDE, ("tidy",), reason="x"), Choice(Remedy.RERUN, reason="x")):
        with pytest.raises(DomainError, match="incident_place_settled"):
            incident_remedies.apply(session, incident, choice, by=day.ben)


@pytest.mark.parametrize(
    ("kind", "choice", "code"),
    [
        (Kind.DRIFT, Choice(Remedy.EXCLUDE, ("tidy",)), "reason_missing"),
        (Kind.DRIFT, Choice(Remedy.EXCLUDE, reason="x"), "incident_without_criteria"),
        (Kind.DRIFT, Choice(Remedy.EXCLUDE, ("colour",), reason="x"), "criterion_unknown"),
        (Kind.DRIFT, Choice(Remedy.REMOVAL, ("tidy",), reason="x"), "incident_remedy_unsuitable"),
        (Kind.SAFETY, Choice(Remedy.RERUN, reason="x"), "incident_remedy_unsuitable"),
        (Kind.SAFETY, Choice(Remedy.REMOVAL, ("tidy",), ("X",), reason="x"), "task_unknown_here"),
    ],
)
def test_apply_is_refused(session: Session, day: Cast, kind: Kind, choice: Choice, code: str) -> None:
    incident = reported(session, day, kind)

    with pytest.raises(DomainError, match=code):
        incident_remedies.apply(session, incident, choice, by=day.ben)

    assert session.scalar(select(func.count()).select_from(IncidentRemedy)) == 0


def deeds(session: Session, incident: Incident) -> dict[Move, Callable[..., object]]:
    told = Report(Kind.SPILT, NOON, text="It was spilt.")
    remedy = session.scalars(select(IncidentRemedy)).first()
    return {
        Move.CHANGE: lambda by: incidents.change(session, incident, told, by=by),
        Move.APPLY: lambda by: incident_remedies.apply(session, incident, Choice(Remedy.EXTRA_TIME, reason="x"), by=by),
        Move.CLOSE: lambda by: incidents.close(session, incident, reason="x", by=by),
        Move.DISMISS: lambda by: incidents.dismiss(session, incident, reason="x", by=by),
        Move.REOPEN: lambda by: incidents.reopen(session, incident, reason="x", by=by),
        Move.WITHDRAW: lambda by: remedy and incident_remedies.withdraw(session, remedy, reason="x", by=by),
    }


def outcome(session: Session, day: Cast, move: Move, state: State, who: str) -> str:
    """Try a move in a state, and undo it: the state it leads to, or the refusal, after which nothing may have changed."""
    with session.begin_nested() as point:
        incident = reported(session, day)
        if move is Move.WITHDRAW:
            incident_remedies.apply(session, incident, Choice(Remedy.EXTRA_TIME, reason="late bell"), by=day.ben)
        incident.state = str(state)
        session.flush()
        entries = session.scalar(select(func.count()).select_from(AuditEntry))
        try:
            deeds(session, incident)[move](by=getattr(day, who))
            found = incident.state
        except DomainError as refusal:
            found = refusal.code
            assert session.scalar(select(func.count()).select_from(AuditEntry)) == entries
            assert incident.state == state
        point.rollback()
    session.expire_all()
    return found


@pytest.mark.parametrize("who", ["ana", "ben", "admin", "cem", "eva", "gul"])
def test_moves_are_open_exactly_to_those_who_decide_and_where_the_table_has_them(
    session: Session, day: Cast, who: str
) -> None:
    places = [(move, state) for move in Move for state in State]
    decides = who in ("ana", "ben", "admin")

    found = {(move, state): outcome(session, day, move, state, who) for move, state in places}

    refused = {State.OPEN: "incident_open", State.SETTLED: "incident_closed", State.DISMISSED: "incident_closed"}
    assert found == {
        (move, state): str(MOVES[move].get(state, refused[state])) if decides else "incident_not_yours"
        for move, state in places
    }


def test_whatever_is_done_the_chain_verifies(session: Session, day: Cast) -> None:
    incident = reported(session, day)
    incidents.choose_teams(session, incident, [day.t01.id, day.t02.id], by=day.ben)
    remedy = incident_remedies.apply(session, incident, Choice(Remedy.FULL, ("tidy",), reason="drift"), by=day.ben)
    incidents.close(session, incident, reason="done", by=day.ben)
    incident_remedies.withdraw(session, remedy, reason="x", by=day.ben)
    incidents.dismiss(session, incident, reason="a mistake", by=day.ben)
    incidents.reopen(session, incident, reason="no mistake", by=day.ben)
    session.commit()

    assert [finding for chain in audit_verification.verify(session) for finding in chain.findings] == []


def test_teams_without_a_slot_are_found_by_when_they_were_marked(session: Session, day: Cast) -> None:
    extra = [make_team(session, day.section) for _ in range(2)]
    sheets = [make_score_sheet(session, team, day.glucose, day.cem_judge) for team in extra]
    given = sheet_saving.Given(day.glucose.criteria[0].id, "", Value(MarkState.MARKED, 5000))
    sheet_saving.save(session, sheets[0], [given], by=day.cem)
    now = utc_now()

    incident = reported(session, day, task_id=day.glucose.id, starts_at=now - TEN, ends_at=now + TEN)

    assert [(one.team_id, one.found_by) for one in incident.teams] == [(extra[0].id, "marks")]


def test_the_protocol_tells_each_incident_in_a_line_without_names(session: Session, day: Cast) -> None:
    incident = reported(session, day)
    incident_remedies.apply(session, incident, Choice(Remedy.FULL, ("tidy",), reason="drift"), by=day.ben)
    incidents.dismiss(session, reported(session, day), reason="reported twice", by=day.ben)

    told = protocols.incidents_of(session, day.section, "Asia/Samarkand", "en")

    where = f"{day.pipetting.title} · 5 December 2026, 17:00–17:10 · {day.t01.code}"
    assert told == [f"1. Instrument drift · {where}: The photometer drifted. Give full points (drift)"]


def a_deed(session: Session, day: Cast, chance: random.Random) -> None:
    """Do one of the things that a chief judge does about disagreements and incidents, whether it is possible or not."""
    incident = chance.choice([None, *session.scalars(select(Incident).order_by(Incident.id))])
    remedy = chance.choice([None, *session.scalars(select(IncidentRemedy).order_by(IncidentRemedy.id))])
    agreed = chance.choice([None, *moderation.settled(session, day.section)])
    place = (chance.choice((day.t01, day.t02)).id, chance.choice((day.pipetting, day.glucose)).id)
    what = chance.choice(("report", "apply", "apply", "apply", "take back", "end", "agree", "undo", "return"))
    if what == "report" or incident is None:
        reported(session, day, chance.choice(list(Kind)), team_ids=(chance.choice((day.t01, day.t02)).id,))
    elif what == "apply":
        criteria = tuple(chance.sample(("yield", "tidy"), chance.randint(0, 2)))
        wanted = Choice(chance.choice(list(Remedy)), criteria, tuple(chance.sample(("G",), 1)), reason="x")
        incident_remedies.apply(session, incident, wanted, by=day.ben)
    elif what == "take back" and remedy is not None:
        incident_remedies.withdraw(session, remedy, reason="x", by=day.ben)
    elif what == "end":
        chance.choice((incidents.close, incidents.dismiss, incidents.reopen))(session, incident, reason="x", by=day.ben)
    elif what == "agree":
        moderation.agree_on_task(session, day.section, place, 1000 * chance.randint(0, 20), reason="x", by=day.ben)
    elif what == "undo" and agreed is not None:
        moderation.withdraw(session, day.section, agreed, reason="x", by=day.ben)
    elif what == "return":
        score_sheets.return_to_judge(session, chance.choice(list(day.sheets.values())), reason="x", by=day.ben)


@pytest.mark.parametrize("seed", [1, 2])
def test_any_sequence_leaves_a_sound_chain_and_a_bundle_that_recomputes(session: Session, day: Cast, seed: int) -> None:
    chance, done = random.Random(seed), 0
    for _ in range(40):
        point = session.begin_nested()
        try:
            a_deed(session, day, chance)
            point.commit()
            done += 1
        except DomainError:
            point.rollback()
        session.expire_all()

    value = section_values.load(session, day.section)
    bundle = make_bundle(value, rank(value), Head("e", "s", 1, "2026-12-05T12:00:00Z", "0" * 64, ""), {})
    assert done > 10
    assert recompute(bundle, read_section(bundle)) == []
    session.commit()
    assert [finding for chain in audit_verification.verify(session) for finding in chain.findings] == []
