"""Accepting many imported sheets at once: where every expected one is submitted and nothing disagrees."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain import section as values
from olympiad.domain.kinds import KINDS
from olympiad.domain.moderation import compare
from olympiad.domain.rubric import AnswerKey, Task
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Task as TaskRow
from olympiad.models.team import Team as TeamRow
from olympiad.services.computing import section_values

Place = tuple[str, str]
"""Team and task."""


def accept_agreeing(session: Session, section: Section, touched: Collection[int]) -> int:
    """Accept the submitted sheets at every place of the touched ones where all agree; give how many."""
    value = section_values.load(session, section)
    at_place: dict[Place, list[values.ScoreSheet]] = defaultdict(list)
    for sheet in value.sheets:
        if not sheet.practice:
            at_place[sheet.team, sheet.task].append(sheet)
    tasks = {task.code: task for task in value.tasks}
    agreeing = {place for place, sheets in at_place.items() if _agree(value, tasks[place[1]], place, sheets)}
    accepted = [sheet_id for sheet_id, place in _places(session, section, touched).items() if place in agreeing]
    now = utc_now()
    for start in range(0, len(accepted), 500):
        chunk = accepted[start : start + 500]
        session.execute(
            update(ScoreSheet).where(ScoreSheet.id.in_(chunk)).values(state="accepted", accepted_at=now),
            execution_options={"synchronize_session": False},
        )
    session.expire_all()
    return len(accepted)


def _agree(value: values.Section, task: Task, place: Place, sheets: Sequence[values.ScoreSheet]) -> bool:
    """Return whether every expected sheet is submitted and nothing is to be settled."""
    if len(sheets) < task.judges or not all(sheet.submitted for sheet in sheets):
        return False
    settled = [one for one in value.agreed_marks if (one.team, one.task) == place] if value.agreed_marks else []
    if any(not one.criterion for one in settled):
        return True
    agreed = {task.positions[one.criterion]: one.mark for one in settled}
    away = [sheet.absent for sheet in sheets]
    here = _with_keys(task, value.samples.get(place, ""), value.sample_keys)
    marks = [sheet.marks for sheet in sheets]
    return not compare(here, marks, absent=away, agreed=agreed, floor=value.rules.penalty_floor).disagrees


def _with_keys(task: Task, sample: str, keys: Mapping[tuple[str, str, str], AnswerKey]) -> Task:
    if not sample or not keys:
        return task
    criteria = tuple(
        KINDS[one.kind].with_key(one, keys.get((task.code, one.code, sample)) or KINDS[one.kind].own_key(one))
        for one in task.criteria
    )
    return replace(task, criteria=criteria)


def _places(session: Session, section: Section, touched: Collection[int]) -> dict[int, Place]:
    """Return the places of all official submitted sheets beside the touched ones, these included."""
    query = (
        select(ScoreSheet.id, TeamRow.key, TaskRow.code)
        .join(TeamRow, TeamRow.id == ScoreSheet.team_id)
        .join(TaskRow, TaskRow.id == ScoreSheet.task_id)
        .join(Judge, Judge.id == ScoreSheet.judge_id)
        .where(ScoreSheet.section_id == section.id, ScoreSheet.state == "submitted", Judge.kind == "official")
    )
    found = {sheet_id: (team, task) for sheet_id, team, task in session.execute(query)}
    beside = {found[sheet_id] for sheet_id in touched if sheet_id in found}
    return {sheet_id: place for sheet_id, place in found.items() if place in beside}
