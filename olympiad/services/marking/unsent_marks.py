"""Bringing in what a device could not send: opened with its key, applied once like any operation, the rest asked for."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.errors import DomainError
from olympiad.domain.operations import Kind
from olympiad.exchange import unsent_packets
from olympiad.exchange.unsent_packets import Carried, Part
from olympiad.models.score_sheet import Device, Operation
from olympiad.models.section import Section
from olympiad.models.unsent_part import UnsentPart
from olympiad.models.user import User
from olympiad.services.marking import devices, operations
from olympiad.services.marking.devices import Sender
from olympiad.services.marking.operations import Parcel
from olympiad.services.record import audit


@dataclass(frozen=True)
class Brought:
    """What became of one packet."""

    device_id: str
    number: int
    of: int
    missing: tuple[int, ...]
    outcomes: dict[str, int]
    """How many operations were `applied`, in `conflict`, `refused`, `quarantined`; empty where all were known."""
    is_new: bool
    """Whether the packet was not brought before."""


def bring(session: Session, section: Section, packet: bytes, *, by: User) -> Brought:
    """Open one packet and apply what is in it; what was applied before is not applied again.

    Marks are applied as they come; a submission waits until all parts of its set are there. Raises `packet_unknown`,
    `packet_of_another_section`, `packet_not_authentic`, `packet_unreadable`.
    """
    device_id = unsent_packets.device_of(packet)
    found = devices.sender_with_key(session, device_id)
    if found is None or found[0].section_id != section.id:
        raise DomainError("packet_of_another_section")
    sender, key = found
    said = unsent_packets.opened(packet, key)
    part = unsent_packets.read(said)
    rows = _kept(session, device_id, part)
    is_new = part.number not in rows
    row = rows.get(part.number) or _keep(session, section, device_id, part, said, by)
    parts = {number: unsent_packets.read(one.said) for number, one in rows.items()} | {part.number: part}
    ready = _ready(part, parts)
    outcomes = _apply(session, sender, ready)
    row.replaced = _replaced(session, ready)
    missing = tuple(number for number in range(1, part.of + 1) if number not in parts)
    _note(session, device_id, parts, missing)
    after: dict[str, audit.Plain] = {"part": part.number, "of": part.of, "outcomes": {**outcomes}}
    audit.record(session, AuditAction.UNSENT_MARKS_BRING, f"device:{device_id}", by=by, section=section, after=after)
    return Brought(device_id, part.number, part.of, missing, outcomes, is_new)


def _kept(session: Session, device_id: str, part: Part) -> dict[int, UnsentPart]:
    """Return the parts of a set that were brought before, by number."""
    query = select(UnsentPart).where(
        UnsentPart.device_id == device_id, UnsentPart.set_id == part.set_id, UnsentPart.of == part.of
    )
    return {row.number: row for row in session.scalars(query)}


def _keep(session: Session, section: Section, device_id: str, part: Part, said: bytes, by: User) -> UnsentPart:
    row = UnsentPart(
        section_id=section.id,
        device_id=device_id,
        set_id=part.set_id,
        number=part.number,
        of=part.of,
        total=part.total,
        said=said,
        user_id=by.id,
        at=utc_now(),
    )
    session.add(row)
    session.flush()
    return row


def _replaced(session: Session, carried: Sequence[Carried]) -> str:
    """What the device still holds and need not count any more: only where the later value was taken, or is in conflict."""
    ids = [one.operation.id for one in carried if one.over]
    taken = select(Operation.id).where(Operation.id.in_(ids), Operation.outcome.in_(("applied", "conflict")))
    there = set(session.scalars(taken))
    return " ".join(dict.fromkeys(over for one in carried if one.operation.id in there for over in one.over))


def _ready(part: Part, parts: dict[int, Part]) -> list[Carried]:
    """What may be applied now: the marks of this part, those whose fragments are all there, submissions at the end."""
    joined = list(unsent_packets.joined(parts.values()))
    if part.of == 1:
        return [*part.carried, *joined]
    marks = [one for one in [*part.carried, *joined] if one.operation.kind is not Kind.SUBMIT]
    if len(parts) < part.of:
        return marks
    submissions = [
        one for _, each in sorted(parts.items()) for one in each.carried if one.operation.kind is Kind.SUBMIT
    ]
    return marks + submissions


def _apply(session: Session, sender: Sender, carried: Sequence[Carried]) -> dict[str, int]:
    """Apply what is new as if the device sent it next; give how many of each outcome."""
    ids = [one.operation.id for one in carried]
    known = set(session.scalars(select(Operation.id).where(Operation.id.in_(ids))))
    fresh = list({one.operation.id: one for one in carried if one.operation.id not in known}.values())
    if not fresh:
        return {}
    wanted = [replace(one.operation, seq=sender.last_seq + step) for step, one in enumerate(fresh, 1)]
    seen = {one.operation.id: one.seen for one in fresh}
    (answers,) = operations.apply_together(session, [Parcel(sender, wanted, sender.user_id, seen)])
    return dict(Counter(str(answer.outcome) for answer in answers))


def _note(session: Session, device_id: str, parts: dict[int, Part], missing: Iterable[int]) -> None:
    """Tell the device board what is still known to be on the device."""
    total = next(iter(parts.values())).total
    come = len({one.operation.id for part in parts.values() for one in part.carried})
    waiting = max(1, total - come) if tuple(missing) else 0
    noted = update(Device).where(Device.id == device_id).values(waiting=waiting, carried_at=utc_now())
    session.execute(noted, execution_options={"synchronize_session": "fetch"})
