"""Loading a section from files: upload, preview, import; and taking it away as files."""

from dataclasses import dataclass

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext, ngettext

from olympiad.db import session
from olympiad.domain.roles import Role
from olympiad.exchange.list_looks import look
from olympiad.exchange.overlay import Action, Plan, PlannedRow
from olympiad.exchange.section_writer import write_csv, write_zip
from olympiad.exchange.sources import Found, read_kept
from olympiad.exchange.tables import COLUMNS, Problem
from olympiad.exchange.template_workbook import write_template
from olympiad.forms.imports import UploadForm
from olympiad.forms.late_reasons import ReasonForm
from olympiad.models.import_preview import ImportPreview
from olympiad.services.computing import section_tables
from olympiad.services.entry import imports, list_columns, replacements, section_import
from olympiad.services.results import section_workbooks
from olympiad.web.entry.import_problems import faults, made
from olympiad.web.frame.accepted_input import whole_number
from olympiad.web.frame.access import allow
from olympiad.web.frame.heavy_work import outside_once
from olympiad.web.frame.here import actor
from olympiad.web.frame.jinja import language
from olympiad.web.frame.refusals import refusable
from olympiad.wording.list_columns import column_named, table_named
from olympiad.wording.sentences import sentence

bp = Blueprint("imports", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/imports")
ROWS = 100
"""Rows of one page of a preview."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
    app.jinja_env.filters["problem_sentence"] = lambda problem: sentence(problem, language())


@bp.get("/")
@allow(Role.ORGANIZER)
def index() -> str:
    """Offer a file to load, the template, and the section as files."""
    return _index(UploadForm(formdata=None))


def _index(form: UploadForm) -> str:
    return render_template(
        "imports/index.html", form=form, columns=COLUMNS, table_named=lambda name: table_named(name, language())
    )


@bp.post("/")
@allow(Role.ORGANIZER)
def upload() -> Response | tuple[str, int]:
    """Keep the file and lead to its preview."""
    form = UploadForm()
    if not form.validate_on_submit():
        return _index(form), 400
    file = form.file.data
    filename, content = file.filename or "", file.read()
    looks = outside_once(look, filename, content)
    preview = imports.keep(session(), g.section, filename, content, by=actor())
    list_columns.recall(session(), preview, looks, by=actor())
    replacements.recall(session(), preview, by=actor())
    session.commit()
    is_asked = looks and not preview.is_recalled and not any(one.is_sure for one in looks)
    return redirect(url_for("list_columns.show" if is_asked else ".show", token=preview.token), 303)


@bp.get("/<token>")
@allow(Role.ORGANIZER)
def show(token: str) -> str:
    """Show what importing would do; after the import, that nothing is left to do."""
    found = _found(token)
    preview = _preview(token)
    plan = imports.plan(session(), g.section, preview, found)
    tables = _tables(plan)
    chosen = next((table for table in tables if table.name == request.args.get("table")), tables[0] if tables else None)
    return render_template(
        "imports/show.html", preview=preview, plan=plan, tables=tables, chosen=chosen,
        counts={action.value: plan.count(action) for action in Action}, created=_words(plan, Action.CREATE),
        faults=faults(plan.problems, found, language(), replacements.names(session(), g.section, plan)),
        notes=faults(plan.notes, found, language()), replaced=made(preview, found, language()),
        table_named=lambda name: table_named(name, language()),
        column_named=lambda name: column_named(chosen.name, name, language()) if chosen else name,
        shown=_page(plan, chosen) if chosen else None,
        form=ReasonForm() if section_import.needs_reason(g.section, plan) else None,
    )  # fmt: skip


@dataclass(frozen=True)
class TableSummary:
    """A table of the file with its number of rows and problems."""

    name: str
    rows: int
    problems: int


def _tables(plan: Plan) -> list[TableSummary]:
    return [
        TableSummary(name, len(rows), sum(problem.file == f"{name}.csv" for problem in plan.problems))
        for name, rows in plan.rows.items()
    ]


@dataclass(frozen=True)
class RowsShown:
    """One page of the rows of a table."""

    rows: list[PlannedRow]
    columns: list[str]
    wrong: dict[int, set[str]]
    """Row number → columns with a problem."""
    page: int
    pages: int
    every: bool


def _page(plan: Plan, table: TableSummary) -> RowsShown:
    every = request.args.get("every") == "1"
    wrong: dict[int, set[str]] = {}
    for problem in plan.problems:
        if problem.file == f"{table.name}.csv":
            wrong.setdefault(problem.row, set()).add(problem.column)
    rows = [row for row in plan.rows[table.name] if every or row.action is not Action.LEAVE or row.number in wrong]
    pages = max(1, -(-len(rows) // ROWS))
    page = min(max(request.args.get("page", 1, type=whole_number), 1), pages)
    known = plan.columns[table.name]
    columns = [column for column in COLUMNS[table.name].known if column in known]
    return RowsShown(rows[(page - 1) * ROWS : page * ROWS], columns, wrong, page, pages, every)


def _words(plan: Plan, action: Action) -> str:
    """Say how many rows of each table have a fate: `Teams: 12, Judges: 9`."""
    counts = {name: sum(row.action is action for row in rows) for name, rows in plan.rows.items()}
    return ", ".join(f"{table_named(name, language())}: {count}" for name, count in counts.items() if count)


@bp.get("/<token>/problems.csv")
@allow(Role.ORGANIZER)
def problems(token: str) -> Response:
    """Return the list of problems as a CSV file."""
    found = _found(token)
    plan = imports.plan(session(), g.section, _preview(token), found)
    origins = {table.file: table.origin for table in found[0].values()}
    rows = [_problem_row(problem, origins.get(problem.file, "")) for problem in [*plan.problems, *plan.notes]]
    return _download(write_csv(("file", "row", "column", "problem"), rows), "problems.csv", "text/csv")


def _problem_row(problem: Problem, origin: str) -> dict[str, str]:
    words, file = sentence(problem, language()), problem.origin or origin or problem.file
    return {"file": file, "row": str(problem.row or ""), "column": problem.column, "problem": words}


@bp.post("/<token>/confirm")
@allow(Role.ORGANIZER)
def confirm(token: str) -> Response:
    """Import the kept file, if the present state still allows all of it."""
    found, form = _found(token), ReasonForm()
    with refusable() as attempt:
        plan = imports.confirm(session(), g.section, _preview(token), found, by=actor(), reason=form.reason.data or "")
    if attempt.error is not None:
        if attempt.error.code != "reason_missing":
            raise attempt.error
        flash(sentence(attempt.error, language()), "danger")
        return redirect(url_for(".show", token=token), 303)
    created, changed = plan.count(Action.CREATE), plan.count(Action.CHANGE)
    words = [
        ngettext("%(num)d row created", "%(num)d rows created", created),
        ngettext("%(num)d row changed", "%(num)d rows changed", changed),
    ]
    flash(gettext("Imported: %(created)s, %(changed)s.", created=words[0], changed=words[1]), "success")
    return redirect(url_for(".show", token=token), 303)


@bp.get("/template.xlsx")
@allow(Role.ORGANIZER)
def template() -> Response:
    """Return an empty workbook with examples and drop-downs, in the reader's language."""
    return _download(write_template(language()), f"olympiad-template-{language()}.xlsx", XLSX)


@bp.get("/section.<ending>")
@allow(Role.ORGANIZER)
def export(ending: str) -> Response:
    """Return the section as a ZIP of CSV files or as a workbook; either can be loaded again."""
    if ending not in ("zip", "xlsx"):
        abort(404)
    name = f"{g.edition.slug}-{g.section.slug}.{ending}"
    if ending == "zip":
        return _download(write_zip(section_tables.read(session(), g.section)), name, "application/zip")
    return _download(section_workbooks.workbook(session(), g.section, language()), name, XLSX)


def _found(token: str) -> Found:
    """Read a kept file outside of any transaction; pages of the same preview find it read."""
    preview = _preview(token)
    filename, content, assigned = preview.filename, preview.content, preview.assigned
    return outside_once(read_kept, filename, content, assigned)


def _preview(token: str) -> ImportPreview:
    return imports.find(session(), g.section, token) or abort(404)


def _download(content: bytes, filename: str, kind: str) -> Response:
    answer = make_response(content)
    answer.mimetype = kind
    answer.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
