"""Who marks whom: sheets come to be from assignments, conflicts of interest, handing a sheet to another judge."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, exists, func, insert, select, update
from sqlalchemy.orm import Session, aliased

from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.choices import MOVABLE, SheetState
from olympiad.domain.errors import DomainError
from olympiad.models.judge import Judge, JudgeTask, JudgeTeam
from olympiad.models.photo import Photo
from olympiad.models.score_sheet import Device, Mark, Operation, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Task
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.computing import rules
from olympiad.services.record import audit
from olympiad.services.sections import sheet_numbers
from olympiad.services.sections.conflicts import Ground, grounds, is_close

Place = tuple[int, int, int]
"""Ids of team, task and judge."""


@dataclass(frozen=True)
class HandedOver:
    """What became of a judge's remaining sheets: how many went over, and which stay, each with the refusal."""

    moved: int
    staying: tuple[tuple[ScoreSheet, DomainError], ...]


@dataclass(frozen=True)
class Conflict:
    """A judge who marks a team of the own or a declared institution, or of a declared person: in how many tasks, and why."""

    judge: Judge
    team: Team
    tasks: int
    ground: Ground


def ensure_sheets(session: Session, section: Section) -> int:
    """Make the score sheets that the judges' assignments ask for and that are not there; give how many were made.

    A void sheet stays the answer for its judge: who lost a sheet to another judge does not get it back. Tasks with
    `judges` 0 have no sheets. Where the rules forbid conflicts of interest, a judge gets no
    sheet of a team of the own institution.
    """
    known = {
        (team, task, judge)
        for team, task, judge in session.execute(
            select(ScoreSheet.team_id, ScoreSheet.task_id, ScoreSheet.judge_id).where(
                ScoreSheet.section_id == section.id
            )
        )
    }
    missing = [place for place in _wanted(session, section) if place not in known]
    if missing:
        ids = sheet_numbers.draw(session, len(missing))
        rows = [{"id": one} | _new_row(section, place) for one, place in zip(ids, missing, strict=True)]
        session.execute(insert(ScoreSheet), rows)
    return len(missing)


def _new_row(section: Section, place: Place) -> dict[str, object]:
    team_id, task_id, judge_id = place
    return {
        "section_id": section.id, "team_id": team_id, "task_id": task_id, "judge_id": judge_id, "attempt": 1,
        "state": "not_started", "rubric_version": section.rubric_version, "note": "", "reason": "",
    }  # fmt: skip


def _wanted(session: Session, section: Section) -> Iterator[Place]:
    """Return every place that an assignment names, in order of tasks and teams."""
    close = grounds(session, section) if rules.forbids_conflicts(session, section) else {}
    tasks = session.scalars(
        select(Task.id).where(Task.section_id == section.id, Task.judges > 0).order_by(Task.position, Task.id)
    ).all()
    teams = session.scalars(select(Team.id).where(Team.section_id == section.id).order_by(Team.id)).all()
    for judge in _assignments(session, section):
        for task_id in tasks:
            for team_id in teams:
                if judge.names(team_id, task_id) and (judge.id, team_id) not in close:
                    yield team_id, task_id, judge.id


@dataclass(frozen=True)
class _Assignment:
    id: int
    tasks: frozenset[int] | None
    teams: frozenset[int] | None

    def names(self, team_id: int, task_id: int) -> bool:
        return (self.tasks is None or task_id in self.tasks) and (self.teams is None or team_id in self.teams)


def _assignments(session: Session, section: Section) -> list[_Assignment]:
    tasks = _lists(
        session.execute(select(JudgeTask.judge_id, JudgeTask.task_id).join(Judge).where(Judge.section_id == section.id))
    )
    teams = _lists(
        session.execute(select(JudgeTeam.judge_id, JudgeTeam.team_id).join(Judge).where(Judge.section_id == section.id))
    )
    rows = session.execute(
        select(Judge.id, Judge.all_tasks, Judge.all_teams).where(Judge.section_id == section.id).order_by(Judge.key)
    )
    return [
        _Assignment(
            judge_id,
            None if all_tasks else frozenset(tasks.get(judge_id, ())),
            None if all_teams else frozenset(teams.get(judge_id, ())),
        )
        for judge_id, all_tasks, all_teams in rows
    ]


