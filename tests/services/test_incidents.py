"""Incidents: whom they touch, who may do what with them, and what each remedy does to marks, places and the record."""

import random
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.blockers import Blocker
from olympiad.domain.bundle import Head, make_bundle, recompute
from olympiad.domain.bundle_reading import read_section
from olympiad.domain.choices import MarkState
from olympiad.domain.errors import DomainError
from olympiad.domain.incidents import MOVES, Kind, Move, Remedy, State
from olympiad.domain.operations import Value
from olympiad.domain.ranking import rank
from olympiad.models.audit import AuditEntry
from olympiad.models.incident import Incident, IncidentRemedy
from olympiad.services.computing import section_values
from olympiad.services.marking import score_sheets, sheet_saving
from olympiad.services.record import audit_verification
from olympiad.services.results import protocols
from olympiad.services.settling import incident_remedies, incidents, moderation
from olympiad.services.settling.incident_remedies import Choice
from olympiad.services.settling.incidents import Report
from tests.factories import NOON, Cast, make_score_sheet, make_team
from tests.incident_day import TEN, make_day, reported


@pytest.fixture
def day(session: Session, cast: Cast) -> Cast:
    return make_day(session, cast)


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
