"""The curators' desk of an edition's photographs: bulk upload, captions, who is shown, publishing, the press's archive."""

import mmap
import tempfile
import zipfile
from datetime import UTC, datetime, time
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask_babel import gettext, ngettext
from werkzeug import Response as BaseResponse
from werkzeug.datastructures import FileStorage
from wtforms.fields import SelectChoice

from olympiad.db import session
from olympiad.domain.errors import DomainError
from olympiad.domain.gallery import PhotoState
from olympiad.domain.roles import Role
from olympiad.exchange.gallery_pictures import read_picture
from olympiad.forms.gallery import DescribeForm
from olympiad.models.gallery import GalleryPhoto
from olympiad.services.results import edition_programmes, gallery
from olympiad.services.results.gallery import Line, Told
from olympiad.web.frame.accepted_input import whole_number
from olympiad.web.frame.access import allow
from olympiad.web.frame.heavy_work import outside
from olympiad.web.frame.here import actor
from olympiad.web.frame.jinja import language
from olympiad.web.frame.refusals import refusable
from olympiad.wording.sentences import sentence

bp = Blueprint("gallery", __name__, url_prefix="/editions/<edition_slug>/gallery")
SHOWS = ("all", "ready", "seen", "caption", "consent", "others", "hidden", "asked")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


def uploads() -> Path:
    """Return the folder of this installation's uploads."""
    return Path(current_app.instance_path) / "uploads"


@bp.get("/")
@allow(Role.ORGANIZER)
def index() -> str:
    """Show all photographs with what each still needs."""
    lines = gallery.lines(session(), g.edition)
    counts = {name: sum(_is(line, name) for line in lines) for name in SHOWS}
    wanted = request.args.get("show", "all")
    shown = [line for line in lines if _is(line, wanted if wanted in SHOWS else "all")]
    return render_template("gallery/index.html", lines=shown, counts=counts, wanted=wanted)


def _is(line: Line, name: str) -> bool:
    if name in ("ready", "seen"):
        return line.is_ready if name == "ready" else line.is_seen
    if name in ("hidden", "asked"):
        return line.is_asked if name == "asked" else line.photo.state == PhotoState.HIDDEN
    return name == "all" or (name in line.missing and line.photo.state != PhotoState.HIDDEN)


@bp.post("/add")
@allow(Role.ORGANIZER)
def add() -> BaseResponse | tuple[dict[str, object], int]:
    """Keep what was uploaded; each file is refused alone. A module that sends one by one gets a short answer."""
    files = [one for one in request.files.getlist("photos") if one.filename]
    kept, refused = 0, []
    for file in files:
        error = _keep(file)
        kept += error is None
        if error is not None:
            refused.append(f"{file.filename}: {sentence(error, language())}")
    if request.accept_mimetypes.best == "application/json":
        return ({"refused": refused[0]}, 422) if refused else ({"kept": True}, 201)
    if kept or not refused:
        flash(ngettext("%(num)s photograph is here.", "%(num)s photographs are here.", kept), "success")
    for words in refused[:20]:
        flash(words, "warning")
    return redirect(url_for(".index"), 303)


def _keep(file: FileStorage) -> DomainError | None:
    edition_id, name = g.edition.id, file.filename or ""
    with refusable() as attempt:
        picture = outside(read_picture, file.read())
        edition = session.get(type(g.edition), edition_id) or abort(404)
        gallery.add(session(), uploads(), edition, picture, name=name, by=actor())
    return attempt.error


@bp.route("/<int:photo_id>", methods=["GET", "POST"])
@allow(Role.ORGANIZER)
def show(photo_id: int) -> str | BaseResponse | tuple[str, int]:
    """Show a photograph large, with captions, day, place, and who can be recognised on it."""
    photo = _photo_here(photo_id)
    there = _at_work(photo)
    stations = list(dict.fromkeys(one.station for one in there))
    form = _describing(photo, stations)
    if form.validate_on_submit():
        told = _told(form)
        with refusable(form, "is_of_team" if told.is_of_team else "caption_en") as attempt:
            gallery.describe(session(), g.edition, photo, told, by=actor())
        if attempt:
            flash(gettext("Saved."), "success")
            return redirect(_next(photo_id) if request.form.get("next") else url_for(".index"), 303)
    status = 422 if form.is_submitted() else 200
    line = gallery.line_of(_photo_here(photo_id))
    return render_template("gallery/show.html", line=line, form=form, there=there, stations=stations), status


