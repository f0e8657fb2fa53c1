"""Check-in: who is in the hall, a tap for each team that comes, and taking one back."""

from flask import Blueprint, Flask, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug import Response

from olympiad.db import session
from olympiad.domain.choices import IN_THE_RUNNING
from olympiad.domain.roles import STAFF, Role, satisfies
from olympiad.models.team import Team
from olympiad.services.overview import lists
from olympiad.services.overview.lists import Searchable
from olympiad.services.sections import check_in
from olympiad.web.frame.access import allow, roles_here
from olympiad.web.frame.entries import listed, own
from olympiad.web.frame.here import actor
from olympiad.web.frame.preferences import own_path

bp = Blueprint("check_in", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/check-in")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


def knows_codes() -> bool:
    """Return whether the reader may know which team has which code; a clerk keys by code and greets by name, never both."""
    return satisfies(roles_here(), frozenset(STAFF))


@bp.get("/")
@allow(*STAFF, Role.CLERK)
def index() -> str:
    """List all teams, those that are not here yet first."""
    return _page(lists.arrivals(g.section, by_code=knows_codes()))


@bp.get("/not-here-yet")
@allow(*STAFF, Role.CLERK)
def not_here_yet() -> str:
    """List the teams that are still awaited."""
    return _page(lists.not_here_yet(g.section, by_code=knows_codes()))


def _page(rows: Searchable) -> str:
    return render_template(
        "check_in/index.html",
        listed=listed(rows),
        presence=check_in.count(session(), g.section),
        awaited=IN_THE_RUNNING,
        knows_codes=knows_codes(),
    )


@bp.post("/<int:team_id>/arrive")
@allow(*STAFF, Role.CLERK)
def arrive(team_id: int) -> Response:
    """Note that a team is here."""
    team = own(Team, team_id)
    check_in.arrive(session(), g.section, team, by=actor())
    session.commit()
    flash(gettext("%(team)s is here.", team=team.name or team.key), "success")
    return _back()


@bp.post("/<int:team_id>/take-back")
@allow(*STAFF, Role.CLERK)
def take_back(team_id: int) -> Response:
    """Take back that a team is here."""
    team = own(Team, team_id)
    check_in.take_back(session(), g.section, team, by=actor())
    session.commit()
    flash(gettext("%(team)s is awaited again.", team=team.name or team.key), "success")
    return _back()


def _back() -> Response:
    return redirect(own_path(request.form.get("back", "")) or url_for(".index"), 303)
