"""The judge's pages: my score sheets, one sheet as a plain form, submitting it."""

from collections.abc import Sequence

from flask import Blueprint, Flask, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug import Response

from olympiad.clock import utc_now
from olympiad.db import session
from olympiad.domain.choices import SheetState
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import shown
from olympiad.domain.look_alikes import fold
from olympiad.domain.roles import Role
from olympiad.domain.sheet_states import can_be_marked, may_reopen
from olympiad.forms import score_sheets as forms
from olympiad.models.score_sheet import ScoreSheet
from olympiad.services.computing import rules
from olympiad.services.marking import judge_view, score_sheets, sheet_saving
from olympiad.services.marking.judge_view import Line
from olympiad.services.marking.operations import Answer
from olympiad.services.marking.score_sheets import OwnSheet
from olympiad.services.overview import analysis_releases
from olympiad.services.sections import rule_signatures
from olympiad.web.frame.access import allow
from olympiad.web.frame.here import actor, own_judge
from olympiad.web.frame.jinja import language
from olympiad.web.marking.photos import shown_photos
from olympiad.wording.criterion_groups import Grouped, grouped
from olympiad.wording.names import content
from olympiad.wording.sentences import sentence

bp = Blueprint("score_sheets", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/score-sheets")

MOST_TYPED = 100
GROUPS = {
    "open": "started",
    "returned": "started",
    "not_started": "not_started",
    "submitted": "done",
    "accepted": "done",
}


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
    app.jinja_env.filters["plain_points"] = shown
    app.jinja_env.globals["no_reading_words"] = forms.no_reading_words
    app.jinja_env.globals["criterion_groups"] = criterion_groups
    app.jinja_env.globals["may_reopen"] = lambda sheet: may_reopen(sheet.submitted_at, utc_now())


def criterion_groups(lines: Sequence[Line]) -> list[tuple[Line, Grouped]]:
    """Return each criterion of a sheet with its text there, and the heading that stands above it."""
    texts = [content(line.criterion, "label", language()) for line in lines]
    return list(zip(lines, grouped(texts), strict=True))


def own_sheet(sheet_id: int) -> ScoreSheet:
    """Load a sheet of the signed-in judge; anybody else's is not there."""
    sheet = session.get(ScoreSheet, sheet_id)
    if sheet is None or sheet.section_id != g.section.id or sheet.judge_id != own_judge().id:
        abort(404)
    return sheet


def points_shown() -> bool:
    """Whether judges see what a reading gives."""
    return rules.load(session(), g.section).points_shown


@bp.get("/")
@allow(Role.JUDGE)
def index() -> str | Response:
    """List the judge's sheets, the next one first; `code` leads straight to a team's sheet."""
    sheets = score_sheets.next_sheets(session(), own_judge())
    wanted = request.args.get("code", "").strip()[:MOST_TYPED]
    if wanted:
        found = [line for line in sheets if fold(line.team_code) == fold(wanted)]
        if found:
            return redirect(url_for(".show", sheet_id=best(found).sheet.id))
        flash(gettext("You have no score sheet of team %(code)s. Check the code.", code=wanted), "danger")
    return render_template(
        "score_sheets/index.html",
        groups=_grouped(sheets),
        upcoming=_first_in(SheetState.OPEN, sheets) or _first_in(SheetState.NOT_STARTED, sheets),
        total=len(sheets),
        sheets=_loaded(sheets),
        judge=own_judge(),
        may_sign_rules=rule_signatures.waits_for(session(), g.section, actor()),
        severity_released=bool(analysis_releases.own_severity(session(), g.section, own_judge())),
    )


def _grouped(sheets: list[OwnSheet]) -> dict[str, list[OwnSheet]]:
    """Return the sheets by how far they are; of those that are done, the last one first."""
    groups: dict[str, list[OwnSheet]] = {"started": [], "not_started": [], "done": []}
    for line in sheets:
        groups[GROUPS[line.sheet.state]].append(line)
    groups["done"].sort(key=lambda line: line.sheet.submitted_at or utc_now(), reverse=True)
    return groups


def _first_in(state: SheetState, sheets: list[OwnSheet]) -> OwnSheet | None:
    return next((line for line in sheets if line.sheet.state == state), None)


def best(lines: list[OwnSheet]) -> OwnSheet:
    """Of several sheets of one team the first that can be marked."""
    return next((line for line in lines if can_be_marked(line.sheet.state)), lines[0])


def _loaded(lines: list[OwnSheet]) -> dict[int, judge_view.OpenSheet]:
    """Load every sheet of the list with its marks, in few statements."""
    return judge_view.load_many(session(), [line.sheet for line in lines])


@bp.get("/<int:sheet_id>")
@allow(Role.JUDGE)
def show(sheet_id: int) -> str:
    """Show a sheet to mark, or as it was submitted."""
    return _page(own_sheet(sheet_id))


def _page(
    sheet: ScoreSheet, errors: dict[int, DomainError] | None = None, given: list[sheet_saving.Given] | None = None
) -> str:
    opened = judge_view.load(session(), sheet)
    opened.keep_typed(errors or {}, {one.criterion_id: one.value for one in given or []})
    return render_template(
        "score_sheets/show.html",
        opened=opened,
        sheet=sheet,
        turn=score_sheets.turn_of(session(), sheet),
        editable=can_be_marked(sheet.state),
        points_shown=points_shown(),
        photos=shown_photos(sheet),
        returned=score_sheets.last_return(session(), sheet) if sheet.state == SheetState.RETURNED else None,
        sentence=lambda error: sentence(error, language()),
    )


@bp.post("/<int:sheet_id>")
@allow(Role.JUDGE)
def save(sheet_id: int) -> Response | tuple[str, int]:
    """Save what the form changes; a value that stands otherwise meanwhile becomes a conflict, never overwritten."""
    sheet = own_sheet(sheet_id)
    person = actor()
    criteria = [criterion for criterion, _ in score_sheets.cells_of(session(), sheet)]
    given, unreadable = forms.read(request.form, criteria)
    answers = sheet_saving.save(session(), sheet, given, by=person, note=request.form.get("sheet-note"))
    if chosen := request.form.get("chosen", ""):
        criterion_id, _, operation_id = chosen.partition(":")
        answers |= sheet_saving.choose(session(), sheet, int(criterion_id), operation_id, by=person)
    session.commit()
    errors = unreadable | _errors(answers)
    if errors:
        flash(ngettext("%(num)s answer must be mended.", "%(num)s answers must be mended.", len(errors)), "danger")
        return _page(sheet, errors, given), 422
    _tell(answers)
    if request.form.get("then") == "submit":
        return redirect(url_for(".submit", sheet_id=sheet_id), 303)
    return redirect(url_for(".show", sheet_id=sheet_id), 303)


def _errors(answers: dict[int, Answer]) -> dict[int, DomainError]:
    return {
        criterion_id: DomainError(answer.code, **answer.fields)
        for criterion_id, answer in answers.items()
        if answer.outcome in ("refused", "again", "quarantined")
    }


def _tell(answers: dict[int, Answer]) -> None:
    conflicts = sum(answer.outcome == "conflict" for answer in answers.values())
    if conflicts:
        words = ngettext(
            "%(num)s criterion was marked elsewhere meanwhile. Nothing was overwritten: choose which mark counts.",
            "%(num)s criteria were marked elsewhere meanwhile. Nothing was overwritten: choose which marks count.",
            conflicts,
        )
        flash(words, "warning")
    elif answers:
        flash(gettext("Saved."), "success")


@bp.route("/<int:sheet_id>/submit", methods=["GET", "POST"])
@allow(Role.JUDGE)
def submit(sheet_id: int) -> str | Response:
    """Repeat code, task, total and what is open to question; then lock the sheet."""
    sheet = own_sheet(sheet_id)
    try:
        score_sheets.check_complete(session(), sheet)
    except DomainError as error:
        flash(sentence(error, language()), "danger")
        first = str(error.fields.get("criteria", "")).split(",")[0]
        return redirect(url_for(".show", sheet_id=sheet_id) + (f"#c{first}" if first else ""), 303)
    if request.method == "GET":
        opened = judge_view.load(session(), sheet)
        return render_template("score_sheets/submit.html", opened=opened, sheet=sheet)
    answers = sheet_saving.save(session(), sheet, [], by=actor(), submits=True)
    session.commit()
    for error in _errors(answers).values():
        flash(sentence(error, language()), "danger")
        return redirect(url_for(".show", sheet_id=sheet_id), 303)
    flash(gettext("%(code)s is submitted.", code=sheet.team.code), "success")
    return redirect(url_for(".index"), 303)


@bp.route("/<int:sheet_id>/absent", methods=["GET", "POST"])
@allow(Role.JUDGE)
def mark_absent(sheet_id: int) -> str | Response:
    """Say that the team was not at the station."""
    sheet = own_sheet(sheet_id)
    if request.method == "GET":
        return render_template("score_sheets/absent.html", sheet=sheet)
    answers = sheet_saving.mark_absent(session(), sheet, by=actor())
    session.commit()
    for error in _errors(answers).values():
        flash(sentence(error, language()), "danger")
        return redirect(url_for(".show", sheet_id=sheet_id), 303)
    return redirect(url_for(".submit", sheet_id=sheet_id), 303)