def _lists(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for judge_id, other_id in pairs:
        found.setdefault(judge_id, set()).add(other_id)
    return found


def release_sheets(session: Session, section: Section, keep: frozenset[Place] = frozenset()) -> int:
    """Remove untouched sheets that no assignment names any more; give how many.

    A sheet that was handed over (another judge's void sheet stands at the same place) stays, and those to `keep`.
    """
    wanted = set(_wanted(session, section)) | keep
    other = aliased(ScoreSheet)
    handed_over = exists().where(
        other.team_id == ScoreSheet.team_id, other.task_id == ScoreSheet.task_id, other.state == SheetState.VOID
    )
    touched = (
        exists().where(Mark.sheet_id == ScoreSheet.id)
        | exists().where(Operation.sheet_id == ScoreSheet.id)
        | exists().where(Photo.sheet_id == ScoreSheet.id)
    )
    rows = session.execute(
        select(ScoreSheet.id, ScoreSheet.team_id, ScoreSheet.task_id, ScoreSheet.judge_id).where(
            ScoreSheet.section_id == section.id, ScoreSheet.state == SheetState.NOT_STARTED, ~handed_over, ~touched
        )
    )
    unwanted = [sheet_id for sheet_id, *place in rows if tuple(place) not in wanted]
    for start in range(0, len(unwanted), 500):
        delete_untouched(session, ScoreSheet.id.in_(unwanted[start : start + 500]))
    session.expire_all()
    return len(unwanted)


def delete_untouched(session: Session, of: ColumnElement[bool]) -> None:
    """Delete sheets on which nothing stands; a device that was last heard of with one of them open has none open."""
    options = {"synchronize_session": False}
    gone = select(ScoreSheet.id).where(of)
    session.execute(update(Device).where(Device.sheet_id.in_(gone)).values(sheet_id=None), execution_options=options)
    session.execute(delete(ScoreSheet).where(of), execution_options=options)


def set_exceptions(
    session: Session,
    section: Section,
    judge: Judge,
    also: Iterable[tuple[int, int]],
    without: Iterable[tuple[int, int]],
) -> None:
    """Give a judge single sheets (team and task) beside the assignment, and let others of it stay away.

    A sheet that stays away is void, as one that was handed over; one on which marking has begun stays.
    """
    rows = select(ScoreSheet).where(ScoreSheet.section_id == section.id, ScoreSheet.judge_id == judge.id)
    known = {(one.team_id, one.task_id): one for one in session.scalars(rows.order_by(ScoreSheet.attempt))}
    for place in without:
        one = known.get(place)
        if one is None:
            session.add(_single(session, section, judge, place, SheetState.VOID))
        elif one.state == SheetState.NOT_STARTED:
            one.state = SheetState.VOID
    for place in also:
        one = known.get(place)
        if one is None or one.state == SheetState.VOID:
            attempt = 1 if one is None else one.attempt + 1
            session.add(_single(session, section, judge, place, SheetState.NOT_STARTED, attempt))
    session.flush()


def _single(
    session: Session, section: Section, judge: Judge, place: tuple[int, int], state: SheetState, attempt: int = 1
) -> ScoreSheet:
    return ScoreSheet(
        id=sheet_numbers.draw_one(session), section_id=section.id, team_id=place[0], task_id=place[1], judge_id=judge.id,
        attempt=attempt, state=state, rubric_version=section.rubric_version,
    )  # fmt: skip


def reassign(session: Session, sheet: ScoreSheet, judge: Judge, *, reason: str, by: User) -> ScoreSheet:
    """Return a sheet that is not submitted to another judge; the old one is kept as void with its marks.

    Raises `sheet_not_movable` (submitted, accepted or void), `judge_of_another_section`, `judge_has_this_sheet`, and
    `conflict_forbidden` where the rules forbid that a judge marks a team of the own institution.
    """
    section = session.get_one(Section, sheet.section_id)
    _check_reassignment(session, section, sheet, judge)
    audit.record(
        session, AuditAction.SCORE_SHEETS_REASSIGN, f"score_sheet:{sheet.id}", by=by, section=section,
        before={"state": sheet.state, "judge": sheet.judge.key}, after={"state": "void", "judge": judge.key},
        personal={"reason": reason},
    )  # fmt: skip
    sheet.state, sheet.reason = SheetState.VOID, reason
    highest = session.scalar(
        select(func.max(ScoreSheet.attempt)).where(
            ScoreSheet.team_id == sheet.team_id, ScoreSheet.task_id == sheet.task_id, ScoreSheet.judge_id == judge.id
        )
    )
    made = ScoreSheet(
        id=sheet_numbers.draw_one(session), section_id=section.id,
        team_id=sheet.team_id, task_id=sheet.task_id, judge_id=judge.id,
        attempt=(highest or 0) + 1, rubric_version=section.rubric_version,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def remaining(session: Session, judge: Judge) -> list[ScoreSheet]:
    """List the sheets that a judge has not handed in, in the order of tasks and codes."""
    query = (
        select(ScoreSheet)
        .join(Task, Task.id == ScoreSheet.task_id)
        .join(Team, Team.id == ScoreSheet.team_id)
        .where(ScoreSheet.judge_id == judge.id, ScoreSheet.state.in_(MOVABLE))
        .order_by(Task.position, Team.code)
    )
    return list(session.scalars(query))


def hand_over(session: Session, judge: Judge, to: Judge, *, also_begun: bool, reason: str, by: User) -> HandedOver:
    """Return a judge's remaining sheets to another one; those begun only where asked. Each gets its line in the record.

    A sheet that the other judge may not have stays. Raises `no_sheets_to_hand_over` where there is none at all.
    """
    section = session.get_one(Section, judge.section_id)
    audit.lock(session, section.id)
    wanted = [one for one in remaining(session, judge) if also_begun or one.state == SheetState.NOT_STARTED]
    if not wanted:
        raise DomainError("no_sheets_to_hand_over", judge=judge.key)
    staying: list[tuple[ScoreSheet, DomainError]] = []
    for sheet in wanted:
        try:
            reassign(session, sheet, to, reason=reason, by=by)
        except DomainError as refused:
            staying.append((sheet, refused))
    return HandedOver(len(wanted) - len(staying), tuple(staying))


def _check_reassignment(session: Session, section: Section, sheet: ScoreSheet, judge: Judge) -> None:
    if sheet.state not in MOVABLE:
        raise DomainError("sheet_not_movable", state=sheet.state)
    if judge.section_id != section.id:
        raise DomainError("judge_of_another_section", judge=judge.key)
    has_one = select(ScoreSheet.id).where(
        ScoreSheet.team_id == sheet.team_id, ScoreSheet.task_id == sheet.task_id,
        ScoreSheet.judge_id == judge.id, ScoreSheet.state != SheetState.VOID,
    )  # fmt: skip
    if session.scalar(has_one.limit(1)) is not None:
        raise DomainError("judge_has_this_sheet", judge=judge.key, team=sheet.team.code, task=sheet.task.code)
    if is_close(session, judge, sheet.team) and rules.forbids_conflicts(session, section):
        raise DomainError("conflict_forbidden", judge=judge.key, team=sheet.team.key)


def conflicts(session: Session, section: Section) -> list[Conflict]:
    """List the judges who have sheets of a team they are close to, by judge and team key."""
    close = grounds(session, section)
    ids = session.execute(
        select(ScoreSheet.judge_id, ScoreSheet.team_id, func.count(ScoreSheet.id))
        .where(ScoreSheet.section_id == section.id, ScoreSheet.state != SheetState.VOID)
        .where(ScoreSheet.judge_id.in_({judge_id for judge_id, _team_id in close}))
        .group_by(ScoreSheet.judge_id, ScoreSheet.team_id)
    ).all()
    ids = [row for row in ids if (row[0], row[1]) in close]
    judges = {judge.id: judge for judge in session.scalars(select(Judge).where(Judge.id.in_({row[0] for row in ids})))}
    teams = {team.id: team for team in session.scalars(select(Team).where(Team.id.in_({row[1] for row in ids})))}
    found = [
        Conflict(judges[judge_id], teams[team_id], number, close[judge_id, team_id])
        for judge_id, team_id, number in ids
    ]
    return sorted(found, key=lambda one: (len(one.judge.key), one.judge.key, one.team.key))
