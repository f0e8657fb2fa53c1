"""What the chief judge looks at before settling: the queue, worst first, the judges' history, and what changed on return."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.choices import Consequence, JudgeKind
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import Amount, simplest
from olympiad.domain.kinds import KINDS
from olympiad.domain.moderation import Comparison, JudgeHistory, compare, judge_history, severity
from olympiad.domain.operations import Value, value_from
from olympiad.domain.section import ScoreSheet as SheetValue
from olympiad.domain.sheets import is_complete, sheet_worths, total_of
from olympiad.models.adjustment import AgreedMark
from olympiad.models.audit import AuditChain, AuditDetail, AuditEntry
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import Operation, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.sheet_return import SheetReturn
from olympiad.models.task import Task
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.computing import exclusions, rubrics, rules
from olympiad.services.marking import score_sheets
from olympiad.services.marking.judge_view import parse
from olympiad.services.settling import moderation

HANDED_OVER = ("submitted", "accepted")


@dataclass(frozen=True)
class Waiting:
    """A team at a task whose sheets disagree."""

    team: Team
    task: Task
    comparison: Comparison
    severity: Fraction


def queue(session: Session, section: Section) -> list[Waiting]:
    """List what is to settle, the worst disagreement first, in as many statements for one as for a thousand."""
    places = moderation.to_settle(session, section)
    comparisons = _compare_all(session, section, places)
    found = [
        Waiting(team, task, comparison, worst)
        for (team, task), (comparison, worst) in zip(places, comparisons, strict=True)
    ]
    return sorted(found, key=lambda one: (-one.severity, one.task.position, one.team.code))


def _compare_all(
    session: Session, section: Section, places: Sequence[tuple[Team, Task]]
) -> list[tuple[Comparison, Fraction]]:
    if not places:
        return []
    tasks = rubrics.load_tasks(session, section.id)
    keys = rubrics.keys_of(session, [one.id for _, criteria in tasks.values() for one in criteria])
    samples = rubrics.samples_of(session, section.id)
    sheets = _sheets_of(session, section, {task.id for _, task in places})
    marks = score_sheets.marks_of(session, [one for found in sheets.values() for one in found])
    agreed, left_out = _agreed(session, section), exclusions.at_places(session, section.id)
    void, floor = exclusions.void_for_all(session, section.id), rules.floors_penalties(session, section)
    compared = []
    for team, row in places:
        place = (team.id, row.id)
        plain, criteria = tasks[row.id]
        task = rubrics.with_keys(plain, criteria, keys, samples.get(place, ""))
        rows = [[marks.get((sheet_id, one.id)) for one in criteria] for sheet_id in sheets[place]]
        settled = {at: agreed[place][one.id] for at, one in enumerate(criteria) if one.id in agreed[place]}
        gone = left_out.get(place, set()) | void
        cells = [
            [
                Consequence.EXCLUDE if one.id in gone else rubrics.cell_from(mark)
                for one, mark in zip(criteria, row, strict=True)
            ]
            for row in rows
        ]
        absent = [score_sheets.is_absent(row) for row in rows]
        found = compare(task, cells, absent=absent, agreed=settled, floor=floor)
        compared.append((found, severity(task, found)))
    return compared


def _sheets_of(session: Session, section: Section, task_ids: Iterable[int]) -> Mapping[tuple[int, int], list[int]]:
    """The official sheets that count, by team and task."""
    query = (
        select(ScoreSheet.team_id, ScoreSheet.task_id, ScoreSheet.id)
        .join(Judge, Judge.id == ScoreSheet.judge_id)
        .where(
            ScoreSheet.section_id == section.id,
            ScoreSheet.task_id.in_(list(task_ids)),
            ScoreSheet.state.in_(HANDED_OVER),
            Judge.kind == JudgeKind.OFFICIAL,
        )
        .order_by(ScoreSheet.id)
    )
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    for team_id, task_id, sheet_id in session.execute(query):
        found[team_id, task_id].append(sheet_id)
    return found


def _agreed(session: Session, section: Section) -> Mapping[tuple[int, int], dict[int, Amount]]:
    """Agreed criterion marks that stand, in thousandths, by team and task."""
    query = select(AgreedMark.team_id, AgreedMark.task_id, AgreedMark.criterion_id, AgreedMark.mark).where(
        AgreedMark.section_id == section.id, AgreedMark.withdrawn_at.is_(None), AgreedMark.criterion_id.is_not(None)
    )
    found: dict[tuple[int, int], dict[int, Amount]] = defaultdict(dict)
    for team_id, task_id, criterion_id, mark in session.execute(query):
        if criterion_id is not None:
            found[team_id, task_id][criterion_id] = simplest(mark * 1000)
    return found


@dataclass(frozen=True)
class History:
    """A judge on one task: what was given so far, and in how many of the places something had to be settled."""

    given: JudgeHistory
    settled: int


def histories(session: Session, section: Section, task: Task, judge_ids: Iterable[int]) -> dict[int, History]:
    """Sum up what some judges gave on a task so far."""
    totals = _totals(session, section, task)
    settled = set(
        session.scalars(
            select(AgreedMark.team_id).where(AgreedMark.task_id == task.id, AgreedMark.withdrawn_at.is_(None))
        )
    )
    return {
        judge_id: History(
            judge_history(totals, str(judge_id)),
            sum(int(team) in settled for team, given in totals.items() if str(judge_id) in given),
        )
        for judge_id in judge_ids
    }


def _totals(session: Session, section: Section, task: Task) -> dict[str, dict[str, Amount]]:
    """Totals of the submitted official sheets of a task, by ids of team and judge; sheets without a total are left out."""
    plain, criteria = rubrics.load_tasks(session, section.id)[task.id]
    keys = rubrics.keys_of(session, [one.id for one in criteria])
    samples = rubrics.samples_of(session, section.id)
    sheets = _sheets_of(session, section, [task.id])
    judges = session.execute(select(ScoreSheet.id, ScoreSheet.judge_id).where(ScoreSheet.task_id == task.id))
    of_judge = dict(iter(judges))
    marks = score_sheets.marks_of(session, [one for found in sheets.values() for one in found])
    totals: dict[str, dict[str, Amount]] = defaultdict(dict)
    for (team_id, _), sheet_ids in sheets.items():
        keyed = rubrics.with_keys(plain, criteria, keys, samples.get((team_id, task.id), ""))
        reading_keys = [KINDS[one.kind].own_key(one) for one in keyed.criteria]
        for sheet_id in sheet_ids:
            cells = tuple(rubrics.cell_from(marks.get((sheet_id, one.id))) for one in criteria)
            try:
                worths = sheet_worths(keyed, [SheetValue("", task.code, "", cells)], {}, reading_keys)[0]
            except DomainError:  # `others` looks at other sheets: no total of its own
                continue
            total = total_of(keyed, worths, floor=True) if is_complete(worths) else None
            if total is not None:
                totals[str(team_id)][str(of_judge[sheet_id])] = total
    return totals


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
    _, criteria = rubrics.load_tasks(session, sheets[0].section_id)[sheets[0].task_id]
    numbers = {criterion.id: number for number, criterion in enumerate(criteria, 1)}
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
        .where(AuditChain.section_id == section.id, AuditEntry.action == "moderation.withdraw")
        .where(AuditEntry.subject.in_(list(subjects)))
    )
    return {
        subjects[subject]: Withdrawal(at, name or "", why or "") for subject, at, name, why in session.execute(query)
    }
