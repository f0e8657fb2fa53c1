"""Saying which column of an uploaded list means what, beside its first rows."""

from flask import Blueprint, Flask, Response, abort, g, redirect, render_template, request, url_for

from olympiad.db import session
from olympiad.domain.errors import DomainError
from olympiad.domain.roles import Role
from olympiad.exchange.assignments import Assignment, assignments_from, required
from olympiad.exchange.list_looks import Look, guess_columns, look
from olympiad.forms.list_columns import ListColumnsForm, assignment_from, meanings
from olympiad.models.import_preview import ImportPreview
from olympiad.services.entry import imports, list_columns
from olympiad.web.frame.accepted_input import whole_number
from olympiad.web.frame.access import allow
from olympiad.web.frame.heavy_work import outside_once
from olympiad.web.frame.here import actor
from olympiad.web.frame.jinja import language
from olympiad.web.frame.refusals import refusable
from olympiad.wording.list_columns import column_words
from olympiad.wording.sentences import sentence

bp = Blueprint("list_columns", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/imports/<token>/columns")
SHOWN = 8
"""Rows of the list below its header that the page shows."""


def init_app(app: Flask) -> None:
    """Register the page."""
    app.register_blueprint(bp)


@bp.get("/")
@allow(Role.ORGANIZER)
def show(token: str) -> str:
    """Show the first rows of a list, each column with the meaning that it has or seems to have."""
    looks, chosen = _looks(token)
    preview = _preview(token)
    present = assignments_from(preview.assigned).get(chosen.place, chosen.guess)
    table = request.args.get("holds", present.table)
    header = request.args.get("header", present.header, type=whole_number)
    form = ListColumnsForm(formdata=None, list=chosen.place, holds=table, header=header)
    form.offer(chosen, language())
    if table not in dict(form.holds.choices) or header not in dict(form.header.choices):
        abort(404)
    if (table, header) != (present.table, present.header):
        present = Assignment(table, header, guess_columns(chosen, table, header))
    return _page(preview, looks, chosen, form, present)


@bp.post("/")
@allow(Role.ORGANIZER)
def assign(token: str) -> Response | tuple[str, int]:
    """Read the list so from now on, and lead to the preview; with “Show” only look at another table or header."""
    looks, chosen = _looks(token)
    form = ListColumnsForm()
    form.offer(chosen, language())
    if not form.validate():
        abort(400)
    said = assignment_from(request.form, form.holds.data, form.header.data, len(chosen.rows[0][1]))
    if "look" in request.form:
        return redirect(url_for(".show", token=token, list=chosen.place, holds=said.table, header=said.header), 303)
    with refusable() as attempt:
        list_columns.assign(session(), _preview(token), chosen, said, remember=form.remember.data, by=actor())
    if attempt.error is not None:
        form.form_errors.append(_refusal(attempt.error))
        return _page(_preview(token), looks, chosen, form, said), 400
    return redirect(url_for("imports.show", token=token), 303)


def _refusal(error: DomainError) -> str:
    """Say what is missing or twice in the words of the page."""
    names = error.fields.get("columns", ())
    if isinstance(names, list):
        words = [column_words(str(error.fields["table"]), name, language()) for name in names]
        error = DomainError(error.code, columns=", ".join(words))
    return sentence(error, language())


def _page(
    preview: ImportPreview, looks: list[Look], chosen: Look, form: ListColumnsForm, assignment: Assignment
) -> str:
    below = [(number, cells) for number, cells in chosen.rows if number > assignment.header]
    return render_template(
        "list_columns/show.html", preview=preview, looks=looks, chosen=chosen, form=form, assignment=assignment,
        meanings=meanings(assignment.table, language()), headings=dict(chosen.rows).get(assignment.header, ()),
        rows=below[:SHOWN], needed=list(required(assignment.table)) if assignment.table else [],
        column_words=lambda name: column_words(assignment.table, name, language()),
    )  # fmt: skip


def _looks(token: str) -> tuple[list[Look], Look]:
    """Look into the kept file outside of any transaction; return its lists and the one that is asked about."""
    preview = _preview(token)
    filename, content = preview.filename, preview.content
    looks = outside_once(look, filename, content)
    wanted = request.values.get("list", looks[0].place if looks else None, type=whole_number)
    return looks, next((one for one in looks if one.place == wanted), None) or abort(404)


def _preview(token: str) -> ImportPreview:
    return imports.find(session(), g.section, token) or abort(404)
