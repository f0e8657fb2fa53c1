"""The page “Documents”: every paper with a picture of its first page, and the papers themselves."""

from flask import Blueprint, Flask, Response, abort, g, render_template, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as BaseResponse

from olympiad.db import session
from olympiad.models.results_version import ResultsVersion
from olympiad.services.results import hall_papers, results
from olympiad.web.frame.accepted_input import whole_number
from olympiad.web.frame.access import staff
from olympiad.web.frame.here import file_stem
from olympiad.web.frame.hosts import refuse_for_paper
from olympiad.web.results import papers
from olympiad.web.results.papers import BY_NAME, PAPERS, Asked, Paper

bp = Blueprint("documents", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/documents")
EMPTY_PAGE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 210 297" width="347" height="491"/>'
SMALL, LARGE = 42, 96
"""Dots per inch of the pictures in the list, and of the one on a paper's own page."""


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.get("/")
@staff
def index() -> str:
    """Show every paper that can be printed, with a picture of its first page."""
    return render_template(
        "documents/index.html",
        papers=PAPERS,
        versions=results.versions(session(), g.section),
        is_final=hall_papers.is_final(g.section),
    )


@bp.get("/<name>")
@staff
def show(name: str) -> str:
    """Show one paper as it is printed, with what can be chosen."""
    paper = BY_NAME.get(name) or abort(404)
    return render_template(
        "documents/show.html",
        paper=paper,
        printable=papers.made(paper, _asked(is_picture=True)) is not None,
        tasks=hall_papers.tasks_of(session(), g.section) if name in ("score-sheets", "station-protocols") else (),
        task=request.args.get("task", ""),
        versions=results.versions(session(), g.section) if paper.group == "results" else (),
        version=_version(),
        is_final=hall_papers.is_final(g.section),
    )


@bp.get("/<name>.png")
@staff
def picture(name: str) -> Response:
    """Draw the first page of a paper; an empty page where there is nothing to print."""
    paper = BY_NAME.get(name) or abort(404)
    made = papers.made(paper, _asked(is_picture=True))
    if made is None:
        return Response(EMPTY_PAGE, mimetype="image/svg+xml")
    large = request.args.get("size") == "large"
    answer = Response(made.picture(LARGE if large else SMALL), mimetype="image/png")
    answer.headers["Cache-Control"] = "private, max-age=30"
    return answer


@bp.get("/<name>.pdf")
@staff
def download(name: str) -> BaseResponse:
    """Return a paper; access cards are printed on their own page, right after they are made."""
    paper = BY_NAME.get(name) or abort(404)
    if name == "access-cards":
        return redirect(url_for("access_cards.index"))
    if paper.has_codes:
        refuse_for_paper()
    made = papers.made(paper, _asked()) or abort(404)
    return _pdf(made.pdf(), _file_name(paper))


@bp.get("/protocols/<int:number>.pdf")
@staff
def protocol(number: int) -> Response:
    """Return the protocol of a frozen version."""
    asked = Asked(version=_version(number) or abort(404))
    made = papers.made(BY_NAME["section-protocol"], asked) or abort(404)
    return _pdf(made.pdf(), f"{file_stem()}-protocol-v{number}.pdf")


def _asked(*, is_picture: bool = False) -> Asked:
    number = request.args.get("appeal", 0, type=whole_number)
    return Asked(request.args.get("task", ""), number, _version(), is_picture)


def _version(number: int = 0) -> ResultsVersion | None:
    """Return the version of a number, of the address, or the newest one."""
    wanted = number or request.args.get("version", 0, type=whole_number)
    if not wanted:
        return results.latest(session(), g.section)
    return next((one for one in results.versions(session(), g.section) if one.number == wanted), None) or abort(404)


def _file_name(paper: Paper) -> str:
    chosen = request.args.get("task", "")
    version = _version() if paper.group == "results" else None
    parts = [file_stem(), paper.name, chosen if chosen.isalnum() else "", f"v{version.number}" if version else ""]
    return f"{'-'.join(part for part in parts if part)}.pdf"


def _pdf(body: bytes, name: str) -> Response:
    answer = Response(body, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
