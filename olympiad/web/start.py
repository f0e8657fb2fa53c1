"""The start page: where each person goes on."""

from flask import Blueprint, Flask, render_template
from flask_login import current_user

from olympiad.web.access import public

bp = Blueprint("start", __name__)


def init_app(app: Flask) -> None:
    """Register the page."""
    app.register_blueprint(bp)


@bp.get("/")
@public
def show() -> str:
    """Welcome a stranger, lead everyone else on."""
    return render_template("start/show.html", person=current_user)
