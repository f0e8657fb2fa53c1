"""Changing how a task counts after marking has started: weight, method, judges; with its reason and what moves on record."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.choices import JoinBy, Method
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import number
from olympiad.domain.notation.rubric import parse_steps, parse_threshold
from olympiad.domain.notation.rules import check_rules
from olympiad.domain.reasons import given_reason
from olympiad.domain.rubric import Task as TaskValue
from olympiad.domain.rubric_changes import with_task
from olympiad.exchange.overlay import PlannedRow
from olympiad.exchange.tables import COLUMNS, Row, Table
from olympiad.models.section import Section
from olympiad.models.task import Task
from olympiad.models.user import User
from olympiad.services.computing import rules, section_values, what_if
from olympiad.services.computing.what_if import Trial
from olympiad.services.entry import row_entry, section_import, section_writing
from olympiad.services.entry.row_entry import EntryRefusedError
from olympiad.services.marking import score_sheets
from olympiad.services.record import audit
from olympiad.services.sections import rule_signing, rule_versions, sheet_assignment

COUNTED = ("part", "weight", "judges", "method", "drop", "by", "disagreement", "disagreement_step")


@dataclass(frozen=True)
class Change:
    """A task as it would be."""

    task: Task
    planned: PlannedRow


def read_task(session: Session, section: Section, task: Task, row: Mapping[str, str]) -> Change:
    """Read a typed task as a row of tasks.csv. Raises EntryRefusedError with every problem."""
    cells = row_entry.cleared("tasks", row)
    columns = tuple(column for column in COLUMNS["tasks"].known if column in cells)
    plan = section_import.plan_tables(
        session, section, {"tasks": Table("tasks.csv", columns, (Row(2, cells),))}, []
    ).plan
    problems = [one for one in plan.problems if one.code != "frozen"]
    if problems:
        raise EntryRefusedError(problems)
    return Change(task, plan.rows["tasks"][0])


def effect_of(session: Session, section: Section, change: Change) -> Trial:
    """Return what would move; nothing is written. Raises what the rules say against it."""
    value = section_values.load(session, section)
    changed = with_task(value, _value(next(one for one in value.tasks if one.code == change.task.code), change))
    for _, error in check_rules(changed.rules, changed.tasks):
        raise error
    return what_if.try_change(value, lambda _: changed)


def _value(task: TaskValue, change: Change) -> TaskValue:
    cells = change.planned.cells
    return replace(
        task,
        part=cells["part"],
        weight=number(cells["weight"]),
        judges=int(cells["judges"]),
        method=Method(cells["method"]),
        drop=int(cells["drop"]),
        by=JoinBy(cells["by"]),
        disagreement=parse_threshold(cells["disagreement"]),
        disagreement_step=parse_steps(cells["disagreement_step"]),
    )


def apply(session: Session, section: Section, change: Change, *, reason: str, by: User) -> Trial:
    """Change a task after the first mark; sheets stay, and those that agree now are accepted.

    Raises DomainError: `rubric_not_frozen`, `rules_need_chief_judge`, `reason_missing`, `rules_unchanged`.
    """
    audit.lock(session, section.id)
    session.refresh(section)
    if section.marking_started_at is None:
        raise DomainError("rubric_not_frozen")
    if not rule_versions.may_save(session, section, by):
        raise DomainError("rules_need_chief_judge")
    reason = given_reason(reason)
    if not change.planned.before:
        raise DomainError("rules_unchanged")
    trial = effect_of(session, section, change)
    names = [column for column in change.planned.before if column in COUNTED]
    audit.record(
        session, AuditAction.TASK_CHANGES_APPLY, f"task:{change.task.id}", by=by, section=section,
        before={column: change.planned.before[column] for column in names},
        after={"task": change.task.code, **{column: change.planned.cells[column] for column in names},
               **what_if.recorded(trial)},
        personal={"reason": reason},
    )  # fmt: skip
    section_writing.WRITERS["tasks"](section_writing.Writing(session, section, by), [change.planned])
    session.flush()
    sheet_assignment.ensure_sheets(session, section)
    score_sheets.look_again(session, section, change.task.id)
    version = rules.present(session, section)
    if version is not None and names:
        rule_signing.sign_as_chief_judge(session, section, version, by=by)
    return trial
