"""Remedies of incidents: what each does to marks, places and the record, what is refused, and taking one back."""

import json

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.domain.choices import Consequence
from olympiad.domain.errors import DomainError
from olympiad.domain.incidents import Kind, Remedy
from olympiad.domain.ranking import rank
from olympiad.models.adjustment import AgreedMark, Penalty
from olympiad.models.audit import AuditDetail, AuditEntry
from olympiad.models.incident import Incident, IncidentRemedy
from olympiad.services.computing import section_values
from olympiad.services.settling import incident_remedies, incident_suggestions, incidents, moderation
from olympiad.services.settling.incident_remedies import Choice
from olympiad.services.settling.incident_suggestions import MarkChange
from tests.factories import NOON, Cast
from tests.incident_day import TEN, make_day, reported, totals


@pytest.fixture
def day(session: Session, cast: Cast) -> Cast:
    return make_day(session, cast)


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


def apply(
    session: Session, day: Cast, incident: Incident, remedy: Remedy, *criteria: str, **given: object
) -> IncidentRemedy:
    choice = Choice(remedy, criteria, **{"reason": "drift"} | given)  # type: ignore[arg-type]
    return incident_remedies.apply(session, incident, choice, by=day.ben)


def last_line(session: Session) -> AuditEntry:
    return session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()


def test_preview_writes_nothing_and_refuses_as_applying_does(session: Session, day: Cast) -> None:
    incident, before = reported(session, day), totals(session, day)
    lines = session.scalar(select(func.count(AuditEntry.id)))

    trial = incident_remedies.preview(session, incident, Choice(Remedy.FULL, ("tidy",)))
    with pytest.raises(DomainError, match="criterion_unknown"):
        incident_remedies.preview(session, incident, Choice(Remedy.FULL, ("colour",)))

    assert incident_suggestions.mark_changes(trial) == [MarkChange(day.t01.code, "P", 14_000, 18_000)]
    assert (totals(session, day), session.scalar(select(func.count(AuditEntry.id)))) == (before, lines)


def test_the_record_says_what_was_ordered_for_which_teams_and_seals_why(session: Session, day: Cast) -> None:
    incident = reported(session, day, Kind.REPLACEMENT, team_ids=(day.t02.id,))

    apply(session, day, incident, Remedy.REPLACEMENT, each=1500, free=0, reason=" broken tube ")

    line = last_line(session)
    assert (line.action, line.subject) == ("incidents.apply", f"incident:{incident.id}")
    told = json.loads(line.content)["after"]
    assert (told["remedy"], told["teams"], told["each"], told["made"]) == (
        "replacement", sorted([day.t01.code, day.t02.code]), "1.5", 2,
    )  # fmt: skip
    assert "free" not in told
    detail = session.scalars(select(AuditDetail).where(AuditDetail.entry_id == line.id)).one()
    assert (detail.field, detail.value) == ("reason", "broken tube")


def test_of_another_remedy_no_points_are_told(session: Session, day: Cast) -> None:
    apply(session, day, reported(session, day), Remedy.EXTRA_TIME, minutes=5)

    told = json.loads(last_line(session).content)["after"]
    assert (told["minutes"], "each" in told, told["made"]) == (5, False, 0)


def test_what_moves_is_kept_beside_the_remedy(session: Session, day: Cast) -> None:
    incident = reported(session, day, starts_at=NOON + 1.5 * TEN, ends_at=NOON + 2 * TEN)

    remedy = apply(session, day, incident, Remedy.FULL, "yield", "tidy")

    assert json.loads(remedy.teams) == ["T02"]
    assert (remedy.reason, remedy.applied_by_id) == ("drift", day.ben.id)
    assert [row[0] for row in json.loads(remedy.effect)] == ["T02", "T01"]


def test_an_incident_that_somebody_changed_meanwhile_is_told(session: Session, day: Cast) -> None:
    incident = reported(session, day)
    seen = incident_remedies.standing(session, incident)
    incident_remedies.refuse_if_moved(session, incident, seen)
    apply(session, day, incident, Remedy.EXTRA_TIME)

    with pytest.raises(DomainError, match="incident_changed_meanwhile"):
        incident_remedies.refuse_if_moved(session, incident, seen)
    moved = incident_remedies.standing(session, incident)
    incidents.choose_teams(session, incident, [day.t01.id, day.t02.id], by=day.ben)
    assert len({seen, moved, incident_remedies.standing(session, incident)}) == 3


