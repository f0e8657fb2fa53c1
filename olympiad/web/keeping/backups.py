"""Copies of database and photos for administrators: listed, made now, checked, downloaded; put back by command only."""

import secrets
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, flash, redirect, render_template, send_file, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from olympiad import db
from olympiad.clock import utc_now
from olympiad.db import session
from olympiad.domain.roles import Role
from olympiad.models.user import User
from olympiad.services.keeping import backup_restore, backups
from olympiad.services.keeping.backups import Backup
from olympiad.services.record import audit_verification
from olympiad.web.frame.access import allow
from olympiad.web.frame.here import actor

bp = Blueprint("backups", __name__, url_prefix="/backups")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.get("/")
@allow(Role.ADMINISTRATOR)
def index() -> str:
    """List the copies there are, and say how they come and go."""
    return render_template(
        "backups/index.html",
        copies=backups.listed(_instance()),
        kept=backups.KEPT,
        folder=_instance() / backups.FOLDER,
    )


@bp.post("/make")
@allow(Role.ADMINISTRATOR)
def make() -> BaseResponse:
    """Make a copy now, while marking goes on."""
    user_id = current_user.id
    session.rollback()  # copying takes a while: nobody's save shall wait for it
    made = backups.make(db.engine(), _instance(), now=utc_now())
    backups.record_made(session(), made, by=session.get_one(User, user_id))
    session.commit()
    audit_verification.write_witness(session(), _instance())
    backups.rotate(_instance())
    flash(gettext("%(file)s is made and verified.", file=made.path.name), "success")
    return redirect(url_for(".index"), 303)


@bp.post("/<name>/check")
@allow(Role.ADMINISTRATOR)
def check(name: str) -> BaseResponse:
    """Read a copy through once more."""
    backup = _copy(name)
    session.rollback()
    backups.check(backup)
    flash(gettext("%(file)s is sound.", file=backup.path.name), "success")
    return redirect(url_for(".index"), 303)


@bp.post("/<name>/download")
@allow(Role.ADMINISTRATOR)
def download(name: str) -> Response:
    """Return a copy with its photos as one file; that it was taken is recorded."""
    backup = _copy(name)
    backups.record_download(session(), backup, by=actor())
    session.commit()
    path = backup.path.with_name(f"{secrets.token_hex(16)}.partial")
    try:
        backup_restore.pack(backup, path)
        file = path.open("rb")
    finally:
        path.unlink(missing_ok=True)
    packed = backup.path.with_suffix(".zip").name
    answer = send_file(file, mimetype="application/zip", as_attachment=True, download_name=packed)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _copy(name: str) -> Backup:
    return backups.find(_instance(), name) or abort(404)


def _instance() -> Path:
    return Path(current_app.instance_path)
