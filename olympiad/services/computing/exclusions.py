"""Criteria that are left out after an incident for single teams, or after an appeal for all, as ranking and moderation ask."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from sqlalchemy import null, select, union_all
from sqlalchemy.orm import Session

from olympiad.models.appeal import VoidCriterion
from olympiad.models.incident import Exclusion
from olympiad.models.section import Section
from olympiad.models.task import Criterion, Task
from olympiad.models.team import Team


def at_stations(session: Session, team_ids: Collection[int], task_ids: Collection[int]) -> "LeftOut":
    """Load which criteria are left out for these teams at these tasks, in one statement."""
    single = select(Exclusion.team_id, Exclusion.task_id, Exclusion.criterion_id).where(
        Exclusion.team_id.in_(team_ids), Exclusion.task_id.in_(task_ids), Exclusion.withdrawn_at.is_(None)
    )
    void = (
        select(null(), Criterion.task_id, VoidCriterion.criterion_id)
        .join(Criterion, Criterion.id == VoidCriterion.criterion_id)
        .where(Criterion.task_id.in_(task_ids), VoidCriterion.withdrawn_at.is_(None))
    )
    found = LeftOut(defaultdict(set), defaultdict(set))
    rows: Iterable[Any] = session.execute(union_all(single, void))
    for team_id, task_id, criterion_id in rows:
        if team_id is None:
            found.for_all[task_id].add(criterion_id)
        else:
            found.for_teams[team_id, task_id].add(criterion_id)
    return found


class LeftOut(NamedTuple):
    """Ids of criteria that are left out."""

    for_teams: dict[tuple[int, int], set[int]]
    """After an incident, by team and task."""
    for_all: dict[int, set[int]]
    """After an appeal, by task."""

    def of(self, team_id: int, task_id: int) -> set[int]:
        """Return what is left out for one team at one task."""
        return self.for_teams.get((team_id, task_id), set()) | self.for_all.get(task_id, set())


def reasons(session: Session, section: Section) -> dict[tuple[str, str, str], str]:
    """Why criteria are left out, by team key, task code and criterion code."""
    query = (
        select(Team.key, Task.code, Criterion.code, Exclusion.reason)
        .join(Team, Team.id == Exclusion.team_id)
        .join(Task, Task.id == Exclusion.task_id)
        .join(Criterion, Criterion.id == Exclusion.criterion_id)
        .where(Exclusion.section_id == section.id, Exclusion.withdrawn_at.is_(None), Criterion.retired_in.is_(None))
        .order_by(Exclusion.id)
    )
    return {(team, task, criterion): reason for team, task, criterion, reason in session.execute(query)}
