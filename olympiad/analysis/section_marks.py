"""A section as plain numbers for the analysis: every complete official sheet, as given, before anything was settled."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from olympiad.domain.choices import Method, TeamStatus
from olympiad.domain.evidence import Evidence, gather
from olympiad.domain.kinds import KINDS
from olympiad.domain.known_marks import KnownMarks, Marked
from olympiad.domain.rubric import Task
from olympiad.domain.section import ScoreSheet, Section
from olympiad.domain.sheets import Worth

SheetKey = tuple[str, str, str]
"""Team, task, judge."""
Given = tuple[str, float, tuple[float | None, ...]]


class TaskShape(NamedTuple):
    """A task: its maximum in points, weight, and the criteria that give points with their maxima."""

    code: str
    maximum: float
    weight: float
    criteria: tuple[tuple[str, float], ...]
    read: tuple[bool, ...] = ()
    """Which criteria are readings of an instrument, judged by a key; empty: none."""
    method: Method = Method.MEAN
    drop: int = 1
    """How several sheets become one mark, and how many a trimmed mean leaves out at each end."""


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

    @cached_property
    def by_task(self) -> Mapping[str, list[SheetMarks]]:
        """The sheets of each task that has some."""
        found: dict[str, list[SheetMarks]] = defaultdict(list)
        for sheet in self.sheets:
            found[sheet.task].append(sheet)
        return dict(found)

    def of_task(self, code: str) -> list[SheetMarks]:
        """Return the sheets of one task."""
        return self.by_task.get(code, [])


def of_section(
    section: Section,
    times: Mapping[SheetKey, tuple[float | None, float | None]] | None = None,
    close: frozenset[tuple[str, str]] | None = None,
    known: KnownMarks | None = None,
) -> SectionMarks:
    """Return the marks of a section; `times` has minute and minutes spent, `close` pairs of judge and team.

    An absent or unfinished sheet is no sheet here: missing, absent and 0 stay three things. Without `close`, nobody is.
    `known` spares sheets that were summed before.
    """
    evidence = gather(replace(section, agreed_marks=()))
    marked = (known or KnownMarks()).sheets_of(evidence)
    teams = tuple(team.key for team in section.teams if team.status in (TeamStatus.COMPETING, TeamStatus.GUEST))
    tasks: list[TaskShape] = []
    sheets: list[SheetMarks] = []
    for task in section.tasks:
        kept = _counted(task)
        if not kept:
            continue
        tasks.append(_shape(task, kept))
        for team in teams:
            for judge, total, points in _given(evidence, marked, team, task, kept):
                minute, spent = (times or {}).get((team, task.code, judge), (None, None))
                is_close = (judge, team) in (close or frozenset())
                sheets.append(SheetMarks(team, task.code, judge, total, points, minute, spent, is_close))
    return SectionMarks(teams, tuple(tasks), tuple(sheets))


def _counted(task: Task) -> list[int]:
    """Return the positions of the criteria that give points: no penalties, and none that is worth nothing."""
    return [at for at, one in enumerate(task.criteria) if not one.is_penalty and one.maximum]


def _shape(task: Task, kept: Sequence[int]) -> TaskShape:
    names = tuple((task.criteria[at].code, float(task.criteria[at].maximum) / 1000) for at in kept)
    read = tuple(KINDS[task.criteria[at].kind].is_measured for at in kept)
    return TaskShape(task.code, float(task.maximum) / 1000, float(task.weight), names, read, task.method, task.drop)


def _given(evidence: Evidence, marked: Marked, team: str, task: Task, kept: Sequence[int]) -> list[Given]:
    """Return judge, total and points of the complete sheets; quickly where a mark is its points and none is missing."""
    sheets = evidence.sheets.get((team, task.code), [])
    if task.is_plain and all(map(_is_full, sheets)):
        return [_given_plainly(sheet, kept) for sheet in sheets]
    return [
        (sheet.judge, float(sheet.total) / 1000, tuple(_points(sheet.worths[at]) for at in kept))
        for sheet in marked(team, task)
        if sheet.total is not None
    ]


def _given_plainly(sheet: ScoreSheet, kept: Sequence[int]) -> Given:
    marks = [cell for cell in sheet.marks if isinstance(cell, int)]
    return sheet.judge, sum(marks) / 1000, tuple(marks[at] / 1000 for at in kept)


def _is_full(sheet: ScoreSheet) -> bool:
    return sheet.submitted and not sheet.absent and all(type(cell) is int for cell in sheet.marks)


def _points(worth: Worth) -> float | None:
    return float(worth.points) / 1000 if worth.counts else None
