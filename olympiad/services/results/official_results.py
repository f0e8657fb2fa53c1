"""Preliminary results become official: appeals are over, nothing has moved since, and the jury stands by them."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.blockers import Blocker
from olympiad.domain.bundle import Bundle, outcome
from olympiad.domain.canonical_json import Plain
from olympiad.domain.errors import DomainError
from olympiad.domain.lifecycle import Move
from olympiad.domain.reasons import given_reason
from olympiad.models.appeal import Appeal, AppealWindow
from olympiad.models.certificate import Certificate
from olympiad.models.results_version import ResultsVersion
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.services.appeals import appeal_windows
from olympiad.services.record import audit
from olympiad.services.results import blockers, certificates, results
from olympiad.services.results.blockers import Outlook
from olympiad.services.sections import lifecycle


def make_official(
    session: Session, version: ResultsVersion, *, without_appeals: bool = False, by: User | None
) -> list[Certificate]:
    """Declare the newest version official; gives the certificates of older versions that no longer hold.

    What was decided unchanged is closed in it. Raises DomainError: `results_not_newest`, `results_official`, the code of
    the first thing in the way (see `in_the_way`), `official_without_appeals` while nobody has confirmed that leaders
    had no time to appeal, and `move_unknown_here` where the section is elsewhere.
    """
    section = session.get_one(Section, version.section_id)
    audit.lock_head(session, section)
    if version.official_at is not None:
        raise DomainError("results_official", number=version.number)
    found = in_the_way(session, version, blockers.outlook(session, section))
    for one in found:
        if not one.asks or not without_appeals:
            raise DomainError(one.code, **one.fields)
    lifecycle.require(section, Move.MAKE_OFFICIAL)
    version.official_at, version.official_by_id = utc_now(), by.id if by else None
    after: dict[str, audit.Plain] = {"number": version.number, "sha256": version.sha256}
    subject = f"results_version:{version.id}"
    audit.record(session, AuditAction.RESULTS_MAKE_OFFICIAL, subject, by=by, section=section, after=after)
    results.close_appeals(session, section, version)
    lifecycle.advance(session, section, Move.MAKE_OFFICIAL, by=by)
    if results.is_public(version):
        results.note_published(session, section, by=by)
    return certificates.supersede_changed(session, version, by=by)


def in_the_way(session: Session, version: ResultsVersion, seen: Outlook) -> list[Blocker]:
    """List what keeps a version from being official; what asks is confirmed with a tick."""
    section = session.get_one(Section, version.section_id)
    newest = results.latest(session, section)
    if newest is None or newest.id != version.id:
        return [Blocker("results_not_newest", {"number": newest.number if newest else 0})]
    window = appeal_windows.latest(session, section)
    found = _appeals_going_on(session, section, window)
    decided = _count(session, section, Appeal.outcome.in_(("changed", "void")), Appeal.closed_in_id.is_(None))
    if decided:
        found.append(Blocker("official_appeals_pending", {"count": decided}))
    elif not _is_current(version, seen):
        found.append(Blocker("official_outdated", {"number": version.number}))
    if window is None and section.appeal_minutes:
        found.append(Blocker("official_without_appeals", asks=True))
    return found


def _appeals_going_on(session: Session, section: Section, window: AppealWindow | None) -> list[Blocker]:
    """An open window, and appeals that wait for their decision."""
    found = []
    if window is not None and window.closes_at > utc_now():
        found.append(Blocker("official_window_open"))
    waiting = _count(session, section, Appeal.state == "lodged")
    if waiting:
        found.append(Blocker("official_appeals_open", {"count": waiting}))
    return found


def _count(session: Session, section: Section, *conditions: object) -> int:
    query = select(func.count()).select_from(Appeal).where(Appeal.section_id == section.id, *conditions)  # type: ignore[arg-type]
    return session.scalar(query) or 0


def _is_current(version: ResultsVersion, seen: Outlook) -> bool:
    """Whether finalising now would give the same ranking."""
    if seen.value is None or seen.ranking is None:
        return False
    return _without_judges(outcome(seen.value, seen.ranking)) == _without_judges(results.bundle_of(version))


def _without_judges(bundle: Bundle) -> list[Plain]:
    """The rows of a ranking but for the names of judges who owe a sheet, which are drawn anew for each version."""
    rows = bundle["ranking"]
    assert isinstance(rows, list)
    return [
        {name: value for name, value in row.items() if name != "missing"} if isinstance(row, dict) else row
        for row in rows
    ]


def withdraw_official(session: Session, version: ResultsVersion, *, reason: str, by: User) -> None:
    """Take back that a version is official, before it is published; the reason is kept.

    Raises DomainError: `reason_missing`, `results_not_official`, `results_public` while everybody sees it.
    """
    section = session.get_one(Section, version.section_id)
    audit.lock_head(session, section)
    reason = given_reason(reason)
    if version.official_at is None:
        raise DomainError("results_not_official", number=version.number)
    if results.is_public(version):
        raise DomainError("results_public", number=version.number)
    lifecycle.require(section, Move.WITHDRAW_OFFICIAL)
    version.official_at = version.official_by_id = None
    audit.record(
        session,
        AuditAction.RESULTS_WITHDRAW_OFFICIAL,
        f"results_version:{version.id}",
        by=by,
        section=section,
        after={"number": version.number},
        personal={"reason": reason.strip()},
    )
    lifecycle.advance(session, section, Move.WITHDRAW_OFFICIAL, reason=reason.strip(), by=by)
