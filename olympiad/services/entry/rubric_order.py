"""The order of the criteria of a task, in which judges see them and paper numbers them."""

from sqlalchemy.orm import Session

from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.errors import DomainError
from olympiad.models.section import Section
from olympiad.models.task import Criterion, Task
from olympiad.models.user import User
from olympiad.services.entry import section_writing
from olympiad.services.record import audit


def move(session: Session, section: Section, task: Task, criterion: Criterion, steps: int, *, by: User) -> None:
    """Move a criterion up (negative) or down; beyond the ends it stays there. Raises `frozen` once marking has started."""
    section_writing.lock(session, section)
    if section.marking_started_at is not None:
        raise DomainError("frozen")
    rows = sorted(task.criteria, key=lambda one: (one.position, one.id))
    before = rows.index(criterion)
    rows.remove(criterion)
    after = max(0, min(len(rows), before + steps))
    rows.insert(after, criterion)
    if after == before:
        return
    for position, one in enumerate(rows, start=1):
        one.position = position
    session.flush()
    audit.record(
        session, AuditAction.CRITERIA_MOVE, f"criterion:{criterion.id}", by=by, section=section,
        before={"place": before + 1}, after={"task": task.code, "criterion": criterion.code, "place": after + 1},
    )  # fmt: skip
