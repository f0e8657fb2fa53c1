"""What is entered by hand beside the sheets, kind by kind: the list, a form, taking back."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import Blueprint, Flask, Response, abort, flash, g, redirect, render_template, url_for
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from olympiad.db import session
from olympiad.domain.roles import Role
from olympiad.forms.adjustments import FORMS, EntryForm, RoomForm, WithdrawalForm
from olympiad.models.team import Team
from olympiad.services.entry import adjustments
from olympiad.services.entry.adjustments import KINDS, Line, Outcome
from olympiad.services.sections import contents, schedules
from olympiad.web.frame.access import allow, staff
from olympiad.web.frame.here import actor
from olympiad.web.frame.jinja import language
from olympiad.web.frame.refusals import refusable

bp = Blueprint("adjustments", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/adjustments")


@dataclass(frozen=True)
class Words:
    """How a kind is called on the page."""

    title: object
    add: object
    help: object


WORDS = {
    "penalties": Words(
        _l("Penalties"), _l("Take points off"), _l("Taken off a task mark or the total, never below 0.")
    ),
    "absences": Words(
        _l("Absences"), _l("Note an absence"), _l("A team that was not at a task; it counts 0 and is shown as absent.")
    ),
    "times": Words(_l("Times"), _l("Note a time"), _l("For the tie-break by least time.")),
    "extra_rounds": Words(_l("Extra rounds"), _l("Note a rank"), _l("For the tie-break by an extra round.")),
    "awards": Words(_l("Special awards"), _l("Give an award"), _l("Nominations and prizes beside places.")),
    "schedule": Words(_l("Schedule"), _l("Enter a slot"), _l("When and where a team works on a task.")),
}

ROOM = Words(
    _l("Schedule"), _l("Room for several teams"), _l("Where several teams work side by side, they are no clash.")
)


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.get("/")
@staff
def index() -> str:
    """List every kind with what was entered."""
    found = {kind: adjustments.lines(session(), g.section, kind) for kind in KINDS}
    return render_template(
        "adjustments/index.html", found=found, words=WORDS,
        warnings=schedules.warnings(session(), g.section), rooms=schedules.rooms(session(), g.section),
    )  # fmt: skip


@bp.route("/schedule/stations", methods=["GET", "POST"])
@allow(Role.ORGANIZER, Role.CHIEF_JUDGE)
def set_room() -> str | Response | tuple[str, int]:
    """Say how many teams a station holds at once."""
    form = RoomForm()
    form.offer(schedules.stations(session(), g.section))
    if form.validate_on_submit():
        schedules.set_room(session(), g.section, form.station.data, form.teams.data, by=actor())
        session.commit()
        flash(gettext("Saved."), "success")
        return redirect(url_for(".index", _anchor="schedule"), 303)
    page = render_template("adjustments/form.html", form=form, words=ROOM)
    return (page, 422) if form.is_submitted() else page


def _kind(kind: str) -> str:
    name = kind.replace("-", "_")
    return name if name in KINDS and "_" not in kind else abort(404)


@bp.route("/<kind>/new", methods=["GET", "POST"])
@allow(Role.ORGANIZER, Role.CHIEF_JUDGE)
def enter(kind: str) -> str | Response | tuple[str, int]:
    """Enter one by hand."""
    name = _kind(kind)
    form = FORMS[name]()
    teams, tasks = contents.teams(session(), g.section, Team.code), contents.tasks(session(), g.section)
    form.offer(teams, tasks, language(), gettext("The whole section"))
    if form.validate_on_submit():
        moved = _enter(name, form)
        if moved is not None:
            return _done(moved)
    page = render_template("adjustments/form.html", form=form, words=WORDS[name])
    return (page, 422) if form.is_submitted() else page


def _enter(name: str, form: EntryForm) -> Outcome | None:
    """Write and commit; a refusal becomes the errors of the form's fields."""
    with refusable(form) as attempt:
        row = form.cells(ZoneInfo(g.edition.time_zone))
        outcome = adjustments.enter(session(), g.section, name, row, by=actor())
    return outcome if attempt else None


def _done(outcome: Outcome) -> Response:
    moved = len(outcome.moved)
    words = (
        ngettext("%(num)s team moves.", "%(num)s teams move.", moved)
        if moved
        else gettext("No place and no award moves.")
    )
    flash(f"{gettext('Saved.')} {words}", "success")
    return redirect(url_for(".index"), 303)


@bp.route("/<kind>/<int:row_id>/withdraw", methods=["GET", "POST"])
@allow(Role.ORGANIZER, Role.CHIEF_JUDGE)
def withdraw(kind: str, row_id: int) -> str | Response | tuple[str, int]:
    """Take one back, after asking why."""
    name, form = _kind(kind), WithdrawalForm()
    line = next((one for one in adjustments.lines(session(), g.section, name) if one.row.id == row_id), None) or abort(
        404
    )
    if form.validate_on_submit():
        outcome = _withdraw(name, line, form)
        if outcome is not None:
            return _done(outcome)
    page = render_template(
        "adjustments/withdraw.html", form=form, line=line, kind=name, words=WORDS[name],
        needs_reason=KINDS[name].changes_results,
    )  # fmt: skip
    return (page, 422) if form.is_submitted() else page


def _withdraw(name: str, line: Line, form: WithdrawalForm) -> Outcome | None:
    with refusable(form, "reason") as attempt:
        outcome = adjustments.withdraw(session(), g.section, name, line.row, reason=form.reason.data or "", by=actor())
    return outcome if attempt else None
