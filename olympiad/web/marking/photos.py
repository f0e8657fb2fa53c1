"""Photos of score sheets: adding from a phone, looking at them, taking one away with a reason."""

from pathlib import Path

from flask import Blueprint, Flask, abort, current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug import Response

from olympiad.db import session
from olympiad.domain import photos as rules
from olympiad.domain.errors import DomainError
from olympiad.domain.roles import STAFF, Role
from olympiad.domain.sheet_states import can_be_marked
from olympiad.models.photo import Photo
from olympiad.models.score_sheet import ScoreSheet
from olympiad.services.marking import photos, score_sheets
from olympiad.services.people import access
from olympiad.web.frame.accepted_input import whole_number
from olympiad.web.frame.access import allow, roles_here
from olympiad.web.frame.heavy_work import encoded_photo
from olympiad.web.frame.here import actor
from olympiad.web.frame.jinja import language
from olympiad.web.frame.opened_on_record import is_closed, note_opened
from olympiad.web.frame.refusals import refusable
from olympiad.wording.sentences import sentence

bp = Blueprint("photos", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/photos")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


def uploads() -> Path:
    """Return the folder of this installation's uploads."""
    return Path(current_app.instance_path) / "uploads"


def sheet_here(sheet_id: int) -> ScoreSheet:
    """Load a sheet of this section; one of another judge is not there for a judge."""
    sheet = session.get(ScoreSheet, sheet_id)
    if sheet is None or sheet.section_id != g.section.id or not may_add(sheet):
        abort(404)
    return sheet


def is_own(sheet: ScoreSheet) -> bool:
    """Whether the signed-in person is the sheet's judge."""
    judge = access.judge_of(session(), actor(), g.section)
    return Role.JUDGE in roles_here() and judge is not None and judge.id == sheet.judge_id


def may_add(sheet: ScoreSheet) -> bool:
    """Whether the reader may add photos to a sheet."""
    return rules.may_add(roles_here(), is_own_sheet=is_own(sheet))


def may_see(photo: Photo) -> bool:
    """Whether the reader may look at a photo now; an administrator only after opening the sheet's photos on record."""
    if is_closed(photos.subject_of(photo.sheet_id)):
        return False
    own = photo.user_id == current_user.id
    return rules.may_see(roles_here(), is_own_sheet=is_own(photo.sheet), is_own_photo=own)


def may_remove(photo: Photo) -> bool:
    """Whether the reader may take a photo away."""
    own, open_ = photo.user_id == current_user.id, can_be_marked(photo.sheet.state)
    return rules.may_remove(roles_here(), is_own_photo=own, sheet_can_be_marked=open_)


def shown_photos(*sheets: ScoreSheet) -> list[Photo]:
    """List what the reader may see of some sheets."""
    return [photo for photo in photos.photos_of(session(), [sheet.id for sheet in sheets]) if may_see(photo)]


@bp.get("/sheets/<int:sheet_id>")
@allow(Role.JUDGE, Role.CLERK, *STAFF)
def index(sheet_id: int) -> str:
    """Show the photos of a sheet, and the form that adds one."""
    return _page(sheet_here(sheet_id))


def _page(sheet: ScoreSheet, refused: DomainError | None = None) -> str:
    everything = photos.photos_of(session(), [sheet.id], removed=True)
    seen = list(filter(may_see, everything))
    shown = [photo for photo in seen if photo.removed_at is None]
    return render_template(
        "photos/index.html",
        sheet=sheet,
        criteria=[criterion for criterion, _ in score_sheets.cells_of(session(), sheet)],
        shown=shown,
        removed=[photo for photo in seen if photo.removed_at is not None],
        removable={photo.id for photo in filter(may_remove, shown)},
        closed=bool(everything) and is_closed(photos.subject_of(sheet.id)),
        own_sheet=is_own(sheet),
        refused=sentence(refused, language()) if refused else "",
    )


@bp.post("/sheets/<int:sheet_id>")
@allow(Role.JUDGE, Role.CLERK, *STAFF)
def add(sheet_id: int) -> Response | tuple[str, int] | tuple[dict[str, object], int]:
    """Keep a photo; a module that sends what waited on the device gets a short answer instead of a page."""
    sheet = sheet_here(sheet_id)  # who may not add one has nothing encoded
    with refusable() as attempt:
        encoded = encoded_photo(request.files.get("photo"))
        sheet = sheet_here(sheet_id)
        photos.add(
            session(),
            uploads(),
            sheet,
            encoded,
            criterion_id=request.form.get("criterion", type=whole_number),
            caption=request.form.get("caption", ""),
            upload_id=request.form.get("upload_id", ""),
            by=actor(),
        )
    if attempt.error:
        words = sentence(attempt.error, language())
        return ({"refused": words}, 422) if _by_module() else (_page(sheet_here(sheet_id), attempt.error), 422)
    if _by_module():
        return {"kept": True}, 201
    flash(gettext("The photo is kept."), "success")
    return redirect(_back(sheet), 303)


def _by_module() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _back(sheet: ScoreSheet) -> str:
    if request.form.get("back") == "sheet" and is_own(sheet):
        return url_for("score_sheets.show", sheet_id=sheet.id, _anchor="photos")
    return url_for(".index", sheet_id=sheet.id)


@bp.post("/sheets/<int:sheet_id>/open")
@allow(Role.ADMINISTRATOR)
def open_sheet(sheet_id: int) -> Response:
    """Let an administrator look at the photos of a sheet; that is written into the record first."""
    sheet = sheet_here(sheet_id)
    photos.record_reading(session(), sheet, by=actor())
    session.commit()
    note_opened(photos.subject_of(sheet.id))
    return redirect(_back(sheet), 303)


@bp.get("/<int:photo_id>.jpg")
@allow(Role.JUDGE, Role.CLERK, *STAFF)
def show(photo_id: int) -> Response:
    """Return a photo, the small one for lists on request, to those who may see it."""
    photo = session.get(Photo, photo_id)
    if photo is None or photo.section_id != g.section.id or photo.removed_at is not None or not may_see(photo):
        abort(404)
    path = photos.path_of(uploads(), photo.sha256, small=request.args.get("size") == "small")
    if not path.is_file():
        abort(404)
    answer = Response(path.read_bytes(), mimetype="image/jpeg")
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.set_etag(path.stem)
    return answer.make_conditional(request)


@bp.post("/<int:photo_id>/remove")
@allow(Role.JUDGE, Role.CLERK, *STAFF)
def remove(photo_id: int) -> Response | tuple[str, int]:
    """Take a photo away; who, when and why stays, the file goes."""
    photo = session.get(Photo, photo_id)
    if photo is None or photo.section_id != g.section.id or not may_see(photo):
        abort(404)
    if not may_remove(photo):
        abort(403)
    sheet_id, sha256 = photo.sheet_id, photo.sha256
    with refusable() as attempt:
        photos.remove(session(), photo, reason=request.form.get("reason", ""), by=actor())
    if attempt.error:
        return _page(sheet_here(sheet_id), attempt.error), 422
    photos.sweep(session(), uploads(), sha256)
    flash(gettext("The photo is removed; who, when and why stays on record."), "success")
    return redirect(url_for(".index", sheet_id=sheet_id), 303)
