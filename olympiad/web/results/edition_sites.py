"""The public site of an edition, served from its files; and the style sheets, scripts and drawings of published pages."""

from pathlib import Path

from flask import Blueprint, Flask, Response, abort, request
from werkzeug.security import safe_join

from olympiad.db import session
from olympiad.models.edition import Edition
from olympiad.services.results import edition_sites
from olympiad.web.frame import compressed, published_folders
from olympiad.web.frame.access import public
from olympiad.web.frame.errors import language_without_database
from olympiad.web.frame.published_folders import CURRENT
from olympiad.web.frame.static_files import FOREVER, media_type_of
from olympiad.web.results import published_assets, published_state, share_pictures
from olympiad.web.results.published_answers import answer, kept

bp = Blueprint("edition_sites", __name__, url_prefix="/results")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.get("/assets/<version>/<path:filename>")
@public
def asset(version: str, filename: str) -> Response:
    """Return a style sheet, script or drawing; pages of an older version find theirs, too."""
    if not version.isalnum():
        abort(404)
    found = published_folders.load(published_assets.path_of(version, filename)) if ".." not in filename else None
    if found is None:
        abort(404)
    response = compressed.answer(found.body, found.compressed, media_type_of(filename), version)
    response.headers["Cache-Control"] = FOREVER
    return response


@bp.get("/<edition>/")
@public
def show(edition: str) -> Response:
    """Show the home of an edition in the reader's language."""
    response = _file(edition, f"{language_without_database()}.html", "text/html; charset=utf-8")
    response.vary.update(("Cookie", "Accept-Language"))
    return response


@bp.get("/<edition>/<any(en, uz, ru):code>")
@public
def show_in(edition: str, code: str) -> Response:
    """Show the home of an edition in one language."""
    return _file(edition, f"{code}.html", "text/html; charset=utf-8")


@bp.get("/<edition>/<any(en, uz, ru):code>/<any(programme, winners, countries):name>")
@public
def page(edition: str, code: str, name: str) -> Response:
    """Show when and where sections work, who won, or the medal tables by country and institution."""
    return _file(edition, f"{code}/{name}.html", "text/html; charset=utf-8")


@bp.get("/<edition>/<any(en, uz, ru):code>/photos")
@public
def photos(edition: str, code: str) -> Response:
    """Show the photographs by day and place."""
    return _file(edition, f"{code}/photos.html", "text/html; charset=utf-8")


@bp.get("/<edition>/photos/<name>")
@public
def photo(edition: str, name: str) -> Response:
    """Return a photograph that everybody on it lets be seen; asked for again after a minute at most."""
    folder = _published(edition).folder
    path = safe_join(str(folder.path / CURRENT / "photos"), name)
    if path is None or not Path(path).is_file():
        abort(404)
    answer = Response(Path(path).read_bytes(), mimetype=media_type_of(name))
    answer.headers["Cache-Control"] = "public, max-age=60"
    answer.set_etag(name)
    return answer.make_conditional(request)


@bp.get("/<edition>/<any(en, uz, ru):code>/feed.atom")
@public
def feed(edition: str, code: str) -> Response:
    """Return the feed of what was published."""
    return _file(edition, f"{code}/feed.atom", "application/atom+xml; charset=utf-8")


@bp.get("/<edition>/<any(en, uz, ru):code>/programme.ics")
@public
def programme(edition: str, code: str) -> Response:
    """Return the programme as a calendar."""
    return _file(edition, f"{code}/programme.ics", "text/calendar; charset=utf-8")


@bp.get("/<edition>/<any(en, uz, ru):code>/share.png")
@public
def share(edition: str, code: str) -> Response:
    """Return the picture of the edition that messengers show beside a link."""
    one = _published(edition)

    def draw() -> bytes:
        site = edition_sites.load(session(), _row(edition)) or abort(404)
        return share_pictures.of_edition(site, code)

    return kept(one, f"{code}/share.png", draw, "image/png")


@bp.get("/<edition>/<any('sections.csv', 'winners.csv', 'countries.csv', 'institutions.csv'):name>")
@public
def download(edition: str, name: str) -> Response:
    """Return a list of the site as CSV."""
    response = _file(edition, name, "text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{edition}-{name}"'
    return response


def _row(slug: str) -> Edition:
    stamp = edition_sites.stamp_at(session(), slug) or abort(404)
    return session.get_one(Edition, stamp.edition_id)


def _published(slug: str) -> published_state.Publication:
    """Bring the site up to date, else 404: of what is not public nobody learns even that it exists."""
    stamp = edition_sites.stamp_at(session(), slug) or abort(404)
    one = published_state.of_edition(stamp)
    if not published_state.bring_up_to_date(one):
        abort(404)
    return one


def _file(slug: str, name: str, media_type: str) -> Response:
    return answer(_published(slug).folder, name, media_type)
