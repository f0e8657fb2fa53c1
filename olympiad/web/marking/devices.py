"""The device board: who marks on what, when it was last heard of, what still waits on it; closing and excusing one."""

import hashlib

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from olympiad.clock import utc_now
from olympiad.db import session
from olympiad.domain.roles import STAFF, Role
from olympiad.forms.devices import DeviceReasonForm
from olympiad.models.score_sheet import Device
from olympiad.services.marking import device_board, devices
from olympiad.services.marking.device_board import DeviceLine
from olympiad.web.frame.access import allow, roles_here
from olympiad.web.frame.here import actor
from olympiad.web.frame.jinja import language

bp = Blueprint("devices", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/devices")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.get("/")
@allow(*STAFF)
def index() -> str:
    """Show every device of the section."""
    return render_template("devices/index.html", **_content(device_board.load(session(), g.section)))


@bp.get("/list")
@allow(*STAFF)
def fragment() -> Response:
    """Return the changing part of the page; 304 while no device has said anything new."""
    lines = device_board.load(session(), g.section)
    answer = Response()
    answer.set_etag(_fingerprint(lines))
    if request.if_none_match.contains(answer.get_etag()[0] or ""):
        answer.status_code = 304
    else:
        answer = make_response(render_template("devices/_list.html", **_content(lines)))
        answer.set_etag(_fingerprint(lines))
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _fingerprint(lines: list[DeviceLine]) -> str:
    """What is shown, as a checksum: contacts do not move the revision of the section, "2 minutes ago" moves with the clock."""
    minute = int(utc_now().timestamp()) // 60
    shown = [
        (
            line.device.id,
            line.judge,
            line.state,
            line.device.waiting,
            line.device.last_seen_at,
            line.device.app_version,
            line.device.unkept,
            line.device.photos,
            line.device.battery,
            line.team,
        )
        for line in lines
    ]
    return hashlib.sha256(repr((shown, language(), sorted(roles_here()), minute)).encode()).hexdigest()[:32]


def _content(lines: list[DeviceLine]) -> dict[str, object]:
    return {
        "lines": lines,
        "waiting": sum(line.device.waiting for line in lines if line.holds_marks),
        "holding": sum(line.holds_marks for line in lines),
    }


@bp.route("/<string:device_id>/revoke", methods=["GET", "POST"])
@allow(Role.ORGANIZER, Role.CHIEF_JUDGE)
def revoke(device_id: str) -> str | BaseResponse:
    """Close a device, with a reason; the plain pages are no device that could be lost."""
    device, form = _device(device_id), DeviceReasonForm()
    if device.level == devices.FORM:
        abort(404)
    if form.validate_on_submit():
        devices.revoke(session(), device, reason=form.reason.data or "", by=actor())
        session.commit()
        flash(gettext("The device is closed; what it still sends is kept in quarantine."), "success")
        return redirect(url_for(".index"), 303)
    return render_template("devices/revoke.html", form=form, judge=_judge(device))


@bp.route("/<string:device_id>/excuse", methods=["GET", "POST"])
@allow(Role.CHIEF_JUDGE)
def excuse(device_id: str) -> str | BaseResponse:
    """Let the section be finalised without what a device holds, with a reason."""
    device, form = _device(device_id), DeviceReasonForm()
    if form.validate_on_submit():
        devices.excuse(session(), device, reason=form.reason.data or "", by=actor())
        session.commit()
        flash(gettext("The device is excused until it is heard of again."), "success")
        return redirect(url_for(".index"), 303)
    return render_template("devices/excuse.html", form=form, judge=_judge(device), device=device)


def _device(device_id: str) -> Device:
    device = session.get(Device, device_id)
    return device if device is not None and device.section_id == g.section.id else abort(404)


def _judge(device: Device) -> str:
    return next(line.judge for line in device_board.load(session(), g.section) if line.device is device)
