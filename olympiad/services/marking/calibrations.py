"""Practice before the start: judges mark the same example of a task, and see how far the panel agrees; it never counts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain import calibration as agreement
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.choices import MarkState
from olympiad.domain.errors import DomainError
from olympiad.domain.moderation import Station, compare
from olympiad.domain.operations import Value, check_value, value_from, value_json
from olympiad.domain.section import ScoreSheet as SheetValue
from olympiad.models.calibration import Calibration, CalibrationMark, CalibrationSheet
from olympiad.models.judge import Judge, JudgeTask
from olympiad.models.score_sheet import Mark, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Criterion, Task
from olympiad.models.user import User
from olympiad.services.computing import rubrics, rules
from olympiad.services.computing.rubrics import cell_from
from olympiad.services.computing.stations import says_absent
from olympiad.services.marking import judge_view
from olympiad.services.marking.judge_view import Counting, OpenSheet
from olympiad.services.marking.sheet_saving import Given
from olympiad.services.record import audit

PANEL = "official"


def begin(session: Session, section: Section, task: Task, title: str, words: str, *, by: User) -> Calibration:
    """Return the judges of a task an example to mark; `words` say where to look: a film, a prepared sheet, a bench."""
    if not title.strip():
        raise DomainError("calibration_without_title")
    made = Calibration(
        section_id=section.id,
        task_id=task.id,
        title=title.strip()[:300],
        words=words.strip(),
        user_id=by.id,
        created_at=utc_now(),
    )
    session.add(made)
    session.flush()
    _record(session, section, made, "begin", {"task": task.code}, by)
    return made


def end(session: Session, section: Section, calibration: Calibration, *, by: User) -> None:
    """Take an example off the judges' pages; its comparison stays."""
    _refuse_ended(calibration)
    _record(session, section, calibration, "end", {}, by)
    calibration.closed_at = utc_now()
    session.flush()


def of_section(session: Session, section: Section) -> list[Calibration]:
    """List the examples of a section, the newest first."""
    query = select(Calibration).where(Calibration.section_id == section.id)
    return list(session.scalars(query.order_by(Calibration.closed_at.is_not(None), Calibration.id.desc())))


def for_judge(session: Session, judge: Judge) -> list[tuple[Calibration, CalibrationSheet | None]]:
    """List the examples that a judge is to mark now or has marked, with the own practice sheet."""
    mine = select(JudgeTask.task_id).where(JudgeTask.judge_id == judge.id)
    query = (
        select(Calibration, CalibrationSheet)
        .outerjoin(
            CalibrationSheet,
            (CalibrationSheet.calibration_id == Calibration.id) & (CalibrationSheet.judge_id == judge.id),
        )
        .where(Calibration.section_id == judge.section_id)
        .order_by(Calibration.id)
    )
    if not judge.all_tasks:
        query = query.where(Calibration.task_id.in_(mine))
    rows = [(one, sheet) for one, sheet in session.execute(query)]
    return [(one, sheet) for one, sheet in rows if one.closed_at is None or sheet is not None]


def sheet_of(session: Session, calibration: Calibration, judge: Judge) -> CalibrationSheet | None:
    """Find a judge's practice sheet, None before the first mark."""
    query = select(CalibrationSheet).where(
        CalibrationSheet.calibration_id == calibration.id, CalibrationSheet.judge_id == judge.id
    )
    return session.scalars(query).one_or_none()


def save(
    session: Session,
    section: Section,
    calibration: Calibration,
    judge: Judge,
    given: Sequence[Given],
    *,
    by: User,
) -> dict[int, DomainError]:
    """Keep what a judge gave; gives what is refused, by criterion, the rest is kept. No operation, no mark, nothing frozen."""
    sheet = _own_open_sheet(session, section, calibration, judge, by)
    criteria = {one.id: one for one in _criteria(session, calibration)}
    errors: dict[int, DomainError] = {}
    for one in given:
        if one.criterion_id not in criteria:
            continue
        try:
            check_value(rubrics.criterion_from(criteria[one.criterion_id]), one.value)
        except DomainError as error:
            errors[one.criterion_id] = error
            continue
        row = session.get(CalibrationMark, (sheet.id, one.criterion_id))
        if row is None:
            row = CalibrationMark(calibration_sheet_id=sheet.id, criterion_id=one.criterion_id, value="{}")
            session.add(row)
        row.value = value_json(one.value)
    session.flush()
    return errors


def submit(session: Session, section: Section, calibration: Calibration, judge: Judge, *, by: User) -> None:
    """End a judge's practice sheet; from now on its judge sees the panel beside it. Refused while there are holes."""
    sheet = _own_open_sheet(session, section, calibration, judge, by)
    values = _values(session, [sheet.id]).get(sheet.id, {})
    criteria = _criteria(session, calibration)
    holes = [n for n, one in enumerate(criteria, 1) if values.get(one.id, Value()).state is MarkState.UNMARKED]
    if holes:
        raise DomainError("sheet_has_holes", criteria=", ".join(str(number) for number in holes), count=len(holes))
    _record(session, section, calibration, "submit", {"judge": judge.key}, by)
    sheet.submitted_at = utc_now()
    session.flush()


