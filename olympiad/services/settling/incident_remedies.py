"""Remedies of incidents: showing what one would move, applying it to all teams at once, withdrawing it."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain import incidents as rules
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import plain
from olympiad.domain.incidents import Move, Order, Remedy, after, check_order
from olympiad.domain.reasons import given_reason
from olympiad.domain.section import Section as SectionValue
from olympiad.models.adjustment import AgreedMark, Penalty
from olympiad.models.incident import Exclusion, Incident, IncidentRemedy, RemedyRow
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Criterion, Task
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.computing import section_values, what_if
from olympiad.services.marking import score_sheets
from olympiad.services.record import audit
from olympiad.services.settling import incident_reruns, incidents

Made = Sequence[AgreedMark | Penalty | Exclusion | ScoreSheet]
"""The rows that come of a remedy."""


@dataclass(frozen=True)
class Choice:
    """What somebody chooses on the page; codes of criteria and tasks, points in thousandths."""

    remedy: Remedy
    criteria: tuple[str, ...] = ()
    later_tasks: tuple[str, ...] = ()
    minutes: int = 0
    each: int = 1000
    free: int = 1
    reason: str = field(default="", compare=False)


def preview(session: Session, incident: Incident, choice: Choice) -> what_if.Trial:
    """Compare the ranking as it is with the one after the remedy; nothing is written."""
    section = session.get_one(Section, incident.section_id)
    value = section_values.load(session, section)
    order = order_of(session, section, incident, choice)
    _check(session, incident, order, value)
    return what_if.try_change(value, lambda before: rules.with_order(before, order))


def order_of(session: Session, section: Section, incident: Incident, choice: Choice) -> Order:
    """Say a choice in the terms of the rulebook, for the incident's teams."""
    teams = tuple(one.team.key for one in incident.teams)
    numbers = _replacements(session, incident) if choice.remedy is Remedy.REPLACEMENT else {}
    points = tuple((key, rules.replacement_points(numbers.get(key, 0) + 1, choice.each, choice.free)) for key in teams)
    return Order(
        choice.remedy,
        incident.task.code if incident.task else "",
        teams,
        choice.criteria,
        tuple(code for code in choice.later_tasks if incident.task is None or code != incident.task.code),
        points if choice.remedy is Remedy.REPLACEMENT else (),
        f"#{incident.number} {choice.reason.strip()}".strip(),
    )


def _check(session: Session, incident: Incident, order: Order, value: SectionValue) -> None:
    if order.remedy not in rules.remedies_of(incident.kind):
        raise DomainError("incident_remedy_unsuitable")
    if unknown := set(order.later_tasks) - {one.code for one in value.tasks}:
        raise DomainError("task_unknown_here", task=", ".join(sorted(unknown)))
    check_order(order, next((one for one in value.tasks if one.code == order.task), None))
    if settled := sorted(_settled(order, value)):
        codes = {team.key: team.code for team in value.teams}
        raise DomainError("incident_place_settled", teams=", ".join(codes[key] for key in settled))


def _settled(order: Order, value: SectionValue) -> set[str]:
    """Teams for which something is agreed already where the remedy would agree, leave out or mark anew."""
    found = set()
    for one in value.agreed_marks:
        if one.team not in order.teams:
            continue
        here = one.task == order.task and (not one.criterion or one.criterion in order.criteria)
        if order.remedy is Remedy.RERUN:
            here = one.task == order.task
        if order.remedy in (Remedy.EXTRA_TIME, Remedy.REMARK, Remedy.WARNING, Remedy.REPLACEMENT):
            here = False
        if here or (order.remedy is Remedy.REMOVAL and one.task in order.later_tasks):
            found.add(one.team)
    return found


def standing(session: Session, incident: Incident) -> str:
    """Return a short mark of how an incident stands: its state, its teams, how many remedies there are."""
    number = session.scalar(select(func.count(IncidentRemedy.id)).where(IncidentRemedy.incident_id == incident.id))
    teams = ",".join(str(one.team_id) for one in sorted(incident.teams, key=lambda one: one.team_id))
    return hashlib.sha256(f"{incident.state} {number} {teams}".encode()).hexdigest()[:16]


def refuse_if_moved(session: Session, incident: Incident, seen: str) -> None:
    """Queue with the section's other writers, then refuse where somebody has done something about the incident meanwhile."""
    audit.lock_head(session, session.get_one(Section, incident.section_id))
    session.expire(incident)
    if seen != standing(session, incident):
        raise DomainError("incident_changed_meanwhile")


