"""Past editions of the Olympiad: the list on the public site, loaded from a workbook or CSV file."""

from flask import Blueprint, Flask, Response, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import ngettext

from olympiad.db import session
from olympiad.domain.roles import Role
from olympiad.exchange.csv_writer import csv_text
from olympiad.exchange.past_editions import COLUMNS, read_past_editions
from olympiad.exchange.tables import Problem
from olympiad.models.edition import Edition
from olympiad.services.results import past_editions
from olympiad.web.frame.access import allow
from olympiad.web.frame.heavy_work import outside
from olympiad.web.frame.here import actor
from olympiad.web.frame.jinja import language
from olympiad.wording.sentences import sentence

bp = Blueprint("past_editions", __name__, url_prefix="/editions/<edition_slug>/past-editions")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.route("/", methods=["GET", "POST"])
@allow(Role.ORGANIZER)
def index() -> str | Response | tuple[str, int]:
    """Show the list, and load another one in its place; with any problem nothing changes."""
    file = request.files.get("file")
    if request.method == "GET" or file is None or not file.filename:
        return _page([])
    edition_id = g.edition.id
    rows, problems = outside(read_past_editions, file.filename, file.read())
    if problems:
        return _page(problems), 422
    edition = session.get(Edition, edition_id) or abort(404)
    past_editions.load(session(), edition, rows, by=actor())
    session.commit()
    flash(ngettext("%(num)s past edition is loaded.", "%(num)s past editions are loaded.", len(rows)), "success")
    return redirect(url_for(".index"), 303)


def _page(problems: list[Problem]) -> str:
    told = [(one.row, one.column, sentence(one, language())) for one in problems[:50]]
    return render_template(
        "past_editions/index.html", rows=past_editions.of_edition(session(), g.edition), problems=told, columns=COLUMNS
    )


@bp.get("/template.csv")
@allow(Role.ORGANIZER)
def template() -> Response:
    """Return the list as it is, or an empty one with its columns, to be filled in."""
    rows = past_editions.of_edition(session(), g.edition)
    cells = [["" if (value := getattr(row, name)) is None else str(value) for name in COLUMNS] for row in rows]
    answer = Response(csv_text([list(COLUMNS), *cells]).encode("utf-8-sig"), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="past-editions.csv"'
    return answer
