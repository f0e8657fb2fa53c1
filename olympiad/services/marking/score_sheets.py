"""What is done to whole score sheets: submitting, returning, making void, accepting, and which comes next."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, aliased

from olympiad.clock import utc_now
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.choices import HANDED_OVER, OUT_OF_RUNNING, MarkState, SheetState, TeamStatus
from olympiad.domain.errors import DomainError
from olympiad.domain.reasons import given_reason
from olympiad.domain.sheet_states import Move, after, is_awaited, restored
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import Mark, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.sheet_return import SheetReturn
from olympiad.models.task import Criterion, ScheduleSlot, Task
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.computing import stations
from olympiad.services.computing.stations import Station
from olympiad.services.record import audit
from olympiad.services.record.audit_codes import codes_of_sheet
from olympiad.services.sections import lifecycle

_Out = aliased(Team)
AWAITED = or_(
    ScoreSheet.state.in_([state.value for state in SheetState if is_awaited(state, TeamStatus.WITHDRAWN)]),
    ScoreSheet.state.in_([state.value for state in SheetState if is_awaited(state, TeamStatus.COMPETING)])
    & ScoreSheet.team_id.not_in(select(_Out.id).where(_Out.status.in_(OUT_OF_RUNNING))),
)
"""What the domain calls awaited, for statements."""


def submit(session: Session, sheet: ScoreSheet, *, by: User, device_id: str | None = None) -> None:
    """Lock the sheet and hand it over to moderation.

    Refused with `sheet_has_holes` while a criterion is not marked, `sheet_undecided` while two devices' marks wait for
    a choice (both name the criteria by their number on the sheet), and in states that have nothing to submit.
    """
    state = after(sheet.state, Move.SUBMIT)
    check_complete(session, sheet)
    section = session.get_one(Section, sheet.section_id)
    _record(session, section, sheet, "submit", state, by=by, device_id=device_id)
    sheet.state, sheet.submitted_at, sheet.reason = state, utc_now(), ""
    session.flush()
    accept_where_agreed(session, section, sheet.team_id, sheet.task_id)
    lifecycle.note_handed_over(session, section, by=by)


def check_complete(session: Session, sheet: ScoreSheet) -> None:
    """Refuse a sheet with holes or undecided cells, naming them."""
    marks = [mark for _, mark in cells_of(session, sheet)]
    _refuse_numbers("sheet_has_holes", [number for number, mark in enumerate(marks, 1) if _is_hole(mark)], sheet)
    _refuse_numbers("sheet_undecided", [number for number, mark in enumerate(marks, 1) if _is_undecided(mark)], sheet)
    states = {mark.state for mark in marks if mark is not None}
    if MarkState.ABSENT in states and len(states) > 1:
        raise DomainError("sheet_partly_absent", team=sheet.team.code)


def _is_hole(mark: Mark | None) -> bool:
    return mark is None or mark.state == MarkState.UNMARKED


def _is_undecided(mark: Mark | None) -> bool:
    return mark is not None and bool(mark.conflict_operation_id)


def _refuse_numbers(code: str, numbers: Sequence[int], sheet: ScoreSheet) -> None:
    """Refuse a sheet because of criteria, which are named by their numbers; without any, nothing happens."""
    if numbers:
        raise DomainError(code, criteria=_listed(numbers), count=len(numbers), team=sheet.team.code)


def cells_of(session: Session, sheet: ScoreSheet) -> list[tuple[Criterion, Mark | None]]:
    """Return every criterion of the sheet's rubric with its mark, in the order of the sheet."""
    rows = session.execute(
        select(Criterion, Mark)
        .outerjoin(Mark, (Mark.criterion_id == Criterion.id) & (Mark.sheet_id == sheet.id))
        .where(Criterion.task_id == sheet.task_id, Criterion.retired_in.is_(None))
        .order_by(Criterion.position, Criterion.id)
        .execution_options(populate_existing=True)
    )
    return [(criterion, mark) for criterion, mark in rows]


def return_to_judge(
    session: Session, sheet: ScoreSheet, *, reason: str, criteria: Sequence[int] = (), by: User
) -> SheetReturn:
    """Send a submitted sheet back to its judge with the reason; other sheets of the team there are no longer accepted.

    `criteria` are the numbers of those that the judge shall look at. What is changed then is told by the operations.
    """
    reason = given_reason(reason)
    state = after(sheet.state, Move.RETURN)
    section = session.get_one(Section, sheet.section_id)
    _record(session, section, sheet, "return_to_judge", state, by=by, personal={"reason": reason})
    made = SheetReturn(
        section_id=section.id, sheet_id=sheet.id, criteria=_listed(criteria), reason=reason, user_id=by.id, at=utc_now()
    )
    session.add(made)
    sheet.state, sheet.reason, sheet.submitted_at, sheet.accepted_at = state, reason, None, None
    session.flush()
    reopen(session, sheet.team_id, sheet.task_id)
    lifecycle.note_returned(session, section, reason=reason, by=by)
    return made


def last_return(session: Session, sheet: ScoreSheet) -> SheetReturn | None:
    """Return the latest return of a sheet."""
    return last_returns(session, [sheet.id]).get(sheet.id)


def last_returns(session: Session, sheet_ids: Collection[int]) -> dict[int, SheetReturn]:
    """Return the latest return of each of some sheets that ever came back, by sheet."""
    query = select(SheetReturn).where(SheetReturn.sheet_id.in_(sheet_ids)).order_by(SheetReturn.id)
    return {one.sheet_id: one for one in session.scalars(query)} if sheet_ids else {}


