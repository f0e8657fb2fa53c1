"""Calling for help from a station, and the organizers' list of calls; the open ones also stand on the board."""

from typing import Any

from flask import Blueprint, Flask, abort, flash, g, jsonify, redirect, render_template, request
from flask_babel import gettext
from flask_login import current_user
from werkzeug import Response

from olympiad.db import session
from olympiad.domain.errors import DomainError
from olympiad.domain.help_reasons import HelpReason
from olympiad.domain.roles import STAFF, Role, satisfies
from olympiad.models.help_request import HelpRequest
from olympiad.services.marking import help_requests
from olympiad.services.people import access
from olympiad.web.frame.access import allow, roles_here
from olympiad.web.frame.entries import own
from olympiad.web.frame.here import actor
from olympiad.web.frame.jinja import language
from olympiad.web.frame.preferences import own_path
from olympiad.web.frame.refusals import refusable
from olympiad.wording.help_reasons import reason_words
from olympiad.wording.sentences import sentence

bp = Blueprint("help_requests", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/help-requests")

ORGANIZERS = frozenset(STAFF)


def init_app(app: Flask) -> None:
    """Register the pages, and what the button and the board's part need."""
    app.register_blueprint(bp)
    app.jinja_env.globals.update(
        help_reasons=lambda: [(str(one), reason_words(one, language())) for one in HelpReason],
        help_reason_words=lambda code: reason_words(code, language()),
        my_calls=my_calls,
        open_calls=open_calls,
    )


def my_calls() -> list[help_requests.Call]:
    """List the reader's own open calls in this section."""
    if g.get("section") is None or not current_user.is_authenticated:
        return []
    return help_requests.calls(session(), g.section, by=actor(), only_open=True)


def open_calls() -> list[help_requests.Call]:
    """List the open calls of this section to those who may answer them."""
    return help_requests.calls(session(), g.section, only_open=True) if is_organizer() else []


def is_organizer() -> bool:
    """Return whether the reader answers calls here."""
    return satisfies(roles_here(), ORGANIZERS)


@bp.get("/")
@allow(*STAFF, Role.JUDGE, Role.CLERK)
def index() -> str:
    """List all calls to the organizers, to everybody else their own."""
    return _page()


def _page(refused: DomainError | None = None) -> str:
    mine = None if is_organizer() else actor()
    found = help_requests.calls(session(), g.section, by=mine)
    return render_template(
        "help_requests/index.html" if is_organizer() else "help_requests/mine.html",
        waiting=[call for call in found if call.state != "closed"],
        closed=[call for call in reversed(found) if call.state == "closed"],
        refused=sentence(refused, language()) if refused else "",
        typed=request.form,
    )


@bp.post("/")
@allow(*STAFF, Role.JUDGE, Role.CLERK)
def ask() -> Any:
    """Call for help; back to the page on which the button stood."""
    with refusable() as attempt:
        help_requests.ask(
            session(),
            g.section,
            access.judge_of(session(), actor(), g.section),
            request.form.get("reason", ""),
            request.form.get("words", ""),
            team_code=request.form.get("team_code", ""),
            station=request.form.get("station", ""),
            called_at=request.form.get("called_at", ""),
            by=actor(),
        )
    if attempt.error:
        return (jsonify(refused=sentence(attempt.error, language())) if _is_console() else _page(attempt.error)), 422
    if _is_console():
        return jsonify(), 201
    flash(gettext("The organizers see your call now."), "success")
    return _back()


@bp.post("/<int:request_id>/answer")
@allow(*STAFF)
def answer(request_id: int) -> Any:
    """Return the judge that somebody is coming, or what to do."""
    with refusable() as attempt:
        help_requests.answer(
            session(), g.section, own(HelpRequest, request_id), request.form.get("words", ""), by=actor()
        )
    if attempt.error:
        return _page(attempt.error), 422
    return _back()


@bp.post("/<int:request_id>/close")
@allow(*STAFF, Role.JUDGE, Role.CLERK)
def close(request_id: int) -> Any:
    """End a call; a judge only the own ones."""
    call = own(HelpRequest, request_id)
    if call.user_id != actor().id and not is_organizer():
        abort(404)
    with refusable() as attempt:
        help_requests.close(session(), g.section, call, by=actor())
    if attempt.error:
        return (jsonify(refused=sentence(attempt.error, language())) if _is_console() else _page(attempt.error)), 422
    return jsonify() if _is_console() else _back()


def _is_console() -> bool:
    """Whether a page asks that stays where it is, and sends what has waited on the device."""
    return request.accept_mimetypes.best == "application/json"


def _back() -> Response:
    home = f"{request.script_root}/editions/{g.edition.slug}/{g.section.slug}/help-requests/"
    return redirect(own_path(request.form.get("back", "")) or home, 303)
