"""The analysis of a section from its rows: with the times of the sheets and who is close to whom; nothing is written."""

from importlib import import_module
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.models.edition import Edition
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Task
from olympiad.models.team import Team
from olympiad.services.computing import section_cache
from olympiad.services.sections import conflicts

if TYPE_CHECKING:
    from olympiad.analysis.section_analysis import SectionAnalysis

SheetKey = tuple[str, str, str]


def find_section(session: Session, edition: str, section: str) -> Section | None:
    """Return the section of an address."""
    query = select(Section).join(Edition, Edition.id == Section.edition_id)
    return session.scalars(query.where(Edition.slug == edition, Section.slug == section)).one_or_none()


def analyse_section(session: Session, section: Section, *, seed: int = 1) -> "SectionAnalysis":
    """Return the whole analysis of a section as it is now. Raises what ranking raises."""
    value = section_cache.of(session, section).load(session, section)
    analysis = import_module("olympiad.analysis.section_analysis")  # numpy and scipy come with it, so only now
    found: SectionAnalysis = analysis.analyse(
        value, times=sheet_times(session, section), close=conflicts.close_keys(session, section), seed=seed
    )
    return found


def sheet_times(session: Session, section: Section) -> dict[SheetKey, tuple[float | None, float | None]]:
    """Return for each sheet the minutes since the first one was handed over, and the minutes spent on it."""
    query = (
        select(Team.key, Task.code, Judge.key, ScoreSheet.opened_at, ScoreSheet.submitted_at)
        .join(Team, Team.id == ScoreSheet.team_id)
        .join(Task, Task.id == ScoreSheet.task_id)
        .join(Judge, Judge.id == ScoreSheet.judge_id)
        .where(ScoreSheet.section_id == section.id, ScoreSheet.state != "void", ScoreSheet.submitted_at.is_not(None))
    )
    rows = session.execute(query).all()
    first = min((submitted for *_, submitted in rows), default=None)
    return {
        (team, task, judge): (
            (submitted - first).total_seconds() / 60 if first else None,
            (submitted - opened).total_seconds() / 60 if opened else None,
        )
        for team, task, judge, opened, submitted in rows
    }
