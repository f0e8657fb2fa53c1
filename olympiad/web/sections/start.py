"""The start page: where each person goes on."""

from flask import Blueprint, Flask, Response, g, redirect, render_template, url_for
from flask_login import current_user

from olympiad.clock import utc_now
from olympiad.db import session
from olympiad.domain.roles import STAFF, Role
from olympiad.models.edition import Edition
from olympiad.models.section import Section
from olympiad.services.overview import start
from olympiad.services.people.access import Grant
from olympiad.web.frame.access import lacks_second_factor, my_grants, public
from olympiad.web.sections import across_sections

bp = Blueprint("start", __name__)

AT_THE_SECTION = (*STAFF, Role.CLERK)
WITH_A_TEAM = (Role.LEADER, Role.PARTICIPANT)


def init_app(app: Flask) -> None:
    """Register the page."""
    app.register_blueprint(bp)


@bp.get("/")
@public
def show() -> str | Response:
    """Welcome a stranger; lead everyone else to what is theirs."""
    if not current_user.is_authenticated:
        published = start.published_sections(session())
        g.edition = start.shown_edition(session(), published)
        return render_template("start/welcome.html", published=published, address=results_address)
    if lacks_second_factor():
        return redirect(url_for("second_factor.offer"), 303)
    grants = my_grants()
    for roles, page in ((AT_THE_SECTION, _of_staff), ((Role.JUDGE,), _of_judge)):
        if own := tuple(grant for grant in grants if grant.role in roles):
            return page(own)
    return _of_team(tuple(grant for grant in grants if grant.role in WITH_A_TEAM))


def _of_team(grants: tuple[Grant, ...]) -> str:
    teams = start.own_teams(session(), grants, user_id=current_user.id)
    if len(teams) == 1:
        g.edition = teams[0].edition
    led = {grant.team_id for grant in grants if grant.role == Role.LEADER}
    return render_template("start/team.html", teams=teams, led=led, address=results_address, now=utc_now())


def results_address(edition: Edition, section: Section) -> str:
    """The address of a section's public results."""
    return url_for("public_results.show", edition=edition.slug, section=section.slug)


def _of_staff(grants: tuple[Grant, ...]) -> str | Response:
    editions = start.sections_reached(session(), grants)
    roles = {grant.role for grant in grants}
    places = _places(editions)
    if len(editions) == len(places) == 1 and Role.ADMINISTRATOR not in roles:
        edition, section = places[0]
        first = "keying.index" if roles == {Role.CLERK} else "sections.show"
        return redirect(url_for(first, edition_slug=edition.slug, section_slug=section.slug), 303)
    shown = next((one for one in editions if one[1]), None)
    if shown is not None:
        g.edition = shown[0]
    return render_template(
        "start/staff.html",
        editions=editions,
        wide={edition.id for edition, _ in editions if _is_of_all(edition, grants)},
        overview=across_sections.overview(*shown) if shown else None,
        now=utc_now(),
    )


def _places(editions: list[tuple[Edition, list[Section]]]) -> list[tuple[Edition, Section]]:
    return [(edition, section) for edition, sections in editions for section in sections]


def _is_of_all(edition: Edition, grants: tuple[Grant, ...]) -> bool:
    """Return whether one of these roles is held in all sections of an edition."""
    return any(grant.covers(edition.id, None) for grant in grants)


def _of_judge(grants: tuple[Grant, ...]) -> str | Response:
    editions = start.sections_reached(session(), grants)
    places = _places(editions)
    if len(places) == 1:
        edition, section = places[0]
        address = url_for("score_sheets.index", edition_slug=edition.slug, section_slug=section.slug)
        return redirect(address, 303)
    open_ = start.sheets_to_mark(session(), current_user.id)
    return render_template(
        "start/judge.html", places=sorted(places, key=lambda one: not open_.get(one[1].id)), open=open_
    )
