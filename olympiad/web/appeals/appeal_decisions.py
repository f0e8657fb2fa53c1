"""Deciding an appeal: first what an outcome would move, then the decision with its reason."""

from flask import Blueprint, Flask, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from olympiad.db import session
from olympiad.domain.appeals import Outcome
from olympiad.domain.errors import DomainError
from olympiad.domain.roles import Role
from olympiad.forms.appeals import DecideForm, LookForm
from olympiad.services.appeals import appeal_decisions, appeals
from olympiad.services.appeals.appeals import Line
from olympiad.services.computing.what_if import Trial
from olympiad.web.appeals.appeals import own_line
from olympiad.web.frame.access import allow
from olympiad.web.frame.here import actor
from olympiad.web.frame.jinja import language
from olympiad.web.frame.refusals import refusable
from olympiad.web.results.published_marks import published_mark
from olympiad.wording.sentences import sentence

bp = Blueprint("appeal_decisions", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/appeals")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.route("/<int:number>/decide", methods=["GET", "POST"])
@allow(Role.CHIEF_JUDGE, Role.ORGANIZER)
def decide(number: int) -> str | BaseResponse | tuple[str, int]:
    """Show what an outcome would move (GET), then let it count (POST)."""
    line = own_line(number)
    if line[0].state != "lodged":
        return redirect(url_for("appeals.show", number=number), 303)
    form = DecideForm()
    if request.method == "POST" and form.validate():
        with refusable() as attempt:
            appeal_decisions.decide(
                session(),
                line[0],
                Outcome(form.outcome.data),
                mark=form.mark_given(),
                reason=form.reason.data,
                by=actor(),
            )
        if attempt.error:
            return _page(own_line(number), form, attempt.error), 422
        flash(gettext("Decided. It counts in the next results version."), "success")
        return redirect(url_for("appeals.show", number=number), 303)
    if request.method == "GET":
        form = DecideForm(formdata=MultiDict(request.args), data=None) if "outcome" in request.args else form
    return _page(line, form)


def _page(line: Line, form: DecideForm, refused: DomainError | None = None) -> str:
    appeal, team, task, criterion = line
    trial, problem = _trial(line, form) if "outcome" in request.values else (None, None)
    problem = refused or problem or _not_you(line)
    return render_template(
        "appeals/decide.html",
        appeal=appeal,
        team=team,
        task=task,
        criterion=criterion,
        form=form,
        trial=trial,
        mark=published_mark(appeals.version_of(session(), appeal), team, task, criterion),
        refused=sentence(problem, language()) if problem else "",
        sentence=lambda error: sentence(error, language()),
    )


def _trial(line: Line, form: DecideForm) -> tuple[Trial | None, DomainError | None]:
    """Try the outcome that is looked at."""
    looked = LookForm(formdata=MultiDict(request.values))
    if not looked.validate():
        form.mark.errors = looked.mark.errors
        return None, None
    if looked.outcome.data not in tuple(Outcome):
        abort(404)
    try:
        return appeal_decisions.effect(session(), line[0], Outcome(looked.outcome.data), looked.mark_given()), None
    except DomainError as error:
        return None, error


def _not_you(line: Line) -> DomainError | None:
    """Say beforehand that the reader may not decide this one."""
    try:
        appeal_decisions.check_decider(session(), line[0], actor())
    except DomainError as error:
        return error
    return None


@bp.post("/<int:number>/reconsider")
@allow(Role.CHIEF_JUDGE, Role.ORGANIZER)
def reconsider(number: int) -> BaseResponse:
    """Take a decision back, until a version has taken it up."""
    appeal_decisions.reconsider(session(), own_line(number)[0], reason=request.form.get("reason", ""), by=actor())
    session.commit()
    flash(gettext("The decision is taken back; the appeal is open again."), "success")
    return redirect(url_for("appeals.show", number=number), 303)
