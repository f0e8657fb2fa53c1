"""A section as plain numbers for the analysis: every complete official sheet, as given, before anything was settled."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from olympiad.domain.choices import CriterionKind, TeamStatus
from olympiad.domain.evidence import gather
from olympiad.domain.section import Section
from olympiad.domain.task_marks import marked_sheets

SheetKey = tuple[str, str, str]
"""Team, task, judge."""


class TaskShape(NamedTuple):
    """A task: its maximum in points, weight, and the criteria that give points with their maxima."""

    code: str
    maximum: float
    weight: float
    criteria: tuple[tuple[str, float], ...]
    read: tuple[bool, ...] = ()
    """Which criteria are readings of an instrument, judged by a key; empty: none."""


class SheetMarks(NamedTuple):
    """One sheet: total and points of the criteria in points; a cell without points is None."""

    team: str
    task: str
    judge: str
    total: float
    points: tuple[float | None, ...]
    minute: float | None
    """When it was handed over, in minutes since the first one."""
    spent: float | None
    """Minutes from opening to handing over."""
    is_close: bool
    """Whether the judge is close to the team."""


@dataclass(frozen=True)
class SectionMarks:
    """Teams in the running, tasks with criteria, sheets."""

    teams: tuple[str, ...]
    tasks: tuple[TaskShape, ...]
    sheets: tuple[SheetMarks, ...]

    def of_task(self, code: str) -> list[SheetMarks]:
        """Return the sheets of one task."""
        return [sheet for sheet in self.sheets if sheet.task == code]


def of_section(
    section: Section,
    times: Mapping[SheetKey, tuple[float | None, float | None]] | None = None,
    close: frozenset[tuple[str, str]] | None = None,
) -> SectionMarks:
    """Return the marks of a section; `times` has minute and minutes spent, `close` pairs of judge and team.

    An absent or unfinished sheet is no sheet here: missing, absent and 0 stay three things. Without `close`, nobody is.
    """
    evidence = gather(replace(section, agreed_marks=()))
    teams = [team.key for team in section.teams if team.status in (TeamStatus.COMPETING, TeamStatus.GUEST)]
    tasks, sheets = [], []
    for task in section.tasks:
        kept = [at for at, one in enumerate(task.criteria) if not one.is_penalty and one.maximum]
        if not kept:
            continue
        names = tuple((task.criteria[at].code, float(task.criteria[at].maximum) / 1000) for at in kept)
        read = tuple(task.criteria[at].kind is CriterionKind.READING for at in kept)
        tasks.append(TaskShape(task.code, float(task.maximum) / 1000, float(task.weight), names, read))
        for team in teams:
            for sheet in marked_sheets(evidence, team, task):
                if sheet.total is None:
                    continue
                points = tuple(
                    float(sheet.worths[at].points) / 1000 if sheet.worths[at].counts else None for at in kept
                )
                minute, spent = (times or {}).get((team, task.code, sheet.judge), (None, None))
                sheets.append(
                    SheetMarks(
                        team,
                        task.code,
                        sheet.judge,
                        float(sheet.total) / 1000,
                        points,
                        minute,
                        spent,
                        (sheet.judge, team) in (close or frozenset()),
                    )
                )
    return SectionMarks(tuple(teams), tuple(tasks), tuple(sheets))
