"""Changing a frozen rubric: a new version with its reason, valid marks kept, sheets with a hole back to their judges."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain import section as values
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.choices import HANDED_OVER, CriterionKind, MarkState, SheetState
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import milli
from olympiad.domain.kinds import KEYED, KINDS
from olympiad.domain.notation.keys import parse_answer_key, parse_key
from olympiad.domain.notation.rubric import parse_critical
from olympiad.domain.notation.rules import check_rules
from olympiad.domain.operations import cell_of
from olympiad.domain.reasons import given_reason
from olympiad.domain.rubric import Criterion as CriterionValue
from olympiad.domain.rubric import Task as TaskValue
from olympiad.domain.rubric_changes import stays_valid, with_task
from olympiad.exchange.overlay import PlannedRow
from olympiad.exchange.tables import COLUMNS, Row, Table
from olympiad.models.adjustment import AgreedMark
from olympiad.models.score_sheet import Mark, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Criterion, ReadingKey, Task
from olympiad.models.user import User
from olympiad.services.computing import rubrics, rules, section_values, what_if
from olympiad.services.computing.rubrics import criterion_from
from olympiad.services.computing.what_if import Trial
from olympiad.services.entry import row_entry, section_import
from olympiad.services.entry.row_entry import EntryRefusedError
from olympiad.services.marking import score_sheets
from olympiad.services.record import audit
from olympiad.services.sections import rule_signing, rule_versions


@dataclass(frozen=True)
class Change:
    """One line of a rubric as it is and as it would be; one of both may be missing."""

    task: Task
    before: Criterion | None
    after: Mapping[str, str] | None
    """Cells of criteria.csv, complete."""

    @property
    def code(self) -> str:
        """The code of the line."""
        return self.before.code if self.before else (self.after or {}).get("criterion", "")


@dataclass(frozen=True)
class Effect:
    """What a change does to marks and to the ranking."""

    trial: Trial
    kept: int
    lost: int
    """Marks that are not valid any more."""
    returned: Sequence[int]
    """Ids of sheets that go back to their judges."""


def read_line(
    session: Session, section: Section, task: Task, before: Criterion | None, row: Mapping[str, str]
) -> Change:
    """Read a typed line as a row of criteria.csv. Raises EntryRefusedError with every problem."""
    cells = {column: text.strip() or "-" for column, text in row.items() if column in COLUMNS["criteria"].known}
    columns = tuple(column for column in COLUMNS["criteria"].known if column in cells)
    tables = {"criteria": Table("criteria.csv", columns, (Row(2, cells),))}
    plan = section_import.plan_tables(session, section, tables, []).plan
    problems = [one for one in plan.problems if one.code != "frozen"]
    if before is None:
        problems += row_entry.taken("criteria", plan)
    if problems:
        raise EntryRefusedError(problems)
    planned: PlannedRow = plan.rows["criteria"][0]
    return Change(task, before, planned.cells)


def effect_of(session: Session, section: Section, change: Change) -> Effect:
    """Return what a change would do; nothing is written. Raises what the rules or keys of the section say against it."""
    after = _value(session, change)
    moved = _marks(session, change, after)
    value = section_values.load(session, section)
    changed = with_task(value, _task_with(value, change, after))
    for _, error in check_rules(changed.rules, changed.tasks):
        raise error
    trial = what_if.try_change(value, lambda _: changed)
    lost = [mark for mark, valid in moved if not valid and mark.state != MarkState.UNMARKED]
    return Effect(trial, sum(valid for _, valid in moved), len(lost), _holes(session, change, moved))


def _value(session: Session, change: Change) -> CriterionValue | None:
    """The line as the rulebook knows it; the key set apart for all samples holds for it, too."""
    cells = change.after
    if cells is None:
        return None
    kind, maximum = CriterionKind(cells["kind"]), milli(cells["maximum"])
    step, critical = milli(cells["step"]), parse_critical(cells["critical"] or "no")
    value = CriterionValue(cells["criterion"], kind, maximum, step, parse_key(kind, cells["key"], maximum), critical)
    return value if change.before is None else _with_shared_key(session, value, change.before)


def _with_shared_key(session: Session, value: CriterionValue, before: Criterion) -> CriterionValue:
    if before.kind != value.kind or not KINDS[value.kind].is_keyed:
        return value
    apart = rubrics.keys_of(session, [before.id]).get(before.id, {})
    keys = {sample: parse_answer_key(value, text) for sample, text in apart.items()}
    return KINDS[value.kind].with_key(value, keys[""]) if "" in keys else value


def _task_with(value: values.Section, change: Change, after: CriterionValue | None) -> TaskValue:
    task = next(one for one in value.tasks if one.code == change.task.code)
    lines = [after if one.code == change.code else one for one in task.criteria]
    if change.before is None:
        lines.append(after)
    return replace(task, criteria=tuple(one for one in lines if one is not None))


def _marks(session: Session, change: Change, after: CriterionValue | None) -> list[tuple[Mark, bool]]:
    """Every mark of the line on sheets that count, with whether it stays valid."""
    if change.before is None:
        return []
    before = criterion_from(change.before)
    query = select(Mark).join(ScoreSheet, ScoreSheet.id == Mark.sheet_id)
    rows = session.scalars(query.where(Mark.criterion_id == change.before.id, ScoreSheet.state != SheetState.VOID))
    return [(mark, after is not None and _stays(before, after, mark)) for mark in rows]


def _stays(before: CriterionValue, after: CriterionValue, mark: Mark) -> bool:
    if mark.state in (MarkState.ABSENT, MarkState.UNMARKED):
        return True
    if mark.conflict_operation_id is not None:
        return False
    return stays_valid(before, after, cell_of(mark.state, mark.mark, mark.readings, mark.consequence))


def _holes(session: Session, change: Change, moved: Sequence[tuple[Mark, bool]]) -> list[int]:
    """Handed-over sheets that would have a line without a mark."""
    if change.after is None:
        return []
    marked = {mark.sheet_id for mark, valid in moved if valid and mark.state != MarkState.UNMARKED}
    marked |= _absent(session, change.task)
    query = select(ScoreSheet.id).where(ScoreSheet.task_id == change.task.id, ScoreSheet.state.in_(HANDED_OVER))
    return [sheet_id for sheet_id in session.scalars(query.order_by(ScoreSheet.id)) if sheet_id not in marked]


def _absent(session: Session, task: Task) -> set[int]:
    """Sheets on which the team is absent."""
    query = select(ScoreSheet.id).join(Mark, Mark.sheet_id == ScoreSheet.id)
    return set(session.scalars(query.where(ScoreSheet.task_id == task.id, Mark.state == MarkState.ABSENT)))


def apply(session: Session, section: Section, change: Change, *, reason: str, by: User) -> Effect:
    """Make a change of a frozen rubric a new version of it; what moves is kept in the record.

    Raises DomainError: `rules_need_chief_judge`, `reason_missing`, `rubric_not_frozen` before the first mark.
    """
    audit.lock(session, section.id)
    session.refresh(section)
    if section.marking_started_at is None:
        raise DomainError("rubric_not_frozen")
    if not rule_versions.may_save(session, section, by):
        raise DomainError("rules_need_chief_judge")
    reason = given_reason(reason)
    effect = effect_of(session, section, change)
    section.rubric_version += 1
    _record(session, section, change, effect, reason, by)
    row = _write_line(session, section, change)
    _move_marks(session, change, row, effect, by)
    _return(session, section, change, effect, reason, by)
    version = rules.present(session, section)
    if version is not None:
        rule_signing.sign_as_chief_judge(session, section, version, by=by)
    return effect


def _record(session: Session, section: Section, change: Change, effect: Effect, reason: str, by: User) -> None:
    subject: dict[str, audit.Plain] = {"task": change.task.code, "criterion": change.code}
    before, columns = change.before, ("kind", "maximum", "step", "critical", "key")
    old: dict[str, audit.Plain] = {name: getattr(before, name) for name in columns} if before else {}
    new: dict[str, audit.Plain] = {name: change.after[name] for name in columns} if change.after else {}
    audit.record(
        session, AuditAction.RUBRIC_CHANGES_APPLY, f"task:{change.task.id}", by=by, section=section,
        before={**subject, **old},
        after={**subject, **new, "rubric_version": section.rubric_version, "kept": effect.kept,
               "lost": effect.lost, "returned": list(effect.returned), **what_if.recorded(effect.trial)},
        personal={"reason": reason},
    )  # fmt: skip


def _write_line(session: Session, section: Section, change: Change) -> Criterion | None:
    version, cells = section.rubric_version, change.after
    position = (
        change.before.position if change.before else 1 + max((one.position for one in change.task.criteria), default=0)
    )
    if change.before is not None:
        change.before.retired_in = version
    session.flush()
    row = None
    if cells is not None:
        row = Criterion(
            task_id=change.task.id, code=cells["criterion"], position=position, kind=cells["kind"],
            maximum=milli(cells["maximum"]), step=milli(cells["step"]),
            label=cells["label"], label_uz=cells["label_uz"], label_ru=cells["label_ru"], label_en=cells["label_en"],
            critical=cells["critical"] or "no", key=cells["key"], introduced_in=version,
        )  # fmt: skip
        session.add(row)
    session.flush()
    session.expire(change.task, ["criteria"])
    return row


def _move_marks(session: Session, change: Change, row: Criterion | None, effect: Effect, by: User) -> None:
    """Copy to the new line what stays valid: marks, agreed marks, keys; the old rows stay as they were."""
    before = change.before
    if row is None or before is None:
        _withdraw(session, before, ())
        if row is not None:
            _mark_absent(session, change.task, row)
        return
    _copy_marks(session, change, row)
    if row.kind == before.kind and row.kind in KEYED:
        _copy_keys(session, before, row)
    _copy_agreed(session, before, row)


def _copy_marks(session: Session, change: Change, row: Criterion) -> None:
    for mark, valid in _marks(session, change, criterion_from(row)):
        if valid:
            session.add(
                Mark(
                    sheet_id=mark.sheet_id, criterion_id=row.id, operation_id=mark.operation_id, state=mark.state,
                    mark=mark.mark, readings=mark.readings, consequence=mark.consequence, note=mark.note, unsure=mark.unsure,
                )
            )  # fmt: skip


def _copy_keys(session: Session, before: Criterion, row: Criterion) -> None:
    for key in session.scalars(select(ReadingKey).where(ReadingKey.criterion_id == before.id)).all():
        session.add(ReadingKey(criterion_id=row.id, sample=key.sample, key=key.key))


def _copy_agreed(session: Session, before: Criterion, row: Criterion) -> None:
    """Withdraw the agreed marks of the old line; those that the new one knows stand there again."""
    old, new = criterion_from(before), criterion_from(row)
    agreed = _agreed(session, before)
    kept = [one for one in agreed if stays_valid(old, new, one.mark)]
    _withdraw(session, before, agreed)
    for one in kept:
        session.add(
            AgreedMark(
                section_id=one.section_id, team_id=one.team_id, task_id=one.task_id, criterion_id=row.id, mark=one.mark,
                reason=one.reason, decided_by=one.decided_by, user_id=one.user_id, at=one.at,
            )
        )  # fmt: skip
    session.flush()


def _agreed(session: Session, criterion: Criterion) -> list[AgreedMark]:
    query = select(AgreedMark).where(AgreedMark.criterion_id == criterion.id, AgreedMark.withdrawn_at.is_(None))
    return list(session.scalars(query.order_by(AgreedMark.id)))


def _withdraw(session: Session, criterion: Criterion | None, agreed: Sequence[AgreedMark]) -> None:
    for one in agreed or (_agreed(session, criterion) if criterion else ()):
        one.withdrawn_at = utc_now()
    session.flush()


def _mark_absent(session: Session, task: Task, row: Criterion) -> None:
    """A team that was absent is absent on the new line, too."""
    for sheet_id in _absent(session, task):
        session.add(Mark(sheet_id=sheet_id, criterion_id=row.id, state=MarkState.ABSENT))
    session.flush()


def _return(session: Session, section: Section, change: Change, effect: Effect, reason: str, by: User) -> None:
    query = select(ScoreSheet).where(ScoreSheet.task_id == change.task.id, ScoreSheet.state != SheetState.VOID)
    returned = set(effect.returned)
    for sheet in session.scalars(query.order_by(ScoreSheet.id)).all():
        sheet.rubric_version = section.rubric_version
        if sheet.id in returned:
            score_sheets.return_to_judge(session, sheet, reason=reason, by=by)
    session.flush()
