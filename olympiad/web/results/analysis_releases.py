"""What of the analysis is told to whom: released to judges or the public, taken back, kept for the next edition."""

from collections.abc import Callable

from flask import Blueprint, Flask, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug import Response

from olympiad.db import session
from olympiad.domain.errors import DomainError
from olympiad.domain.roles import Role
from olympiad.services.overview import analysis_releases
from olympiad.web.frame.access import allow
from olympiad.web.frame.here import actor, own_judge
from olympiad.web.frame.jinja import language
from olympiad.web.results import analysis_quality, analysis_runs
from olympiad.wording.analysis_reader import Reader

bp = Blueprint("analysis_releases", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/analysis")

MOST_NOTES = 200
LEAST_TALK = 2
"""Percent of the maximum within which there is nothing to talk about."""


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.post("/severity/release")
@allow(Role.CHIEF_JUDGE)
def severity() -> Response:
    """Tell each judge the own severity."""
    return _release(
        analysis_releases.release_severity, gettext("Every judge now sees the own severity, and nobody else’s.")
    )


@bp.post("/agreement/release")
@allow(Role.CHIEF_JUDGE)
def agreement() -> Response:
    """Tell everybody how well the judges agreed."""
    return _release(analysis_releases.release_agreement, gettext("The published results now show the line."))


@bp.post("/<any(severity, agreement):kind>/withdraw")
@allow(Role.CHIEF_JUDGE)
def withdraw(kind: str) -> Response:
    """Take back what was told."""
    analysis_releases.withdraw(session(), g.section, kind, by=actor())
    session.commit()
    flash(gettext("Taken back."), "success")
    return redirect(url_for("analyses.show"))


@bp.post("/notes")
@allow(Role.CHIEF_JUDGE, Role.ORGANIZER)
def notes() -> Response:
    """Keep the ticked notes for the next edition."""
    found = analysis_runs.ask().found or abort(404)
    ticked = frozenset(request.form.getlist("note")[:MOST_NOTES])
    kept = [one.kept for one in analysis_quality.advice(found, Reader(language())) if one.key in ticked]
    analysis_releases.keep_advice(session(), g.section, kept, by=actor())
    session.commit()
    flash(ngettext("%(num)s note kept.", "%(num)s notes kept.", len(kept)), "success")
    return redirect(url_for("analyses.tasks"))


@bp.get("/own")
@allow(Role.JUDGE)
def own() -> str:
    """Show a judge the own severity, once it was released."""
    released = analysis_releases.of_section(session(), g.section, analysis_releases.SEVERITY)
    lines = analysis_releases.own_severity(session(), g.section, own_judge())
    if released is None or not lines:
        abort(404)
    reader = Reader(language())
    return render_template(
        "analysis_releases/own.html",
        at=released.at,
        lines=[
            {
                "task": one.task,
                "sheets": one.sheets,
                "value": reader.percent(float(one.value), 1, sign=True),
                "between": reader.between(*(None if edge is None else float(edge) for edge in (one.low, one.high))),
                "points": reader.number(abs(float(one.value * one.maximum)) / 100),
                "is_calm": abs(one.value) < LEAST_TALK,
                "is_kinder": one.value > 0,
            }
            for one in lines
        ],
    )


def _release(deed: Callable[..., None], words: str) -> Response:
    """Release figures of the marks as they are now."""
    found = analysis_runs.ask().found or abort(404)
    try:
        deed(session(), g.section, found, by=actor())
    except DomainError as error:
        if error.code != "nothing_to_release":
            raise
        flash(gettext("There is nothing to tell yet: too few teams were marked by several judges."), "warning")
        return redirect(url_for("analyses.show"))
    session.commit()
    flash(words, "success")
    return redirect(url_for("analyses.show"))