def void(session: Session, sheet: ScoreSheet, *, reason: str, by: User) -> None:
    """Take a sheet out of the count for good; its marks are kept."""
    reason = given_reason(reason)
    state = after(sheet.state, Move.VOID)
    section = session.get_one(Section, sheet.section_id)
    _record(session, section, sheet, "void", state, by=by, personal={"reason": reason})
    sheet.state, sheet.reason = state, reason
    session.flush()
    accept_where_agreed(session, section, sheet.team_id, sheet.task_id)
    lifecycle.note_handed_over(session, section, by=by)


def restore(session: Session, sheet: ScoreSheet, *, reason: str, by: User) -> None:
    """Let a void sheet count again, in the state that it had, since what took its place is withdrawn."""
    back = last_return(session, sheet)
    if sheet.submitted_at is not None:
        before = SheetState.SUBMITTED
    elif back is not None:
        before = SheetState.RETURNED
    else:
        before = SheetState.OPEN if sheet.opened_at is not None else SheetState.NOT_STARTED
    state = restored(sheet.state, before)
    section = session.get_one(Section, sheet.section_id)
    _record(session, section, sheet, "restore", state, by=by, personal={"reason": given_reason(reason)})
    sheet.state, sheet.accepted_at = state, None
    sheet.reason = back.reason if back is not None and state is SheetState.RETURNED else ""
    session.flush()


def accept_where_agreed(session: Session, section: Section, team_id: int, task_id: int) -> bool:
    """Accept all sheets of a team at a task once every expected one is submitted and nothing disagrees, or it is settled."""
    station = stations.load(session, section, team_id, task_id)
    return _accept(session, section, station)


def look_again(session: Session, section: Section, task_id: int) -> None:
    """Compare a task's sheets anew after its key or threshold has changed: accept what agrees now, reopen what differs."""
    query = select(ScoreSheet.team_id).where(ScoreSheet.task_id == task_id, ScoreSheet.state.in_(HANDED_OVER))
    wanted = [(team_id, task_id) for team_id in session.scalars(query.distinct())]
    for (team_id, _), station in stations.load_many(session, section, wanted).items():
        if station.comparison.is_accepted and not station.comparison.may_be_accepted:
            reopen(session, team_id, task_id)
        else:
            _accept(session, section, station)


def _accept(session: Session, section: Section, station: Station) -> bool:
    if not station.comparison.may_be_accepted:
        return False
    for sheet in station.sheets:
        if sheet.state == SheetState.SUBMITTED:
            _record(session, section, sheet, "accept", after(sheet.state, Move.ACCEPT), by=None)
            sheet.state, sheet.accepted_at = SheetState.ACCEPTED, utc_now()
    session.flush()
    return True


def reopen(session: Session, team_id: int, task_id: int) -> None:
    """Take back the acceptance of a team's sheets at a task, since one came back or a settlement was withdrawn."""
    accepted = select(ScoreSheet).where(
        ScoreSheet.team_id == team_id, ScoreSheet.task_id == task_id, ScoreSheet.state == SheetState.ACCEPTED
    )
    for sheet in session.scalars(accepted):
        section = session.get_one(Section, sheet.section_id)
        _record(session, section, sheet, "reopen", after(sheet.state, Move.REOPEN), by=None)
        sheet.state, sheet.accepted_at = SheetState.SUBMITTED, None
    session.flush()


class OwnSheet(NamedTuple):
    """A line in a judge's list."""

    sheet: ScoreSheet
    team_code: str
    task: Task
    station: str
    starts_at: datetime | None
    ends_at: datetime | None
    order: int | None


def next_sheets(session: Session, judge: Judge) -> list[OwnSheet]:
    """List the sheets that wait for a judge or were marked, the next first: by schedule, then order, then code."""
    return sorted(_lines(session, (ScoreSheet.judge_id == judge.id) & AWAITED), key=_turn)


def turn_of(session: Session, sheet: ScoreSheet) -> OwnSheet | None:
    """Return the line of one sheet in its judge's list; a void one has none."""
    return next(iter(_lines(session, ScoreSheet.id == sheet.id)), None)


def _lines(session: Session, which: ColumnElement[bool]) -> list[OwnSheet]:
    rows = session.execute(
        select(ScoreSheet, Team.code, Task, ScheduleSlot)
        .join(Team, Team.id == ScoreSheet.team_id)
        .join(Task, Task.id == ScoreSheet.task_id)
        .outerjoin(ScheduleSlot, (ScheduleSlot.team_id == Team.id) & (ScheduleSlot.task_id == Task.id))
        .where(which, ScoreSheet.state != SheetState.VOID)
    )
    return [
        OwnSheet(
            sheet, code, task, (slot.station if slot else "") or task.station,
            slot.starts_at if slot else None, slot.ends_at if slot else None, slot.order if slot else None,
        )
        for sheet, code, task, slot in rows
    ]  # fmt: skip


def _turn(line: OwnSheet) -> tuple[object, ...]:
    start = line.starts_at.timestamp() if line.starts_at else float("inf")
    order = line.order if line.order is not None else float("inf")
    return (start, order, line.task.position, line.team_code)


def _record(
    session: Session,
    section: Section,
    sheet: ScoreSheet,
    verb: str,
    state: str,
    *,
    by: User | None,
    device_id: str | None = None,
    personal: dict[str, str] | None = None,
) -> None:
    audit.record(
        session,
        AuditAction(f"score_sheets.{verb}"),
        f"score_sheet:{sheet.id}",
        by=by,
        section=section,
        before={"state": str(sheet.state)},
        after={"state": str(state)} | codes_of_sheet(session, sheet),
        personal=personal,
        device_id=device_id,
    )


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(str(number) for number in numbers)
