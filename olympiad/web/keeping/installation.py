"""The address under which this installation is reached, set by an administrator: papers and QR codes begin with it."""

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from olympiad.db import session
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.roles import Role
from olympiad.forms.installation import AddressForm
from olympiad.production import base_address, set_base_address
from olympiad.services.record import audit
from olympiad.web.frame.access import allow
from olympiad.web.frame.here import actor
from olympiad.web.frame.hosts import declared_address

bp = Blueprint("installation", __name__, url_prefix="/installation")


def init_app(app: Flask) -> None:
    """Register the page."""
    app.register_blueprint(bp)


@bp.route("/address", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def set_address() -> str | BaseResponse:
    """Ask for the address, offering the one of this request, and keep it."""
    form = AddressForm(address=declared_address() or request.url_root.rstrip("/"))
    fixed = str(current_app.config["BASE_URL"])
    if not fixed and form.validate_on_submit():
        before = base_address(current_app.instance_path)
        set_base_address(current_app.instance_path, form.address.data or "")
        places = {"before": {"address": before}, "after": {"address": form.address.data or ""}}
        audit.record(session(), AuditAction.INSTALLATION_SET_ADDRESS, "installation:1", by=actor(), **places)
        session.commit()
        flash(gettext("Papers and QR codes begin with %(address)s.", address=form.address.data), "success")
        return redirect(url_for(".set_address"), 303)
    return render_template("installation/set_address.html", form=form, fixed=fixed, known=declared_address())
