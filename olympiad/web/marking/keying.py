"""Paper sheets: the clerk's grid, the second keying of the same sheets, and settling where the two differ."""

from flask import Blueprint, Flask, Response, abort, flash, g, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_wtf.csrf import generate_csrf
from werkzeug import Response as Redirect

from olympiad.db import session
from olympiad.domain.choices import CriterionKind
from olympiad.domain.errors import DomainError
from olympiad.domain.notation.cells import EXAMPLES, written
from olympiad.domain.operations import Value
from olympiad.domain.roles import Role
from olympiad.forms import keying as forms
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.task import Criterion, Task
from olympiad.services.computing import rubrics, rules
from olympiad.services.marking import double_keying, keying, keying_hands, paper_sheets, sheet_saving
from olympiad.services.marking.operations import Answer
from olympiad.web.frame.accepted_input import whole_number
from olympiad.web.frame.access import allow
from olympiad.web.frame.here import actor
from olympiad.web.frame.jinja import language
from olympiad.web.frame.refusals import refusable
from olympiad.wording.rubric import typed_words
from olympiad.wording.sentences import sentence

bp = Blueprint("keying", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/keying")

ROWS_ON_A_PAGE = 50
MOST_TYPED = 400
"""No code of a sheet is longer."""
Texts = dict[keying.Place, str]
Errors = dict[keying.Place, DomainError]


def init_app(app: Flask) -> None:
    """Register the pages, and who keyed what for the page of moderation."""
    app.register_blueprint(bp)
    app.jinja_env.globals["keyers_of"] = keyers_of


def keyers_of(sheets: list[ScoreSheet]) -> dict[int, list[str]]:
    """Name those who keyed each sheet from paper."""
    found = double_keying.keyers_of(session(), [sheet.id for sheet in sheets])
    return {sheet_id: sorted(names.values()) for sheet_id, names in found.items()}


def place_of(task_id: int, judge_id: int) -> tuple[Task, Judge]:
    """Load task and judge of this section, else 404."""
    task, judge = session.get(Task, task_id), session.get(Judge, judge_id)
    if task is None or judge is None or {task.section_id, judge.section_id} != {g.section.id}:
        abort(404)
    return task, judge


@bp.get("/")
@allow(Role.CLERK, Role.ORGANIZER, Role.CHIEF_JUDGE)
def index() -> str:
    """List the piles of paper: tasks × judges, and how far each is keyed."""
    sheets = double_keying.keyed_sheets(session(), g.section) if g.section.double_keying else []
    differences = sum(len(one.differences) for one in sheets)
    return render_template(
        "keying/index.html",
        piles=keying.piles(session(), g.section),
        waiting=double_keying.waiting(sheets),
        differences=differences,
        shared=keying_hands.shared_hands(session(), g.section) if g.section.double_keying else [],
    )


@bp.post("/double")
@allow(Role.ORGANIZER, Role.CHIEF_JUDGE)
def switch() -> Redirect:
    """Ask for double keying, or no longer."""
    double_keying.switch(session(), g.section, on="on" in request.form, by=actor())
    session.commit()
    return redirect(url_for(".index"), 303)


@bp.get("/sheet")
@allow(Role.CLERK, Role.ORGANIZER)
def find() -> Redirect:
    """Lead from the code on a sheet of paper, scanned or typed, to its row in the grid, and there to the first cell."""
    try:
        sheet = paper_sheets.find(session(), g.section, request.args.get("code", "")[:MOST_TYPED])
    except DomainError as refused:
        flash(sentence(refused, language()), "danger")
        return redirect(url_for(".index"))
    task, judge = place_of(sheet.task_id, sheet.judge_id)
    rows = keying.load(session(), g.section, task, judge, by=actor()).rows
    at = next(number for number, row in enumerate(rows) if row.sheet.id == sheet.id)
    cell = rows[at].cells[0] if rows[at].is_editable and rows[at].cells else None
    anchor = f"cell-{sheet.id}-{cell.criterion.id}" if cell else f"sheet-{sheet.id}"
    page = at // ROWS_ON_A_PAGE + 1
    return redirect(url_for(".show", task_id=task.id, judge_id=judge.id, page=page, _anchor=anchor))


@bp.get("/<int:task_id>/<int:judge_id>")
@allow(Role.CLERK, Role.ORGANIZER)
def show(task_id: int, judge_id: int) -> str:
    """Show the sheets of a judge at a task as a spreadsheet."""
    return _grid_page(keying.load(session(), g.section, *place_of(task_id, judge_id), by=actor()))


def _grid_page(grid: keying.Grid, errors: Errors | None = None, texts: Texts | None = None) -> str:
    for row in grid.rows:
        for cell in row.cells:
            where = (row.sheet.id, cell.criterion.id)
            cell.error = (errors or {}).get(where)
            if cell.error is not None:
                cell.text = (texts or {}).get(where, cell.text)
    rows, page, pages = _page_of(grid.rows)
    return render_template(
        "keying/grid.html",
        grid=grid,
        rows=rows,
        page=page,
        pages=pages,
        complete=keying.complete_sheets(rows),
        second=False,
        **_words_of_grid(),
    )


def _words_of_grid() -> dict[str, object]:
    return {
        "example": EXAMPLES[language()],
        "sentence": lambda error: sentence(error, language()),
        "typed_words": lambda kind: typed_words(kind, language()),
        "page_address": lambda page: url_for(str(request.endpoint), **(request.view_args or {}) | {"page": page}),
        "names_shown": not rules.load(session(), g.section).blind,
    }


def _page_of(rows: list[object]) -> tuple[list[object], int, int]:
    pages = max(1, -(-len(rows) // ROWS_ON_A_PAGE))
    page = min(max(1, request.args.get("page", 1, type=whole_number)), pages)
    return rows[(page - 1) * ROWS_ON_A_PAGE : page * ROWS_ON_A_PAGE], page, pages


@bp.post("/<int:task_id>/<int:judge_id>")
@allow(Role.CLERK, Role.ORGANIZER)
def save(task_id: int, judge_id: int) -> Response | Redirect | tuple[str, int]:
    """Save every cell that was changed; then submit, or choose between two values, where a button said so."""
    task, judge = place_of(task_id, judge_id)
    grid = keying.load(session(), g.section, task, judge, by=actor(), only=forms.sheets(request.form))
    typed = forms.read(request.form)
    found = keying.save(session(), grid, typed, by=actor())
    submitted, refused = _submit(task, judge, found) if request.form.get("submit") else (0, [])
    if chosen := request.form.get("chosen", ""):
        _choose(grid, chosen)
    session.commit()
    errors = {where: _error(one) for where, one in found.items() if _is_refused(one)}
    if _asks_for_json():
        grid = keying.load(session(), g.section, task, judge, by=actor(), only=forms.sheets(request.form))
        return jsonify(cells=_cells_json(grid, errors))
    if errors or refused:
        flash(_what_is_wrong(len(errors) + len(refused)), "danger")
        for words in refused:
            flash(words, "danger")
        grid = keying.load(session(), g.section, task, judge, by=actor())
        return _grid_page(grid, errors, {where: one.text for where, one in typed.items()}), 422
    flash(_what_was_done(submitted), "success")
    return redirect(url_for(".show", task_id=task_id, judge_id=judge_id, page=request.args.get("page")), 303)


def _what_is_wrong(count: int) -> str:
    told = ngettext("%(num)s answer must be mended.", "%(num)s answers must be mended.", count)
    return " ".join((told, gettext("Everything else is saved.")))


def _what_was_done(submitted: int) -> str:
    if not submitted:
        return gettext("Saved.")
    return ngettext("%(num)s score sheet is submitted.", "%(num)s score sheets are submitted.", submitted)


def _submit(task: Task, judge: Judge, found: dict[keying.Place, DomainError | Answer]) -> tuple[int, list[str]]:
    """Submit the sheets that a button names, those with an error left out; return how many, and the refusals in words."""
    wanted = {int(one) for one in request.form.get("submit", "").split(",") if one.isdecimal()}
    wanted -= {sheet_id for (sheet_id, _), one in found.items() if _is_refused(one)}
    grid = keying.load(session(), g.section, task, judge, by=actor(), only=wanted)
    codes = {row.sheet.id: row.team.code for row in grid.rows}
    words = []
    answers = keying.submit(session(), grid, wanted, by=actor())
    for sheet_id, answer in answers.items():
        if answer.outcome != "applied":
            told = sentence(DomainError(answer.code, **answer.fields), language())
            words.append(f"{codes[sheet_id]}: {told}")
    return len(answers) - len(words), words


def _choose(grid: keying.Grid, chosen: str) -> None:
    sheet_id, criterion_id, operation_id = [*chosen.split(":"), "", ""][:3]
    row = next((one for one in grid.rows if str(one.sheet.id) == sheet_id and one.is_editable), None)
    if row is None or not criterion_id.isdecimal():
        abort(404)
    sheet_saving.choose(session(), row.sheet, int(criterion_id), operation_id, by=actor())


def _is_refused(one: DomainError | Answer) -> bool:
    return isinstance(one, DomainError) or one.outcome in ("refused", "again", "quarantined")


def _error(one: DomainError | Answer) -> DomainError:
    return one if isinstance(one, DomainError) else DomainError(one.code, **one.fields)


def _asks_for_json() -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _cells_json(grid: keying.Grid, errors: Errors) -> dict[str, dict[str, str]]:
    """Answer every cell that was sent; of sheets that are hidden or not in this pile the error only."""
    return {f"{where[0]}-{where[1]}": _cell_json(grid, where, errors.get(where)) for where in forms.texts(request.form)}


def _cell_json(grid: keying.Grid, where: keying.Place, error: DomainError | None) -> dict[str, str]:
    try:
        _, cell = grid.cell(where)
        there = {"base": cell.base, "text": cell.text, "state": cell.state}
    except DomainError as refused:
        there, error = {"base": "", "text": "", "state": "closed"}, error or refused
    return there | {"error": sentence(error, language()) if error else ""}


@bp.post("/<int:task_id>/<int:judge_id>/check")
@allow(Role.CLERK, Role.ORGANIZER)
def check(task_id: int, judge_id: int) -> Response:
    """Say what of a pasted block would be refused, before a cell changes; nothing is saved."""
    grid = keying.load(session(), g.section, *place_of(task_id, judge_id), by=actor(), only=forms.sheets(request.form))
    found = keying.check(grid, forms.texts(request.form))
    return jsonify(errors={f"{where[0]}-{where[1]}": sentence(one, language()) for where, one in found.items()})


@bp.get("/token")
@allow(Role.CLERK, Role.ORGANIZER)
def token() -> Response:
    """Give an open page the token of the session as it is now, and whose session that is."""
    return jsonify(csrf_token=generate_csrf(), person=actor().id)


@bp.get("/<int:task_id>/<int:judge_id>/second")
@allow(Role.CLERK, Role.ORGANIZER)
def show_second(task_id: int, judge_id: int) -> str:
    """Show the same sheets to a second person, with what that person typed only."""
    return _second_page(*place_of(task_id, judge_id))


def _second_page(task: Task, judge: Judge, errors: Errors | None = None, texts: Texts | None = None) -> str:
    criteria = rubrics.of_task(session(), g.section.id, task.id).criteria
    found = double_keying.second_rows(session(), g.section, task, judge, by=actor())
    rows = [keying.Row(one.sheet, one.team, _second_cells(criteria, one), one.keyed_by) for one in found]
    for row in rows:
        for cell in row.cells:
            where = (row.sheet.id, cell.criterion.id)
            cell.error = (errors or {}).get(where)
            if cell.error is not None:
                cell.text = (texts or {}).get(where, cell.text)
    shown, page, pages = _page_of(rows)
    grid = keying.Grid(g.section, task, judge, criteria, rows)
    confirmed = {one.sheet.id for one in found if one.is_confirmed}
    return render_template(
        "keying/grid.html",
        grid=grid,
        rows=shown,
        page=page,
        pages=pages,
        complete=[],
        second=True,
        confirmed=confirmed,
        **_words_of_grid(),
    )


def _second_cells(criteria: list[Criterion], row: double_keying.SecondRow) -> list[keying.Cell]:
    cells = []
    for one in criteria:
        value = row.values.get(one.id, Value())
        cells.append(keying.Cell(one, value, "", written(CriterionKind(one.kind), value)))
    return cells


@bp.post("/<int:task_id>/<int:judge_id>/second")
@allow(Role.CLERK, Role.ORGANIZER)
def save_second(task_id: int, judge_id: int) -> Response | Redirect | tuple[str, int]:
    """Keep what the second person typed; it changes no mark."""
    task, judge = place_of(task_id, judge_id)
    texts = forms.texts(request.form)
    errors = _key_again(task, judge, texts)
    session.commit()
    if _asks_for_json():
        told = {where: sentence(error, language()) for where, error in errors.items()}
        cells = {
            f"{where[0]}-{where[1]}": {"base": "", "text": text, "state": "", "error": told.get(where, "")}
            for where, text in texts.items()
        }
        return jsonify(cells=cells)
    if errors:
        flash(ngettext("%(num)s answer must be mended.", "%(num)s answers must be mended.", len(errors)), "danger")
        return _second_page(task, judge, errors, texts), 422
    flash(gettext("Saved."), "success")
    address = url_for(".show_second", task_id=task_id, judge_id=judge_id, page=request.args.get("page"))
    return redirect(address, 303)


def _key_again(task: Task, judge: Judge, texts: Texts) -> Errors:
    """Key every sheet of a form a second time; what is not this person's to key is refused cell by cell."""
    errors: Errors = {where: DomainError("cell_not_here") for where, text in texts.items() if text.strip()}
    for row in double_keying.second_rows(session(), g.section, task, judge, by=actor()):
        mine = {criterion_id: text for (sheet_id, criterion_id), text in texts.items() if sheet_id == row.sheet.id}
        refused = double_keying.key_again(session(), g.section, row, mine, by=actor()) if mine else {}
        for criterion_id in mine:
            errors.pop((row.sheet.id, criterion_id), None)
        errors |= {(row.sheet.id, criterion_id): error for criterion_id, error in refused.items()}
    return errors


@bp.get("/differences")
@allow(Role.CLERK, Role.ORGANIZER, Role.CHIEF_JUDGE)
def differences() -> str:
    """List where the two keyings differ, and what was settled."""
    return _differences_page()


def _differences_page(refused: DomainError | None = None) -> str:
    sheets = [one for one in double_keying.keyed_sheets(session(), g.section) if one.differences]
    kinds = {cell.criterion.id: CriterionKind(cell.criterion.kind) for one in sheets for cell in one.differences}
    return render_template(
        "keying/differences.html",
        sheets=sheets,
        written=lambda cell, value: written(kinds[cell.criterion.id], value) or gettext("not marked yet"),
        settled=double_keying.settled(session(), g.section),
        refused=sentence(refused, language()) if refused else "",
        typed=request.form,
        **_words_of_grid(),
    )


@bp.post("/differences")
@allow(Role.CLERK, Role.ORGANIZER, Role.CHIEF_JUDGE)
def settle() -> Redirect | tuple[str, int]:
    """Settle one difference with a reason."""
    sheet = session.get(ScoreSheet, request.form.get("sheet", 0, type=whole_number))
    if sheet is None or sheet.section_id != g.section.id:
        abort(404)
    way, text = request.form.get("way", ""), request.form.get("third", "")
    with refusable() as attempt:
        double_keying.settle(
            session(),
            g.section,
            sheet,
            request.form.get("criterion", 0, type=whole_number),
            way,
            text,
            reason=request.form.get("reason", ""),
            by=actor(),
        )
    if attempt.error:
        return _differences_page(attempt.error), 422
    flash(gettext("Settled; the reason is on record."), "success")
    return redirect(url_for(".differences"), 303)
