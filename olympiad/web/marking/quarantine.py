"""Quarantine: what devices sent that was kept but not counted, and the chief judge's decisions."""

from flask import Blueprint, Flask, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from olympiad.db import session
from olympiad.domain.errors import DomainError
from olympiad.domain.roles import STAFF, Role
from olympiad.services.marking import quarantine
from olympiad.web.frame.access import allow
from olympiad.web.frame.here import actor
from olympiad.web.frame.jinja import language
from olympiad.web.frame.refusals import refusable
from olympiad.wording.sentences import sentence

bp = Blueprint("quarantine", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/quarantine")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.get("/")
@allow(*STAFF)
def index() -> str:
    """List what was not counted, and what was decided about it."""
    return _page()


@bp.post("/")
@allow(Role.CHIEF_JUDGE)
def decide() -> Response | tuple[str, int]:
    """Take what is ticked into the sheets, or set it aside, with a reason."""
    verb = quarantine.accept if request.form.get("decision") == "accept" else quarantine.set_aside
    chosen, reason = request.form.getlist("operation"), request.form.get("reason", "")
    with refusable() as attempt:
        verb(session(), g.section, chosen, reason=reason, by=actor())
    if attempt.error:
        return _page(attempt.error), 422
    flash(gettext("Decided; the reason is on record."), "success")
    return redirect(url_for(".index"), 303)


def _page(refused: DomainError | None = None) -> str:
    found = quarantine.held(session(), g.section)
    return render_template(
        "quarantine/index.html",
        waiting=[one for one in found if one.decision is None],
        decided=[one for one in found if one.decision is not None],
        why=lambda one: sentence(one.error, language()),
        refused=sentence(refused, language()) if refused else "",
        typed=request.form,
    )
