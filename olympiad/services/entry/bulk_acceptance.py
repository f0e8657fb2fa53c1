"""Accepting many imported sheets at once: where every expected one is submitted and nothing disagrees."""

from collections.abc import Collection

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.choices import JudgeKind, SheetState
from olympiad.domain.evidence import gather
from olympiad.domain.moderation import compare, station_of
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Task as TaskRow
from olympiad.models.team import Team as TeamRow
from olympiad.services.computing import section_values

Place = tuple[str, str]
"""Team and task."""


def accept_agreeing(session: Session, section: Section, touched: Collection[int]) -> int:
    """Accept the submitted sheets at every place of the touched ones where all agree; return how many."""
    evidence = gather(section_values.load(session, section))
    tasks = {task.code: task for task in evidence.section.tasks}
    waiting = _places(session, section, touched)
    agreeing = {
        (team, task)
        for team, task in set(waiting.values())
        if compare(station_of(evidence, team, tasks[task]), evidence.section.rules).may_be_accepted
    }
    accepted = [sheet_id for sheet_id, place in waiting.items() if place in agreeing]
    now = utc_now()
    for start in range(0, len(accepted), 500):
        chunk = accepted[start : start + 500]
        session.execute(
            update(ScoreSheet).where(ScoreSheet.id.in_(chunk)).values(state=SheetState.ACCEPTED, accepted_at=now),
            execution_options={"synchronize_session": False},
        )
    session.expire_all()
    return len(accepted)


def _places(session: Session, section: Section, touched: Collection[int]) -> dict[int, Place]:
    """Return the places of all official submitted sheets beside the touched ones, these included."""
    query = (
        select(ScoreSheet.id, TeamRow.key, TaskRow.code)
        .join(TeamRow, TeamRow.id == ScoreSheet.team_id)
        .join(TaskRow, TaskRow.id == ScoreSheet.task_id)
        .join(Judge, Judge.id == ScoreSheet.judge_id)
        .where(
            ScoreSheet.section_id == section.id,
            ScoreSheet.state == SheetState.SUBMITTED,
            Judge.kind == JudgeKind.OFFICIAL,
        )
    )
    found = {sheet_id: (team, task) for sheet_id, team, task in session.execute(query)}
    beside = {found[sheet_id] for sheet_id in touched if sheet_id in found}
    return {sheet_id: place for sheet_id, place in found.items() if place in beside}
