"""The order of the criteria of a task, in which judges see them and paper numbers them."""

import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.errors import DomainError
from olympiad.models.audit import AuditEntry
from olympiad.models.section import Section
from olympiad.models.task import Criterion, Task
from olympiad.models.user import User
from olympiad.services.entry import section_writing
from olympiad.services.record import audit


def move(session: Session, section: Section, task: Task, criterion: Criterion, steps: int, *, by: User) -> None:
    """Move a criterion up (negative) or down; beyond the ends it stays there. Raises `frozen` once marking has started."""
    put(session, section, task, criterion, place_of(criterion) + steps, by=by)


def put(session: Session, section: Section, task: Task, criterion: Criterion, place: int, *, by: User) -> None:
    """Put a criterion at a place, counted from 1, or at the end beyond it. Raises `frozen` once marking has started."""
    section_writing.lock(session, section)
    if section.marking_started_at is not None:
        raise DomainError("frozen")
    before, rows = place_of(criterion), [one for one in _in_order(task) if one is not criterion]
    after = max(1, min(len(rows) + 1, place))
    if after == before:
        return
    rows.insert(after - 1, criterion)
    for position, one in enumerate(rows, start=1):
        one.position = position
    session.flush()
    audit.record(
        session, AuditAction.CRITERIA_MOVE, f"criterion:{criterion.id}", by=by, section=section,
        before={"place": before}, after={"task": task.code, "criterion": criterion.code, "place": after},
    )  # fmt: skip


def place_of(criterion: Criterion) -> int:
    """Return at which place of its rubric a criterion stands, counted from 1."""
    return _in_order(criterion.task).index(criterion) + 1


def _in_order(task: Task) -> list[Criterion]:
    return sorted(task.criteria, key=lambda one: (one.position, one.id))


def before(session: Session, section: Section, entry: AuditEntry) -> tuple[Criterion, int]:
    """Return the criterion that a line moved, and the place it came from.

    Raises `frozen` once marking has started, `undo_changed` where it was moved on or is gone, `undo_done` where it is back.
    """
    told = json.loads(entry.content)
    now, then = told["after"], told["before"]["place"]
    query = select(Criterion).join(Task).where(Task.section_id == section.id, Task.code == now["task"])
    found = session.scalars(
        query.where(Criterion.code == now["criterion"], Criterion.retired_in.is_(None))
    ).one_or_none()
    if section.marking_started_at is not None:
        raise DomainError("frozen")
    if found is not None and place_of(found) == then:
        raise DomainError("undo_done")
    if found is None or place_of(found) != now["place"]:
        raise DomainError("undo_changed", found=now["criterion"])
    return found, then
