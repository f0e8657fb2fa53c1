"""Double keying: a second person keys the same paper sheets unseen, differences are listed and settled with a reason."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.blockers import Blocker
from olympiad.domain.choices import HANDED_OVER, OUT_OF_RUNNING, JudgeKind, MarkState, SheetState
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import plain
from olympiad.domain.notation.cells import is_the_same, read
from olympiad.domain.operations import Value, value_from, value_json
from olympiad.domain.reasons import given_reason
from olympiad.models.judge import Judge
from olympiad.models.keying import SecondKeying
from olympiad.models.score_sheet import Mark, Operation, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Criterion, Task
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.computing import rubrics
from olympiad.services.marking import score_sheets, sheet_saving
from olympiad.services.marking.keying_history import compared_cells
from olympiad.services.marking.operations import value_of
from olympiad.services.marking.sheet_saving import Given
from olympiad.services.people import four_eyes
from olympiad.services.record import audit
from olympiad.services.record.audit_codes import codes_of_sheet

FIRST, SECOND, THIRD = "first", "second", "third"
"""Ways to settle a difference: the mark stands, the second keying counts, or a value read from paper again."""


def by_another_hand() -> ColumnElement[bool]:
    """Whether an operation was made by somebody else than the judge of its sheet: keyed from paper."""
    return Operation.user_id != func.coalesce(Judge.user_id, 0)


def switch(session: Session, section: Section, *, on: bool, by: User) -> None:
    """Ask, or no longer ask, that paper sheets are keyed twice; what was keyed stays."""
    audit.record(
        session,
        AuditAction.DOUBLE_KEYING_SWITCH,
        f"section:{section.id}",
        by=by,
        section=section,
        before={"on": section.double_keying},
        after={"on": on},
    )
    section.double_keying = on
    session.flush()


def keyers_of(session: Session, sheet_ids: Sequence[int]) -> dict[int, dict[int, str]]:
    """Return who keyed marks that stand on each sheet: user id → name; the judge's own are left out."""
    query = (
        select(Mark.sheet_id, User.id, User.name)
        .join(Operation, Operation.id == Mark.operation_id)
        .join(ScoreSheet, ScoreSheet.id == Mark.sheet_id)
        .join(Judge, Judge.id == ScoreSheet.judge_id)
        .join(User, User.id == Operation.user_id)
        .where(Mark.sheet_id.in_(sheet_ids), by_another_hand())
        .distinct()
    )
    found: dict[int, dict[int, str]] = {}
    for sheet_id, user_id, name in session.execute(query):
        found.setdefault(sheet_id, {})[user_id] = name
    return found


@dataclass
class KeyedCell:
    """A mark that was keyed from paper, beside what the second person typed."""

    criterion: Criterion
    mark: Mark
    second: SecondKeying | None

    @property
    def first_value(self) -> Value:
        """What stands on the sheet."""
        return value_of(self.mark)

    @property
    def second_value(self) -> Value:
        """What the second person typed."""
        return value_from(json.loads(self.second.value)) if self.second else Value()

    @property
    def is_confirmed(self) -> bool:
        """Whether both say the same, or the mark that stands was settled on."""
        if self.second is None:
            return False
        settled = self.second.settled_operation_id
        return is_the_same(self.first_value, self.second_value) or (
            settled is not None and settled == self.mark.operation_id
        )


@dataclass
class KeyedSheet:
    """A sheet with marks keyed from paper."""

    sheet: ScoreSheet
    team: Team
    task: Task
    judge: Judge
    cells: list[KeyedCell] = field(default_factory=list)

    @property
    def is_confirmed(self) -> bool:
        """Whether nothing of it waits for a second person or a decision."""
        return all(cell.is_confirmed for cell in self.cells)

    @property
    def is_compared(self) -> bool:
        """Whether the second person has keyed every cell, so that the differences stand open."""
        return all(cell.second is not None for cell in self.cells)

    @property
    def differences(self) -> list[KeyedCell]:
        """What is to settle; nothing before the second person has keyed every cell, so that nobody peeks."""
        if not self.is_compared:
            return []
        return [cell for cell in self.cells if not cell.is_confirmed]


def keyed_sheets(session: Session, section: Section, sheet_ids: Sequence[int] | None = None) -> list[KeyedSheet]:
    """Load the sheets with keyed marks, all of a section or some, by task, code and judge."""
    query = (
        select(ScoreSheet, Team, Task, Judge, Criterion, Mark, SecondKeying)
        .join(Mark, Mark.sheet_id == ScoreSheet.id)
        .join(Operation, Operation.id == Mark.operation_id)
        .join(Criterion, Criterion.id == Mark.criterion_id)
        .join(Team, Team.id == ScoreSheet.team_id)
        .join(Task, Task.id == ScoreSheet.task_id)
        .join(Judge, Judge.id == ScoreSheet.judge_id)
        .outerjoin(
            SecondKeying, (SecondKeying.sheet_id == Mark.sheet_id) & (SecondKeying.criterion_id == Mark.criterion_id)
        )
        .where(ScoreSheet.section_id == section.id, ScoreSheet.state != SheetState.VOID, by_another_hand())
        .where(Mark.state != MarkState.UNMARKED, Criterion.retired_in.is_(None))
        .order_by(Task.position, Team.code, Judge.key, Criterion.position, Criterion.id)
        .execution_options(populate_existing=True)
    )
    if sheet_ids is not None:
        query = query.where(ScoreSheet.id.in_(sheet_ids))
    found: dict[int, KeyedSheet] = {}
    for sheet, team, task, judge, criterion, mark, second in session.execute(query):
        keyed = found.setdefault(sheet.id, KeyedSheet(sheet, team, task, judge))
        keyed.cells.append(KeyedCell(criterion, mark, second))
    return list(found.values())


