"""The many-facet Rasch model of each task of a section: judges, teams and criteria on one scale, fit beside severity."""

from dataclasses import dataclass

from olympiad.analysis.facets import MOST_CATEGORIES, Facets, facets
from olympiad.analysis.facets_table import FACETS
from olympiad.analysis.section_marks import SectionMarks, TaskShape
from olympiad.analysis.states import Notes, remark, unavailable, weak
from olympiad.analysis.tables import Long

MISFIT = 1.5
"""Infit above this disturbs the measures (Linacre 2002)."""
LEVEL = 0.01
"""Of the fixed chi-square, below which judges count as unequal."""


@dataclass(frozen=True)
class JudgeFit:
    """One judge of a task: severity in logits (0: the mean of the task's judges), fit, and the fair average of a criterion."""

    judge: str
    marks: int
    severity: float | None
    se: float | None
    infit: float | None
    outfit: float | None
    fair_average: float | None
    notes: Notes = ()


@dataclass(frozen=True)
class TaskFacets:
    """The model of one task over the criteria that judges mark by eye; separation and what follows are of its judges."""

    task: str
    criteria: tuple[str, ...]
    judges: tuple[JudgeFit, ...] = ()
    separation: float | None = None
    reliability: float | None = None
    chi2: float | None = None
    df: int | None = None
    p: float | None = None
    """Of the fixed chi-square: are all judges equally strict?"""
    teams_separation: float | None = None
    notes: Notes = ()


def section_facets(marks: SectionMarks) -> tuple[TaskFacets, ...]:
    """Return the model of every task (partial credit: each criterion has thresholds of its own).

    Readings are left out, for a key judges them; so are criteria with more than ten different marks.
    """
    return tuple(_of_task(marks, task) for task in marks.tasks)


def _of_task(marks: SectionMarks, task: TaskShape) -> TaskFacets:
    usable = _by_eye(marks, task)
    rows = [row for own in usable.values() for row in own]
    if len(usable) < 2:
        return TaskFacets(task.code, tuple(usable), notes=(unavailable("few_criteria_by_eye", most=MOST_CATEGORIES),))
    found = facets(Long(FACETS, tuple(row[:3] for row in rows), tuple(row[3] for row in rows)), partial_credit=True)
    return TaskFacets(
        task.code,
        tuple(usable),
        _judges(task.code, found),
        found.separation["rater"],
        found.reliability["rater"],
        found.chi2["rater"],
        found.df["rater"],
        found.p["rater"],
        found.separation["person"],
        (*_unequal(task.code, found), *found.notes),
    )


def _by_eye(marks: SectionMarks, task: TaskShape) -> dict[str, list[tuple[str, str, str, float]]]:
    """Return team, judge, criterion and mark of the criteria that the model can use."""
    sheets, read = marks.of_task(task.code), task.read or (False,) * len(task.criteria)
    cells = {
        code: [(one.team, one.judge, code, points) for one in sheets if (points := one.points[at]) is not None]
        for at, (code, _maximum) in enumerate(task.criteria)
        if not read[at]
    }
    return {code: own for code, own in cells.items() if 1 < len({row[3] for row in own}) <= MOST_CATEGORIES}


def _judges(task: str, found: Facets) -> tuple[JudgeFit, ...]:
    return tuple(
        JudgeFit(name, one.n, one.measure, one.se, one.infit, one.outfit, one.fair_average, _fit(task, name, one.infit))
        for name, one in sorted(found.elements["rater"].items())
    )


def _fit(task: str, judge: str, infit: float | None) -> Notes:
    return (weak("judge_misfits", judge=judge, task=task),) if infit is not None and infit > MISFIT else ()


def _unequal(task: str, found: Facets) -> Notes:
    p = found.p["rater"]
    if p is None:
        return ()
    return (weak("model_judges_unequal", task=task),) if p < LEVEL else (remark("model_judges_equal", task=task),)
