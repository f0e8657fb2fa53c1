"""Accounts of people who sign in by password: authenticating, changing, and one-time links."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.audit_actions import AuditAction
from olympiad.models.section import Section
from olympiad.models.user import ResetLink, RoleMembership, User
from olympiad.services.people import sign_in_attempts
from olympiad.services.people.passwords import hash_password, is_right
from olympiad.services.people.sign_in_attempts import Limit, Source, keyed_hash, subject_of
from olympiad.services.record import audit

LINK_HOURS = 24
LONGEST_IDENTITY = 254
ANYWHERE = Source()
ADDRESS_LIMIT = Limit(attempts=60, seconds=60)
"""Wrong passwords of a network address from browsers that nobody has signed in with: only people with roles have passwords."""


class TooManyAttemptsError(Exception):
    """The account (or whatever was typed in its place) is closed for a while."""


def create_user(
    session: Session,
    *,
    name: str,
    by: User | None,
    email: str | None = None,
    username: str | None = None,
    password: str | None = None,
) -> User:
    """Make an account; without a password its owner needs a one-time link or an access card."""
    user = User(
        name=name.strip(),
        email=normalised(email) if email else None,
        username=normalised(username) if username else None,
        password=hash_password(password) if password else None,
        fs_uniquifier=secrets.token_hex(32),
        created_at=utc_now(),
    )
    session.add(user)
    session.flush()
    personal = {"name": user.name, "email": user.email or "", "username": user.username or ""}
    audit.record(
        session,
        AuditAction.ACCOUNTS_CREATE,
        f"user:{user.id}",
        by=by,
        personal={key: value for key, value in personal.items() if value},
    )
    return user


def normalised(identity: str) -> str:
    """Write an e-mail address or user name as it is compared: trimmed, in lower case, without what cannot be seen."""
    seen = "".join(character for character in identity if character.isprintable())  # PostgreSQL takes no NUL
    return seen.strip().lower()[:LONGEST_IDENTITY]


def find_user(session: Session, identity: str) -> User | None:
    """Find the account of an e-mail address or user name."""
    typed = normalised(identity)
    if not typed:
        return None
    return session.scalars(
        select(User).where(or_(User.email == typed, User.username == typed)).order_by(User.id)
    ).first()


def is_taken(session: Session, identity: str, *, besides: User | None = None) -> bool:
    """Return whether an e-mail address or user name belongs to another account."""
    typed = normalised(identity)
    query = select(User.id).where(or_(func.lower(User.email) == typed, func.lower(User.username) == typed))
    return any(user_id != (besides.id if besides else None) for user_id in session.scalars(query))


@dataclass(frozen=True)
class Attempt:
    """A sign-in between loading the account and concluding: the password is checked outside of any transaction."""

    subjects: Mapping[str, Limit]
    """What a failure is counted under, each with its limit."""
    user_id: int | None
    hashed: str | None

    def is_right(self, password: str) -> bool:
        """Check the password; an unknown account takes the same time."""
        return is_right(password, self.hashed)


def begin_sign_in(
    session: Session,
    identity: str,
    *,
    secret: str,
    limit: Limit,
    source: Source = ANYWHERE,
    known: Collection[str] = (),
) -> Attempt:
    """Load what a sign-in is checked against; refuse what was typed, known or not, if it has failed too often.

    Failures are counted per account and where they come from: a stranger's do not close the browser of whoever has signed
    in with it before (`known`: who, by `known_as`). Of strangers they are also counted per account and per address.
    """
    user = find_user(session, identity)
    is_known = user is not None and known_as(user, secret) in known
    source = replace(source, is_known=is_known)
    who = f"#{user.id}" if user else normalised(identity)
    subjects = {subject_of(secret, "account", f"{who}\0{source.counted_as}"): limit}
    if not is_known:
        subjects[subject_of(secret, "strangers", who)] = replace(limit, attempts=limit.attempts * 8)
        subjects[subject_of(secret, "account-address", source.address)] = ADDRESS_LIMIT
    if _is_closed(session, subjects):
        raise TooManyAttemptsError
    return Attempt(subjects, user.id if user else None, user.password if user else None)


def known_as(user: User, secret: str) -> str:
    """Name a person in the cookie of a browser, for nobody but this installation."""
    return sign_in_attempts.keyed_hash(secret, "known-device", str(user.id))[:16]


def _is_closed(session: Session, subjects: Mapping[str, Limit]) -> bool:
    now = utc_now()
    return any(sign_in_attempts.is_closed(session, subject, limit, now=now) for subject, limit in subjects.items())


def conclude_sign_in(session: Session, attempt: Attempt, *, right: bool) -> User | None:
    """Return the person of a right password, and record that.

    Who has a second factor is not signed in by this: the code is asked for, and until then only the password is on record.
    """
    user = conclude(session, attempt, right=right)
    if user is None:
        return None
    done = AuditAction.ACCOUNTS_GIVE_PASSWORD if user.has_second_factor else AuditAction.ACCOUNTS_SIGN_IN
    audit.record(session, done, f"user:{user.id}", by=user, personal=audit.where_from())
    return user


def conclude(session: Session, attempt: Attempt, *, right: bool) -> User | None:
    """Return the person of a right password; count a failure of a wrong one, an unknown account or a closed one alike.

    Both limit and password are asked again: others may have failed, and the password been changed, while this one was checked.
    """
    now = utc_now()
    if _is_closed(session, attempt.subjects):
        raise TooManyAttemptsError
    user = session.get(User, attempt.user_id) if attempt.user_id and right else None
    if user is None or not user.active or user.password != attempt.hashed:
        sign_in_attempts.purge(session, before=now - timedelta(days=1))
        for subject in attempt.subjects:
            sign_in_attempts.count_failure(session, subject, now=now)
        return None
    for subject, limit in attempt.subjects.items():
        if limit is not ADDRESS_LIMIT:
            sign_in_attempts.forget(session, subject)
    return user


def change_password(session: Session, user: User, password: str, *, by: User) -> None:
    """Set a password; every session of the account and every unused link to it ends."""
    user.password = hash_password(password)
    end_sessions(user)
    expire_links(session, user)
    audit.record(session, AuditAction.ACCOUNTS_CHANGE_PASSWORD, f"user:{user.id}", by=by)


def end_sessions(user: User) -> None:
    """Give the account a new token: whoever is signed in under the old one is a stranger from the next request on."""
    user.fs_uniquifier = secrets.token_hex(32)


def change_language(session: Session, user: User, language: str, *, by: User) -> None:
    """Remember the language of a person."""
    user.language = language
    session.flush()


def make_reset_link(
    session: Session, user: User, *, secret: str, by: User | None, accepts: RoleMembership | None = None
) -> str:
    """Make a one-time link's token, shown once, kept as a keyed hash; earlier unused links of the account expire.

    The record of every section in which the person has a role has the line, too.
    """
    now = utc_now()
    expire_links(session, user)
    token = secrets.token_urlsafe(24)
    link = ResetLink(
        user_id=user.id,
        token_hash=keyed_hash(secret, "reset-link", token),
        made_at=now,
        made_by_id=by.id if by else None,
        expires_at=now + timedelta(hours=LINK_HOURS),
        membership_id=accepts.id if accepts else None,
    )
    session.add(link)
    sections = session.scalars(
        select(Section)
        .join(RoleMembership, RoleMembership.section_id == Section.id)
        .where(RoleMembership.user_id == user.id)
        .distinct()
        .order_by(Section.id)
    )
    for section in (None, *sections.all()):
        audit.record(session, AuditAction.ACCOUNTS_MAKE_RESET_LINK, f"user:{user.id}", by=by, section=section)
    return token


def expire_links(session: Session, user: User) -> None:
    """Void every unused link of an account."""
    now = utc_now()
    for earlier in session.scalars(select(ResetLink).where(ResetLink.user_id == user.id, ResetLink.used_at.is_(None))):
        earlier.expires_at = min(earlier.expires_at, now)


def find_reset_link(session: Session, token: str, *, secret: str) -> tuple[ResetLink, User] | None:
    """Find the unused, unexpired link of a token and its person."""
    link = session.scalars(
        select(ResetLink).where(ResetLink.token_hash == keyed_hash(secret, "reset-link", token))
    ).one_or_none()
    if link is None or link.used_at is not None or link.expires_at <= utc_now():
        return None
    user = session.get_one(User, link.user_id)
    return (link, user) if user.active else None


def reset_password(session: Session, link: ResetLink, user: User, password: str) -> bool:
    """Set the password that a one-time link is for; the link is used up and every session ends.

    The link's row is locked and read anew: of two who use it at once one is told that it is used.
    """
    session.refresh(link, with_for_update=True)
    if link.used_at is not None or link.expires_at <= utc_now():
        return False
    link.used_at = utc_now()
    user.password = hash_password(password)
    end_sessions(user)
    audit.record(session, AuditAction.ACCOUNTS_RESET_PASSWORD, f"user:{user.id}", by=user)
    return True
