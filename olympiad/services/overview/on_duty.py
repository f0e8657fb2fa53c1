"""Who is on duty in sections at work: chief judges and clerks by name, judges by the devices that were heard of lately."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from olympiad.domain.lifecycle import Stage
from olympiad.domain.roles import Role
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import Device
from olympiad.models.section import Section
from olympiad.models.user import RoleMembership, User

AT_WORK = (Stage.CHECK_IN, Stage.MARKING, Stage.SHEETS_IN, Stage.PRELIMINARY, Stage.APPEALS)
HEARD = timedelta(minutes=10)
"""A judge whose device was heard of within this time is at the bench."""


@dataclass(frozen=True)
class Duty:
    """Who answers for one section now."""

    section: Section
    chief_judges: tuple[str, ...]
    clerks: tuple[str, ...]
    judges: int
    heard: int
    """Judges of whom a device was heard lately."""

    @property
    def has_gap(self) -> bool:
        """Whether nobody decides there."""
        return not self.chief_judges


def on_duty(session: Session, sections: Collection[Section], now: datetime) -> list[Duty]:
    """Return the duties of sections at work, those with a gap first, in four statements whatever their number."""
    shown = [one for one in sections if one.state in AT_WORK]
    ids = [one.id for one in shown]
    names = _names(session, ids)
    judges = {row[0]: row[1] for row in session.execute(_judges(ids))}
    heard = {row[0]: row[1] for row in session.execute(_heard(ids, now))}
    found = [
        Duty(
            one, names[one.id, Role.CHIEF_JUDGE], names[one.id, Role.CLERK], judges.get(one.id, 0), heard.get(one.id, 0)
        )
        for one in shown
    ]
    return sorted(found, key=lambda duty: (not duty.has_gap, duty.section.id))


def _names(session: Session, ids: list[int]) -> dict[tuple[int, Role], tuple[str, ...]]:
    """Return the people of each section by role; one who waits for acceptance, or whose account is closed, is none."""
    query = (
        select(RoleMembership.section_id, RoleMembership.role, User.name)
        .join(User, User.id == RoleMembership.user_id)
        .where(RoleMembership.section_id.in_(ids), RoleMembership.role.in_((Role.CHIEF_JUDGE, Role.CLERK)))
        .where(RoleMembership.pending_since.is_(None), User.active)
        .order_by(User.name)
    )
    found: dict[tuple[int, Role], tuple[str, ...]] = defaultdict(tuple)
    for section_id, role, name in session.execute(query):
        if section_id is not None:
            found[section_id, Role(role)] += (name,)
    return found


def _judges(ids: list[int]) -> Select[int, int]:
    return select(Judge.section_id, func.count()).where(Judge.section_id.in_(ids)).group_by(Judge.section_id)


def _heard(ids: list[int], now: datetime) -> Select[int, int]:
    return (
        select(Device.section_id, func.count(Device.judge_id.distinct()))
        .where(Device.section_id.in_(ids), Device.revoked_at.is_(None), Device.last_seen_at > now - HEARD)
        .group_by(Device.section_id)
    )
