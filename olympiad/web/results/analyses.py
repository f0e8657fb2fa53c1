"""The analysis for the chief judge: answers, plots beside their numbers, tables to download, the report; never a changed mark."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Flask, Response, abort, g, render_template
from sqlalchemy import select

from olympiad.db import session
from olympiad.domain.errors import DomainError
from olympiad.domain.roles import Role
from olympiad.exchange.csv_writer import csv_text
from olympiad.models.judge import Judge
from olympiad.models.team import Team
from olympiad.services.overview import analyses
from olympiad.web.frame.access import allow
from olympiad.web.frame.fragment_cache import drawn
from olympiad.web.frame.jinja import content, language
from olympiad.web.results.analysis_plots import strips
from olympiad.wording.analysis_reader import Labels
from olympiad.wording.analysis_tables import TextTable, answers, tables
from olympiad.wording.sentences import sentence

if TYPE_CHECKING:
    from olympiad.analysis.section_analysis import SectionAnalysis

bp = Blueprint("analyses", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/analysis")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.get("/")
@allow(Role.CHIEF_JUDGE, Role.ORGANIZER)
def show() -> str:
    """Show the answers and every table, drawn once per revision of the section."""
    found = _analysis()
    if isinstance(found, DomainError):
        return render_template("analyses/show.html", refused=sentence(found, language()))
    key = ("analysis page", *_key(), language())
    return drawn(key, lambda: _draw(found))


def _draw(found: "SectionAnalysis") -> str:
    return render_template(
        "analyses/show.html",
        refused="",
        analysis=found,
        answers=answers(found, language()),
        tables=_tables(found),
        strips=strips(found),
    )


@bp.get("/tables/<any(severity, agreement, day, habits, tasks, criteria, order, borders, trials):name>.csv")
@allow(Role.CHIEF_JUDGE, Role.ORGANIZER)
def table(name: str) -> Response:
    """Return one table as CSV."""
    found = _tables(_analysed())
    wanted = next(one for one in found if one.key == name)
    answer = Response("\ufeff" + csv_text([wanted.columns, *wanted.rows], "\r\n"), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f"attachment; filename={g.section.slug}-{name}.csv"
    return answer


@bp.get("/report.pdf")
@allow(Role.CHIEF_JUDGE, Role.ORGANIZER)
def report() -> Response:
    """Return the report for the jury in the reader's language."""
    found = _analysed()
    body = import_module("olympiad.documents.analysis").analysis_pdf(  # Typst and its fonts come with it
        found,
        language(),
        edition=content(g.edition, "name"),
        section=content(g.section, "title"),
        labels=_labels(),
    )
    return Response(body, mimetype="application/pdf")


def _key() -> tuple[object, ...]:
    return g.section.id, g.section.revision


def _analysis() -> "SectionAnalysis | DomainError":
    return drawn(("analysis", *_key()), _compute)


def _compute() -> "SectionAnalysis | DomainError":
    try:
        return analyses.analyse_section(session(), g.section)
    except DomainError as refused:
        return refused


def _analysed() -> Any:
    found = _analysis()
    if isinstance(found, DomainError):
        abort(404)
    return found


def _tables(found: "SectionAnalysis") -> list[TextTable]:
    return tables(found, language(), _labels())


def _labels() -> Labels:
    """Judges by name, teams by the code that judges see: never their names, for marking may still be going on."""
    judges = session.execute(select(Judge.key, Judge.name).where(Judge.section_id == g.section.id)).all()
    teams = session.execute(select(Team.key, Team.code).where(Team.section_id == g.section.id)).all()
    return Labels({row.key: row.name for row in judges}, {row.key: row.code for row in teams})
