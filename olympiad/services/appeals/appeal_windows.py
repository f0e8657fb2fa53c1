"""From when to when appeals may be lodged: opened with the preliminary results, extended or closed early with a reason."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.errors import DomainError
from olympiad.domain.lifecycle import Move
from olympiad.domain.reasons import given_reason
from olympiad.models.appeal import AppealWindow
from olympiad.models.results_version import ResultsVersion
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.services.record import audit
from olympiad.services.sections import lifecycle


def of_version(session: Session, version: ResultsVersion) -> AppealWindow | None:
    """Return the window of a version."""
    return session.scalars(select(AppealWindow).where(AppealWindow.results_version_id == version.id)).one_or_none()


def latest(session: Session, section: Section) -> AppealWindow | None:
    """Return the newest window of a section."""
    query = select(AppealWindow).where(AppealWindow.section_id == section.id).order_by(AppealWindow.id.desc())
    return session.scalars(query.limit(1)).one_or_none()


def running(session: Session, section: Section, now: datetime) -> AppealWindow | None:
    """Return the window in which appeals may be lodged at a moment."""
    window = latest(session, section)
    return window if window is not None and window.opens_at <= now < window.closes_at else None


def open_window(session: Session, version: ResultsVersion, *, minutes: int, by: User | None) -> AppealWindow:
    """Let leaders appeal against a version from now on, for so many minutes.

    Raises DomainError: `appeals_official` against an official version, `appeal_window_there` where it has one,
    `appeal_minutes_wrong` for less than a minute, and `move_unknown_here` outside the preliminary results.
    """
    section = session.get_one(Section, version.section_id)
    audit.lock_head(session, section)
    if version.official_at is not None:
        raise DomainError("appeals_official", number=version.number)
    if of_version(session, version) is not None:
        raise DomainError("appeal_window_there", number=version.number)
    if minutes < 1:
        raise DomainError("appeal_minutes_wrong")
    lifecycle.require(section, Move.OPEN_APPEALS)
    now = utc_now()
    window = AppealWindow(
        section_id=section.id,
        results_version_id=version.id,
        opens_at=now,
        closes_at=now + timedelta(minutes=minutes),
        opened_by_id=by.id if by else None,
    )
    session.add(window)
    session.flush()
    _record(session, section, window, "open_window", by=by, number=version.number)
    lifecycle.advance(session, section, Move.OPEN_APPEALS, by=by)
    return window


def change(session: Session, window: AppealWindow, *, closes_at: datetime, reason: str, by: User) -> None:
    """Extend a window, or close it early (a moment that is over means now), with a reason.

    Raises DomainError `reason_missing`, `appeal_window_over` where the version is official already.
    """
    section = session.get_one(Section, window.section_id)
    audit.lock_head(session, section)
    reason = given_reason(reason)
    if session.get_one(ResultsVersion, window.results_version_id).official_at is not None:
        raise DomainError("appeal_window_over")
    before = audit.iso(window.closes_at)
    window.closes_at = max(closes_at, window.opens_at, min(utc_now(), window.closes_at))
    _record(session, section, window, "change_window", by=by, before=before, reason=reason.strip())
    session.flush()


def _record(
    session: Session,
    section: Section,
    window: AppealWindow,
    verb: str,
    *,
    by: User | None,
    number: int | None = None,
    before: str = "",
    reason: str = "",
) -> None:
    after: dict[str, audit.Plain] = {"closes_at": audit.iso(window.closes_at)}
    audit.record(
        session,
        AuditAction(f"appeals.{verb}"),
        f"appeal_window:{window.id}",
        by=by,
        section=section,
        before={"closes_at": before} if before else None,
        after=after | ({"version": number} if number else {}),
        personal={"reason": reason} if reason else None,
    )
