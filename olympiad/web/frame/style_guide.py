"""A page that shows every part of the look with every state; only while developing and testing."""

from decimal import Decimal

from flask import Blueprint, Flask, abort, flash, render_template, request
from wtforms import BooleanField, FileField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange

from olympiad.clock import utc_now
from olympiad.forms.base import PageForm
from olympiad.web.frame.access import public

STATES = (
    "open", "in-progress", "waiting", "offline", "online", "submitted", "accepted", "returned", "missing",
    "disagreement", "absent", "withdrawn", "disqualified", "guest", "competing", "unmarked", "not-assessed",
    "unsure", "conflict", "appeal", "incident", "create", "change", "unchanged", "problem", "valid", "superseded",
    "revoked", "void",
)  # fmt: skip

bp = Blueprint("style_guide", __name__)


def init_app(app: Flask) -> None:
    """Register the page where the application is being developed or tested."""
    if app.debug or app.testing or app.config["STYLE_GUIDE"]:
        app.register_blueprint(bp)


class Sample(PageForm):
    """One field of each kind."""

    name = StringField("Team name", [DataRequired("Write the team’s name."), Length(max=100)])
    city = StringField("City", description="As it is printed on certificates.")
    country = SelectField("Country", choices=["Uzbekistan", "Kazakhstan"])
    places = IntegerField(
        "Number of members", [DataRequired("Write a number."), NumberRange(1, 6, "A team has 1 to 6 members.")]
    )
    status = RadioField("Status", choices=["Competing", "Guest team"], default="Competing")
    reason = TextAreaField("Reason, kept on record")
    workbook = FileField("Workbook")
    consent = BooleanField("May publish the names")


@bp.route("/style-guide", methods=["GET", "POST"])
@public
def show() -> str:
    """Show the parts; a POST shows the form refused."""
    form = Sample()
    if request.method == "POST":
        form.validate()
    else:
        flash("Team A98 has been saved.", "success")
        flash("Two rows were left as they are.", "message")
    base = request.args.get("base", "base_plain.html")
    if base not in ("base_plain.html", "base_public.html", "base_console.html", "base.html"):
        abort(404)
    return render_template(
        "style_guide/show.html",
        form=form,
        states=STATES,
        now=utc_now(),
        total=Decimal("90.25"),
        base=base,
        page_url=lambda number: f"?page={number}",
    )


@bp.get("/style-guide/confirm")
@public
def confirm() -> str:
    """Show a confirmation page."""
    return render_template("style_guide/confirm.html")


@bp.get("/style-guide/errors/<int:code>")
@public
def error(code: int) -> str:
    """Show an error page."""
    if code == 500:
        raise RuntimeError("shown by the style guide")
    abort(code)
