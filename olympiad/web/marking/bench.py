"""The bench of two judges: both sheets on one screen once both are submitted, and what each of the two says."""

from typing import Any

from flask import Blueprint, Flask, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from olympiad.db import session
from olympiad.domain.errors import DomainError
from olympiad.domain.roles import Role
from olympiad.forms import bench as forms
from olympiad.services.people import access
from olympiad.services.settling import bench
from olympiad.web.frame.access import allow
from olympiad.web.frame.here import actor, own_judge
from olympiad.web.frame.jinja import language
from olympiad.web.frame.refusals import refusable
from olympiad.web.marking.score_sheets import own_sheet
from olympiad.wording.sentences import sentence

bp = Blueprint("bench", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/bench")


def init_app(app: Flask) -> None:
    """Register the pages, and what the links on other pages need."""
    app.register_blueprint(bp)
    app.jinja_env.globals.update(bench_waiting=bench_waiting, bench_said=bench_said)


def bench_waiting() -> list[bench.Waiting]:
    """List the places at which the reader and one other judge disagree."""
    if g.get("section") is None or not current_user.is_authenticated:
        return []
    judge = access.judge_of(session(), actor(), g.section)
    return bench.waiting(session(), judge) if judge else []


def bench_said(team_id: int, task_id: int) -> list[Any]:
    """Return what the two judges of a place said, for the page of moderation."""
    return list(bench.said(session(), g.section, (team_id, task_id)))


@bp.get("/")
@allow(Role.JUDGE)
def index() -> str:
    """List the places where both have submitted and disagree."""
    return render_template("bench/index.html", waiting=bench.waiting(session(), own_judge()))


@bp.get("/<int:sheet_id>")
@allow(Role.JUDGE)
def show(sheet_id: int) -> Any:
    """Show both sheets where they differ."""
    try:
        return _page(bench.load(session(), g.section, _own(sheet_id), own_judge()))
    except DomainError as error:
        flash(sentence(error, language()), "info")
        return redirect(url_for(".index"))


def _own(sheet_id: int) -> bench.Place:
    """Return the place of one of the reader's sheets; any other is not there."""
    sheet = own_sheet(sheet_id)
    return sheet.team_id, sheet.task_id


def _page(found: bench.Bench, refused: DomainError | None = None) -> str:
    return render_template(
        "bench/show.html",
        bench=found,
        refused=sentence(refused, language()) if refused else "",
        typed=request.form,
    )


@bp.post("/<int:sheet_id>")
@allow(Role.JUDGE)
def answer(sheet_id: int) -> Any:
    """Take this judge's answers."""
    where = _own(sheet_id)
    with refusable() as attempt:
        found = bench.answer(session(), g.section, where, own_judge(), forms.read(request.form), by=actor())
    if attempt.error:
        return _refused(where, attempt.error)
    if found.is_open:
        flash(gettext("Your answers are kept. They count once both of you say the same."), "success")
    else:
        flash(gettext("You agree: the sheets are accepted."), "success")
    return redirect(url_for(".show", sheet_id=sheet_id), 303)


def _refused(where: bench.Place, error: DomainError) -> Any:
    """Show the sheets with the refusal, or the list where there is nothing to settle any more."""
    try:
        return _page(bench.load(session(), g.section, where, own_judge()), error), 422
    except DomainError:
        flash(sentence(error, language()), "danger")
        return redirect(url_for(".index"), 303)
