"""Who and what stands on the paper for the hall: teams, stations, badges of everybody, desks and envelopes."""

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from olympiad.documents.hall_papers import Badge, Envelope, institution_words
from olympiad.domain.choices import IN_THE_RUNNING, JudgeKind, SheetState
from olympiad.domain.lifecycle import Stage
from olympiad.domain.roles import Role
from olympiad.models.judge import Judge
from olympiad.models.participant import Participant
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import ScheduleSlot, Task
from olympiad.models.team import Team
from olympiad.models.user import RoleMembership, User
from olympiad.wording.dates import moment_text
from olympiad.wording.names import content
from olympiad.wording.sorting import sort_key

OFFICES = (Role.ORGANIZER, Role.CHIEF_JUDGE, Role.CLERK)


def is_final(section: Section) -> bool:
    """Return whether the set-up that papers show is final: the rules are signed."""
    return section.state is not Stage.DRAFT


def tasks_of(session: Session, section: Section, code: str = "") -> list[Task]:
    """List the tasks in their order, or the one of this code."""
    query = select(Task).where(Task.section_id == section.id).order_by(Task.position, Task.id)
    return list(session.scalars(query.where(Task.code == code) if code else query))


def teams_of(session: Session, section: Section, limit: int | None = None) -> list[Team]:
    """List the teams that take part, by code."""
    query = select(Team).where(Team.section_id == section.id, Team.status.in_(IN_THE_RUNNING))
    return list(session.scalars(query.order_by(Team.code).limit(limit)))


def stations_of(session: Session, section: Section) -> dict[int, list[str]]:
    """Return the stations of each task, as the schedule and the task itself name them."""
    found: dict[int, set[str]] = defaultdict(set)
    for task in tasks_of(session, section):
        found[task.id] |= {task.station} - {""}
    query = select(ScheduleSlot.task_id, ScheduleSlot.station).join(Task, Task.id == ScheduleSlot.task_id)
    for task_id, station in session.execute(query.where(Task.section_id == section.id, ScheduleSlot.station != "")):
        found[task_id].add(station)
    return {task_id: sorted(stations, key=lambda one: (len(one), one)) for task_id, stations in found.items()}


def first_slots(session: Session, section: Section, language: str, zone: str) -> dict[int, tuple[Task, str]]:
    """Return where and when each team begins, as far as the schedule says so."""
    query = (
        select(ScheduleSlot.team_id, ScheduleSlot.starts_at, Task)
        .join(Task, Task.id == ScheduleSlot.task_id)
        .where(Task.section_id == section.id, ScheduleSlot.starts_at.is_not(None))
        .order_by(ScheduleSlot.starts_at.desc(), ScheduleSlot.id)
    )
    return {
        team_id: (task, moment_text(starts_at, language, zone, "short"))
        for team_id, starts_at, task in session.execute(query)
        if starts_at is not None
    }


def envelopes(session: Session, section: Section) -> list[Envelope]:
    """Return for each task how many sheets of how many teams its envelope should hold."""
    query = (
        select(ScoreSheet.task_id, func.count(ScoreSheet.id), func.count(ScoreSheet.team_id.distinct()))
        .join(Team, Team.id == ScoreSheet.team_id)
        .where(ScoreSheet.section_id == section.id, ScoreSheet.state != SheetState.VOID)
        .where(Team.status.in_(IN_THE_RUNNING))
        .group_by(ScoreSheet.task_id)
    )
    counted = {task_id: (sheets, teams) for task_id, sheets, teams in session.execute(query)}
    return [Envelope(task, *counted.get(task.id, (0, 0))) for task in tasks_of(session, section)]


def badges(session: Session, section: Section, language: str, limit: int | None = None) -> list[Badge]:
    """Return the badges of members by team, then judges, mentors and offices by name."""
    found = [*_members(session, section, language, limit)]
    if limit is not None and len(found) >= limit:
        return found
    others = [one for each in (_judges, _mentors, _offices) for one in each(session, section, language)]
    return found + sorted(others, key=lambda one: (one.role, sort_key(one.name, language)))


def _members(session: Session, section: Section, language: str, limit: int | None) -> Iterator[Badge]:
    query = (
        select(Participant, Team)
        .join(Team, Team.id == Participant.team_id)
        .where(Participant.section_id == section.id, Team.status.in_(IN_THE_RUNNING))
        .order_by(Team.name, Team.key, Participant.role, Participant.id)
    )
    for person, team in session.execute(query.limit(limit)):
        yield Badge(
            person.name,
            "leader" if person.role == "leader" else "participant",
            institution_words(team.institution, team.country, language),
            person.name_local,
            team.name or team.key,
            (team.language,) if team.language else (),
            person.consents_photo,
        )


def _judges(session: Session, section: Section, language: str) -> Iterator[Badge]:
    query = select(Judge).where(Judge.section_id == section.id, Judge.kind == JudgeKind.OFFICIAL, Judge.name != "")
    for judge in session.scalars(query):
        yield Badge(judge.name, "judge", institution_words(judge.institution, "", language))


def _mentors(session: Session, section: Section, language: str) -> Iterator[Badge]:
    query = select(Team).where(Team.section_id == section.id, Team.mentor != "", Team.status.in_(IN_THE_RUNNING))
    seen: set[tuple[str, int | None]] = set()
    for team in session.scalars(query.order_by(Team.key)):
        if (team.mentor, team.institution_id) not in seen:
            seen.add((team.mentor, team.institution_id))
            yield Badge(team.mentor, "mentor", institution_words(team.institution, team.country, language))


def _offices(session: Session, section: Section, language: str) -> Iterator[Badge]:
    here = or_(RoleMembership.section_id == section.id, RoleMembership.section_id.is_(None))
    query = (
        select(User.name, RoleMembership.role)
        .join(RoleMembership, RoleMembership.user_id == User.id)
        .where(RoleMembership.role.in_(OFFICES), RoleMembership.edition_id == section.edition_id, here)
        .where(RoleMembership.pending_since.is_(None), User.name != "")
        .distinct()
    )
    host = content(section.edition, "organisation", language)
    for name, role in session.execute(query):
        yield Badge(name, str(role), host)
