"""Which roles a person holds where."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.roles import Role, satisfies
from olympiad.models.judge import Judge
from olympiad.models.section import Section
from olympiad.models.user import RoleMembership, User


@dataclass(frozen=True)
class Grant:
    """One role of a person: in the installation, in an edition, or in one section (for leaders: of one team)."""

    role: Role
    edition_id: int | None
    section_id: int | None
    team_id: int | None

    def covers(self, edition_id: int | None, section_id: int | None) -> bool:
        """Return whether the grant reaches this section (or edition, or the installation)."""
        if self.section_id is not None:
            return self.section_id == section_id
        return self.edition_id is None or self.edition_id == edition_id


def grants_of(session: Session, user_id: int) -> tuple[Grant, ...]:
    """Load every role a person holds; one that waits for acceptance is none yet."""
    rows = session.execute(
        select(RoleMembership.role, RoleMembership.edition_id, RoleMembership.section_id, RoleMembership.team_id).where(
            RoleMembership.user_id == user_id, RoleMembership.pending_since.is_(None)
        )
    )
    return tuple(Grant(Role(role), edition_id, section_id, team_id) for role, edition_id, section_id, team_id in rows)


def roles_at(grants: tuple[Grant, ...], edition_id: int | None, section_id: int | None) -> frozenset[Role]:
    """Return the roles that count in this place."""
    return frozenset(grant.role for grant in grants if grant.covers(edition_id, section_id))


def administers(grants: tuple[Grant, ...], section: Section) -> bool:
    """Return whether one of the roles decides about a section's set-up."""
    return satisfies(roles_at(grants, section.edition_id, section.id), frozenset({Role.ORGANIZER}))


def judge_of(session: Session, user: User, section: Section) -> Judge | None:
    """Find the judge that a person is in a section."""
    return session.scalars(select(Judge).where(Judge.section_id == section.id, Judge.user_id == user.id)).first()
