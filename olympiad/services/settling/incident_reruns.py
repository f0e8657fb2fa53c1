"""Running a task again for the teams of an incident, and taking that back while nothing was marked anew."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from olympiad.domain.choices import SheetState
from olympiad.domain.errors import DomainError
from olympiad.models.incident import Incident, IncidentRemedy, RemedyRow
from olympiad.models.photo import Photo
from olympiad.models.score_sheet import Mark, Operation, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Criterion
from olympiad.models.user import User
from olympiad.services.marking import score_sheets
from olympiad.services.sections import lifecycle, sheet_numbers


def run_again(session: Session, section: Section, incident: Incident, reason: str, *, by: User) -> list[ScoreSheet]:
    """Make fresh sheets for the same judges, then the old ones void: so nothing is accepted in between."""
    team_ids = [one.team_id for one in incident.teams]
    standing = select(ScoreSheet).where(
        ScoreSheet.team_id.in_(team_ids), ScoreSheet.task_id == incident.task_id, ScoreSheet.state != SheetState.VOID
    )
    old = list(session.scalars(standing.order_by(ScoreSheet.id)))
    fresh = [
        ScoreSheet(
            id=number, section_id=section.id, team_id=one.team_id, task_id=one.task_id, judge_id=one.judge_id,
            attempt=_next_attempt(session, one), rubric_version=section.rubric_version,
        )
        for number, one in zip(sheet_numbers.draw(session, len(old)), old, strict=True)
    ]  # fmt: skip
    session.add_all(fresh)
    session.flush()
    for sheet in old:
        score_sheets.void(session, sheet, reason=reason, by=by)
    lifecycle.note_returned(session, section, reason=reason, by=by)
    return fresh


def _next_attempt(session: Session, sheet: ScoreSheet) -> int:
    query = select(func.max(ScoreSheet.attempt)).where(*_same_place(sheet))
    return (session.scalar(query) or 0) + 1


def take_back(session: Session, remedy: IncidentRemedy, *, reason: str, by: User) -> int:
    """Let the sheets that a re-run made void count again, and make its fresh ones void; gives how many.

    Refused, naming the teams, where something would be lost without a word: `incident_rerun_marked` once a mark or a
    photo has come to a fresh sheet, `incident_rerun_reassigned` once one was given to another judge. Refused with
    `incident_rerun_rubric` where the rubric has changed meanwhile: the old sheets answer another one.
    """
    made = select(ScoreSheet).join(RemedyRow, RemedyRow.sheet_id == ScoreSheet.id)
    fresh = list(session.scalars(made.where(RemedyRow.remedy_id == remedy.id).order_by(ScoreSheet.id)))
    _refuse(session, fresh)
    old = [_replaced_by(session, sheet) for sheet in fresh]
    if any(_rubric_changed_since(session, sheet) for sheet in old):
        raise DomainError("incident_rerun_rubric")
    for sheet in old:  # before the fresh ones are void: so nothing is accepted in between
        score_sheets.restore(session, sheet, reason=reason, by=by)
    for sheet in fresh:
        score_sheets.void(session, sheet, reason=reason, by=by)
    return len(fresh)


def _refuse(session: Session, fresh: Sequence[ScoreSheet]) -> None:
    marked = {sheet.team.code for sheet in fresh if sheet.state != SheetState.VOID and _is_touched(session, sheet)}
    if marked:
        raise DomainError("incident_rerun_marked", teams=", ".join(sorted(marked)))
    if moved := {sheet.team.code for sheet in fresh if sheet.state == SheetState.VOID}:
        raise DomainError("incident_rerun_reassigned", teams=", ".join(sorted(moved)))


def _is_touched(session: Session, sheet: ScoreSheet) -> bool:
    """Whether anything has come to a sheet, be it refused or in quarantine."""
    of_sheet = (exists().where(table.sheet_id == sheet.id) for table in (Mark, Operation, Photo))
    return sheet.state != SheetState.NOT_STARTED or any(session.scalar(select(one)) for one in of_sheet)


def _rubric_changed_since(session: Session, sheet: ScoreSheet) -> bool:
    version = sheet.rubric_version
    later = or_(Criterion.introduced_in > version, Criterion.retired_in > version)
    return bool(session.scalar(select(exists().where(Criterion.task_id == sheet.task_id, later))))


def _replaced_by(session: Session, fresh: ScoreSheet) -> ScoreSheet:
    """Find the sheet whose place a fresh one took: the judge's last attempt before it that no withdrawn re-run made."""
    withdrawn = (
        select(RemedyRow.sheet_id)
        .join(IncidentRemedy, IncidentRemedy.id == RemedyRow.remedy_id)
        .where(RemedyRow.sheet_id.is_not(None), IncidentRemedy.withdrawn_at.is_not(None))
    )
    query = select(ScoreSheet).where(
        *_same_place(fresh), ScoreSheet.attempt < fresh.attempt, ScoreSheet.id.not_in(withdrawn)
    )
    return session.scalars(query.order_by(ScoreSheet.attempt.desc()).limit(1)).one()


def _same_place(sheet: ScoreSheet) -> tuple[ColumnElement[bool], ...]:
    return (
        ScoreSheet.team_id == sheet.team_id,
        ScoreSheet.task_id == sheet.task_id,
        ScoreSheet.judge_id == sheet.judge_id,
    )
