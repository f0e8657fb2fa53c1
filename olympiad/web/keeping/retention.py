"""How long an edition keeps personal data, and the purge with its preview; for administrators."""

from zoneinfo import ZoneInfo

from flask import Blueprint, Flask, flash, g, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from olympiad.clock import utc_now
from olympiad.db import session
from olympiad.domain.roles import Role
from olympiad.forms.own_data import PurgeForm, RetentionForm
from olympiad.services.keeping import retention
from olympiad.services.marking import photos
from olympiad.web.frame.access import allow
from olympiad.web.frame.here import actor
from olympiad.web.marking.photos import uploads

bp = Blueprint("retention", __name__, url_prefix="/editions/<edition_slug>/personal-data")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.route("/", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def show() -> str | BaseResponse:
    """Say until when personal data is kept, and what a purge would take away."""
    form = RetentionForm(day=g.edition.keep_personal_until)
    if form.validate_on_submit():
        retention.keep_until(session(), g.edition, form.day.data, by=actor())
        session.commit()
        flash(gettext("The day is saved."), "success")
        return redirect(url_for(".show"), 303)
    return render_template(
        "retention/show.html", form=form, plan=retention.plan(session(), g.edition), is_due=_is_due()
    )


@bp.route("/purge", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def purge() -> str | BaseResponse:
    """Ask once more, then take names away; what is published is drawn anew."""
    form = PurgeForm()
    if form.validate_on_submit():
        by, files = actor(), retention.files_of(session(), g.edition)
        retention.purge(session(), g.edition, today=_today(), by=by)
        session.commit()
        for sha256 in files:
            photos.sweep(session(), uploads(), sha256)
        flash(gettext("The personal data of this edition is purged."), "success")
        return redirect(url_for(".show"), 303)
    return render_template("retention/purge.html", form=form, plan=retention.plan(session(), g.edition))


def _today():
    return utc_now().astimezone(ZoneInfo(g.edition.time_zone)).date()


def _is_due() -> bool:
    until = g.edition.keep_personal_until
    return until is not None and _today() > until and g.edition.personal_purged_at is None