def hidden_from(
    session: Session, section: Section, sheet_ids: Sequence[int], keyers: Mapping[int, Mapping[int, str]], by: User
) -> set[int]:
    """Return the sheets that a person must not see: keyed by others only, and not confirmed by a second keying yet."""
    if not section.double_keying:
        return set()
    foreign = [sheet_id for sheet_id in sheet_ids if sheet_id in keyers and by.id not in keyers[sheet_id]]
    return {one.sheet.id for one in keyed_sheets(session, section, foreign) if not one.is_confirmed}


class SecondRow(NamedTuple):
    """A sheet as its second person sees it: only what that person typed."""

    sheet: ScoreSheet
    team: Team
    keyed_by: tuple[str, ...]
    values: dict[int, Value]
    is_confirmed: bool
    compared: frozenset[int]
    """Criteria in which both were compared: the second value is no longer changed, or whoever keys could try until it agrees."""


def second_rows(session: Session, section: Section, task: Task, judge: Judge, *, by: User) -> list[SecondRow]:
    """List the sheets of a judge at a task that this person may key a second time."""
    query = select(ScoreSheet.id).where(ScoreSheet.judge_id == judge.id, ScoreSheet.task_id == task.id)
    ids = list(session.scalars(query))
    keyers = keyers_of(session, ids)
    typed: dict[int, dict[int, SecondKeying]] = {}
    for second in session.scalars(select(SecondKeying).where(SecondKeying.sheet_id.in_(ids))):
        typed.setdefault(second.sheet_id, {})[second.criterion_id] = second
    rows, hands = [], four_eyes.same_hands(session, by.id, utc_now())
    compared = compared_cells(session, ids, [second for cells in typed.values() for second in cells.values()])
    for keyed in keyed_sheets(session, section, ids):
        mine = typed.get(keyed.sheet.id, {})
        if hands & keyers[keyed.sheet.id].keys() or by.id == judge.user_id:
            continue
        if any(second.user_id != by.id for second in mine.values()):
            continue
        names = tuple(sorted(keyers[keyed.sheet.id].values()))
        values = {criterion_id: value_from(json.loads(second.value)) for criterion_id, second in mine.items()}
        known = compared.get(keyed.sheet.id, frozenset())
        rows.append(SecondRow(keyed.sheet, keyed.team, names, values, keyed.is_confirmed, known))
    return rows


def _refuse_decided(row: SecondRow, criterion_id: int, there: SecondKeying | None) -> None:
    """Refuse to change a cell that was settled, or compared with the first keying."""
    if there is not None and there.settled_at is not None:
        raise DomainError("keying_settled")
    if criterion_id in row.compared:
        raise DomainError("keying_compared")


def key_again(
    session: Session, section: Section, row: SecondRow, texts: Mapping[int, str], *, by: User
) -> dict[int, DomainError]:
    """Keep what the second person typed for a sheet, by criterion; gives what cannot be read, the rest is kept.

    Settled cells stay as they are: whoever changes one keys against a decision, and is refused as `keying_settled`. Once
    both keyings were compared, their differences stand open, and a change of such a cell is refused as `keying_compared`,
    also where the first person has added a cell since; what was added is keyed as before.
    """
    criteria = {one.id: one for one in rubrics.of_task(session, section.id, row.sheet.task_id).criteria}
    there = {
        one.criterion_id: one
        for one in session.scalars(select(SecondKeying).where(SecondKeying.sheet_id == row.sheet.id))
    }
    errors: dict[int, DomainError] = {}
    kept: dict[int, Value] = {}
    for criterion_id, text in texts.items():
        try:
            if criterion_id not in criteria:
                raise DomainError("cell_unknown")
            value = read(rubrics.criterion_from(criteria[criterion_id]), text)
            if not value.says_the_same(row.values.get(criterion_id, Value())):
                _refuse_decided(row, criterion_id, there.get(criterion_id))
                kept[criterion_id] = value
        except DomainError as error:
            errors[criterion_id] = error
    if kept:
        _keep(session, section, row.sheet, kept, there, by)
    return errors


