"""Single sheets in which who marks what differs from the lists of judges: handed over, asked for beside, forbidden."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.choices import SheetState
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Task
from olympiad.models.team import Team

Place = tuple[str, str]
"""Task and team, by their keys."""


def with_exceptions(session: Session, section: Section, rows: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """Say in the rows of judges which sheets they have beside their lists, and which of these they have not."""
    has = _sheets(session, section)
    tasks = session.scalars(select(Task.code).where(Task.section_id == section.id, Task.judges > 0)).all()
    teams = session.scalars(select(Team.key).where(Team.section_id == section.id)).all()
    return [row | _exceptions(row, has.get(row["judge"], set()), tasks, teams) for row in rows]


def _exceptions(row: Mapping[str, str], has: set[Place], tasks: Sequence[str], teams: Sequence[str]) -> dict[str, str]:
    named_tasks, named_teams = row["tasks"].split(";"), row["teams"].split(";")
    named = {
        (task, team)
        for task in (named_tasks if row["tasks"] else tasks)
        for team in (named_teams if row["teams"] else teams)
        if task in tasks
    }
    return {"also": _written(has - named), "except": _written(named - has)}


def _written(places: set[Place]) -> str:
    return ";".join(sorted(f"{task}/{team}" for task, team in places))


def _sheets(session: Session, section: Section) -> dict[str, set[Place]]:
    """Return judge → the sheets that count."""
    query = (
        select(Judge.key, Task.code, Team.key)
        .select_from(ScoreSheet)
        .join(Judge, Judge.id == ScoreSheet.judge_id)
        .join(Task, Task.id == ScoreSheet.task_id)
        .join(Team, Team.id == ScoreSheet.team_id)
        .where(ScoreSheet.section_id == section.id, ScoreSheet.state != SheetState.VOID, Task.judges > 0)
    )
    found: dict[str, set[Place]] = {}
    for judge, task, team in session.execute(query):
        found.setdefault(judge, set()).add((task, team))
    return found
