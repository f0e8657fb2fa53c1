"""The institutions of a section compared, from a frozen version: by sum, best team or medal points; also as CSV."""

from flask import Blueprint, Flask, Response, abort, g, render_template, request

from olympiad.db import session
from olympiad.domain.institutions import TABLES
from olympiad.exchange.published_ranking import institutions_csv, institutions_table, published_ranking, text_in
from olympiad.models.results_version import ResultsVersion
from olympiad.services.results import results
from olympiad.services.sections import contents
from olympiad.web.frame.access import staff
from olympiad.web.frame.here import file_stem
from olympiad.web.frame.jinja import language

bp = Blueprint(
    "institution_tables",
    __name__,
    url_prefix="/editions/<edition_slug>/<section_slug>/results/<int:number>/institutions",
)


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.get("/")
@staff
def show(number: int) -> str:
    """Show the table by the asked method, else by the one that is public."""
    version, method = _version(number), _method()
    lines = institutions_table(published_ranking(results.bundle_of(version), with_task_marks=False), method)
    return render_template(
        "institution_tables/show.html", version=version, method=method, methods=list(TABLES), lines=lines,
        text_in=lambda texts: text_in(texts, language()),
    )  # fmt: skip


@bp.get("/institutions.csv")
@staff
def download(number: int) -> Response:
    """Return the table as CSV."""
    method = _method()
    lines = institutions_table(published_ranking(results.bundle_of(_version(number)), with_task_marks=False), method)
    answer = Response(institutions_csv(lines, language()), content_type="text/csv; charset=utf-8")
    name = f"{file_stem()}-institutions-{method}-v{number}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _version(number: int) -> ResultsVersion:
    return contents.version(session(), g.section, number) or abort(404)


def _method() -> str:
    method = request.args.get("method") or g.section.institutions_table or "sum"
    return method if method in TABLES else abort(404)