def _keep(
    session: Session,
    section: Section,
    sheet: ScoreSheet,
    kept: Mapping[int, Value],
    there: Mapping[int, SecondKeying],
    by: User,
) -> None:
    values: dict[str, audit.Plain] = {
        session.get_one(Criterion, criterion_id).code: _told(value) for criterion_id, value in kept.items()
    }
    after = {"values": values} | codes_of_sheet(session, sheet)
    audit.record(
        session, AuditAction.DOUBLE_KEYING_KEY_AGAIN, f"score_sheet:{sheet.id}", by=by, section=section, after=after
    )
    for criterion_id, value in kept.items():
        row = there.get(criterion_id)
        if value.state is MarkState.UNMARKED and not value.note:
            if row is not None:
                session.delete(row)
        elif row is None:
            session.add(
                SecondKeying(
                    sheet_id=sheet.id,
                    criterion_id=criterion_id,
                    value=value_json(value),
                    user_id=by.id,
                    at=utc_now(),
                    reason="",
                )
            )
        else:
            row.value, row.user_id, row.at = value_json(value), by.id, utc_now()
    session.flush()


def settle(
    session: Session,
    section: Section,
    sheet: ScoreSheet,
    criterion_id: int,
    way: str,
    text: str,
    *,
    reason: str,
    by: User,
) -> None:
    """Settle a difference: the first keying stands, the second counts, or a value read from paper again (`text`).

    A submitted sheet is returned, changed and submitted again in one go, with the reason on record each time.
    """
    reason = given_reason(reason)
    cell = _difference(session, section, sheet, criterion_id)
    if way == FIRST:
        value = cell.first_value
    elif way == SECOND:
        value = cell.second_value
    elif way == THIRD and text.strip():
        value = read(rubrics.criterion_from(cell.criterion), text)
    else:
        raise DomainError("settlement_unknown")
    audit.record(
        session,
        AuditAction.DOUBLE_KEYING_SETTLE,
        f"score_sheet:{sheet.id}",
        by=by,
        section=section,
        before={"first": _told(cell.first_value), "second": _told(cell.second_value)},
        after={"way": way, "value": _told(value)} | codes_of_sheet(session, sheet, criterion_id),
        personal={"reason": reason.strip()},
    )
    if not value.says_the_same(cell.first_value):
        _correct(session, sheet, Given(criterion_id, cell.mark.operation_id or "", value), reason, by)
    second = session.get_one(SecondKeying, (sheet.id, criterion_id), populate_existing=True)
    mark = session.get_one(Mark, (sheet.id, criterion_id), populate_existing=True)
    second.settled_operation_id, second.settled_by_id = mark.operation_id, by.id
    second.settled_at, second.reason = utc_now(), reason.strip()
    session.flush()


def _told(value: Value) -> str:
    """A value for the record without its note, which may name people."""
    given = value.readings or ("" if value.mark is None else plain(Fraction(value.mark, 1000)))
    said = given if value.state is MarkState.MARKED else str(value.state)
    return " ".join(filter(None, (said, value.consequence, "?" if value.unsure else "")))


def _difference(session: Session, section: Section, sheet: ScoreSheet, criterion_id: int) -> KeyedCell:
    for keyed in keyed_sheets(session, section, [sheet.id]):
        for cell in keyed.differences:
            if cell.criterion.id == criterion_id:
                return cell
    raise DomainError("keying_not_different")


def _correct(session: Session, sheet: ScoreSheet, given: Given, reason: str, by: User) -> None:
    """Change a mark, also of a sheet that is handed over already."""
    locked = sheet.state in HANDED_OVER
    if locked:
        score_sheets.return_to_judge(session, sheet, reason=reason, by=by)
    for answer in sheet_saving.save(session, sheet, [given], by=by, submits=locked).values():
        if answer.outcome != "applied":
            raise DomainError(answer.code, **answer.fields)


def settled(session: Session, section: Section) -> list[tuple[SecondKeying, Team, Task, Criterion, str]]:
    """List what was settled, the newest first, with who decided."""
    query = (
        select(SecondKeying, Team, Task, Criterion, User.name)
        .join(ScoreSheet, ScoreSheet.id == SecondKeying.sheet_id)
        .join(Team, Team.id == ScoreSheet.team_id)
        .join(Task, Task.id == ScoreSheet.task_id)
        .join(Criterion, Criterion.id == SecondKeying.criterion_id)
        .join(User, User.id == SecondKeying.settled_by_id)
        .where(ScoreSheet.section_id == section.id, SecondKeying.settled_at.is_not(None))
        .order_by(SecondKeying.settled_at.desc())
    )
    return [(second, team, task, criterion, name) for second, team, task, criterion, name in session.execute(query)]


def blockers(session: Session, section: Section) -> Iterator[Blocker]:
    """Name the keyed sheets that no second person has confirmed, where the section asks for double keying."""
    if not section.double_keying:
        return
    for one in keyed_sheets(session, section):
        if one.is_confirmed or one.team.status in OUT_OF_RUNNING or one.judge.kind != JudgeKind.OFFICIAL:
            continue
        yield Blocker(
            "blocker_keying_unconfirmed",
            {
                "team": one.team.key,
                "team_code": one.team.code,
                "task": one.task.code,
                "judge": one.judge.name or one.judge.key,
            },
        )


def waiting(sheets: Iterable[KeyedSheet]) -> int:
    """Count the sheets that wait for a second person or a decision."""
    return sum(not one.is_confirmed for one in sheets)
