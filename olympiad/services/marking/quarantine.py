"""Operations that were kept but not applied, for the chief judge: taken into the sheet with a reason, or set aside."""

import json
import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from olympiad.clock import utc_now
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.blockers import Blocker
from olympiad.domain.choices import JudgeKind, SheetState
from olympiad.domain.errors import DomainError
from olympiad.domain.operations import Kind, Outcome, Value, value_from
from olympiad.domain.operations import Operation as OperationValue
from olympiad.domain.reasons import given_reason
from olympiad.models.judge import Judge
from olympiad.models.quarantine import QuarantineDecision
from olympiad.models.score_sheet import Device, Mark, Operation, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Criterion, Task
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.marking import devices, operations
from olympiad.services.record import audit


class Held(NamedTuple):
    """An operation that was not applied: whose, for which cell, what, why, and what stands in the cell now."""

    operation: Operation
    judge: Judge
    sheet: ScoreSheet
    team_code: str
    task: Task
    criterion: Criterion | None
    value: Value
    error: DomainError
    current: Value | None
    decision: QuarantineDecision | None

    @property
    def is_quarantined(self) -> bool:
        """Whether it came under a revoked card or device, not refused for what it says."""
        return self.operation.outcome == Outcome.QUARANTINED


def held(session: Session, section: Section) -> list[Held]:
    """List what was not applied and what nothing has replaced since, undecided first, each in the order of arrival.

    A refused submission loses nothing: its sheet is not submitted, which is in the way of finalising by itself.
    """
    later = aliased(Operation)
    replaced = exists().where(
        later.sheet_id == Operation.sheet_id,
        later.kind == Operation.kind,
        later.criterion_id.is_not_distinct_from(Operation.criterion_id),
        later.outcome == "applied",
        later.number > Operation.number,
    )
    query = (
        select(Operation, Judge, ScoreSheet, Team.code, Task, Criterion, Mark, QuarantineDecision)
        .join(ScoreSheet, ScoreSheet.id == Operation.sheet_id)
        .join(Device, Device.id == Operation.device_id)
        .join(Judge, Judge.id == Device.judge_id)
        .join(Team, Team.id == ScoreSheet.team_id)
        .join(Task, Task.id == ScoreSheet.task_id)
        .outerjoin(Criterion, Criterion.id == Operation.criterion_id)
        .outerjoin(Mark, (Mark.sheet_id == Operation.sheet_id) & (Mark.criterion_id == Operation.criterion_id))
        .outerjoin(QuarantineDecision, QuarantineDecision.operation_id == Operation.id)
        .where(Operation.section_id == section.id, Operation.outcome.in_(("quarantined", "refused")))
        .where(QuarantineDecision.operation_id.is_not(None) | ~replaced)
        .order_by(QuarantineDecision.at, Operation.number)
    )
    found = [_held(*row) for row in session.execute(query)]
    found = [one for one in found if one.operation.kind != "submit" or one.is_quarantined]
    return sorted(found, key=lambda one: one.decision is not None)


def _held(
    operation: Operation,
    judge: Judge,
    sheet: ScoreSheet,
    team_code: str,
    task: Task,
    criterion: Criterion | None,
    mark: Mark | None,
    decision: QuarantineDecision | None,
) -> Held:
    answer = json.loads(operation.answer)
    error = DomainError(answer["code"], **answer["fields"])
    value = value_from(json.loads(operation.value))
    current = operations.value_of(mark) if mark else None
    return Held(operation, judge, sheet, team_code, task, criterion, value, error, current, decision)


def accept(session: Session, section: Section, chosen: Sequence[str], *, reason: str, by: User) -> None:
    """Take operations into their sheets, in the order of arrival, each by an operation of the chief judge's own.

    Refused as a whole where one cannot be taken: the sheet is submitted, the criterion is no longer there.
    """
    waiting = _chosen(session, section, chosen)
    reason = given_reason(reason)
    made = {one.operation.id: _apply(session, section, one, by) for one in waiting}
    _decide(session, section, waiting, "accepted", reason, by, made)


def set_aside(session: Session, section: Section, chosen: Sequence[str], *, reason: str, by: User) -> None:
    """Decide that operations do not count; they stay on record."""
    _decide(session, section, _chosen(session, section, chosen), "set_aside", given_reason(reason), by, {})


def _chosen(session: Session, section: Section, chosen: Sequence[str]) -> list[Held]:
    found = [one for one in held(session, section) if one.operation.id in set(chosen) and one.decision is None]
    if not found:
        raise DomainError("quarantine_nothing_chosen")
    return found


def _apply(session: Session, section: Section, one: Held, by: User) -> str:
    """Return the value anew on what stands in the cell now, under the rubric of today."""
    sheet = session.get_one(ScoreSheet, one.operation.sheet_id, populate_existing=True)
    mark = session.get(Mark, (sheet.id, one.operation.criterion_id or 0), populate_existing=True)
    base = mark.operation_id if mark else None
    if one.operation.kind == Kind.SUBMIT:
        base = operations.last_submission(session, sheet.id)
    sender = devices.form_sender(session, section, one.judge, by=by)
    operation = OperationValue(
        secrets.token_hex(16),
        sender.last_seq + 1,
        sheet.id,
        Kind(one.operation.kind),
        sheet.rubric_version,
        one.operation.criterion_id,
        base,
        replace(one.value, chosen_over=(mark.conflict_operation_id if mark else None) or ""),
    )
    (answer,) = operations.apply(session, sender, [operation], by=by.id)
    session.expire_all()
    if answer.outcome != Outcome.APPLIED:
        raise DomainError(answer.code, **answer.fields)
    return operation.id


def _decide(
    session: Session,
    section: Section,
    waiting: Sequence[Held],
    decision: str,
    reason: str,
    by: User,
    made: dict[str, str],
) -> None:
    ids = [one.operation.id for one in waiting]
    action = {"accepted": AuditAction.QUARANTINE_ACCEPT, "set_aside": AuditAction.QUARANTINE_SET_ASIDE}[decision]
    after: dict[str, audit.Plain] = {"operations": [*ids], "accepted_as": [*made.values()]}
    audit.record(
        session, action, f"section:{section.id}", by=by, section=section, after=after, personal={"reason": reason}
    )
    now = utc_now()
    session.add_all(_row(section, operation_id, decision, reason, by, made, now) for operation_id in ids)
    session.flush()


def _row(
    section: Section, operation_id: str, decision: str, reason: str, by: User, made: dict[str, str], now: datetime
) -> QuarantineDecision:
    return QuarantineDecision(
        operation_id=operation_id,
        section_id=section.id,
        decision=decision,
        reason=reason,
        accepted_as_id=made.get(operation_id),
        user_id=by.id,
        at=now,
    )


def blockers(session: Session, section: Section) -> Iterator[Blocker]:
    """What is in quarantine must be decided; what was refused for what it says was told to its judge and only asks."""
    waiting = [
        one
        for one in held(session, section)
        if one.decision is None and one.judge.kind == JudgeKind.OFFICIAL and one.sheet.state != SheetState.VOID
    ]
    for quarantined, code in ((True, "blocker_quarantine"), (False, "blocker_refused")):
        counts = Counter(one.judge.name or one.judge.key for one in waiting if one.is_quarantined is quarantined)
        for judge, count in sorted(counts.items()):
            yield Blocker(code, {"judge": judge, "count": count}, asks=not quarantined)
