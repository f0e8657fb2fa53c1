"""The public programme of an edition: when and where sections work, and when appeals are heard; no team, no task."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import event, func, select
from sqlalchemy.orm import Session, object_session

from olympiad.models.appeal import AppealWindow
from olympiad.models.edition import Edition
from olympiad.models.results_version import ResultsVersion
from olympiad.models.task import ScheduleSlot, Task
from olympiad.models.team import Team

CHANGED = "olympiad_schedule_changed"
"""Key of `session.info`: rows of a schedule were written, so the sites of the sections' editions show something else."""


class Place(NamedTuple):
    """A station or room with the hours in which teams work there."""

    name: str
    begins_at: datetime
    ends_at: datetime | None
    rounds: int


@dataclass(frozen=True)
class Day:
    """The work of one section: from its first round to its last, and where."""

    begins_at: datetime
    ends_at: datetime | None
    rounds: int
    places: tuple[Place, ...]
    """Named stations and rooms by their names; the schedule may name none."""


@dataclass(frozen=True)
class Hours:
    """What of a section's hours everybody may know."""

    work: Day | None = None
    appeals: tuple[datetime, datetime] | None = None
    """Of the window that the published version opened."""


class Work(NamedTuple):
    """A team at a station."""

    station: str
    team: str
    name: str


def at_work(session: Session, edition: Edition, moment: datetime) -> list[Work]:
    """List who works where at a moment, by the schedules of an edition: what a photograph of that moment may show."""
    query = (
        select(ScheduleSlot.station, Team.code, Team.name)
        .join(Team, Team.id == ScheduleSlot.team_id)
        .where(Team.edition_id == edition.id, ScheduleSlot.station != "")
        .where(ScheduleSlot.starts_at <= moment, ScheduleSlot.ends_at > moment)
    )
    return sorted((Work(*row) for row in session.execute(query)), key=lambda one: (_natural(one.station), one.team))


def of_sections(session: Session, sections: Collection[int]) -> dict[int, Hours]:
    """Return the public hours of sections that have any, in two statements whatever their number."""
    work, appeals = _work(session, sections), _appeals(session, sections)
    return {one: Hours(work.get(one), appeals.get(one)) for one in sorted(work.keys() | appeals.keys())}


def _work(session: Session, sections: Collection[int]) -> dict[int, Day]:
    query = (
        select(Task.section_id, ScheduleSlot.station, func.min(ScheduleSlot.starts_at), func.max(ScheduleSlot.ends_at))
        .add_columns(func.count(ScheduleSlot.starts_at.distinct()))
        .join(Task, Task.id == ScheduleSlot.task_id)
        .where(Task.section_id.in_(sections), ScheduleSlot.starts_at.is_not(None))
        .group_by(Task.section_id, ScheduleSlot.station)
        .order_by(Task.section_id, ScheduleSlot.station)
    )
    found: dict[int, list[Place]] = defaultdict(list)
    for section_id, *told in session.execute(query):
        found[section_id].append(Place(*told))
    return {section_id: _day(places) for section_id, places in found.items()}


def _day(places: list[Place]) -> Day:
    ends = [one.ends_at for one in places if one.ends_at is not None]
    named = sorted((one for one in places if one.name), key=lambda one: _natural(one.name))
    return Day(
        min(one.begins_at for one in places), max(ends, default=None), max(one.rounds for one in places), tuple(named)
    )


def _natural(name: str) -> tuple[int, str]:
    """Station 2 comes before station 10: shorter names first among those that differ in a number alone."""
    digits = "".join(one for one in name if one.isdigit())
    return (int(digits[:9]) if digits else 0, name.casefold())


def _appeals(session: Session, sections: Collection[int]) -> dict[int, tuple[datetime, datetime]]:
    """Only of versions that are public: before, nobody but leaders knows that there is one."""
    query = (
        select(AppealWindow.section_id, AppealWindow.opens_at, AppealWindow.closes_at)
        .join(ResultsVersion, ResultsVersion.id == AppealWindow.results_version_id)
        .where(AppealWindow.section_id.in_(sections))
        .where(ResultsVersion.published_at.is_not(None), ResultsVersion.unpublished_at.is_(None))
    )
    return {section_id: (opens_at, closes_at) for section_id, opens_at, closes_at in session.execute(query)}


@event.listens_for(ScheduleSlot, "after_insert")
@event.listens_for(ScheduleSlot, "after_update")
@event.listens_for(ScheduleSlot, "after_delete")
def _note(_mapper: object, _connection: object, row: ScheduleSlot) -> None:
    session = object_session(row)
    if session is not None:
        session.info[CHANGED] = True
