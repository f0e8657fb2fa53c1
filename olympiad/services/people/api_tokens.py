"""Tokens for the private part of the API: made for one edition with scopes, shown once, revoked for good."""

import hashlib
import secrets
from collections.abc import Collection
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.errors import DomainError
from olympiad.models.api_token import ApiToken
from olympiad.models.edition import Edition
from olympiad.models.user import User
from olympiad.services.record import audit

MOST = 50


class Scope(StrEnum):
    """What a token may read."""

    PROGRESS = "progress"
    """How far sections are: sheets handed over, what waits."""
    TEAMS = "teams"
    """Teams with their codes, institutions and states, without members."""
    PARTICIPANTS = "participants"
    """Members of teams with their names and consents."""


def hash_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def of_edition(session: Session, edition: Edition) -> list[ApiToken]:
    """List the tokens of an edition, the newest first."""
    return list(session.scalars(select(ApiToken).where(ApiToken.edition_id == edition.id).order_by(ApiToken.id.desc())))


def make(session: Session, edition: Edition, *, name: str, scopes: Collection[str], by: User) -> str:
    """Make a token and return it; it is never shown again. Raises `token_name_missing`, `token_scope_missing`, `token_many`."""
    wanted = [one.value for one in Scope if one in scopes]
    if not name.strip():
        raise DomainError("token_name_missing")
    if not wanted:
        raise DomainError("token_scope_missing")
    if sum(one.revoked_at is None for one in of_edition(session, edition)) >= MOST:
        raise DomainError("token_many", limit=MOST)
    token = f"oly_{secrets.token_urlsafe(32)}"
    row = ApiToken(
        edition_id=edition.id,
        name=name.strip()[:100],
        token_hash=hash_of(token),
        scopes=wanted,
        at=utc_now(),
        by_id=by.id,
    )
    session.add(row)
    session.flush()
    _record(session, AuditAction.API_TOKENS_MAKE, row, by)
    return token


def revoke(session: Session, row: ApiToken, *, by: User) -> None:
    """Let a token read nothing any more."""
    if row.revoked_at is None:
        row.revoked_at = utc_now()
        _record(session, AuditAction.API_TOKENS_REVOKE, row, by)


def find(session: Session, token: str) -> ApiToken | None:
    """Return the token that is in force under this text."""
    query = select(ApiToken).where(ApiToken.token_hash == hash_of(token), ApiToken.revoked_at.is_(None))
    return session.scalars(query).one_or_none()


def _record(session: Session, action: AuditAction, row: ApiToken, by: User) -> None:
    after: dict[str, audit.Plain] = {"token": row.id, "scopes": ", ".join(row.scopes)}
    audit.record(session, action, f"edition:{row.edition_id}", by=by, after=after, personal={"name": row.name})
