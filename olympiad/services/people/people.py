"""Who organizes, judges in chief and keys in: inviting people to an edition or section, and taking roles back."""

from dataclasses import dataclass

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from olympiad.domain.errors import DomainError
from olympiad.domain.roles import Role
from olympiad.models.edition import Edition
from olympiad.models.section import Section
from olympiad.models.user import RoleMembership, User
from olympiad.services.people import accounts
from olympiad.services.record import audit

INVITED = (Role.ORGANIZER, Role.CHIEF_JUDGE, Role.CLERK)
"""Roles of an edition or section that come by invitation; the others come with access cards."""


@dataclass(frozen=True)
class Person:
    """A person with one role of an edition."""

    membership_id: int
    user_id: int
    name: str
    email: str
    role: Role
    section_id: int | None
    has_password: bool
    has_second_factor: bool
    reaches_beyond: bool
    """Whether the account opens more than this edition, see `reaches_beyond`."""


def people_of(session: Session, edition: Edition) -> list[Person]:
    """List who holds a role by invitation, organizers first, by name."""
    rows = session.execute(
        select(RoleMembership, User, _beyond(edition, User.id).exists())
        .join(User, User.id == RoleMembership.user_id)
        .where(RoleMembership.edition_id == edition.id, RoleMembership.role.in_([str(role) for role in INVITED]))
    )
    found = [
        Person(
            held.id,
            user.id,
            user.name,
            user.email or "",
            Role(held.role),
            held.section_id,
            has_password=user.password is not None,
            has_second_factor=user.has_second_factor,
            reaches_beyond=beyond,
        )
        for held, user, beyond in rows
    ]
    return sorted(found, key=lambda person: (INVITED.index(person.role), person.name, person.membership_id))


def invite(
    session: Session,
    edition: Edition,
    section: Section | None,
    *,
    name: str,
    email: str,
    role: Role,
    secret: str,
    by: User,
) -> tuple[User, str | None]:
    """Return a role in an edition or one section; somebody new, or without a password, gets the token of a one-time link.

    Who has roles elsewhere gets none: the link opens the whole account, and naming an address proves nothing.
    Raises `role_not_invited` for roles that come with access cards, `role_held_already`.
    """
    if role not in INVITED:
        raise DomainError("role_not_invited", role=str(role))
    user = accounts.find_user(session, email) or accounts.create_user(session, name=name, email=email, by=by)
    _check_is_new(session, user, edition, section, role)
    give_role(session, user, role, edition, section, by=by)
    if user.password or reaches_beyond(session, user, edition):
        return user, None
    return user, accounts.make_reset_link(session, user, secret=secret, by=by)


def reaches_beyond(session: Session, user: User, edition: Edition) -> bool:
    """Return whether an account opens more than this edition: another one, or the installation."""
    return session.scalars(_beyond(edition, user.id).limit(1)).first() is not None


def _beyond(edition: Edition, user_id: int | InstrumentedAttribute[int]) -> Select[int]:
    """Select the roles of a person outside of an edition."""
    held = aliased(RoleMembership)
    outside = or_(held.edition_id.is_(None), held.edition_id != edition.id)
    return select(held.id).where(held.user_id == user_id, outside)


def _check_is_new(session: Session, user: User, edition: Edition, section: Section | None, role: Role) -> None:
    held = select(RoleMembership.id).where(
        RoleMembership.user_id == user.id,
        RoleMembership.role == str(role),
        RoleMembership.edition_id == edition.id,
        or_(RoleMembership.section_id.is_(None), RoleMembership.section_id == (section.id if section else None)),
    )
    if session.scalars(held.limit(1)).first() is not None:
        raise DomainError("role_held_already", name=user.name or user.email or "")


def give_role(
    session: Session, user: User, role: Role, edition: Edition | None, section: Section | None, *, by: User | None
) -> RoleMembership:
    """Write a role of a person in the installation, an edition or a section."""
    membership = RoleMembership(
        user_id=user.id,
        role=str(role),
        edition_id=edition.id if edition else None,
        section_id=section.id if section else None,
    )
    session.add(membership)
    session.flush()
    where: dict[str, audit.Plain] = {
        "role": str(role),
        "edition": membership.edition_id,
        "section": membership.section_id,
    }
    audit.record(session, "people.give_role", f"user:{user.id}", by=by, after=where)
    return membership


def revoke(session: Session, membership: RoleMembership, *, by: User) -> None:
    """Take a role back; refused for one's own, so that nobody locks the last organizer out by a slip."""
    if membership.user_id == by.id:
        raise DomainError("own_role_stays")
    where: dict[str, audit.Plain] = {
        "role": membership.role,
        "edition": membership.edition_id,
        "section": membership.section_id,
    }
    audit.record(session, "people.revoke", f"user:{membership.user_id}", by=by, before=where)
    accounts.end_sessions(session.get_one(User, membership.user_id))
    session.delete(membership)
    session.flush()


def membership_of(session: Session, edition: Edition, membership_id: int) -> RoleMembership | None:
    """Find an invited role of an edition."""
    return session.scalars(
        select(RoleMembership).where(
            RoleMembership.id == membership_id,
            RoleMembership.edition_id == edition.id,
            RoleMembership.role.in_([str(role) for role in INVITED]),
        )
    ).one_or_none()


def make_administrator(session: Session, *, name: str, email: str, password: str) -> User:
    """Make the first account of an installation; refused where there is an administrator. Raises `administrator_is_there`."""
    if session.scalars(
        select(RoleMembership.id).where(RoleMembership.role == str(Role.ADMINISTRATOR)).limit(1)
    ).first():
        raise DomainError("administrator_is_there")
    user = accounts.create_user(session, name=name, email=email, password=password, by=None)
    give_role(session, user, Role.ADMINISTRATOR, None, None, by=None)
    return user
