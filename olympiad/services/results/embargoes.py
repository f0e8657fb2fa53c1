"""Results that publish themselves at a set time: setting it, lifting it, and doing what is due."""

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.embargo import embargo_moment
from olympiad.domain.errors import DomainError
from olympiad.domain.lifecycle import Stage
from olympiad.models.ceremony import Ceremony
from olympiad.models.edition import Edition
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.services.record import audit
from olympiad.services.results import results


def schedule(session: Session, section: Section, wall: datetime, *, by: User) -> datetime:
    """Let the newest version be public from a moment on, told by the edition's clock.

    What is finalised until then takes part. Raises DomainError: `embargo_past`, `embargo_no_such_time`,
    `results_published` while the newest version is public already, `section_archived`.
    """
    audit.lock_head(session, section)
    newest, public = results.latest(session, section), results.published(session, section)
    if newest is not None and public is not None and newest.id == public.id:
        raise DomainError("results_published", number=newest.number)
    moment = embargo_moment(wall, session.get_one(Edition, section.edition_id).time_zone, utc_now())
    _set(session, section, moment, AuditAction.EMBARGOES_SCHEDULE, by=by)
    return moment


def lift(session: Session, section: Section, *, by: User) -> None:
    """Take the set time back; results are then published by hand. Raises `embargo_not_set`."""
    audit.lock_head(session, section)
    if section.publishes_at is None:
        raise DomainError("embargo_not_set")
    _set(session, section, None, AuditAction.EMBARGOES_LIFT, by=by)


def due(session: Session, now: datetime) -> list[int]:
    """Return the sections whose time has come; a ceremony that runs is waited for."""
    query = select(Section.id).where(
        Section.publishes_at.is_not(None), Section.publishes_at <= now, Section.state != Stage.ARCHIVED, ~_in_ceremony()
    )
    return list(session.scalars(query.order_by(Section.id)))


def _in_ceremony() -> ColumnElement[bool]:
    """Whether the results of a section are being revealed: nothing may get ahead of the announcer."""
    running = select(Ceremony.id).where(
        Ceremony.section_id == Section.id,
        Ceremony.is_rehearsal.is_(False),
        Ceremony.opened_at.is_not(None),
        Ceremony.ended_at.is_(None),
    )
    return running.exists()


def publish_due(session: Session, section_id: int, now: datetime) -> bool:
    """Publish the newest version of a section whose time has come; return whether that was so.

    Whoever comes second, in another process or on another machine, finds nothing to do. Where no version is frozen or it
    is public already, only the time goes, on record.
    """
    section = session.get_one(Section, section_id)
    audit.lock_head(session, section)
    session.refresh(section, ["publishes_at"])
    if section.publishes_at is None or section.publishes_at > now or section_id not in due(session, now):
        return False
    newest, public = results.latest(session, section), results.published(session, section)
    if newest is None or (public is not None and public.id == newest.id):
        miss(session, section)
        return False
    results.publish(session, newest, by=None)
    return True


def miss(session: Session, section: Section) -> None:
    """Put on record that the set time passed without a publication."""
    _set(session, section, None, AuditAction.EMBARGOES_MISS, by=None)


def _set(session: Session, section: Section, moment: datetime | None, action: AuditAction, *, by: User | None) -> None:
    before = audit.iso(section.publishes_at) if section.publishes_at else None
    after = audit.iso(moment) if moment else None
    section.publishes_at = moment
    audit.record(
        session, action, f"section:{section.id}", by=by, section=section,
        before={"publishes_at": before}, after={"publishes_at": after},
    )  # fmt: skip
    session.flush()
