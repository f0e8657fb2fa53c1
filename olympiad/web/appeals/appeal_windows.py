"""The time for appeals: opened against a preliminary version, extended or ended early with a reason."""

from zoneinfo import ZoneInfo

from flask import Blueprint, Flask, abort, flash, g, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from olympiad.clock import utc_now
from olympiad.db import session
from olympiad.domain.roles import Role
from olympiad.forms.appeals import CloseForm, WindowForm
from olympiad.services.appeals import appeal_windows
from olympiad.services.results import results
from olympiad.web.frame.access import allow
from olympiad.web.frame.here import actor

bp = Blueprint("appeal_windows", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/appeals/window")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.post("/open")
@allow(Role.ORGANIZER)
def open_window() -> BaseResponse:
    """Let leaders appeal against the newest version from now on, whether or not everybody sees it."""
    version, form = results.latest(session(), g.section) or abort(404), WindowForm()
    minutes = form.minutes.data or 0 if form.validate_on_submit() else 0
    appeal_windows.open_window(session(), version, minutes=minutes, by=actor())
    session.commit()
    flash(gettext("Leaders may appeal now."), "success")
    return redirect(_index(), 303)


@bp.route("/change", methods=["GET", "POST"])
@allow(Role.ORGANIZER)
def change() -> str | BaseResponse:
    """Extend the time, or end it early; a moment that is over means now."""
    window = appeal_windows.latest(session(), g.section) or abort(404)
    zone = ZoneInfo(g.edition.time_zone or "UTC")
    form = CloseForm(closes_at=window.closes_at.astimezone(zone).replace(tzinfo=None))
    if form.validate_on_submit():
        appeal_windows.change(
            session(),
            window,
            closes_at=form.closes_at.data.replace(tzinfo=zone),
            reason=form.reason.data,
            by=actor(),
        )
        session.commit()
        flash(gettext("Changed; the reason is on record."), "success")
        return redirect(_index(), 303)
    return render_template("appeals/window.html", form=form, window=window, now=utc_now())


def _index() -> str:
    return url_for("appeals.index")
