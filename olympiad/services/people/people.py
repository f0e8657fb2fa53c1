"""Who organizes, judges in chief and keys in: inviting people to an edition or section, and taking roles back."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from olympiad.clock import utc_now
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.errors import DomainError
from olympiad.domain.roles import Role
from olympiad.models.edition import Edition
from olympiad.models.section import Section
from olympiad.models.user import ResetLink, RoleMembership, User
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
    is_pending: bool
    """Invited, and not accepted yet."""
    needs_administrator: bool
    """Whether only an administrator makes a link for it, see `needs_administrator`."""


def decides_alone(session: Session, section: Section, user: User) -> bool:
    """Return whether nobody else could be the second person at a section's award borders."""
    others = select(RoleMembership.id).where(
        RoleMembership.role.in_([str(role) for role in (Role.ADMINISTRATOR, Role.ORGANIZER, Role.CHIEF_JUDGE)]),
        RoleMembership.user_id != user.id,
        RoleMembership.pending_since.is_(None),
        or_(RoleMembership.edition_id.is_(None), RoleMembership.edition_id == section.edition_id),
        or_(RoleMembership.section_id.is_(None), RoleMembership.section_id == section.id),
    )
    return session.scalar(others.limit(1)) is None


def people_of(session: Session, edition: Edition) -> list[Person]:
    """List who holds a role by invitation, organizers first, by name."""
    rows = session.execute(
        select(RoleMembership, User, _not_theirs(edition, User.id).exists())
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
            is_pending=held.pending_since is not None,
            needs_administrator=held.pending_since is None and beyond,
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
) -> tuple[User, str]:
    """Offer a role in an edition or one section; gives the person and the token of the link by which it is accepted.

    The role counts once the person has accepted it by this link: naming an address proves nothing, and an account may have
    been opened by somebody else before its owner comes. Every unused link of the account is void.
    Raises `role_not_invited` for roles that come with access cards, `role_held_already`.
    """
    if role not in INVITED:
        raise DomainError("role_not_invited", role=str(role))
    user = accounts.find_user(session, email) or accounts.create_user(session, name=name, email=email, by=by)
    _check_is_new(session, user, edition, section, role)
    membership = give_role(session, user, role, edition, section, pending_since=utc_now(), by=by)
    return user, accounts.make_reset_link(session, user, secret=secret, by=by, accepts=membership)


class Proof(StrEnum):
    """What somebody has to give beside the link, so that it opens nothing that was not its maker's to give."""

    NONE = "none"
    PASSWORD = "password"  # noqa: S105  # why: the name of a proof
    SESSION = "session"
    """Being signed in: the account has roles and no password, its owner comes by access card."""


def proof_asked(session: Session, link: ResetLink, user: User) -> Proof:
    """Return what is asked beside a link by which a role is accepted; a link that resets a password asks nothing."""
    if link.membership_id is None:
        return Proof.NONE
    if user.password:
        return Proof.PASSWORD
    held = select(RoleMembership.id).where(RoleMembership.user_id == user.id, RoleMembership.pending_since.is_(None))
    return Proof.SESSION if session.scalars(held.limit(1)).first() else Proof.NONE


def use_link(session: Session, link: ResetLink, user: User, password: str) -> bool:
    """Set the password that a link asks for and accept the role that it brings; False where the link is used up.

    The password is a new one also where there was one: nobody who knew that follows to where the role leads.
    """
    if not accounts.reset_password(session, link, user, password):
        return False
    membership = session.get(RoleMembership, link.membership_id) if link.membership_id else None
    if membership is not None and membership.pending_since is not None:
        membership.pending_since = None
        audit.record(session, AuditAction.PEOPLE_ACCEPT, f"user:{user.id}", by=user, after=_where(membership))
    accounts.expire_links(session, user)
    session.flush()
    return True


def make_link(session: Session, membership: RoleMembership, *, secret: str, by: User) -> tuple[User, str]:
    """Make a fresh link: to accept a role that is offered, else to set a new password."""
    user = session.get_one(User, membership.user_id)
    offered = membership if membership.pending_since is not None else None
    return user, accounts.make_reset_link(session, user, secret=secret, by=by, accepts=offered)


def needs_administrator(session: Session, membership: RoleMembership, edition: Edition) -> bool:
    """Return whether an organizer of this edition may not make a link for the holder of a role.

    A link opens the whole account: nobody becomes by it a chief judge, an administrator, or what somebody is elsewhere. To
    accept a role that is only offered, a link is always made by whoever offers.
    """
    if membership.pending_since is not None:
        return False
    return session.scalars(_not_theirs(edition, membership.user_id).limit(1)).first() is not None


def _not_theirs(edition: Edition, user_id: int | InstrumentedAttribute[int]) -> Select[int]:
    """Select the roles of a person that an organizer of an edition does not administer."""
    held = aliased(RoleMembership)
    outside = or_(held.edition_id.is_(None), held.edition_id != edition.id, held.role == str(Role.CHIEF_JUDGE))
    return select(held.id).where(held.user_id == user_id, held.pending_since.is_(None), outside)


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
    session: Session,
    user: User,
    role: Role,
    edition: Edition | None,
    section: Section | None,
    *,
    by: User | None,
    pending_since: datetime | None = None,
) -> RoleMembership:
    """Write a role of a person in the installation, an edition or a section; pending, it waits to be accepted."""
    membership = RoleMembership(
        user_id=user.id,
        role=str(role),
        edition_id=edition.id if edition else None,
        section_id=section.id if section else None,
        pending_since=pending_since,
    )
    session.add(membership)
    session.flush()
    done = AuditAction.PEOPLE_OFFER_ROLE if pending_since else AuditAction.PEOPLE_GIVE_ROLE
    audit.record(session, done, f"user:{user.id}", by=by, after=_where(membership))
    return membership


def _where(membership: RoleMembership) -> dict[str, audit.Plain]:
    return {"role": membership.role, "edition": membership.edition_id, "section": membership.section_id}


def revoke(session: Session, membership: RoleMembership, *, by: User) -> None:
    """Take a role back; refused for one's own, so that nobody locks the last organizer out by a slip."""
    if membership.user_id == by.id:
        raise DomainError("own_role_stays")
    audit.record(session, AuditAction.PEOPLE_REVOKE, f"user:{membership.user_id}", by=by, before=_where(membership))
    void = {"membership_id": None, "expires_at": utc_now()}
    session.execute(update(ResetLink).where(ResetLink.membership_id == membership.id).values(void))
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
