"""Conflicts of interest: what judges declare, who is close to which team, how own teams were marked by others."""

from collections.abc import Collection, Sequence
from enum import StrEnum
from fractions import Fraction

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from olympiad.analysis.closeness import SheetTotal
from olympiad.clock import utc_now
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.errors import DomainError
from olympiad.domain.task_marks import as_given, given_totals
from olympiad.models.conflict_declaration import ConflictDeclaration
from olympiad.models.institution import Institution
from olympiad.models.judge import Judge
from olympiad.models.section import Section
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.computing import section_values
from olympiad.services.record import audit


class Ground(StrEnum):
    """Why a judge is close to a team; the first that holds is named."""

    INSTITUTION = "institution"
    DECLARED_INSTITUTION = "declared_institution"
    DECLARED_PERSON = "declared_person"


def declare(
    session: Session,
    judge: Judge,
    *,
    institution: Institution | None = None,
    person: str = "",
    relation: str = "",
    by: User,
) -> ConflictDeclaration:
    """Write down that a judge is close to an institution or a person. Raises `declaration_empty`."""
    named = person.strip()[:300]
    if institution is None and not named:
        raise DomainError("declaration_empty")
    section = session.get_one(Section, judge.section_id)
    row = ConflictDeclaration(
        section_id=section.id,
        judge_id=judge.id,
        institution_id=institution.id if institution else None,
        person=named,
        relation=relation.strip()[:2000],
        declared_at=utc_now(),
    )
    session.add(row)
    session.flush()
    after: dict[str, audit.Plain] = {"judge": judge.key, "institution": institution.key if institution else None}
    personal = {name: value for name, value in (("person", row.person), ("relation", row.relation)) if value}
    subject = f"conflict_declaration:{row.id}"
    audit.record(
        session, AuditAction.CONFLICTS_DECLARE, subject, by=by, section=section, after=after, personal=personal
    )
    return row


def withdraw(session: Session, declaration: ConflictDeclaration, *, by: User) -> None:
    """Take a declaration back; it stays in the register as withdrawn. Raises `declaration_withdrawn`."""
    if declaration.withdrawn_at is not None:
        raise DomainError("declaration_withdrawn")
    section = session.get_one(Section, declaration.section_id)
    declaration.withdrawn_at = utc_now()
    audit.record(
        session, AuditAction.CONFLICTS_WITHDRAW, f"conflict_declaration:{declaration.id}", by=by, section=section
    )
    session.flush()


def name_team(session: Session, declaration: ConflictDeclaration, team: Team | None, *, by: User) -> None:
    """Say in which team a declared person is: judges see codes only, so the organizers look."""
    section = session.get_one(Section, declaration.section_id)
    before: dict[str, audit.Plain] = {"team": declaration.team.key if declaration.team else None}
    declaration.team = team
    after: dict[str, audit.Plain] = {"team": team.key if team else None}
    subject = f"conflict_declaration:{declaration.id}"
    audit.record(session, AuditAction.CONFLICTS_NAME_TEAM, subject, by=by, section=section, before=before, after=after)
    session.flush()


def declared(session: Session, section: Section, judge: Judge | None = None) -> Sequence[ConflictDeclaration]:
    """List what was declared, of one judge or of all, standing ones first."""
    query = select(ConflictDeclaration).where(ConflictDeclaration.section_id == section.id)
    if judge is not None:
        query = query.where(ConflictDeclaration.judge_id == judge.id)
    return session.scalars(
        query.order_by(ConflictDeclaration.withdrawn_at.is_not(None), ConflictDeclaration.id.desc())
    ).all()


def grounds(session: Session, section: Section) -> dict[tuple[int, int], Ground]:
    """Give judge and team ids of everybody who is close to a team, and why."""
    teams_of = _teams_of_institutions(session, section)
    standing = [one for one in declared(session, section) if one.withdrawn_at is None]
    found = {(one.judge_id, one.team_id): Ground.DECLARED_PERSON for one in standing if one.team_id is not None}
    for one in standing:
        for team_id in teams_of.get(one.institution_id, ()):
            found[one.judge_id, team_id] = Ground.DECLARED_INSTITUTION
    judges = session.execute(select(Judge.id, Judge.institution_id).where(Judge.section_id == section.id))
    for judge_id, institution_id in judges:
        for team_id in teams_of.get(institution_id, ()):
            found[judge_id, team_id] = Ground.INSTITUTION
    return found


def _teams_of_institutions(session: Session, section: Section) -> dict[int | None, list[int]]:
    """Return the ids of teams by the id of their institution; those without one are left out."""
    query = select(Team.id, Team.institution_id).where(Team.section_id == section.id, Team.institution_id.is_not(None))
    found: dict[int | None, list[int]] = {}
    for team_id, institution_id in session.execute(query):
        found.setdefault(institution_id, []).append(team_id)
    return found


def is_close(session: Session, judge: Judge, team: Team) -> bool:
    """Return whether a judge belongs to the team's institution, or has declared it or a member of the team."""
    return bool(close_judges(session, [judge], team))


def close_judges(session: Session, judges: Collection[Judge], team: Team) -> set[int]:
    """Return the ids of those judges who are close to a team, in one statement."""
    row = ConflictDeclaration
    named = [row.team_id == team.id]
    if team.institution_id is not None:
        named.append(row.institution_id == team.institution_id)
    query = select(row.judge_id).where(
        row.judge_id.in_([judge.id for judge in judges]), row.withdrawn_at.is_(None), or_(*named)
    )
    own = {one.id for one in judges if one.institution_id is not None and one.institution_id == team.institution_id}
    return own if len(own) == len(judges) else own | set(session.scalars(query))


def sheet_totals(session: Session, section: Section) -> list[SheetTotal]:
    """Return what every official judge gave every team in every task, as shares of the task's maximum; as given."""
    value = section_values.load(session, section)
    evidence = as_given(value)
    close = close_keys(session, section)
    return [
        SheetTotal(judge, team, task.code, Fraction(total) / task.maximum, (judge, team) in close)
        for task in value.tasks
        if task.maximum
        for team, totals in given_totals(evidence, task).items()
        for judge, total in totals.items()
    ]


def close_keys(session: Session, section: Section) -> frozenset[tuple[str, str]]:
    """Return keys of judge and team of everybody who is close to a team."""
    judges = {judge.id: judge.key for judge in session.scalars(select(Judge).where(Judge.section_id == section.id))}
    teams = {team.id: team.key for team in session.scalars(select(Team).where(Team.section_id == section.id))}
    return frozenset((judges[judge_id], teams[team_id]) for judge_id, team_id in grounds(session, section))
