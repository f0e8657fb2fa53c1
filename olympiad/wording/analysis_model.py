"""The Rasch model of the tasks as tables of text in the reader's language: judges, then tasks."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from olympiad.wording.analysis_reader import Labels, Reader
from olympiad.wording.analysis_tables import TextTable, stated
from olympiad.wording.catalogues import N_

if TYPE_CHECKING:
    from olympiad.analysis.section_facets import TaskFacets

JUDGES = N_("Judges by the Rasch model")
TASKS = N_("Tasks by the Rasch model")


def model_tables(tasks: "Sequence[TaskFacets]", language: str, labels: Labels | None = None) -> list[TextTable]:
    """Return the judges with severity and fit, and what the model says of each task."""
    reader = Reader(language, labels or Labels())
    return [_judges(tasks, reader), _tasks(tasks, reader)]


def _judges(tasks: "Sequence[TaskFacets]", r: Reader) -> TextTable:
    _ = r.gettext
    columns = [
        _(N_("Task")), _(N_("Judge")), _(N_("Marks")), _(N_("Severity, logits")), "SE", "Infit", "Outfit",
        _(N_("Fair average")),
    ]  # fmt: skip
    lines = [(task.task, one) for task in tasks for one in task.judges]
    rows = [
        (
            task, r.labels.judge(one.judge), str(one.marks), r.number(one.severity, 2, sign=True), r.number(one.se, 2),
            r.number(one.infit, 2), r.number(one.outfit, 2), r.number(one.fair_average, 2),
        )
        for task, one in lines
    ]  # fmt: skip
    return stated(r, "model", _(JUDGES), columns, rows, [one.notes for _task, one in lines])


def _tasks(tasks: "Sequence[TaskFacets]", r: Reader) -> TextTable:
    _ = r.gettext
    columns = [
        _(N_("Task")), _(N_("Criteria")), _(N_("Separation of the judges")), _(N_("Reliability")), _(N_("Chi-square")),
        _(N_("Degrees of freedom")), "p", _(N_("Separation of the teams")),
    ]  # fmt: skip
    rows = [
        (
            one.task, ", ".join(one.criteria) or "–", r.number(one.separation, 2), r.number(one.reliability, 2),
            r.number(one.chi2, 2), r.number(one.df, 0), r.number(one.p, 3), r.number(one.teams_separation, 2),
        )
        for one in tasks
    ]  # fmt: skip
    return stated(r, "model-tasks", _(TASKS), columns, rows, [one.notes for one in tasks])
