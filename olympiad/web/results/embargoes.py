"""The time at which a section's results publish themselves: set and lifted by the organizer, in the edition's time zone."""

from zoneinfo import ZoneInfo

from flask import Blueprint, Flask, flash, g, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from olympiad.clock import utc_now
from olympiad.db import session
from olympiad.domain.errors import DomainError
from olympiad.domain.roles import Role
from olympiad.forms.base import PageForm
from olympiad.forms.results import EmbargoForm
from olympiad.services.results import embargoes, results
from olympiad.web.frame.access import allow
from olympiad.web.frame.here import actor
from olympiad.web.frame.jinja import language, moment
from olympiad.wording.sentences import sentence

bp = Blueprint("embargoes", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/results/embargo")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.get("/")
@allow(Role.ORGANIZER)
def show() -> str:
    """Show the time that is set, and ask for another one."""
    return _page(_form())


@bp.post("/")
@allow(Role.ORGANIZER)
def schedule() -> str | BaseResponse | tuple[str, int]:
    """Let the results publish themselves at a time; what cannot be is said at the field."""
    form = _form()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        at = embargoes.schedule(session(), g.section, form.at.data, by=actor())
    except DomainError as error:
        if not error.code.startswith("embargo_"):
            raise
        session.rollback()
        form.at.errors = [sentence(error, language())]
        return _page(form), 422
    session.commit()
    flash(gettext("The results publish themselves on %(moment)s.", moment=moment(at)), "success")
    return redirect(url_for("results.index"), 303)


@bp.post("/lift")
@allow(Role.ORGANIZER)
def lift() -> BaseResponse:
    """Take the time back."""
    embargoes.lift(session(), g.section, by=actor())
    session.commit()
    flash(gettext("The results no longer publish themselves."), "success")
    return redirect(url_for(".show"), 303)


def _form() -> EmbargoForm:
    at = g.section.publishes_at
    return EmbargoForm(at=at.astimezone(ZoneInfo(g.edition.time_zone)) if at else None)


def _page(form: EmbargoForm) -> str:
    return render_template(
        "embargoes/show.html",
        form=form,
        lift_form=PageForm(),
        newest=results.latest(session(), g.section),
        now=utc_now(),
    )
