"""What a judge's devices sent that does not count: kept on the server, and shown to its judge."""

import json
from typing import NamedTuple

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import Session, aliased

from olympiad.domain.errors import DomainError
from olympiad.domain.operations import Value, value_from
from olympiad.models.judge import Judge
from olympiad.models.quarantine import QuarantineDecision
from olympiad.models.score_sheet import Device, Operation, ScoreSheet
from olympiad.models.task import Criterion, Task
from olympiad.models.team import Team

MOST = 2_000
HARMLESS = ("sheet_submitted", "sheet_accepted")
"""A second submission of a sheet that is submitted changes nothing: nobody needs to be told."""


class Refused(NamedTuple):
    """An operation that was refused or put in quarantine, and why."""

    operation_id: str
    kind: str
    sheet_id: int
    team_code: str
    task: Task
    criterion: Criterion | None
    value: Value
    outcome: str
    error: DomainError
    device_time: str


def refusals(session: Session, judge: Judge) -> list[Refused]:
    """List what was not taken from a judge's devices and that nothing has replaced or decided since, the newest first."""
    later = aliased(Operation)
    replaced = exists().where(
        later.sheet_id == Operation.sheet_id,
        later.kind == Operation.kind,
        later.criterion_id.is_not_distinct_from(Operation.criterion_id),
        later.outcome == "applied",
        later.number > Operation.number,
    )
    decided = exists().where(QuarantineDecision.operation_id == Operation.id)
    query = (
        select(Operation, Team.code, Task, Criterion)
        .join(Device, and_(Device.id == Operation.device_id, Device.judge_id == judge.id))
        .join(ScoreSheet, ScoreSheet.id == Operation.sheet_id)
        .join(Team, Team.id == ScoreSheet.team_id)
        .join(Task, Task.id == ScoreSheet.task_id)
        .outerjoin(Criterion, Criterion.id == Operation.criterion_id)
        .where(Operation.outcome.in_(("refused", "quarantined")), ~replaced, ~decided)
        .order_by(Operation.number.desc())
        .limit(MOST)
    )
    found = [_refused(row, code, task, criterion) for row, code, task, criterion in session.execute(query)]
    return [one for one in found if one.kind != "submit" or one.error.code not in HARMLESS]


def _refused(row: Operation, team_code: str, task: Task, criterion: Criterion | None) -> Refused:
    answer = json.loads(row.answer)
    return Refused(
        row.id,
        row.kind,
        row.sheet_id,
        team_code,
        task,
        criterion,
        value_from(json.loads(row.value)),
        row.outcome,
        DomainError(answer["code"], **answer["fields"]),
        row.device_time,
    )
