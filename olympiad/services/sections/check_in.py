"""Check-in: noting that a team is in the hall, taking it back, counting who is there."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.choices import IN_THE_RUNNING
from olympiad.domain.errors import DomainError
from olympiad.models.section import Section
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.record import audit, audit_codes


@dataclass(frozen=True)
class Presence:
    """How many of the teams in the running are here."""

    here: int
    awaited: int
    """All of them, here or not; teams that have withdrawn or are disqualified are not awaited."""

    @property
    def missing(self) -> int:
        """How many have still to come."""
        return self.awaited - self.here


def count(session: Session, section: Section) -> Presence:
    """Count the teams that are here and all that are awaited, in one statement."""
    query = select(func.count(Team.arrived_at), func.count(Team.id))
    row = session.execute(query.where(Team.section_id == section.id, Team.status.in_(IN_THE_RUNNING))).one()
    return Presence(*row)


def arrive(session: Session, section: Section, team: Team, *, by: User) -> None:
    """Note that a team is here now; where that is noted already, the first time stays.

    Raises DomainError: `team_not_awaited` for a team that is out of the running, `section_archived`.
    """
    if team.arrived_at is not None:
        return
    if team.status not in IN_THE_RUNNING:
        raise DomainError("team_not_awaited", team=team.key)
    team.arrived_at = utc_now()
    _record(session, section, team, AuditAction.CHECK_IN_ARRIVE, {}, by)


def take_back(session: Session, section: Section, team: Team, *, by: User) -> None:
    """Take back that a team is here; the record keeps since when it was. Raises `section_archived`."""
    if team.arrived_at is None:
        return
    before: dict[str, audit.Plain] = {"arrived_at": audit.iso(team.arrived_at)}
    team.arrived_at = None
    _record(session, section, team, AuditAction.CHECK_IN_TAKE_BACK, before, by)


def _record(
    session: Session, section: Section, team: Team, action: AuditAction, before: dict[str, audit.Plain], by: User
) -> None:
    after = audit_codes.codes(session, team=team.id)
    audit.record(session, action, f"team:{team.id}", by=by, section=section, before=before, after=after)
