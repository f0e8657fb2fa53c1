"""Setting how the sheets are joined in many tasks at once, as a ready-made set of rules asks."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.models.section import Section
from olympiad.models.task import Task
from olympiad.models.user import User
from olympiad.services.entry import row_entry

LEAST_JUDGES = 3
"""One sheet must be left when the highest and the lowest are dropped."""


def for_dropping(session: Session, section: Section) -> tuple[list[Task], list[Task]]:
    """Return the tasks with enough judges to drop the extremes, and those with sheets of too few."""
    query = select(Task).where(Task.section_id == section.id, Task.judges > 0).order_by(Task.position, Task.id)
    tasks = list(session.scalars(query))
    enough = [task for task in tasks if task.judges >= LEAST_JUDGES]
    return enough, [task for task in tasks if task not in enough]


def drop_extremes(session: Session, section: Section, *, by: User) -> None:
    """Join the sheets of these tasks by the mean without the highest and the lowest one.

    Raises DomainError: `frozen` once marking has started, `too_few_judges_to_drop` where no task has enough.
    """
    if section.marking_started_at is not None:
        raise DomainError("frozen")
    tasks, _ = for_dropping(session, section)
    if not tasks:
        raise DomainError("too_few_judges_to_drop")
    rows = [{"task": task.code, "method": "trimmed", "drop": "1"} for task in tasks]
    row_entry.enter(session, section, "tasks", *rows, by=by)
