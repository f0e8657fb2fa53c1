"""The kept parts of what was brought from devices: which are there, which are missing, what they replace."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.models.judge import Judge
from olympiad.models.score_sheet import Device
from olympiad.models.section import Section
from olympiad.models.unsent_part import UnsentPart
from olympiad.models.user import User


@dataclass(frozen=True)
class BroughtSet:
    """One hand-over of a device: what of it has come."""

    device_id: str
    judge: str
    total: int
    """Operations in all parts."""
    of: int
    missing: tuple[int, ...]
    at: datetime
    by: str


def replaced(session: Session, device_id: str) -> frozenset[str]:
    """Return the operations that the device still holds, but whose cells have a later value of it already."""
    query = select(UnsentPart.replaced).where(UnsentPart.device_id == device_id, UnsentPart.replaced != "")
    return frozenset(" ".join(session.scalars(query)).split())


def sets_of(session: Session, section: Section) -> list[BroughtSet]:
    """List what was brought in a section, the newest first."""
    query = (
        select(UnsentPart, Judge.name, Judge.key, User.name)
        .join(Device, Device.id == UnsentPart.device_id)
        .join(Judge, Judge.id == Device.judge_id)
        .join(User, User.id == UnsentPart.user_id)
        .where(UnsentPart.section_id == section.id)
        .order_by(UnsentPart.at, UnsentPart.id)
    )
    found: dict[tuple[str, str, int], BroughtSet] = {}
    there: dict[tuple[str, str, int], set[int]] = {}
    for part, name, key, by in session.execute(query):
        place = (part.device_id, part.set_id, part.of)
        there.setdefault(place, set()).add(part.number)
        missing = tuple(number for number in range(1, part.of + 1) if number not in there[place])
        found.pop(place, None)
        found[place] = BroughtSet(part.device_id, name or key, part.total, part.of, missing, part.at, by)
    return list(reversed(found.values()))
