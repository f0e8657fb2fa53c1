"""A judge's own remedies: the marks of a sheet go to the team that was meant; a submitted sheet is opened again."""

from flask import Blueprint, Flask, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug import Response

from olympiad.db import session
from olympiad.domain.roles import Role
from olympiad.services.marking import sheet_moves
from olympiad.web.frame.access import allow
from olympiad.web.frame.here import actor
from olympiad.web.marking.score_sheets import own_sheet

bp = Blueprint("score_sheet_moves", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/score-sheets")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.route("/<int:sheet_id>/move", methods=["GET", "POST"])
@allow(Role.JUDGE)
def move(sheet_id: int) -> str | Response:
    """Ask which team was meant; then move all marks there."""
    sheet = own_sheet(sheet_id)
    choices = sheet_moves.targets(session(), sheet)
    if request.method == "GET":
        return render_template("score_sheets/move.html", sheet=sheet, choices=choices)
    to = next((one for one in choices if str(one.id) == request.form.get("to")), None) or abort(400)
    sheet_moves.move(session(), sheet, to, by=actor())
    session.commit()
    flash(gettext("The marks stand at %(code)s now.", code=to.team.code), "success")
    return redirect(url_for("score_sheets.show", sheet_id=to.id), 303)


@bp.post("/<int:sheet_id>/reopen")
@allow(Role.JUDGE)
def reopen(sheet_id: int) -> Response:
    """Open an own sheet again that was just submitted."""
    sheet = own_sheet(sheet_id)
    sheet_moves.reopen_own(session(), sheet, by=actor())
    session.commit()
    return redirect(url_for("score_sheets.show", sheet_id=sheet.id), 303)
