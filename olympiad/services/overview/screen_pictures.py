"""What a screen of the hall tells: progress without any team, rounds of the schedule, published places without awards."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.canonical_json import Plain
from olympiad.domain.screens import Tile, ordered, tile
from olympiad.exchange.published_ranking import PublishedRanking, published_ranking
from olympiad.models.section import Section
from olympiad.models.task import ScheduleSlot, Task
from olympiad.services.overview import board
from olympiad.services.results import publication, results

OUT = ("withdrawn", "absent")
SETTLED = ("accepted", "absent")
BEGUN = ("in-progress", "returned")
MOST_TILES = 48
"""Teams whose tiles stand side by side; more are told by a bar."""


def progress(session: Session, section: Section) -> dict[str, Plain]:
    """Count the places of teams and tasks that every judge has marked; columns are ordered anew, so that none is a team."""
    loaded = board.load(session, section, utc_now(), by_code=True)
    columns = []
    for row in loaded.rows:
        if all(cell.state in OUT for cell in row.cells):
            continue
        columns.append(
            [
                Tile.DONE
                if one.state in SETTLED
                else tile(done=one.done, expected=one.expected, is_begun=one.state in BEGUN)
                for one in row.cells
            ]
        )
    tiles = ordered(columns)
    tasks: list[Plain] = []
    for at, column in enumerate(loaded.columns):
        own = "".join(one[at] for one in tiles)
        tasks.append(
            {"code": column.task.code, "done": own.count(Tile.DONE), "cells": own if len(tiles) <= MOST_TILES else ""}
        )
    done = sum(one.count(Tile.DONE) for one in tiles)
    return {"done": done, "of": len(tiles) * len(loaded.columns), "teams": len(tiles), "tasks": tasks}


def places(session: Session, section: Section) -> tuple[PublishedRanking, bool] | None:
    """Return the published ranking with the names that may be public, and whether it is official; None before that."""
    version = results.published(session, section)
    if version is None:
        return None
    ranking = published_ranking(publication.public_bundle(session, version), with_task_marks=False)
    return ranking, version.official_at is not None


@dataclass(frozen=True)
class Slot:
    """One round of the schedule."""

    starts_at: datetime
    ends_at: datetime | None


def rounds(session: Session, section: Section) -> list[Slot]:
    """List the rounds of the schedule in their order."""
    rows = session.execute(
        select(ScheduleSlot.starts_at, func.max(ScheduleSlot.ends_at))
        .join(Task, Task.id == ScheduleSlot.task_id)
        .where(Task.section_id == section.id, ScheduleSlot.starts_at.is_not(None))
        .group_by(ScheduleSlot.starts_at)
        .order_by(ScheduleSlot.starts_at)
    )
    return [Slot(start, end) for start, end in rows if start is not None]
