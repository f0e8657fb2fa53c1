"""The devices of a section as the organizers see them, and those known to hold marks that are not sent."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.blockers import Blocker
from olympiad.domain.choices import JudgeKind
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import Device, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Task
from olympiad.models.team import Team
from olympiad.models.user import AccessCard, User
from olympiad.services.marking import devices

SILENT = timedelta(minutes=3)
"""An open page of the console says each minute that it is there."""


class DeviceLine(NamedTuple):
    """A device with whose it is and how it stands."""

    device: Device
    judge: str
    counts: bool
    """False for practice judges, whose marks never count."""
    card_revoked_at: datetime | None
    state: str
    """`waiting` (holds unsent marks), `excused`, `revoked`, or `online` (nothing known to wait)."""
    team: str = ""
    """Code of the team whose sheet was open on it."""
    task: str = ""
    is_silent: bool = False
    """Whether it was not heard of for longer than an open page keeps silent: what it holds now is not known."""

    @property
    def holds_marks(self) -> bool:
        """Whether it is known to hold marks that count."""
        return self.device.waiting > 0 and self.counts


def load(session: Session, section: Section) -> list[DeviceLine]:
    """List the devices: those with unsent marks first, plain pages last, the longest unheard before the others."""
    query = (
        select(Device, Judge, User.name, AccessCard.revoked_at, Team.code, Task)
        .join(User, User.id == Device.user_id)
        .outerjoin(Judge, Judge.id == Device.judge_id)
        .outerjoin(AccessCard, AccessCard.id == Device.access_card_id)
        .outerjoin(ScoreSheet, ScoreSheet.id == Device.sheet_id)
        .outerjoin(Team, Team.id == ScoreSheet.team_id)
        .outerjoin(Task, Task.id == ScoreSheet.task_id)
        .where(Device.section_id == section.id)
        .order_by(Device.last_seen_at.nulls_first(), Device.id)
    )
    lines = [
        DeviceLine(
            device,
            _holder(device, judge, name),
            judge is None or judge.kind == JudgeKind.OFFICIAL,
            card,
            _state(device, card),
            code or "",
            task.code if task else "",
            device.last_seen_at is None or utc_now() - device.last_seen_at > SILENT,
        )
        for device, judge, name, card, code, task in session.execute(query)
    ]
    return sorted(
        lines, key=lambda line: (not line.holds_marks, line.device.level == devices.FORM, line.state == "revoked")
    )


def _holder(device: Device, judge: Judge | None, name: str) -> str:
    """Name the judge of a device, or who keys for the judge: plain pages belong to the person who saves from them."""
    if judge is None or (device.level == devices.FORM and device.user_id != judge.user_id):
        return name
    return judge.name or judge.key


def _state(device: Device, card_revoked_at: datetime | None) -> str:
    if device.waiting:
        return "excused" if devices.is_excused(device) else "waiting"
    return "revoked" if device.revoked_at or card_revoked_at else "online"


def blockers(session: Session, section: Section) -> Iterator[Blocker]:
    """Name every device that is known to hold marks and is not excused, the revoked ones too: these go to quarantine."""
    for line in load(session, section):
        if line.holds_marks and line.state == "waiting":
            yield Blocker("blocker_device_waiting", {"judge": line.judge, "count": line.device.waiting})
