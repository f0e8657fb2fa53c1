"""A person's own sign-ins: listed on the account, each to be ended from there."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.audit_actions import AuditAction
from olympiad.models.user import EndedSession, SignIn, User
from olympiad.services.people import ended_sessions
from olympiad.services.record import audit

KEPT = timedelta(days=30)


def begin(session: Session, user: User, session_key: str, *, browser: str, address: str) -> None:
    """Note that a session began; those of more than a month ago are forgotten."""
    session.execute(delete(SignIn).where(SignIn.began_at < utc_now() - KEPT))
    session.add(
        SignIn(
            user_id=user.id,
            session_hash=ended_sessions.session_hash(session_key),
            token_hash=_token_hash(user),
            began_at=utc_now(),
            browser=browser[:200],
            address=address[:45],
        )
    )
    session.flush()


def _token_hash(user: User) -> str:
    return hashlib.sha256(user.fs_uniquifier.encode()).hexdigest()


def of(session: Session, user: User) -> Sequence[SignIn]:
    """List the sessions of a person that have not been ended, the newest first."""
    ended = exists().where(EndedSession.session_hash == SignIn.session_hash)
    query = select(SignIn).where(SignIn.user_id == user.id, SignIn.token_hash == _token_hash(user), ~ended)
    return session.scalars(query.order_by(SignIn.began_at.desc(), SignIn.id.desc())).all()


def end(session: Session, user: User, sign_in: SignIn, *, lifetime: timedelta) -> None:
    """End a session of the person: its browser is a stranger from the next request on."""
    ended_sessions.end_hash(session, sign_in.session_hash, lifetime=lifetime)
    audit.record(session, AuditAction.SIGN_INS_END, f"user:{user.id}", by=user)
