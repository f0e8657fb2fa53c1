"""Moving a section to another installation by file: writing it, and taking one in after a preview."""

import re
import secrets
from pathlib import Path

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
    send_file,
    url_for,
)
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from olympiad.clock import utc_now
from olympiad.db import session
from olympiad.domain.errors import DomainError
from olympiad.domain.roles import Role
from olympiad.exchange.transfer_files import Transfer
from olympiad.forms.transfers import TransferForm
from olympiad.services.keeping import transfer_export, transfer_import
from olympiad.web.frame.access import allow
from olympiad.web.frame.here import actor, file_stem
from olympiad.web.frame.jinja import language
from olympiad.web.marking.photos import uploads
from olympiad.wording.sentences import sentence

bp = Blueprint("transfers", __name__)
KEPT_SECONDS = 24 * 3600
"""So long a file waits between preview and taking in."""


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.get("/editions/<edition_slug>/<section_slug>/transfers/")
@allow(Role.ADMINISTRATOR)
def show() -> str:
    """Say what a file holds and what becomes of the section here."""
    return render_template("transfers/show.html")


@bp.post("/editions/<edition_slug>/<section_slug>/transfers/section.zip")
@allow(Role.ADMINISTRATOR)
def write() -> Response:
    """Write the section into a file; that it was written is recorded."""
    path = _folder() / f"{secrets.token_hex(16)}.partial"
    try:
        transfer_export.write_section(session(), g.section, path, uploads(), by=actor())
        session.commit()
        file = path.open("rb")
    finally:
        path.unlink(missing_ok=True)
    name = f"{file_stem()}-{utc_now():%Y%m%d-%H%M}.zip"
    answer = send_file(file, mimetype="application/zip", as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/transfers/")
@allow(Role.ADMINISTRATOR)
def index() -> str:
    """Ask for the file of a section."""
    return render_template("transfers/index.html", form=TransferForm())


@bp.post("/transfers/")
@allow(Role.ADMINISTRATOR)
def preview() -> str | tuple[str, int]:
    """Check a file and say what taking it in would make; nothing changes."""
    form = TransferForm()
    if not form.validate_on_submit():
        return render_template("transfers/index.html", form=form), 422
    _sweep()
    path = _folder() / f"{secrets.token_hex(16)}.partial"
    form.file.data.save(path)
    try:
        transfer = Transfer(path)
        shown = transfer_import.preview(session(), transfer)
    except DomainError as error:
        path.unlink(missing_ok=True)
        form.file.errors = [sentence(error, language())]
        return render_template("transfers/index.html", form=form), 409
    path.replace(_folder() / f"{transfer.sha256}.zip")
    return render_template("transfers/preview.html", shown=shown)


@bp.post("/transfers/<digest>/take-in")
@allow(Role.ADMINISTRATOR)
def take_in(digest: str) -> BaseResponse:
    """Take in the section of a previewed file; with any difference nothing changes."""
    path = _folder() / f"{digest}.zip"
    if not re.fullmatch("[0-9a-f]{64}", digest) or not path.is_file():
        abort(404)
    by = actor()
    section = transfer_import.take_in(session(), Transfer(path), uploads(), by=by)
    place = {"edition_slug": section.edition.slug, "section_slug": section.slug}
    session.commit()
    path.unlink(missing_ok=True)
    flash(
        gettext("The section is here: every row, every line of the record and every version is as in the file."),
        "success",
    )
    return redirect(url_for("sections.show", **place), 303)


def _folder() -> Path:
    folder = Path(current_app.instance_path) / "transfers"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _sweep() -> None:
    """Remove files that nobody took in."""
    for path in _folder().iterdir():
        if utc_now().timestamp() - path.stat().st_mtime > KEPT_SECONDS:
            path.unlink(missing_ok=True)
