"""Sessions ended by signing out: remembered by hash until their cookies would have run out anyway."""

import hashlib
from datetime import timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.models.user import EndedSession, User


def end(session: Session, session_key: str, *, lifetime: timedelta) -> None:
    """Let no copy of this session's cookie open anything more; forget those that have run out by now."""
    end_hash(session, session_hash(session_key), lifetime=lifetime)


def end_hash(session: Session, ended: str, *, lifetime: timedelta) -> None:
    """End a session that is known by the hash of its key."""
    session.execute(delete(EndedSession).where(EndedSession.ended_at < utc_now() - lifetime))
    session.merge(EndedSession(session_hash=ended, ended_at=utc_now()))
    session.flush()


def session_hash(session_key: str) -> str:
    """Hash of the random key that a session's cookie carries.

    >>> len(session_hash("abc"))
    64
    """
    return hashlib.sha256(session_key.encode()).hexdigest()


def person_of(session: Session, uniquifier: str, session_key: str) -> User | None:
    """Return the person of a session's token; a new token, an ended session or a closed account makes a stranger of them."""
    ended = exists().where(EndedSession.session_hash == session_hash(session_key))
    query = select(User).where(User.fs_uniquifier == uniquifier, User.active.is_(True), ~ended)
    return session.scalars(query).one_or_none()