def apply(session: Session, incident: Incident, choice: Choice, *, by: User) -> IncidentRemedy:
    """Apply a remedy to all teams of an open incident, with a reason; what it moves is kept beside it.

    Raises DomainError: the table of moves' refusals, `reason_missing`, what `check_order` refuses,
    `incident_remedy_unsuitable` and `incident_place_settled`, naming the teams.
    """
    section = session.get_one(Section, incident.section_id)
    audit.lock_head(session, section)
    session.refresh(incident)
    after(incident.state, Move.APPLY, roles=incidents.roles_of(session, section, by))
    if not choice.reason.strip():
        raise DomainError("reason_missing")
    value = section_values.load(session, section)
    order = order_of(session, section, incident, choice)
    _check(session, incident, order, value)
    moved = what_if.recorded(what_if.try_change(value, lambda before: rules.with_order(before, order)))
    remedy = _add(session, section, incident, choice, moved, by)
    made = _carry_out(session, section, incident, remedy, order, value, by)
    session.add_all(made)
    session.flush()
    session.add_all(_linked(section, remedy, made))
    session.flush()
    _record(session, section, remedy, "apply", {"made": len(made), **moved}, choice.reason.strip(), by)
    _compare_anew(session, section, [one for one in made if isinstance(one, AgreedMark | Exclusion)])
    return remedy


def _linked(section: Section, remedy: IncidentRemedy, made: Made) -> Iterable[RemedyRow]:
    columns = {AgreedMark: "agreed_mark_id", Penalty: "penalty_id", ScoreSheet: "sheet_id"}
    for one in made:
        if type(one) in columns:
            yield RemedyRow(section_id=section.id, remedy_id=remedy.id, **{columns[type(one)]: one.id})


def _add(
    session: Session, section: Section, incident: Incident, choice: Choice, moved: Mapping[str, audit.Plain], by: User
) -> IncidentRemedy:
    ordered = {name: value for name, value in asdict(choice).items() if name not in ("remedy", "reason")}
    remedy = IncidentRemedy(
        section_id=section.id, incident_id=incident.id, remedy=str(choice.remedy), ordered=json.dumps(ordered),
        teams=json.dumps([one.team.key for one in incident.teams]), reason=choice.reason.strip(),
        effect=json.dumps(moved.get("moved", []), ensure_ascii=False), applied_by_id=by.id, applied_at=utc_now(),
    )  # fmt: skip
    session.add(remedy)
    session.flush()
    return remedy


def _carry_out(
    session: Session, section: Section, incident: Incident, remedy: IncidentRemedy, order: Order,
    value: SectionValue, by: User,
) -> Made:  # fmt: skip
    teams = {one.team.key: one.team_id for one in incident.teams}
    if order.remedy is Remedy.RERUN:
        return incident_reruns.run_again(session, section, incident, order.reason, by=by)
    if order.remedy is Remedy.EXCLUDE:
        return _exclude(session, section, incident, remedy, order, teams)
    if order.remedy is Remedy.REPLACEMENT:
        return _take_off(section, incident, order, teams, by)
    if order.remedy in (Remedy.MEAN, Remedy.FULL, Remedy.REMOVAL):
        return _agree(session, section, order, value, teams, by)
    return []


def _exclude(
    session: Session, section: Section, incident: Incident, remedy: IncidentRemedy, order: Order,
    teams: Mapping[str, int],
) -> list[Exclusion]:  # fmt: skip
    criteria = _criteria(session, section, [order.task])
    return [
        Exclusion(
            section_id=section.id, team_id=team_id, task_id=incident.task_id,
            criterion_id=criteria[order.task, code], remedy_id=remedy.id, reason=order.reason, at=utc_now(),
        )
        for team_id in teams.values()
        for code in order.criteria
    ]  # fmt: skip


def _take_off(section: Section, incident: Incident, order: Order, teams: Mapping[str, int], by: User) -> list[Penalty]:
    return [
        Penalty(
            section_id=section.id, team_id=teams[key], task_id=incident.task_id, points=points,
            reason=order.reason, user_id=by.id, at=utc_now(),
        )
        for key, points in order.points
        if points
    ]  # fmt: skip


def _agree(
    session: Session, section: Section, order: Order, value: SectionValue, teams: Mapping[str, int], by: User
) -> list[AgreedMark]:
    marks = rules.agreed_by(order, value)
    criteria = _criteria(session, section, {one.task for one in marks})
    tasks = {task.code: task.id for task in session.scalars(select(Task).where(Task.section_id == section.id))}
    return [
        AgreedMark(
            section_id=section.id, team_id=teams[one.team], task_id=tasks[one.task],
            criterion_id=criteria[one.task, one.criterion] if one.criterion else None,
            mark=one.mark, reason=one.reason, user_id=by.id, at=utc_now(),
        )
        for one in marks
    ]  # fmt: skip


def _criteria(session: Session, section: Section, tasks: Iterable[str]) -> dict[tuple[str, str], int]:
    query = select(Task.code, Criterion.code, Criterion.id).join(Task, Task.id == Criterion.task_id)
    rows = session.execute(
        query.where(Task.section_id == section.id, Task.code.in_(list(tasks)), Criterion.retired_in.is_(None))
    )
    return {(task, code): criterion_id for task, code, criterion_id in rows}


def _compare_anew(session: Session, section: Section, rows: Iterable[AgreedMark | Exclusion]) -> None:
    """Take back and give acceptance at the places whose marks the remedy touched."""
    for team_id, task_id in sorted({(one.team_id, one.task_id) for one in rows}):
        score_sheets.reopen(session, team_id, task_id)
        score_sheets.accept_where_agreed(session, section, team_id, task_id)


