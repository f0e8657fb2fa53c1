"""Whoever is shown on a published photograph has it hidden: without an account, at once, in growing pauses for one address."""

from flask import Blueprint, Flask, abort, render_template, request
from flask_babel import gettext

from olympiad.clock import utc_now
from olympiad.db import session
from olympiad.forms.gallery import HideForm
from olympiad.models.edition import Edition
from olympiad.models.gallery import GalleryPhoto
from olympiad.services.people import sign_in_attempts
from olympiad.services.people.sign_in_attempts import Limit, subject_of
from olympiad.services.results import edition_sites, gallery
from olympiad.web.frame.access import public
from olympiad.web.frame.signing_in import secret

bp = Blueprint("photo_requests", __name__, url_prefix="/results/<edition>/photos/<int:photo_id>/hide")
LIMIT = Limit(attempts=5, seconds=3600)
"""Requests of one network address within an hour; after that each one makes it wait longer."""


def init_app(app: Flask) -> None:
    """Register the page."""
    app.register_blueprint(bp)


@bp.get("")
@public
def show(edition: str, photo_id: int) -> str:
    """Show the photograph and ask why, which nobody has to say."""
    here, photo = _seen(edition, photo_id)
    return render_template("photo_requests/show.html", edition=here, photo=photo, form=HideForm())


@bp.post("")
@public
def ask(edition: str, photo_id: int) -> str | tuple[str, int]:
    """Hide the photograph, or leave it to the curators where they have put it back once."""
    form = HideForm()
    _count()
    here, photo = _seen(edition, photo_id)
    if not form.validate_on_submit():
        return render_template("photo_requests/show.html", edition=here, photo=photo, form=form), 422
    is_hidden = gallery.ask_to_hide(session(), here, photo, form.words.data or "")
    session.commit()
    words = gettext("The photograph is hidden. The organizers look at your request.")
    if not is_hidden:
        words = gettext("The organizers look at your request. They have looked at this photograph before.")
    return render_template("photo_requests/asked.html", edition=here, words=words)


def _seen(slug: str, photo_id: int) -> tuple[Edition, GalleryPhoto]:
    """Return a photograph that everybody sees; of others nobody learns that they exist."""
    stamp = edition_sites.stamp_at(session(), slug)
    if stamp is None or not stamp.is_published:
        abort(404)
    edition = session.get_one(Edition, stamp.edition_id)
    return edition, gallery.seen_one(session(), edition, photo_id) or abort(404)


def _count() -> None:
    """Refuse an address that asks too often; only a keyed hash of it is counted."""
    subject, now = subject_of(secret(), "photo-request", request.remote_addr or ""), utc_now()
    if sign_in_attempts.is_closed(session(), subject, LIMIT, now=now):
        abort(429)
    sign_in_attempts.count_failure(session(), subject, now=now)
    session.commit()
