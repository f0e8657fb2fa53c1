"""The page of the Rasch model as rows and positions: judges by task with severity and fit, then what holds of each task."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import render_template

from olympiad.analysis.states import remark
from olympiad.web.results.analysis_plots import Axis, Strip, axis, reach
from olympiad.wording.analysis_model import model_tables
from olympiad.wording.analysis_reader import Reader
from olympiad.wording.analysis_tables import told

if TYPE_CHECKING:
    from olympiad.analysis.section_facets import JudgeFit, TaskFacets
    from olympiad.analysis.states import Notes

WIDE = 1.96
"""So many standard errors on each side hold 95 %."""


APART = ("model_judges_unequal", "judge_misfits")


@dataclass(frozen=True)
class FitRow:
    """One judge in one task."""

    task: str
    span: int
    """Rows of the task, 0 for all but its first one."""
    judge: str
    key: str
    strip: Strip
    severity: str
    se: str
    infit: str
    outfit: str
    fair: str
    words: str


def draw(tasks: "Sequence[TaskFacets]", r: Reader) -> str:
    """Draw “On one scale”."""
    scale = _axis(tasks, r)
    judges, by_task = model_tables(tasks, r.language, r.labels)
    return render_template(
        "analyses/_model.html",
        finding=told(_apart(tasks), "model", "", r.language),
        scale=scale,
        rows=_rows(tasks, scale, r),
        judges=judges,
        by_task=by_task,
    )


def _apart(tasks: "Sequence[TaskFacets]") -> "Notes":
    """Return the judges who stand apart by the model; else that nobody does, or why there is none."""
    every = [note for task in tasks for note in (*task.notes, *(note for one in task.judges for note in one.notes))]
    apart = tuple(note for note in every if note.reason in APART)
    if apart:
        return apart
    return (remark("model_calm"),) if any(task.judges for task in tasks) else tuple(every)


def _axis(tasks: "Sequence[TaskFacets]", r: Reader) -> Axis:
    edges = [edge for task in tasks for one in task.judges for edge in _interval(one)]
    far = reach(edges, 1, 0.5)
    ticks = [(at * far / 2, r.number(at * far / 2, 1)) for at in range(-2, 3)]
    return axis(-far, far, ticks)


def _interval(one: "JudgeFit") -> tuple[float | None, float | None]:
    if one.severity is None or one.se is None:
        return None, None
    return one.severity - WIDE * one.se, one.severity + WIDE * one.se


def _rows(tasks: "Sequence[TaskFacets]", scale: Axis, r: Reader) -> tuple[FitRow, ...]:
    spans = Counter(task.task for task in tasks for _ in task.judges)
    rows = []
    for task in tasks:
        for at, one in enumerate(task.judges):
            low, high = _interval(one)
            strip = Strip(scale.at(one.severity), scale.at(low), scale.at(high), is_weak=bool(one.notes))
            rows.append(
                FitRow(
                    task.task,
                    0 if at else spans[task.task],
                    r.labels.judge(one.judge),
                    one.judge,
                    strip,
                    r.number(one.severity, 2, sign=True),
                    r.number(one.se, 2),
                    r.number(one.infit, 2),
                    r.number(one.outfit, 2),
                    r.number(one.fair_average, 2),
                    told(one.notes, "", "", r.language).sentences[0] if one.notes else "",
                )
            )
    return tuple(rows)
