"""Tokens for the private part of the API: made, shown once, revoked."""

from flask import Blueprint, Flask, Response, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from olympiad.db import session
from olympiad.domain.roles import Role
from olympiad.models.api_token import ApiToken
from olympiad.services.people import api_tokens
from olympiad.services.people.api_tokens import Scope
from olympiad.web.frame.access import allow
from olympiad.web.frame.here import actor
from olympiad.web.frame.jinja import language
from olympiad.web.frame.refusals import refusable
from olympiad.wording.sentences import sentence

bp = Blueprint("api_tokens", __name__, url_prefix="/editions/<edition_slug>/api-tokens")
SCOPE_WORDS = {
    Scope.PROGRESS: _l("How far sections are"),
    Scope.TEAMS: _l("Teams with codes and countries"),
    Scope.PARTICIPANTS: _l("Members with names and consents"),
}


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.get("/")
@allow(Role.ORGANIZER)
def index() -> str:
    """List the tokens."""
    return _page()


def _page(token: str = "", refused: str = "") -> str:
    return render_template(
        "api_tokens/index.html",
        rows=api_tokens.of_edition(session(), g.edition),
        scopes=SCOPE_WORDS,
        token=token,
        refused=refused,
    )


@bp.post("/")
@allow(Role.ORGANIZER)
def make() -> tuple[str, int, dict[str, str]]:
    """Make a token; the answer is the only page that ever shows it."""
    name, scopes, token = request.form.get("name", ""), request.form.getlist("scopes"), ""
    with refusable() as attempt:
        token = api_tokens.make(session(), g.edition, name=name, scopes=scopes, by=actor())
    if attempt.error:
        return _page(refused=sentence(attempt.error, language())), 422, {}
    return _page(token=token), 201, {"Cache-Control": "no-store"}


@bp.post("/<int:token_id>/revoke")
@allow(Role.ORGANIZER)
def revoke(token_id: int) -> Response:
    """Let a token read nothing any more."""
    row = session.get(ApiToken, token_id)
    if row is None or row.edition_id != g.edition.id:
        abort(404)
    api_tokens.revoke(session(), row, by=actor())
    session.commit()
    flash(gettext("The token is revoked."), "success")
    return redirect(url_for(".index"), 303)
