"""What a judge does to whole sheets of their own: opening one again, moving the marks to the team that was meant."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.choices import MarkState
from olympiad.domain.errors import DomainError
from olympiad.domain.operations import Kind, Value
from olympiad.domain.sheet_states import OWN_REOPENING, can_be_marked, may_reopen
from olympiad.models.score_sheet import Mark, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.services.computing import stations
from olympiad.services.marking import operations, score_sheets, sheet_saving
from olympiad.services.marking.operations import Answer
from olympiad.services.marking.sheet_saving import Wanted
from olympiad.services.record import audit
from olympiad.services.record.audit_codes import codes_of_sheet


def reopen_own(session: Session, sheet: ScoreSheet, *, by: User) -> None:
    """Open an own submitted sheet again, within five minutes. Raises `reopen_too_late` after that, and what the states say."""
    if can_be_marked(sheet.state):
        return
    if not may_reopen(sheet.submitted_at, utc_now()):
        raise DomainError("reopen_too_late", minutes=OWN_REOPENING.seconds // 60)
    score_sheets.return_to_judge(session, sheet, reason=REOPENED, by=by)


REOPENED = "opened again by the judge"


def targets(session: Session, sheet: ScoreSheet) -> list[ScoreSheet]:
    """List the sheets to which the marks of a sheet may be moved: of the same judge and task, to be marked, without marks."""
    query = select(ScoreSheet).where(
        ScoreSheet.judge_id == sheet.judge_id, ScoreSheet.task_id == sheet.task_id, ScoreSheet.id != sheet.id
    )
    found = [one for one in session.scalars(query.order_by(ScoreSheet.id)) if can_be_marked(one.state)]
    marked = {
        place[0]
        for place, mark in stations.marks_of(session, [one.id for one in found]).items()
        if mark.state != MarkState.UNMARKED
    }
    return [one for one in found if one.id not in marked]


def move(session: Session, sheet: ScoreSheet, to: ScoreSheet, *, by: User) -> list[Answer]:
    """Move all marks of a sheet, and its note, to the sheet of the team that was meant, in one act on record.

    Raises `move_nothing` for a sheet without marks, `move_not_same_task` where the other sheet is not the judge's own for the
    same task, or has marks already; `sheet_submitted` and the like where the sheet is handed over.
    """
    if not can_be_marked(sheet.state) or to not in targets(session, sheet):
        raise DomainError("move_not_same_task")
    cells = [(one.id, mark) for one, mark in score_sheets.cells_of(session, sheet) if mark is not None]
    cells = [(criterion, mark) for criterion, mark in cells if mark.state != MarkState.UNMARKED]
    if not cells:
        raise DomainError("move_nothing")
    section = session.get_one(Section, sheet.section_id)
    after: dict[str, audit.Plain] = {**codes_of_sheet(session, sheet), "to": to.team.code, "marks": len(cells)}
    audit.record(session, AuditAction.SCORE_SHEETS_MOVE, f"score_sheet:{sheet.id}", by=by, section=section, after=after)
    answers = sheet_saving.send(session, sheet.judge, _moving(sheet, to, cells), by=by)
    for answer in answers:
        if answer.outcome != "applied":
            raise DomainError(answer.code, **answer.fields)
    return answers


def _moving(sheet: ScoreSheet, to: ScoreSheet, cells: list[tuple[int, Mark]]) -> list[Wanted]:
    """Return what has to be done: every value and the note given to the other sheet, then taken from this one."""
    given = [Wanted(to, Kind.MARK, criterion, None, operations.value_of(mark)) for criterion, mark in cells]
    taken = [Wanted(sheet, Kind.MARK, criterion, mark.operation_id, Value()) for criterion, mark in cells]
    if not sheet.note:
        return given + taken
    return [
        *given,
        *taken,
        Wanted(to, Kind.NOTE, None, None, Value(note=sheet.note)),
        Wanted(sheet, Kind.NOTE, None, None, Value()),
    ]
