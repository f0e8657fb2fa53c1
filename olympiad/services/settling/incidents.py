"""Incidents: reporting one, finding whom it touched, closing, dismissing and opening it again."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.blockers import Blocker
from olympiad.domain.errors import DomainError
from olympiad.domain.incidents import REPORTING, Kind, Move, Span, State, affected, after
from olympiad.domain.roles import Role, satisfies
from olympiad.models.incident import Incident, IncidentRemedy, IncidentTeam
from olympiad.models.score_sheet import Operation, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import ScheduleSlot, Task
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.people import access
from olympiad.services.record import audit
from olympiad.services.record.audit_codes import codes

LONGEST_TEXT = 2_000


@dataclass(frozen=True)
class Report:
    """What is told of an incident; with neither task nor station it touches the teams that are named by hand."""

    kind: Kind
    starts_at: datetime
    ends_at: datetime | None = None
    task_id: int | None = None
    station: str = ""
    text: str = ""
    team_ids: tuple[int, ...] = ()
    """Named by hand, beside those that are found."""


def roles_of(session: Session, section: Section, user: User) -> frozenset[Role]:
    """The roles that a person holds in a section."""
    return access.roles_at(access.grants_of(session, user.id), section.edition_id, section.id)


def report(session: Session, section: Section, told: Report, *, by: User) -> Incident:
    """Put an incident on record; the teams that it touched are found by the schedule or by when they were marked."""
    if not satisfies(roles_of(session, section, by), REPORTING):
        raise DomainError("incident_not_yours")
    _check(session, section, told)
    audit.lock_head(session, section)
    number = (session.scalar(select(func.max(Incident.number)).where(Incident.section_id == section.id)) or 0) + 1
    made = Incident(section_id=section.id, number=number, reported_by_id=by.id, reported_at=utc_now(), **_columns(told))
    session.add(made)
    session.flush()
    _set_teams(session, section, made, told.team_ids)
    _record(session, section, made, "report", by, text=made.text)
    session.flush()
    return made


def change(session: Session, incident: Incident, told: Report, *, by: User) -> None:
    """Correct what was told of an open incident; its teams are those found anew, and those named by hand."""
    section = _locked(session, incident)
    after(incident.state, Move.CHANGE, roles=roles_of(session, section, by))
    _check(session, section, told)
    for name, value in _columns(told).items():
        setattr(incident, name, value)
    session.flush()
    _set_teams(session, section, incident, told.team_ids)
    _record(session, section, incident, "change", by, text=incident.text)


def choose_teams(session: Session, incident: Incident, team_ids: Iterable[int], *, by: User) -> None:
    """Say which teams an open incident touched, whatever was found."""
    section = _locked(session, incident)
    after(incident.state, Move.CHANGE, roles=roles_of(session, section, by))
    wanted = set(team_ids)
    known = set(session.scalars(select(Team.id).where(Team.section_id == section.id, Team.id.in_(wanted))))
    if known != wanted:
        raise DomainError("team_unknown_here")
    found = suggested(session, section, incident)
    incident.teams = [
        IncidentTeam(incident_id=incident.id, team_id=one, found_by=found.get(one, "hand")) for one in sorted(wanted)
    ]
    session.flush()
    _record(session, section, incident, "choose_teams", by)


def close(session: Session, incident: Incident, *, reason: str, by: User) -> None:
    """Close an incident: what is done about it is done."""
    _end(session, incident, Move.CLOSE, reason, by)


def dismiss(session: Session, incident: Incident, *, reason: str, by: User) -> None:
    """Say that a report is no incident; it stays on record."""
    standing = IncidentRemedy.incident_id == incident.id, IncidentRemedy.withdrawn_at.is_(None)
    if session.scalar(select(IncidentRemedy.id).where(*standing).limit(1)) is not None:
        raise DomainError("incident_has_remedies")
    _end(session, incident, Move.DISMISS, reason, by)


def reopen(session: Session, incident: Incident, *, reason: str, by: User) -> None:
    """Open a closed incident again, with a reason."""
    _end(session, incident, Move.REOPEN, reason, by)


def _end(session: Session, incident: Incident, move: Move, reason: str, by: User) -> None:
    section = _locked(session, incident)
    state = after(incident.state, move, roles=roles_of(session, section, by))
    given = reason.strip()
    if not given:
        raise DomainError("reason_missing")
    before = incident.state
    incident.state = str(state)
    closed = state is not State.OPEN
    incident.conclusion = given if closed else ""
    incident.closed_by_id, incident.closed_at = (by.id, utc_now()) if closed else (None, None)
    session.flush()
    _record(session, section, incident, str(move), by, before=before, reason=given)


def suggested(session: Session, section: Section, incident: Incident) -> dict[int, str]:
    """Whom the incident touched by the schedule, or by when the sheets were marked: team → how it was found."""
    if incident.task_id is None and not incident.station:
        return {}
    slots = _slots(session, section, incident)
    marked = _marked(session, incident) if incident.task_id is not None else {}
    found = affected(Span(incident.starts_at, incident.ends_at), slots, marked)
    return {int(team): how for team, how in found.items()}


def _slots(session: Session, section: Section, incident: Incident) -> Mapping[str, tuple[datetime, datetime | None]]:
    query = (
        select(ScheduleSlot)
        .join(Task, Task.id == ScheduleSlot.task_id)
        .where(Task.section_id == section.id, ScheduleSlot.starts_at.is_not(None))
    )
    if incident.task_id is not None:
        query = query.where(ScheduleSlot.task_id == incident.task_id)
    if incident.station:
        query = query.where(func.coalesce(func.nullif(ScheduleSlot.station, ""), Task.station) == incident.station)
    return {str(one.team_id): (one.starts_at, one.ends_at) for one in session.scalars(query) if one.starts_at}


def _marked(session: Session, incident: Incident) -> Mapping[str, Sequence[datetime]]:
    """When the sheets of the task were marked, by team."""
    query = (
        select(ScoreSheet.team_id, Operation.received_at)
        .join(Operation, Operation.sheet_id == ScoreSheet.id)
        .where(ScoreSheet.task_id == incident.task_id, Operation.kind == "mark")
    )
    found: dict[str, list[datetime]] = defaultdict(list)
    for team_id, moment in session.execute(query):
        found[str(team_id)].append(moment)
    return found


def _set_teams(session: Session, section: Section, incident: Incident, named: Iterable[int]) -> None:
    found = dict.fromkeys(named, "hand") | suggested(session, section, incident)
    here = set(session.scalars(select(Team.id).where(Team.section_id == section.id, Team.id.in_(list(found)))))
    incident.teams = [IncidentTeam(incident_id=incident.id, team_id=one, found_by=found[one]) for one in sorted(here)]
    session.flush()


def _check(session: Session, section: Section, told: Report) -> None:
    if not told.text.strip():
        raise DomainError("incident_without_text")
    if len(told.text) > LONGEST_TEXT:
        raise DomainError("note_too_long", limit=LONGEST_TEXT)
    if told.ends_at is not None and told.ends_at < told.starts_at:
        raise DomainError("incident_ends_before_it_starts")
    task = session.get(Task, told.task_id) if told.task_id is not None else None
    if told.task_id is not None and (task is None or task.section_id != section.id):
        raise DomainError("place_unknown")


def _columns(told: Report) -> dict[str, object]:
    return {
        "kind": str(told.kind), "task_id": told.task_id, "station": told.station.strip(),
        "starts_at": told.starts_at, "ends_at": told.ends_at, "text": told.text.strip(),
    }  # fmt: skip


def _locked(session: Session, incident: Incident) -> Section:
    """Queue with the section's other writers, then see the incident as it stands."""
    section = session.get_one(Section, incident.section_id)
    audit.lock_head(session, section)
    session.refresh(incident)
    return section


