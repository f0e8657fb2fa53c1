"""Criteria that are left out after an incident for single teams, or after an appeal for all, as ranking and moderation ask."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.models.appeal import VoidCriterion
from olympiad.models.incident import Exclusion
from olympiad.models.section import Section
from olympiad.models.task import Criterion, Task
from olympiad.models.team import Team


def at_places(session: Session, section_id: int) -> Mapping[tuple[int, int], set[int]]:
    """Ids of the criteria that are left out, by team and task."""
    found: dict[tuple[int, int], set[int]] = defaultdict(set)
    query = select(Exclusion.team_id, Exclusion.task_id, Exclusion.criterion_id).where(
        Exclusion.section_id == section_id, Exclusion.withdrawn_at.is_(None)
    )
    for team_id, task_id, criterion_id in session.execute(query):
        found[team_id, task_id].add(criterion_id)
    return found


def at_place(session: Session, team_id: int, task_id: int) -> set[int]:
    """Ids of the criteria that are left out for one team at one task, those that an appeal made void for all included."""
    query = select(Exclusion.criterion_id).where(
        Exclusion.team_id == team_id, Exclusion.task_id == task_id, Exclusion.withdrawn_at.is_(None)
    )
    void = (
        select(VoidCriterion.criterion_id)
        .join(Criterion, Criterion.id == VoidCriterion.criterion_id)
        .where(Criterion.task_id == task_id, VoidCriterion.withdrawn_at.is_(None))
    )
    return {*session.scalars(query), *session.scalars(void)}


def void_for_all(session: Session, section_id: int) -> set[int]:
    """Ids of the criteria that an appeal made void for all teams of a section."""
    query = select(VoidCriterion.criterion_id).where(
        VoidCriterion.section_id == section_id, VoidCriterion.withdrawn_at.is_(None)
    )
    return set(session.scalars(query))


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
