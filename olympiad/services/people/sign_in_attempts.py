"""Failed sign-ins, counted in the database: a hall shares one address, and two workers share no memory."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from olympiad.models.user import SignInAttempt

FIRST_PAUSE = 30
"""Seconds that the failure after which a subject closes costs; each further one doubles them."""


@dataclass(frozen=True)
class Source:
    """Where an attempt comes from: a network address, which a whole hall may share, and a browser."""

    address: str = ""
    device: str = ""
    """The number of the browser's session."""
    is_known: bool = False
    """Whether this person has signed in with this browser before (of cards: anybody)."""

    @property
    def counted_as(self) -> str:
        """Whose failures are counted together: of strangers those of an address."""
        return f"device:{self.device}" if self.is_known else f"address:{self.address}"


@dataclass(frozen=True)
class Limit:
    """So many failures within so many seconds close a subject, for longer with each further one, at most for the seconds."""

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
    query = select(func.count(), func.max(SignInAttempt.at))
    failed, last = session.execute(query.where(SignInAttempt.subject == subject, SignInAttempt.at > since)).one()
    if failed < limit.attempts:
        return False
    return bool(now - last < timedelta(seconds=pause(failed, limit)))


def pause(failed: int, limit: Limit) -> int:
    """Return the seconds to wait after so many failures.

    >>> [pause(failed, Limit(8, 900)) for failed in (8, 9, 12, 13)]
    [30, 60, 480, 900]
    """
    return min(limit.seconds, FIRST_PAUSE << min(failed - limit.attempts, 20))


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
