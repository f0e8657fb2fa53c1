"""Writing imported marks: sheets come to be, cells are filled, complete sheets are submitted."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.choices import HANDED_OVER, MarkState, SheetState
from olympiad.domain.exact import milli
from olympiad.exchange.overlay import PlannedRow
from olympiad.models.absence import Absence
from olympiad.models.judge import Judge, JudgeTask
from olympiad.models.score_sheet import Mark, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Criterion, Task
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.entry import bulk_acceptance
from olympiad.services.sections import lifecycle, sheet_assignment


def submitted(session: Session, section: Section) -> set[tuple[str, str, str]]:
    """Return team, task and judge of every sheet that is handed over."""
    query = (
        select(Team.key, Task.code, Judge.key)
        .select_from(ScoreSheet)
        .join(Team, Team.id == ScoreSheet.team_id)
        .join(Task, Task.id == ScoreSheet.task_id)
        .join(Judge, Judge.id == ScoreSheet.judge_id)
        .where(ScoreSheet.section_id == section.id, ScoreSheet.state.in_(HANDED_OVER))
    )
    return {(team, task, judge) for team, task, judge in session.execute(query)}


def imply_judges(session: Session, section: Section, rows: Sequence[PlannedRow]) -> None:
    """Where no judge is entered, those found in the marks are the judges of the tasks in which they are found."""
    if session.scalar(select(Judge.id).where(Judge.section_id == section.id).limit(1)) is not None:
        return
    tasks = _ids(session, section, Task, Task.code)
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for row in rows:
        if row.cells["judge"]:
            found[row.cells["judge"]][row.cells["task"]] = None
    for key, codes in found.items():
        judge = Judge(section_id=section.id, key=key, name="", all_tasks=False)
        judge.tasks = [JudgeTask(task_id=tasks[code]) for code in codes]
        session.add(judge)
    session.flush()


def write_marks(session: Session, section: Section, rows: Sequence[PlannedRow], *, by: User) -> None:
    """Fill the cells of the sheets that the assignments ask for, and submit every sheet that is complete by it."""
    sheet_assignment.ensure_sheets(session, section)
    now = utc_now()
    criteria = _criteria(session, section)
    values, touched = _new_marks(session, section, [row for row in rows if row.cells["judge"]], criteria)
    _add_absences(session, section, [row for row in rows if not row.cells["judge"]], by, now)
    _replace_cleared(session, section, values)
    if values:
        session.execute(insert(Mark), values)
    _move_sheets(session, section, touched, {task_id: len(found) for task_id, found in criteria.items()}, now)
    if touched:
        lifecycle.note_first_mark(session, section.id, by=by)


def _new_marks(
    session: Session, section: Section, rows: Sequence[PlannedRow], criteria: dict[int, dict[str, int]]
) -> tuple[list[dict[str, object]], set[int]]:
    """Return the marks of cells that have none yet, and the sheets that the rows are about; an absence fills every cell."""
    teams, tasks, judges = (
        _ids(session, section, Team, Team.key), _ids(session, section, Task, Task.code), _ids(session, section, Judge, Judge.key)
    )  # fmt: skip
    sheets, present = _sheets(session, section), _marked_cells(session, section)
    values: list[dict[str, object]] = []
    touched: set[int] = set()
    for row in rows:
        cells = row.cells
        task_id = tasks[cells["task"]]
        sheet_id = sheets[teams[cells["team"]], task_id, judges[cells["judge"]]]
        touched.add(sheet_id)
        of_task = criteria[task_id]
        named = of_task.values() if cells["state"] == "absent" else (of_task[cells["criterion"]],)
        fresh = [criterion_id for criterion_id in named if (sheet_id, criterion_id) not in present]
        present.update((sheet_id, criterion_id) for criterion_id in fresh)
        values += [_mark(sheet_id, criterion_id, row) for criterion_id in fresh]
    return values, touched


def _add_absences(session: Session, section: Section, rows: Sequence[PlannedRow], by: User, now: datetime) -> None:
    """Declare teams absent at a task; of several rows that say so the first counts."""
    teams, tasks = _ids(session, section, Team, Team.key), _ids(session, section, Task, Task.code)
    reasons: dict[tuple[int, int], str] = {}
    for row in rows:
        reasons.setdefault((teams[row.cells["team"]], tasks[row.cells["task"]]), row.cells["note"])
    session.add_all(
        Absence(section_id=section.id, team_id=team_id, task_id=task_id, reason=reason, user_id=by.id, at=now)
        for (team_id, task_id), reason in reasons.items()
    )


def _mark(sheet_id: int, criterion_id: int, row: PlannedRow) -> dict[str, object]:
    cells = row.cells
    return {
        "sheet_id": sheet_id, "criterion_id": criterion_id, "operation_id": None, "state": cells["state"],
        "mark": milli(cells["mark"]) if cells["mark"] and not cells["reading"] else None,
        "readings": cells["reading"], "consequence": cells["consequence"], "note": cells["note"], "unsure": False,
        "conflict_operation_id": None,
    }  # fmt: skip


def _replace_cleared(session: Session, section: Section, values: list[dict[str, object]]) -> None:
    """Delete the rows of cells that a judge of this section cleared, to make room for what the file says."""
    places = {(value["sheet_id"], value["criterion_id"]) for value in values}
    cleared = (
        select(Mark)
        .join(ScoreSheet, ScoreSheet.id == Mark.sheet_id)
        .where(ScoreSheet.section_id == section.id, Mark.state == MarkState.UNMARKED)
    )
    for mark in session.scalars(cleared):
        if (mark.sheet_id, mark.criterion_id) in places:
            session.delete(mark)
    session.flush()


def _move_sheets(session: Session, section: Section, touched: set[int], wanted: dict[int, int], now: datetime) -> None:
    """Open the sheets that nobody has begun, submit those without a hole; one that is open or returned stays so until then."""
    if not touched:
        return
    filled: dict[int, int] = defaultdict(int)
    for sheet_id, _criterion_id in _marked_cells(session, section):
        filled[sheet_id] += 1
    columns = select(ScoreSheet.id, ScoreSheet.task_id, ScoreSheet.state)
    rows = session.execute(columns.where(ScoreSheet.section_id == section.id)).all()
    about = [row for row in rows if row.id in touched]
    complete = [row.id for row in about if filled[row.id] == wanted[row.task_id]]
    begun = [row.id for row in about if row.state == SheetState.NOT_STARTED]
    _set_state(session, begun, state=SheetState.OPEN, opened_at=now)
    _set_state(session, complete, state=SheetState.SUBMITTED, submitted_at=now)
    if section.marking_started_at is None:
        section.marking_started_at = now
    session.flush()
    session.expire_all()
    bulk_acceptance.accept_agreeing(session, section, touched)


def _set_state(session: Session, sheet_ids: list[int], **values: object) -> None:
    for start in range(0, len(sheet_ids), 500):
        chunk = sheet_ids[start : start + 500]
        session.execute(
            update(ScoreSheet).where(ScoreSheet.id.in_(chunk)).values(**values),
            execution_options={"synchronize_session": False},
        )


def _marked_cells(session: Session, section: Section) -> set[tuple[int, int]]:
    query = (
        select(Mark.sheet_id, Mark.criterion_id)
        .join(ScoreSheet, ScoreSheet.id == Mark.sheet_id)
        .join(Criterion, Criterion.id == Mark.criterion_id)
        .where(ScoreSheet.section_id == section.id, Mark.state != MarkState.UNMARKED, Criterion.retired_in.is_(None))
    )
    return {(sheet_id, criterion_id) for sheet_id, criterion_id in session.execute(query)}


def _sheets(session: Session, section: Section) -> dict[tuple[int, int, int], int]:
    query = select(ScoreSheet.team_id, ScoreSheet.task_id, ScoreSheet.judge_id, ScoreSheet.id).where(
        ScoreSheet.section_id == section.id, ScoreSheet.state != SheetState.VOID
    )
    return {(team_id, task_id, judge_id): sheet_id for team_id, task_id, judge_id, sheet_id in session.execute(query)}


def _criteria(session: Session, section: Section) -> dict[int, dict[str, int]]:
    query = (
        select(Criterion.task_id, Criterion.code, Criterion.id)
        .join(Task, Task.id == Criterion.task_id)
        .where(Task.section_id == section.id, Criterion.retired_in.is_(None))
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for task_id, code, criterion_id in session.execute(query):
        found[task_id][code] = criterion_id
    return found


def _ids(
    session: Session, section: Section, table: type[Team] | type[Task] | type[Judge], key: object
) -> dict[str, int]:
    query = select(key, table.id).where(table.section_id == section.id)  # type: ignore[call-overload]
    return {name: row_id for name, row_id in session.execute(query)}  # noqa: C416 rows are not pairs to the type checker
