"""The figures of the three pages of the analysis, drawn from one analysis for readers of one language."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import g, render_template
from flask_babel import gettext

from olympiad.analysis.sheet_matrix import MOST_TEAMS
from olympiad.db import session
from olympiad.services.results import results
from olympiad.services.sections import contents
from olympiad.web.frame.jinja import content
from olympiad.web.results import analysis_fairness, analysis_order, analysis_quality
from olympiad.web.results.analysis_plots import axis
from olympiad.wording.analysis_reader import Reader
from olympiad.wording.analysis_tables import QUESTIONS, STATES, answers, tables, told

if TYPE_CHECKING:
    from olympiad.analysis.section_analysis import SectionAnalysis

Draw = Callable[["SectionAnalysis", Reader, str], str]
FIVE = ("severity", "agreement", "connection", "day", "own")


def fairness(found: "SectionAnalysis", r: Reader, _chosen: str = "") -> str:
    """Draw “Are the judges fair?”."""
    every = {one.key: one for one in answers(found, r.language)}
    written = {one.key: one for one in tables(found, r.language, r.labels, ("habits", "sheets"))}
    severity, agreement = analysis_fairness.severity_axis(found, r), analysis_fairness.agreement_axis(found, r)
    return render_template(
        "analyses/_fairness.html",
        answers=[every[key] for key in FIVE],
        short=_short(),
        told=every,
        widest=analysis_fairness.widest(found, r),
        complete=found.matrix.is_complete,
        sheets=found.sheets,
        severity_axis=severity,
        severity=analysis_fairness.severity_rows(found, severity, r),
        agreement_axis=agreement,
        agreement=analysis_fairness.agreement_rows(found, agreement, r),
        courses=analysis_fairness.courses(found, r),
        matrix=analysis_fairness.matrix(found, r),
        matrix_fits=len(found.matrix.teams) <= MOST_TEAMS,
        habits=written["habits"],
        who_marked=written["sheets"],
        **_own(found, r),
    )


def _short() -> dict[str, str]:
    return {
        "severity": gettext("Severity"),
        "agreement": gettext("Agreement"),
        "connection": gettext("Connection"),
        "day": gettext("Over the day"),
        "own": gettext("Own university"),
    }


def _own(found: "SectionAnalysis", r: Reader) -> dict[str, object]:
    """Return what stands in the panel of the own institution."""
    eye, own = found.eye, found.fairness.own
    is_direct = own.value is not None
    return {
        "own": own,
        "own_value": r.percent(own.value, 1, sign=True),
        "own_between": r.between(own.low, own.high),
        "own_p": r.number(own.p, 3),
        "scatter": None if is_direct or eye.value is None else analysis_fairness.scatter(eye, r),
        "own_rows": analysis_fairness.own_rows(eye, r),
        "read_points": r.number(eye.read_points, 0),
        "eye_points": r.number(eye.eye_points, 0),
        "eye_value": r.percent(eye.value, 1, sign=True),
        "eye_between": r.between(eye.low, eye.high),
        "direct": None if is_direct or not own.notes else told(own.notes, "own", "", r.language),
    }


def quality(found: "SectionAnalysis", r: Reader, chosen: str = "") -> str:
    """Draw “Were the tasks good?” with the criteria of the chosen task, else of the first that is weak."""
    codes = {one.code: one for one in found.quality.tasks}
    weak = [one for one in codes.values() if any(note.state == "weak" for note in one.notes)]
    task = codes.get(chosen) or next(iter([*weak, *codes.values()]), None)
    scale = analysis_quality.alpha_axis(r)
    return render_template(
        "analyses/_quality.html",
        scale=scale,
        states={key: r.gettext(words) for key, words in STATES.items()},
        tasks=analysis_quality.task_rows(found, scale, _titles(), r),
        enough_tasks=found.quality.enough_tasks,
        chosen=task.code if task else "",
        share_axis=axis(0, 0.4, [(0, r.percent(0)), (0.3, r.percent(30))]),
        criteria=analysis_quality.criterion_rows(task, _criteria(task.code), r) if task else (),
        alpha=r.coefficient(found.quality.alpha),
        alpha_between=r.coefficients(found.quality.low, found.quality.high),
    )


def _titles() -> dict[str, str]:
    return {row.code: content(row, "title") for row in contents.tasks(session(), g.section)}


def _criteria(code: str) -> dict[str, str]:
    rows = contents.criteria(session(), g.section)
    return {row.code: content(row, "label") for task, row in rows if task == code}


def order(found: "SectionAnalysis", r: Reader, _chosen: str = "") -> str:
    """Draw “How sure is the order?”."""
    scale = analysis_order.place_axis(found, r)
    every = {one.key: one for one in answers(found, r.language)}
    version = results.latest(session(), g.section)
    return render_template(
        "analyses/_order.html",
        told=every | {"order": told(found.order.notes, "order", r.gettext(QUESTIONS["order"]), r.language)},
        scale=scale,
        places=analysis_order.place_rows(found, scale, r),
        borders=analysis_order.border_rows(found, r),
        trials=analysis_order.trial_rows(found, r),
        draws=found.order.draws,
        seed=found.order.seed,
        checksum=version.sha256[:12] if version else "",
    )
