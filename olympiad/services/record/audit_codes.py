"""Codes that name in the record what a line is about: a reader knows teams, tasks and judges by them, also in a year."""

from sqlalchemy.orm import Session

from olympiad.models.judge import Judge
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.task import Criterion, Task
from olympiad.models.team import Team
from olympiad.services.record.audit import Plain


def codes(
    session: Session,
    *,
    team: int | None = None,
    task: int | None = None,
    criterion: int | None = None,
    judge: int | None = None,
) -> dict[str, Plain]:
    """Name rows by team code, task code, criterion code and judge key; None is left out."""
    found: dict[str, Plain] = {}
    if team is not None:
        found["team"] = session.get_one(Team, team).code
    if task is not None:
        found["task"] = session.get_one(Task, task).code
    if criterion is not None:
        found["criterion"] = session.get_one(Criterion, criterion).code
    if judge is not None:
        found["judge"] = session.get_one(Judge, judge).key
    return found


def codes_of_sheet(session: Session, sheet: ScoreSheet, criterion: int | None = None) -> dict[str, Plain]:
    """Name a score sheet, and one of its criteria."""
    return codes(session, team=sheet.team_id, task=sheet.task_id, criterion=criterion, judge=sheet.judge_id)
