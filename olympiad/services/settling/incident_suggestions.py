"""What the page of an incident proposes and shows: the due safety step, what came later, the last cost, changed marks."""

import json
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.choices import CriterionKind, MarkState, SheetState
from olympiad.domain.exact import Amount
from olympiad.domain.incidents import SAFETY, Remedy, next_safety_step
from olympiad.models.incident import Incident
from olympiad.models.score_sheet import Mark, Operation, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Criterion, ScheduleSlot, Task
from olympiad.services.computing.what_if import Trial
from olympiad.services.settling.incident_remedies import earlier, remedies_of


def due_step(session: Session, incident: Incident) -> Remedy:
    """Which safety step is due for the teams of an incident, by what they have had in the section."""
    ours = {one.team.key for one in incident.teams}
    before = earlier(session, incident, SAFETY, same_task=False)
    return next_safety_step(one.remedy for one in before if ours & set(json.loads(one.teams)))


def last_cost(session: Session, section: Section) -> tuple[int, int]:
    """What a replacement sample cost last, in thousandths, and how many were free; at first 1 point, the first free."""
    known = [one for one in remedies_of(session, section) if one.remedy == Remedy.REPLACEMENT]
    ordered = json.loads(known[-1].ordered) if known else {"each": 1000, "free": 1}
    return ordered["each"], ordered["free"]


def later_criteria(session: Session, incident: Incident) -> set[str]:
    """For a removal: codes of the task's criteria that no judge had marked when it happened."""
    team_ids = [one.team_id for one in incident.teams]
    sheets = select(ScoreSheet.id).where(
        ScoreSheet.team_id.in_(team_ids), ScoreSheet.task_id == incident.task_id, ScoreSheet.state != SheetState.VOID
    )
    marked = select(Operation.criterion_id).where(
        Operation.sheet_id.in_(sheets), Operation.outcome == "applied", Operation.received_at <= incident.starts_at
    )
    imported = select(Mark.criterion_id).where(
        Mark.sheet_id.in_(sheets), Mark.operation_id.is_(None), Mark.state == MarkState.MARKED
    )
    earned = {*session.scalars(marked), *session.scalars(imported)}
    query = select(Criterion.id, Criterion.code).where(
        Criterion.task_id == incident.task_id, Criterion.retired_in.is_(None), Criterion.kind != CriterionKind.PENALTY
    )
    return {code for criterion_id, code in session.execute(query) if criterion_id not in earned}


def later_tasks(session: Session, incident: Incident) -> set[str]:
    """For a removal: tasks whose slot starts after the incident; of those without a schedule the ones not begun."""
    team_ids = [one.team_id for one in incident.teams]
    slots = select(ScheduleSlot.task_id).where(ScheduleSlot.team_id.in_(team_ids))
    begun = select(ScoreSheet.task_id).where(
        ScoreSheet.team_id.in_(team_ids), ScoreSheet.state.not_in((SheetState.NOT_STARTED, SheetState.VOID))
    )
    after_it = slots.where(ScheduleSlot.starts_at > incident.starts_at)
    query = select(Task.code).where(
        Task.section_id == incident.section_id,
        Task.id.in_(after_it) | (Task.id.not_in(slots) & Task.id.not_in(begun)),
    )
    if incident.task_id is not None:
        query = query.where(Task.id != incident.task_id)
    return set(session.scalars(query))


@dataclass(frozen=True)
class MarkChange:
    """A task mark that a remedy would change; None: no mark yet, or none any more."""

    team_code: str
    task: str
    before: Amount | None
    after: Amount | None


def mark_changes(trial: Trial) -> list[MarkChange]:
    """List the task marks that differ between both sides of a trial, by team code: also where no place moves yet."""
    if trial.sides is None:
        return []
    (section, old), (_, new) = trial.sides
    before = {row.team.key: row.marks for row in old.rows}
    changes = [
        MarkChange(row.team.code or row.team.key, task.code, was.value, now.value)
        for row in new.rows
        for task, was, now in zip(section.tasks, before[row.team.key], row.marks, strict=True)
        if was.value != now.value
    ]
    return sorted(changes, key=lambda one: (one.team_code, one.task))
