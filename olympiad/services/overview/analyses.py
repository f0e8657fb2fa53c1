"""The analysis of a section from its rows: with the times of the sheets and who is close to whom; nothing is written."""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.domain.canonical_json import Plain
from olympiad.domain.section import Section as SectionValue
from olympiad.models.edition import Edition
from olympiad.models.judge import Judge
from olympiad.models.results_version import ResultsVersion
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Task
from olympiad.models.team import Team
from olympiad.services.computing import section_cache
from olympiad.services.results import results
from olympiad.services.sections import conflicts

if TYPE_CHECKING:
    from olympiad.analysis.section_analysis import SectionAnalysis
    from olympiad.analysis.section_facets import TaskFacets
    from olympiad.analysis.states import Notes

LEAST_SHEETS = 10
"""Fewer sheets than this say nothing yet."""
SheetKey = tuple[str, str, str]


def find_section(session: Session, edition: str, section: str) -> Section | None:
    """Return the section of an address."""
    query = select(Section).join(Edition, Edition.id == Section.edition_id)
    return session.scalars(query.where(Edition.slug == edition, Section.slug == section)).one_or_none()


Times = dict[SheetKey, tuple[float | None, float | None]]
Given = tuple[SectionValue, Times, frozenset[tuple[str, str]], int]
"""What an analysis is made of: the section, times of its sheets, who is close to whom, the seed."""


def given(session: Session, section: Section, *, seed: int = 1) -> Given:
    """Load what the analysis of a section is made of."""
    value = section_cache.of(session, section).load(session, section)
    return value, sheet_times(session, section), conflicts.close_keys(session, section), seed


def analyse_section(session: Session, section: Section, *, seed: int = 1) -> "SectionAnalysis":
    """Return the whole analysis of a section as it is now. Raises what ranking raises."""
    known = section_cache.of(session, section).marks
    return work()(*given(session, section, seed=seed), known=known)


def work() -> "Callable[..., SectionAnalysis]":
    """Return the function that makes an analysis; numpy and scipy come with it, so only when it is needed."""
    function: Callable[..., SectionAnalysis] = import_module("olympiad.analysis.section_analysis").analyse_given
    return function


def facets_work() -> "Callable[..., tuple[TaskFacets, ...]]":
    """Return the function that makes the Rasch model of all tasks of an analysis."""
    function: Callable[..., tuple[TaskFacets, ...]]
    function = import_module("olympiad.analysis.section_facets").section_facets
    return function


def stands_for(version: ResultsVersion, found: "SectionAnalysis") -> bool:
    """Tell whether the places of a results version are those that an analysis started from."""
    rows = results.bundle_of(version)["ranking"]
    assert isinstance(rows, list)
    frozen = {str(row["team"]): str(row["award"] or "") for row in rows if isinstance(row, dict) and row["place"]}
    return frozen == {one.team: one.award for one in found.order.standings} and _totals(rows) == {
        one.team: round(one.total, 6) for one in found.order.standings
    }


def _totals(rows: Sequence[Plain]) -> dict[str, float]:
    placed = [row for row in rows if isinstance(row, dict) and row["place"]]
    return {str(row["team"]): round(float(str(row["total"])), 6) for row in placed}


def count_sheets(session: Session, section: Section) -> int:
    """Return how many sheets a section has, void ones left out."""
    query = select(func.count()).where(ScoreSheet.section_id == section.id, ScoreSheet.state != "void")
    return session.scalar(query) or 0


def live_notes(session: Session, section: Section) -> "Notes":
    """Return what the chief judge should hear while marking goes on; teams by the code that judges see."""
    value = section_cache.of(session, section).load(session, section)
    if sum(sheet.submitted for sheet in value.sheets) < LEAST_SHEETS:
        return ()
    codes = {team.key: team.code or team.key for team in value.teams}
    marks = import_module("olympiad.analysis.section_marks").of_section(value, sheet_times(session, section))
    notes: Notes = import_module("olympiad.analysis.live").live_notes(marks, codes)
    return notes


def sheet_times(session: Session, section: Section) -> Times:
    """Return for each sheet the minutes since the first one was handed over, and the minutes spent on it."""
    query = (
        select(Team.key, Task.code, Judge.key, ScoreSheet.opened_at, ScoreSheet.submitted_at)
        .join(Team, Team.id == ScoreSheet.team_id)
        .join(Task, Task.id == ScoreSheet.task_id)
        .join(Judge, Judge.id == ScoreSheet.judge_id)
        .where(ScoreSheet.section_id == section.id, ScoreSheet.state != "void", ScoreSheet.submitted_at.is_not(None))
    )
    rows = session.execute(query).all()
    moments = [row.submitted_at for row in rows if row.submitted_at is not None]
    first = min(moments, default=None)
    return {
        (team, task, judge): (
            (submitted - first).total_seconds() / 60 if first and submitted else None,
            (submitted - opened).total_seconds() / 60 if opened and submitted else None,
        )
        for team, task, judge, opened, submitted in rows
    }
