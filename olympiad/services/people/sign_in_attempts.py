"""Failed sign-ins, counted in the database: a hall shares one address, and two workers share no memory."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from olympiad.models.user import SignInAttempt


@dataclass(frozen=True)
class Limit:
    """So many failures within so many seconds close a subject until the first of them is that old."""

    attempts: int
    seconds: int


def subject_of(secret: str, kind: str, typed: str) -> str:
    """Name what was tried by a keyed hash, so that the table tells nobody's address or card."""
    return f"{kind}:{keyed_hash(secret, kind, typed)}"


def keyed_hash(secret: str, purpose: str, value: str) -> str:
    """HMAC-SHA256 of a value for one purpose."""
    return hmac.new(secret.encode(), f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


def is_closed(session: Session, subject: str, limit: Limit, *, now: datetime) -> bool:
    """Return whether a subject has failed too often of late."""
    since = now - timedelta(seconds=limit.seconds)
    failed = session.scalar(select(func.count()).where(SignInAttempt.subject == subject, SignInAttempt.at > since))
    return (failed or 0) >= limit.attempts


def count_failure(session: Session, subject: str, *, now: datetime) -> None:
    """Count one failure."""
    session.add(SignInAttempt(subject=subject, at=now))
    session.flush()


def forget(session: Session, subject: str) -> None:
    """Forget the failures of a subject that has signed in."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.subject == subject))


def purge(session: Session, *, before: datetime) -> None:
    """Drop failures too old to count."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < before))
