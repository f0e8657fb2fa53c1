"""Screens of the hall: the desk that says what each shows, and the page of a screen, opened by its link alone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, Flask, Response, abort, current_app, flash, g, jsonify, redirect, render_template, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as BaseResponse

from olympiad.clock import utc_now
from olympiad.db import session
from olympiad.domain.roles import Role
from olympiad.domain.screens import BEAT, OF_PLACES, Shows, is_silent
from olympiad.forms.screens import AddForm, PlainForm, ShowForm
from olympiad.models.edition import Edition
from olympiad.models.screen import Screen
from olympiad.models.section import Section
from olympiad.services.overview import screens
from olympiad.services.overview.screens import Choice
from olympiad.services.sections import contents
from olympiad.web.frame.access import allow, by_token
from olympiad.web.frame.entries import own
from olympiad.web.frame.here import actor
from olympiad.web.frame.jinja import language
from olympiad.web.sections import screen_json
from olympiad.wording.screens import shows_text

bp = Blueprint("screens", __name__)
DESK = "/editions/<edition_slug>/<section_slug>/screens"
jury = allow(Role.ORGANIZER, Role.CHIEF_JUDGE)


def init_app(app: Flask) -> None:
    """Register the pages; the beat of a screen carries no session, so no form can be forged by it."""
    app.register_blueprint(bp)
    app.extensions["csrf"].exempt("olympiad.web.sections.screens.beat")


@bp.get(f"{DESK}/")
@jury
def index() -> str:
    """Show every screen with what it shows, since when, and whether it is there."""
    rows = screens.of_section(session(), g.section)
    people = contents.names_of_people(session(), {row.chosen_by_id for row in rows})
    return render_template(
        "screens/index.html",
        screens=rows,
        people=people,
        silent={row.id for row in rows if is_silent(row.seen_at, utc_now())},
        shown=lambda row: shows_text(row.shows, language()),
        form=PlainForm(),
    )


@bp.route(f"{DESK}/new", methods=["GET", "POST"])
@jury
def new() -> str | BaseResponse:
    """Add a screen, and show its link, once."""
    form = AddForm()
    if not form.validate_on_submit():
        return render_template("screens/new.html", form=form)
    row, token = screens.add(session(), g.section, name=form.name.data.strip(), language=form.language.data, by=actor())
    session.commit()
    return render_template("screens/link.html", screen=row, link=url_for(".page", token=token, _external=True))


@bp.route(f"{DESK}/<int:screen_id>", methods=["GET", "POST"])
@jury
def show(screen_id: int) -> str | BaseResponse:
    """Choose what one screen shows."""
    row = _own(screen_id)
    zone = ZoneInfo(g.edition.time_zone)
    form = ShowForm(
        shows=str(row.shows), words=row.words, until=_wall(row.until, zone), seconds=row.seconds, language=row.language,
        freezes_at=_wall(row.freezes_at, zone),
    )  # fmt: skip
    if form.validate_on_submit():
        screens.show(session(), g.section, row, _choice(form, zone), by=actor())
        session.commit()
        flash(gettext("%(screen)s: %(shows)s.", screen=row.name, shows=shows_text(row.shows, language())), "success")
        return redirect(url_for(".index"), 303)
    is_public = screens.may_show_places(session(), g.section)
    return render_template("screens/show.html", screen=row, form=form, is_public=is_public, of_places=OF_PLACES)


def _choice(form: ShowForm, zone: ZoneInfo) -> Choice:
    until, freezes_at = (_moment(given, zone) for given in (form.until.data, form.freezes_at.data))
    shows, seconds = Shows(form.shows.data), form.seconds.data or 0
    return Choice(shows, form.language.data, seconds, form.words.data or "", until, freezes_at)


def _moment(wall: datetime | None, zone: ZoneInfo) -> datetime | None:
    return wall.replace(tzinfo=zone).astimezone(UTC) if wall else None


def _wall(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    return moment.astimezone(zone).replace(tzinfo=None) if moment else None


@bp.get(f"{DESK}/<int:screen_id>/picture")
@jury
def own_picture(screen_id: int) -> Response:
    """Return what a screen shows, for its small picture at the desk."""
    return jsonify(screen_json.picture(session(), _own(screen_id)))


@bp.route(f"{DESK}/<int:screen_id>/revoke", methods=["GET", "POST"])
@jury
def revoke(screen_id: int) -> str | BaseResponse:
    """Ask once more, then take the link back."""
    row, form = _own(screen_id), PlainForm()
    if not form.validate_on_submit():
        return render_template("screens/revoke.html", screen=row, form=form)
    screens.revoke(session(), g.section, row, by=actor())
    session.commit()
    flash(gettext("The link of %(screen)s is taken back.", screen=row.name), "success")
    return redirect(url_for(".index"), 303)


@bp.post(f"{DESK}/darken")
@jury
def darken() -> BaseResponse:
    """Let all screens show nothing."""
    count = screens.darken_all(session(), g.section, by=actor())
    session.commit()
    flash(ngettext("%(num)s screen is dark.", "%(num)s screens are dark.", count), "success")
    return redirect(url_for(".index"), 303)


def _own(screen_id: int) -> Screen:
    row: Screen = own(Screen, screen_id)
    return row if row.revoked_at is None else abort(404)


@bp.get("/screen/<token>")
@by_token
def page(token: str) -> str:
    """Show the page of a screen."""
    row = _opened(token)
    g.section = session.get_one(Section, row.section_id)
    g.edition = session.get_one(Edition, g.section.edition_id)
    return render_template(
        "screens/page.html", token=token, picture=screen_json.picture(session(), row), beat=int(BEAT.total_seconds())
    )


@bp.get("/screen/<token>/picture")
@by_token
def picture(token: str) -> Response:
    """Return what a screen shows now; while nothing changes it is answered before this view."""
    stamp = current_app.extensions["olympiad_screen_stamps"].stamps().get(screens.hash_of(token))
    answer = jsonify(screen_json.picture(session(), _opened(token)))
    if stamp is not None:
        answer.set_etag(stamp)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/screen/<token>/beat")
@by_token
def beat(token: str) -> tuple[str, int]:
    """Note that a screen is there."""
    screens.note_seen(session(), _opened(token))
    session.commit()
    return "", 204


def _opened(token: str) -> Screen:
    return screens.by_token(session(), token) or abort(404)