def _record(
    session: Session, section: Section, incident: Incident, verb: str, by: User, *, before: str = "", **personal: str
) -> None:
    teams: list[audit.Plain] = [one.team.code for one in incident.teams]
    after_: dict[str, audit.Plain] = {
        "number": incident.number, "kind": incident.kind, "state": incident.state, "station": incident.station,
        "teams": teams, **codes(session, task=incident.task_id),
    }  # fmt: skip
    audit.record(
        session, AuditAction(f"incidents.{verb}"), f"incident:{incident.id}", by=by, section=section,
        before={"state": before} if before else None, after=after_, personal=personal or None,
    )  # fmt: skip


def all_of(session: Session, section: Section) -> list[Incident]:
    """List the incidents of a section, the open ones first, then the newest."""
    query = select(Incident).where(Incident.section_id == section.id)
    return sorted(session.scalars(query), key=lambda one: (one.state != State.OPEN, -one.number))


def of_number(session: Session, section: Section, number: int) -> Incident | None:
    """Return the incident of a section that has this number."""
    query = select(Incident).where(Incident.section_id == section.id, Incident.number == number)
    return session.scalars(query).one_or_none()


def count_open(session: Session, section: Section) -> int:
    """How many incidents are open."""
    query = select(func.count(Incident.id)).where(Incident.section_id == section.id, Incident.state == State.OPEN)
    return session.scalar(query) or 0


def remedies_for(session: Session, section: Section, team: Team, *, at: datetime | None = None) -> list[IncidentRemedy]:
    """List what incidents brought a team: the remedies that stand now, or that stood at a moment."""
    query = select(IncidentRemedy).where(IncidentRemedy.section_id == section.id).order_by(IncidentRemedy.id)
    stood: ColumnElement[bool] = IncidentRemedy.withdrawn_at.is_(None)
    if at is not None:
        stood = (IncidentRemedy.applied_at <= at) & (stood | (IncidentRemedy.withdrawn_at > at))
    return [one for one in session.scalars(query.where(stood)) if team.key in json.loads(one.teams)]


def blockers(session: Session, section: Section) -> Iterable[Blocker]:
    """An open incident keeps the section from being finalised."""
    query = select(Incident.number).where(Incident.section_id == section.id, Incident.state == State.OPEN)
    for number in session.scalars(query.order_by(Incident.number)):
        yield Blocker("blocker_incident_open", {"number": number})