def _own_open_sheet(
    session: Session, section: Section, calibration: Calibration, judge: Judge, by: User
) -> CalibrationSheet:
    _refuse_ended(calibration)
    sheet = sheet_of(session, calibration, judge)
    if sheet is None:
        _record(session, section, calibration, "open", {"judge": judge.key}, by)
        sheet = CalibrationSheet(calibration_id=calibration.id, judge_id=judge.id)
        session.add(sheet)
        session.flush()
    if sheet.submitted_at is not None:
        raise DomainError("calibration_submitted")
    return sheet


def opened(session: Session, calibration: Calibration, sheet: CalibrationSheet | None) -> OpenSheet:
    """Return a practice sheet as the pages of score sheets show one; the rows behind it are never stored."""
    values = _values(session, [sheet.id])[sheet.id] if sheet else {}
    rubric = rubrics.of_task(session, calibration.section_id, calibration.task_id)
    section = session.get_one(Section, calibration.section_id)
    counting = Counting(rubric.value, rubric.keys(""), rules.load(session, section))
    rows = [(one, _as_mark(one, values.get(one.id))) for one in rubric.criteria]
    return judge_view.build(ScoreSheet(task_id=calibration.task_id), counting, rows, {})


def _as_mark(criterion: Criterion, value: Value | None) -> Mark | None:
    if value is None:
        return None
    return Mark(
        criterion_id=criterion.id,
        state=str(value.state),
        mark=value.mark,
        readings=value.readings,
        consequence=value.consequence,
        note=value.note,
        unsure=value.unsure,
    )


@dataclass(frozen=True)
class Panel:
    """The submitted practice sheets of an example side by side."""

    judges: list[Judge]
    criteria: list[Criterion]
    values: list[dict[int, Value]]
    """What each judge gave, by criterion."""
    lines: list[agreement.Line]
    total: agreement.Line
    maximum: int

    def place_of(self, judge: Judge) -> int | None:
        """Where a judge's column stands, None before submitting."""
        return next((at for at, one in enumerate(self.judges) if one.id == judge.id), None)


def panel(session: Session, calibration: Calibration) -> Panel:
    """Compare the submitted practice sheets, official judges first; judges for practice stand beside, in mean and pairs too."""
    query = (
        select(CalibrationSheet)
        .join(Judge, Judge.id == CalibrationSheet.judge_id)
        .where(CalibrationSheet.calibration_id == calibration.id, CalibrationSheet.submitted_at.is_not(None))
        .order_by(Judge.kind != PANEL, Judge.key)
    )
    sheets = list(session.scalars(query))
    rubric = rubrics.of_task(session, calibration.section_id, calibration.task_id)
    criteria, task = rubric.criteria, rubric.value
    found = _values(session, [sheet.id for sheet in sheets])
    values = [found[sheet.id] for sheet in sheets]
    marks = [[_as_mark(one, value.get(one.id)) for one in criteria] for value in values]
    side_by_side = [SheetValue("", task.code, "", tuple(map(cell_from, row)), says_absent(row)) for row in marks]
    section = session.get_one(Section, calibration.section_id)
    compared = compare(Station(task, side_by_side, rubric.keys("")), rules.load(session, section))
    lines = [
        agreement.line(one.points, agreement.tolerance_of(task, criterion))
        for one, criterion in zip(compared.lines, task.criteria, strict=True)
    ]
    total = agreement.line(compared.totals, agreement.total_tolerance(task))
    return Panel([sheet.judge for sheet in sheets], criteria, values, lines, total, int(task.maximum))


def _criteria(session: Session, calibration: Calibration) -> list[Criterion]:
    query = select(Criterion).where(Criterion.task_id == calibration.task_id, Criterion.retired_in.is_(None))
    return list(session.scalars(query.order_by(Criterion.position, Criterion.id)))


def _values(session: Session, sheet_ids: Sequence[int]) -> Mapping[int, dict[int, Value]]:
    found: dict[int, dict[int, Value]] = {sheet_id: {} for sheet_id in sheet_ids}
    query = select(CalibrationMark).where(CalibrationMark.calibration_sheet_id.in_(sheet_ids))
    for row in session.scalars(query):
        found[row.calibration_sheet_id][row.criterion_id] = value_from(json.loads(row.value))
    return found


def _refuse_ended(calibration: Calibration) -> None:
    if calibration.closed_at is not None:
        raise DomainError("calibration_ended")


def _record(
    session: Session, section: Section, calibration: Calibration, verb: str, after: Mapping[str, audit.Plain], by: User
) -> None:
    audit.record(
        session,
        AuditAction(f"calibrations.{verb}"),
        f"calibration:{calibration.id}",
        by=by,
        section=section,
        after=after,
    )