def withdraw(session: Session, remedy: IncidentRemedy, *, reason: str, by: User) -> None:
    """Take a remedy back as a new entry: its rows stay as withdrawn, the incident is open again.

    Of a re-run the old sheets count again; it stands once something has come to its fresh sheets, see `incident_reruns`.
    """
    section = session.get_one(Section, remedy.section_id)
    audit.lock_head(session, section)
    session.refresh(remedy)
    incident = session.get_one(Incident, remedy.incident_id, populate_existing=True)
    state = after(incident.state, Move.WITHDRAW, roles=incidents.roles_of(session, section, by))
    reason = given_reason(reason)
    if remedy.withdrawn_at is not None:
        raise DomainError("incident_remedy_withdrawn")
    made = _standing_rows(session, remedy)
    for row in made:
        row.withdrawn_at = utc_now()
    sheets = incident_reruns.take_back(session, remedy, reason=reason.strip(), by=by)
    remedy.withdrawn_at, remedy.withdrawn_by_id, remedy.withdrawn_reason = utc_now(), by.id, reason.strip()
    incident.state, incident.conclusion, incident.closed_by_id, incident.closed_at = str(state), "", None, None
    session.flush()
    _record(session, section, remedy, "withdraw", {"made": len(made) + sheets}, reason.strip(), by)
    _compare_anew(session, section, [one for one in made if not isinstance(one, Penalty)])


def _standing_rows(session: Session, remedy: IncidentRemedy) -> list[AgreedMark | Penalty | Exclusion]:
    """What came of a remedy and is not withdrawn; a settlement that took an agreed mark's place is left alone."""
    of_remedy = RemedyRow.remedy_id == remedy.id
    agreed = select(AgreedMark).join(RemedyRow, RemedyRow.agreed_mark_id == AgreedMark.id)
    penalties = select(Penalty).join(RemedyRow, RemedyRow.penalty_id == Penalty.id)
    left_out = select(Exclusion).where(Exclusion.remedy_id == remedy.id, Exclusion.withdrawn_at.is_(None))
    return [
        *session.scalars(agreed.where(of_remedy, AgreedMark.withdrawn_at.is_(None))),
        *session.scalars(penalties.where(of_remedy, Penalty.withdrawn_at.is_(None))),
        *session.scalars(left_out),
    ]


def _record(
    session: Session, section: Section, remedy: IncidentRemedy, verb: str, more: Mapping[str, audit.Plain],
    reason: str, by: User,
) -> None:  # fmt: skip
    keys = select(Team.code).where(Team.section_id == section.id, Team.key.in_(json.loads(remedy.teams)))
    codes: list[audit.Plain] = list(session.scalars(keys.order_by(Team.code)))
    facts: dict[str, audit.Plain] = {"remedy": remedy.remedy, "teams": codes, **_ordered(remedy), **more}
    audit.record(
        session, AuditAction(f"incidents.{verb}"), f"incident:{remedy.incident_id}", by=by, section=section,
        after=facts, personal={"reason": reason},
    )  # fmt: skip


def _ordered(remedy: IncidentRemedy) -> dict[str, audit.Plain]:
    """What was ordered with a remedy, as far as this remedy asks for it; points as they are read."""
    ordered: dict[str, audit.Plain] = json.loads(remedy.ordered)
    each, free = ordered.pop("each", 0), ordered.pop("free", 0)
    if remedy.remedy == Remedy.REPLACEMENT:
        ordered |= {"each": plain(Fraction(int(str(each)), 1000)), "free": free}
    return {name: value for name, value in ordered.items() if value}


def remedies_of(session: Session, section: Section, incident: Incident | None = None) -> list[IncidentRemedy]:
    """List what was done about an incident, or about all of the section, in its order, withdrawn ones included."""
    query = select(IncidentRemedy).where(IncidentRemedy.section_id == section.id).order_by(IncidentRemedy.id)
    if incident is not None:
        query = query.where(IncidentRemedy.incident_id == incident.id)
    return list(session.scalars(query))


def earlier(session: Session, incident: Incident, wanted: Sequence[Remedy], *, same_task: bool) -> list[IncidentRemedy]:
    """The standing remedies of these kinds in the section, or in the incident's task alone."""
    query = (
        select(IncidentRemedy)
        .join(Incident, Incident.id == IncidentRemedy.incident_id)
        .where(
            IncidentRemedy.section_id == incident.section_id,
            IncidentRemedy.remedy.in_([str(one) for one in wanted]),
            IncidentRemedy.withdrawn_at.is_(None),
        )
    )
    if same_task:
        query = query.where(Incident.task_id == incident.task_id)
    return list(session.scalars(query.order_by(IncidentRemedy.id)))


def _replacements(session: Session, incident: Incident) -> dict[str, int]:
    """How many replacement samples each team had in this task."""
    had: dict[str, int] = {}
    for one in earlier(session, incident, [Remedy.REPLACEMENT], same_task=True):
        for key in json.loads(one.teams):
            had[key] = had.get(key, 0) + 1
    return had
