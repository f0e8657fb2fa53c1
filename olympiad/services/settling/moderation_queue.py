"""What the chief judge looks at before settling: the queue, worst first, the judges' history, and what changed on return."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.moderation import Comparison, JudgeHistory, judge_history, severity
from olympiad.domain.operations import Value, value_from
from olympiad.domain.task_marks import as_given, given_totals
from olympiad.models.adjustment import AgreedMark
from olympiad.models.audit import AuditChain, AuditDetail, AuditEntry
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import Operation, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.sheet_return import SheetReturn
from olympiad.models.task import Task
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.computing import rubrics, section_cache, stations
from olympiad.services.marking.judge_view import parse
from olympiad.services.settling import moderation


@dataclass(frozen=True)
class Waiting:
    """A team at a task whose sheets disagree."""

    team: Team
    task: Task
    comparison: Comparison
    severity: Fraction


def queue(session: Session, section: Section) -> list[Waiting]:
    """List the open disagreements, the worst first, in as many statements for one as for a thousand."""
    teams = {(team.id, task.id): team for team, task in moderation.to_settle(session, section)}
    found = [
        Waiting(teams[ids], one.task, one.comparison, severity(one.rubric, one.comparison))
        for ids, one in stations.load_many(session, section, teams).items()
        if one.comparison.is_to_settle
    ]
    return sorted(found, key=lambda one: (-one.severity, one.task.position, one.team.code))


@dataclass(frozen=True)
class History:
    """A judge on one task: what was given so far, and in how many of the places something had to be settled."""

    given: JudgeHistory
    settled: int


def histories(session: Session, section: Section, task: Task, judges: Iterable[Judge]) -> dict[int, History]:
    """Sum up what some judges gave on a task so far, by their ids."""
    value = section_cache.of(session, section).load(session, section)
    rubric = next(one for one in value.tasks if one.code == task.code)
    totals = given_totals(as_given(value), rubric)
    query = (
        select(Team.key)
        .join(AgreedMark, AgreedMark.team_id == Team.id)
        .where(AgreedMark.task_id == task.id, AgreedMark.withdrawn_at.is_(None))
    )
    settled = set(session.scalars(query))
    return {
        judge.id: History(
            judge_history(totals, judge.key),
            sum(team in settled for team, given in totals.items() if judge.key in given),
        )
        for judge in judges
    }


@dataclass(frozen=True)
class Change:
    """One criterion that a judge changed after a return, by its number on the sheet; None: nothing stood there."""

    number: int
    before: Value | None
    after: Value | None


@dataclass(frozen=True)
class ReturnedSheet:
    """A return of a sheet with what was changed until the next one, or until now."""

    row: SheetReturn
    by: str
    changes: tuple[Change, ...]


def returns_of(session: Session, sheets: Sequence[ScoreSheet]) -> dict[int, list[ReturnedSheet]]:
    """Tell of each sheet when and why it was returned, and what its judge changed then, the newest first."""
    ids = [sheet.id for sheet in sheets]
    rows = session.execute(
        select(SheetReturn, User.name)
        .join(User, User.id == SheetReturn.user_id)
        .where(SheetReturn.sheet_id.in_(ids))
        .order_by(SheetReturn.id.desc())
    ).all()
    if not rows:
        return {}
    rubric = rubrics.of_task(session, sheets[0].section_id, sheets[0].task_id)
    numbers = {criterion.id: number for number, criterion in enumerate(rubric.criteria, 1)}
    operations = _applied(session, {row.sheet_id for row, _ in rows})
    found: dict[int, list[ReturnedSheet]] = defaultdict(list)
    for row, name in rows:
        newer = found[row.sheet_id][-1].row if found[row.sheet_id] else None
        given = [one for one in operations[row.sheet_id] if newer is None or one.received_at < newer.at]
        found[row.sheet_id].append(ReturnedSheet(row, name, tuple(_changes(given, row, numbers))))
    return found


def _applied(session: Session, sheet_ids: Iterable[int]) -> Mapping[int, list[Operation]]:
    query = (
        select(Operation)
        .where(Operation.sheet_id.in_(list(sheet_ids)), Operation.kind == "mark", Operation.outcome == "applied")
        .order_by(Operation.number)
    )
    found: dict[int, list[Operation]] = defaultdict(list)
    for operation in session.scalars(query):
        found[operation.sheet_id].append(operation)
    return found


def _changes(operations: Sequence[Operation], row: SheetReturn, numbers: Mapping[int, int]) -> Iterable[Change]:
    """Compare the last value of each criterion before the return with the last one after it."""
    before = {one.criterion_id: one.value for one in operations if one.received_at <= row.at}
    after = {one.criterion_id: one.value for one in operations if one.received_at > row.at}
    for criterion_id, number in numbers.items():
        if criterion_id in after and after[criterion_id] != before.get(criterion_id):
            old = before.get(criterion_id)
            yield Change(number, value_from(parse(old)) if old else None, value_from(parse(after[criterion_id])))


@dataclass(frozen=True)
class Withdrawal:
    """When, by whom and why a settlement was withdrawn; the reason is empty where it made way for another one."""

    at: datetime
    by: str
    reason: str


def withdrawals(session: Session, section: Section, agreed: Sequence[AgreedMark]) -> dict[int, Withdrawal]:
    """Look up in the record why settlements were withdrawn."""
    subjects = {f"agreed_mark:{one.id}": one.id for one in agreed if one.withdrawn_at is not None}
    reason = (AuditDetail.entry_id == AuditEntry.id) & (AuditDetail.field == "reason")
    query = (
        select(AuditEntry.subject, AuditEntry.at, User.name, AuditDetail.value)
        .join(AuditChain, AuditChain.id == AuditEntry.chain_id)
        .outerjoin(User, User.id == AuditEntry.user_id)
        .outerjoin(AuditDetail, reason)
        .where(AuditChain.section_id == section.id, AuditEntry.action == AuditAction.MODERATION_WITHDRAW)
        .where(AuditEntry.subject.in_(list(subjects)))
    )
    return {
        subjects[subject]: Withdrawal(at, name or "", why or "") for subject, at, name, why in session.execute(query)
    }