def test_a_settlement_that_took_the_place_of_a_remedys_stays_when_that_is_withdrawn(
    session: Session, day: Cast
) -> None:
    remedy = apply(session, day, reported(session, day), Remedy.FULL, "yield", "tidy")
    place = day.t01.id, day.pipetting.id
    moderation.agree_on_task(session, day.section, place, 12_000, reason="video", by=day.ben)

    incident_remedies.withdraw(session, remedy, reason="x", by=day.ben)

    assert json.loads(last_line(session).content)["after"]["made"] == 0
    assert [one.mark for one in moderation.settled(session, day.section) if one.withdrawn_at is None] == [12_000]


def test_a_penalty_of_a_remedy_goes_with_it(session: Session, day: Cast) -> None:
    incident = reported(session, day, Kind.REPLACEMENT)
    remedy = apply(session, day, incident, Remedy.REPLACEMENT, free=0)
    before = totals(session, day)

    incident_remedies.withdraw(session, remedy, reason="x", by=day.ben)

    assert (before["T01"], totals(session, day)["T01"]) == ("21.00", "22.00")
    assert session.scalars(select(Penalty.withdrawn_at)).one() is not None


def test_a_remedy_is_taken_back_with_a_reason_alone(session: Session, day: Cast) -> None:
    remedy = apply(session, day, reported(session, day), Remedy.FULL, "tidy")
    before = totals(session, day)

    with pytest.raises(DomainError, match="reason_missing"):
        incident_remedies.withdraw(session, remedy, reason=" ", by=day.ben)

    assert (remedy.withdrawn_at, totals(session, day)) == (None, before)


def test_remedies_stand_in_their_order_of_one_incident_or_all(session: Session, day: Cast) -> None:
    first, second = reported(session, day), reported(session, day, task_id=day.glucose.id, team_ids=(day.t01.id,))
    made = [
        apply(session, day, one, Remedy.EXTRA_TIME, minutes=at) for at, one in ((1, first), (2, second), (3, first))
    ]
    incident_remedies.withdraw(session, made[0], reason="x", by=day.ben)

    assert incident_remedies.remedies_of(session, day.section) == made
    assert incident_remedies.remedies_of(session, day.section, first) == [made[0], made[2]]
    wanted = [Remedy.EXTRA_TIME]
    assert incident_remedies.earlier(session, first, wanted, same_task=False) == made[1:]
    assert incident_remedies.earlier(session, first, wanted, same_task=True) == made[2:]
    assert incident_remedies.earlier(session, first, [Remedy.FULL], same_task=False) == []


@pytest.mark.parametrize("remedy", [Remedy.EXTRA_TIME, Remedy.EXCLUDE])
def test_where_something_is_agreed_at_another_criterion_or_nothing_is_marked_anew_it_may_be(
    session: Session, day: Cast, remedy: Remedy
) -> None:
    incident = reported(session, day)
    apply(session, day, incident, Remedy.FULL, "tidy")
    other = day.t02.id, day.pipetting.id
    moderation.agree_on_task(session, day.section, other, 5000, reason="video", by=day.ben)

    apply(session, day, incident, remedy, "yield" if remedy is Remedy.EXCLUDE else "tidy")

    assert len(incident_remedies.remedies_of(session, day.section)) == 2


def test_a_removal_is_refused_where_a_later_task_is_settled(session: Session, day: Cast) -> None:
    place = day.t01.id, day.glucose.id
    moderation.agree_on_task(session, day.section, place, 5000, reason="video", by=day.ben)
    incident = reported(session, day, Kind.SAFETY)

    with pytest.raises(DomainError, match="incident_place_settled") as refused:
        apply(session, day, incident, Remedy.REMOVAL, later_tasks=("G",))

    assert refused.value.fields == {"teams": day.t01.code}
