"""The analysis for the jury: four pages of questions, tables to download, the report; never a changed mark."""

import io
import zipfile
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from flask import Blueprint, Flask, Response, abort, g, make_response, render_template, request, url_for
from flask_babel import gettext
from markupsafe import Markup

from olympiad import jobs
from olympiad.db import session
from olympiad.domain.roles import Role
from olympiad.exchange.csv_writer import csv_text
from olympiad.models.results_version import ResultsVersion
from olympiad.services.overview import analyses, analysis_releases
from olympiad.services.results import results
from olympiad.services.sections import contents
from olympiad.web.frame.access import allow
from olympiad.web.frame.fragment_cache import drawn
from olympiad.web.frame.jinja import content, language, moment
from olympiad.web.results import analysis_model, analysis_pages, analysis_quality, analysis_runs
from olympiad.web.results.analysis_runs import Asked
from olympiad.wording.analysis_model import model_tables
from olympiad.wording.analysis_reader import Labels, Reader
from olympiad.wording.analysis_tables import TextTable, public_line, tables
from olympiad.wording.sentences import sentence

if TYPE_CHECKING:
    from olympiad.analysis.section_analysis import SectionAnalysis
    from olympiad.analysis.section_facets import TaskFacets

bp = Blueprint("analyses", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/analysis")

Aside = Callable[["SectionAnalysis"], dict[str, object]]
SECONDS = 2
"""After so many the page looks again whether the figures are there."""


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.get("/")
@allow(Role.CHIEF_JUDGE, Role.ORGANIZER)
def show() -> Response:
    """Are the judges fair?"""
    return _page("show", gettext("Are the judges fair?"), analysis_pages.fairness, aside=_releases)


@bp.get("/tasks/")
@allow(Role.CHIEF_JUDGE, Role.ORGANIZER)
def tasks() -> Response:
    """Were the tasks good?"""
    return _page(
        "tasks", gettext("Were the tasks good?"), analysis_pages.quality, request.args.get("task", ""), _advice
    )


@bp.get("/order/")
@allow(Role.CHIEF_JUDGE, Role.ORGANIZER)
def order() -> Response:
    """How sure is the order?"""
    return _page("order", gettext("How sure is the order?"), analysis_pages.order)


@bp.get("/model/")
@allow(Role.CHIEF_JUDGE, Role.ORGANIZER)
def model() -> Response:
    """Judges, teams and criteria on one scale."""
    return _page("model", gettext("On one scale"), lambda found, r, _chosen: analysis_model.draw(_facets(found), r))


@bp.get(
    "/tables/<any(severity, agreement, sheets, day, own, habits, tasks, criteria, order, borders, trials, "
    "model, 'model-tasks'):name>.csv"
)
@allow(Role.CHIEF_JUDGE, Role.ORGANIZER)
def table(name: str) -> Response:
    """Return one table as CSV."""
    found = _analysed()
    every = model_tables(_facets(found), language(), labels()) if name.startswith("model") else _plain_tables(found)
    wanted = next(one for one in every if one.key == name)
    answer = Response(_csv(wanted), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f"attachment; filename={g.section.slug}-{name}.csv"
    return answer


@bp.get("/tables.zip")
@allow(Role.CHIEF_JUDGE, Role.ORGANIZER)
def workbook() -> Response:
    """Return every table as CSV in one archive."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as written:
        for one in _tables(_analysed()):
            written.writestr(f"{one.key}.csv", _csv(one))
    answer = Response(archive.getvalue(), mimetype="application/zip")
    answer.headers["Content-Disposition"] = f"attachment; filename={g.section.slug}-analysis.zip"
    return answer


@bp.get("/report.pdf")
@allow(Role.CHIEF_JUDGE, Role.ORGANIZER)
def report() -> Response:
    """Return the report for the jury in the reader's language."""
    asked = analysis_runs.ask()
    found = asked.found or abort(404)
    body = import_module("olympiad.documents.analysis").analysis_pdf(  # Typst and its fonts come with it
        found,
        language(),
        edition=content(g.edition, "name"),
        section=content(g.section, "title"),
        labels=labels(),
        about=str(_frame("show", asked)["about"]),
        facets=_facets(found),
    )
    return Response(body, mimetype="application/pdf")


def _page(name: str, title: str, draw: analysis_pages.Draw, chosen: str = "", aside: Aside | None = None) -> Response:
    """Show a page: its frame for this reader, its figures as they were drawn once for the revision and language."""
    asked = analysis_runs.ask()
    body = Markup()
    if asked.found is not None:
        found = asked.found
        key = ("analysis page", name, chosen, g.section.id, asked.revision, language())
        body = Markup(drawn(key, lambda: draw(found, Reader(language(), labels()), chosen)))  # noqa: S704 our own template
    beside = aside(asked.found) if aside is not None and asked.found is not None else {}
    page = render_template("analyses/show.html", title=title, body=body, **_frame(name, asked), **beside)
    answer = make_response(page)
    if asked.running is not None and asked.found is None:
        answer.headers["Refresh"] = f"{SECONDS}; url={request.path}?waiting=1"
    return answer


def _releases(found: "SectionAnalysis") -> dict[str, object]:
    """Return what is told to whom, and what could be."""
    line = analysis_releases.agreement_of(found)
    kinds = (analysis_releases.SEVERITY, analysis_releases.AGREEMENT)
    return {
        "releases": {kind: analysis_releases.of_section(session(), g.section, kind) for kind in kinds},
        "public_line": public_line(line, language()) if line else "",
    }


def _advice(found: "SectionAnalysis") -> dict[str, object]:
    """Return what to change next year, and what of it is kept."""
    rows = analysis_quality.advice(found, Reader(language()))
    return {"advice": rows, "kept": frozenset(one.key for one in analysis_releases.kept_advice(session(), g.section))}


def _frame(name: str, asked: Asked) -> dict[str, object]:
    version = results.latest(session(), g.section)
    is_of_version = (
        version is not None and asked.found is not None and _stands_for(version, asked.found, asked.revision)
    )
    return {
        "asked": asked,
        "pages": [
            {"words": words, "url": url_for(f"analyses.{one}"), "current": one == name}
            for one, words in (
                ("show", gettext("Judges")),
                ("tasks", gettext("Tasks")),
                ("order", gettext("Order")),
                ("model", gettext("On one scale")),
            )
        ],
        "version": version,
        "moved_on": version is not None and asked.found is not None and not is_of_version,
        "about": _about(asked, f"{version.number}" if version and is_of_version else "", version),
        "refused": sentence(asked.refused, language()) if asked.refused else "",
        "failed": asked.refused is not None and asked.refused.code.startswith("job"),
    }


def _stands_for(version: ResultsVersion, found: "SectionAnalysis", revision: int) -> bool:
    key = ("analysis of a version", version.id, g.section.id, revision)
    return drawn(key, lambda: analyses.stands_for(version, found))


def _about(asked: Asked, number: str, version: object) -> str:
    """Say how much was looked at and of which marks the figures are."""
    found = asked.found
    parts = []
    if found is not None:
        parts.append(
            gettext(
                "%(teams)s teams, %(judges)s judges, %(sheets)s score sheets",
                teams=found.teams,
                judges=found.judges,
                sheets=found.sheets,
            )
        )
    if number:
        when = moment(getattr(version, "finalised_at", None))
        parts.append(gettext("results version %(number)s of %(time)s", number=number, time=when))
    elif found is not None:
        parts.append(gettext("marks of %(time)s (change %(revision)s)", time=moment(asked.at), revision=asked.revision))
    return " · ".join([*parts, gettext("for the jury, not published")])


def _analysed() -> "SectionAnalysis":
    found = analysis_runs.ask().found
    if found is None:
        abort(404)
    return found


def _plain_tables(found: "SectionAnalysis") -> list[TextTable]:
    return tables(found, language(), labels())


def _tables(found: "SectionAnalysis") -> list[TextTable]:
    return [*_plain_tables(found), *model_tables(_facets(found), language(), labels())]


def _facets(found: "SectionAnalysis") -> "tuple[TaskFacets, ...]":
    """Return the Rasch model; of a large section a process of its own makes it."""
    key = ("facets", g.section.id, g.section.revision)
    if found.sheets <= analysis_runs.AT_ONCE:
        return drawn(key, lambda: found.facets)
    return drawn(key, lambda: jobs.ANALYSES.run(analyses.facets_work(), found.marks))


def _csv(wanted: TextTable) -> str:
    return "\ufeff" + csv_text([wanted.columns, *wanted.rows], "\r\n")


def labels() -> Labels:
    """Judges by name, teams by the code that judges see; names of teams only once they stand in published results."""
    judges, teams = contents.judges(session(), g.section), contents.teams(session(), g.section)
    is_open = results.published(session(), g.section) is not None
    names = {row.key: row.name for row in teams} if is_open else {}
    return Labels({row.key: row.name for row in judges}, {row.key: row.code for row in teams}, names)