def _describing(photo: GalleryPhoto, stations: list[str]) -> DescribeForm:
    """Return the form of a photograph; the place is filled in where it can be only one."""
    form = DescribeForm(obj=photo, people=[one.participant_id for one in photo.shown])
    if not form.is_submitted() and not photo.place and len(stations) == 1:
        form.place.data = stations[0]
    agreed = {True: gettext("agreed"), False: gettext("not agreed")}
    form.people.choices = [
        SelectChoice(person.id, f"{team.code} {person.name} ({agreed[person.consents_photo]})")
        for person, team in gallery.people_of(session(), g.edition)
    ]
    return form


def _told(form: DescribeForm) -> Told:
    captions = {code: form[f"caption_{code}"].data or "" for code in gallery.LANGUAGES}
    return Told(
        captions, form.day.data, form.place.data or "", form.people.data or (),
        form.others_agreed.data, form.is_cover.data, form.is_of_team.data,
    )  # fmt: skip


def _at_work(photo: GalleryPhoto) -> list[edition_programmes.Work]:
    """Return who worked where when the photograph was taken, by the camera's clock, which is taken for the edition's."""
    if photo.day is None or not photo.taken_at:
        return []
    wall = datetime.combine(photo.day, time.fromisoformat(photo.taken_at), ZoneInfo(g.edition.time_zone))
    return edition_programmes.at_work(session(), g.edition, wall.astimezone(UTC))


def _next(photo_id: int) -> str:
    """Return the next photograph that still needs something, else the list."""
    ids = [line.photo.id for line in gallery.lines(session(), g.edition) if line.missing and line.photo.id != photo_id]
    return url_for(".show", photo_id=ids[0]) if ids else url_for(".index")


@bp.post("/change")
@allow(Role.ORGANIZER)
def change() -> BaseResponse:
    """Publish or hide the chosen photographs."""
    chosen = [int(one) for one in request.form.getlist("chosen", type=whole_number) if one is not None]
    if request.form.get("deed") == "hide":
        count = gallery.hide(session(), g.edition, chosen, by=actor())
        words = ngettext("%(num)s photograph is hidden.", "%(num)s photographs are hidden.", count)
        waiting = 0
    else:
        count, waiting = gallery.publish(session(), g.edition, chosen, by=actor())
        words = ngettext("%(num)s photograph is published.", "%(num)s photographs are published.", count)
    session.commit()
    flash(words, "success" if count else "info")
    if waiting:
        flash(
            ngettext(
                "%(num)s still waits for what stands under it.",
                "%(num)s still wait for what stands under them.",
                waiting,
            ),
            "warning",
        )
    return redirect(url_for(".index"), 303)


@bp.get("/<int:photo_id>/picture")
@allow(Role.ORGANIZER)
def picture(photo_id: int) -> Response:
    """Return a photograph for the desk."""
    photo = _photo_here(photo_id)
    ending = "-small.jpg" if request.args.get("size") == "small" else ".jpg"
    path = gallery.path_of(uploads(), photo.sha256, ending)
    if not path.is_file():
        abort(404)
    answer = Response(path.read_bytes(), mimetype="image/jpeg")
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.set_etag(path.name)
    return answer.make_conditional(request)


@bp.get("/press.zip")
@allow(Role.ORGANIZER)
def press() -> Response:
    """Return what the public sees, large, with captions in a text file, to be handed to the press."""
    with tempfile.TemporaryFile() as packed:  # a day's photographs fill no memory
        _pack(packed)
        whole = mmap.mmap(packed.fileno(), 0, access=mmap.ACCESS_READ)
    name = f"{g.edition.slug}-photographs.zip"
    return send_file(whole, mimetype="application/zip", as_attachment=True, download_name=name)


def _pack(packed: IO[bytes]) -> None:
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        told = []
        for number, photo in enumerate(gallery.seen(session(), g.edition), start=1):
            path = gallery.path_of(uploads(), photo.sha256, ".jpg")
            if path.is_file():
                archive.write(path, f"{number:03}.jpg")
                captions = " / ".join(filter(None, (getattr(photo, f"caption_{code}") for code in gallery.LANGUAGES)))
                told.append(f"{number:03}.jpg\t{photo.day or ''}\t{photo.place}\t{captions}\n")
        archive.writestr("captions.txt", "".join(told))
    packed.flush()


def _photo_here(photo_id: int) -> GalleryPhoto:
    photo = session.get(GalleryPhoto, photo_id)
    if photo is None or photo.edition_id != g.edition.id:
        abort(404)
    return photo
