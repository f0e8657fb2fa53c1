"""What a screen of the hall tells: progress without any team, rounds of the schedule, published places without awards."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.canonical_json import Plain
from olympiad.domain.choices import SheetState
from olympiad.domain.screens import Tile, ordered, tile
from olympiad.domain.visibility import Part, Reader
from olympiad.exchange.published_ranking import PublishedRanking, published_ranking
from olympiad.models.edition import Edition
from olympiad.models.results_version import ResultsVersion
from olympiad.models.section import Section
from olympiad.models.task import ScheduleSlot, Task
from olympiad.services.appeals import appeal_windows
from olympiad.services.overview import across_sections, board
from olympiad.services.results import publication, visibility

OUT = ("withdrawn", "absent")
HANDED_OVER = (SheetState.SUBMITTED, SheetState.ACCEPTED)
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


@dataclass(frozen=True)
class Places:
    """The ranking that anybody may see now."""

    ranking: PublishedRanking
    is_official: bool
    appeals_until: datetime | None
    """While appeals may be lodged: until when."""


def places(session: Session, section: Section) -> Places | None:
    """Return the ranking with the names that may be public; None where the table of visibility shows it to nobody."""
    version = visibility.seen_by(session, section, frozenset({Reader.ANYBODY}), Part.RANKING).version
    if version is None:
        return None
    window = appeal_windows.running(session, section, utc_now())
    return Places(_ranking(session, version), version.official_at is not None, window.closes_at if window else None)


def _ranking(session: Session, version: ResultsVersion) -> PublishedRanking:
    return published_ranking(publication.public_bundle(session, version), with_task_marks=False)


def as_kept(session: Session, version: ResultsVersion) -> dict[str, Plain]:
    """Return what a screen keeps of the places of one moment: which version it is, and no name."""
    return {"version": version.id, "official": version.official_at is not None}


def kept_places(session: Session, section: Section, kept: dict[str, Plain]) -> Places | None:
    """Return places as they stood; None once nothing is public, or after that version itself was taken down."""
    seen = visibility.seen_by(session, section, frozenset({Reader.ANYBODY}), Part.RANKING).version
    version = session.get(ResultsVersion, kept["version"])
    if seen is None or version is None or not _is_shown_or_replaced(session, version):
        return None
    return Places(_ranking(session, version), bool(kept["official"]), None)


def _is_shown_or_replaced(session: Session, version: ResultsVersion) -> bool:
    """Whether a version is public, or was until a newer one took its place in the same moment."""
    if version.unpublished_at is None:
        return version.published_at is not None
    newer = select(ResultsVersion.id).where(
        ResultsVersion.section_id == version.section_id,
        ResultsVersion.number > version.number,
        ResultsVersion.published_at == version.unpublished_at,
    )
    return bool(session.scalar(select(exists(newer))))


@dataclass(frozen=True)
class SectionProgress:
    """How many sheets of a section are handed over."""

    section: Section
    done: int
    of: int


def sections(session: Session, edition: Edition) -> list[SectionProgress]:
    """Count the sheets of every section of an edition; no team, no mark, no place."""
    counts = across_sections.sheets_of(session, [one.id for one in edition.sections])
    return [
        SectionProgress(one, sum(states.get(state, 0) for state in HANDED_OVER), sum(states.values()))
        for one in sorted(edition.sections, key=lambda one: one.id)
        if (states := counts.get(one.id))
    ]


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
