"""Practice before the start: examples that the panel marks, the judges' practice sheets, and how far all agree."""

from typing import Any

from flask import Blueprint, Flask, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_login import current_user

from olympiad.db import session
from olympiad.domain.errors import DomainError
from olympiad.domain.roles import STAFF, Role
from olympiad.forms import score_sheets as sheet_forms
from olympiad.models.calibration import Calibration, CalibrationSheet
from olympiad.models.task import Task
from olympiad.services.marking import calibrations
from olympiad.services.marking.sheet_saving import Given
from olympiad.services.people import access
from olympiad.services.sections import contents
from olympiad.web.frame.accepted_input import whole_number
from olympiad.web.frame.access import allow
from olympiad.web.frame.entries import own
from olympiad.web.frame.here import actor, own_judge
from olympiad.web.frame.jinja import language
from olympiad.web.frame.refusals import refusable
from olympiad.wording.sentences import sentence

bp = Blueprint("calibrations", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/calibrations")


def init_app(app: Flask) -> None:
    """Register the pages, and what the link on a judge's page needs."""
    app.register_blueprint(bp)
    app.jinja_env.globals["my_calibrations"] = my_calibrations


def my_calibrations() -> list[tuple[Calibration, CalibrationSheet | None]]:
    """List the reader's practice sheets in this section."""
    if g.get("section") is None or not current_user.is_authenticated:
        return []
    judge = access.judge_of(session(), actor(), g.section)
    return calibrations.for_judge(session(), judge) if judge else []


def mine(calibration_id: int) -> tuple[Calibration, CalibrationSheet | None]:
    """Load an example that the signed-in judge marks; any other is not there."""
    found = (pair for pair in calibrations.for_judge(session(), own_judge()) if pair[0].id == calibration_id)
    return next(found, None) or abort(404)


@bp.get("/")
@allow(*STAFF)
def index() -> str:
    """List the examples, and begin another."""
    return _index_page()


def _index_page(refused: DomainError | None = None) -> str:
    tasks = [task for task in contents.tasks(session(), g.section) if task.judges > 0]
    return render_template(
        "calibrations/index.html",
        calibrations=[
            (one, len(calibrations.panel(session(), one).judges))
            for one in calibrations.of_section(session(), g.section)
        ],
        tasks=tasks,
        refused=sentence(refused, language()) if refused else "",
        typed=request.form,
    )


@bp.post("/")
@allow(Role.ORGANIZER, Role.CHIEF_JUDGE)
def begin() -> Any:
    """Return the judges of a task an example."""
    task = own(Task, request.form.get("task", 0, type=whole_number))
    with refusable() as attempt:
        made = calibrations.begin(
            session(), g.section, task, request.form.get("title", ""), request.form.get("words", ""), by=actor()
        )
    if attempt.error:
        return _index_page(attempt.error), 422
    flash(gettext("The judges of this task see the practice sheet now."), "success")
    return redirect(url_for(".show", calibration_id=made.id), 303)


@bp.get("/<int:calibration_id>")
@allow(*STAFF)
def show(calibration_id: int) -> str:
    """Show all practice sheets of an example side by side."""
    calibration = own(Calibration, calibration_id)
    return render_template(
        "calibrations/show.html",
        calibration=calibration,
        panel=calibrations.panel(session(), calibration),
    )


@bp.post("/<int:calibration_id>/end")
@allow(Role.ORGANIZER, Role.CHIEF_JUDGE)
def end(calibration_id: int) -> Any:
    """Take an example off the judges' pages."""
    calibrations.end(session(), g.section, own(Calibration, calibration_id), by=actor())
    session.commit()
    return redirect(url_for(".index"), 303)


@bp.get("/<int:calibration_id>/sheet")
@allow(Role.JUDGE)
def mark(calibration_id: int) -> str:
    """Show the judge's own practice sheet; submitted, with the panel beside it."""
    return _sheet_page(*mine(calibration_id))


def _sheet_page(
    calibration: Calibration,
    sheet: CalibrationSheet | None,
    errors: dict[int, DomainError] | None = None,
    given: list[Given] | None = None,
) -> str:
    opened = calibrations.opened(session(), calibration, sheet)
    opened.keep_typed(errors or {}, {one.criterion_id: one.value for one in given or []})
    submitted = sheet is not None and sheet.submitted_at is not None
    panel = calibrations.panel(session(), calibration) if submitted else None
    return render_template(
        "calibrations/mark.html",
        calibration=calibration,
        opened=opened,
        submitted=submitted,
        editable=not submitted and calibration.closed_at is None,
        panel=panel,
        mine=panel.place_of(own_judge()) if panel else None,
        points_shown=True,
        sentence=lambda error: sentence(error, language()),
    )


@bp.post("/<int:calibration_id>/sheet")
@allow(Role.JUDGE)
def save(calibration_id: int) -> Any:
    """Keep the practice sheet, and submit it where that button was pressed."""
    calibration, sheet = mine(calibration_id)
    criteria = [line.criterion for line in calibrations.opened(session(), calibration, sheet).lines]
    given, unreadable = sheet_forms.read(request.form, criteria)
    errors = unreadable | calibrations.save(session(), g.section, calibration, own_judge(), given, by=actor())
    session.commit()
    if errors:
        flash(ngettext("%(num)s answer must be mended.", "%(num)s answers must be mended.", len(errors)), "danger")
        return _sheet_page(*mine(calibration_id), errors, given), 422
    if request.form.get("then") == "submit":
        with refusable() as attempt:
            calibrations.submit(session(), g.section, calibration, own_judge(), by=actor())
        if attempt.error:
            flash(sentence(attempt.error, language()), "danger")
            return _sheet_page(*mine(calibration_id)), 422
    flash(gettext("Saved."), "success")
    return redirect(url_for(".mark", calibration_id=calibration_id), 303)
