"""Universities of an edition: list, entering, changing, removing."""

from flask import Blueprint, Flask, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext

from olympiad.db import session
from olympiad.domain.roles import Role
from olympiad.exchange.tables import COLUMNS
from olympiad.forms.institutions import InstitutionForm
from olympiad.models.institution import Institution
from olympiad.services.entry import touched
from olympiad.services.overview import lists
from olympiad.services.sections import removals
from olympiad.web.frame.access import allow, staff
from olympiad.web.frame.entries import cells, listed, own, row_of, save
from olympiad.web.frame.here import actor

bp = Blueprint("institutions", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/institutions")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.get("/")
@staff
def index() -> str:
    """List the institutions of the edition with the number of their teams."""
    found = listed(lists.institutions(g.edition))
    return render_template("institutions/index.html", listed=found)


@bp.route("/new", methods=["GET", "POST"])
@allow(Role.ORGANIZER)
def create() -> str | Response:
    """Enter an institution."""
    return _form(InstitutionForm(), None)


@bp.route("/<int:institution_id>", methods=["GET", "POST"])
@allow(Role.ORGANIZER)
def change(institution_id: int) -> str | Response:
    """Change an institution."""
    institution = own(Institution, institution_id, of_edition=True)
    form = InstitutionForm(data=row_of(institution, institution="key", host="is_host"))
    form.institution.render_kw = {"readonly": True}
    return _form(form, institution)


def _form(form: InstitutionForm, institution: Institution | None) -> str | Response:
    if form.validate_on_submit():
        row = cells(form, *COLUMNS["institutions"].known) | {"host": "yes" if form.host.data else "no"}
        if institution is not None:
            row["institution"] = institution.key
        if save(form, "institutions", row, owner=_address if institution is None else None):
            flash(gettext("The institution is saved."), "success")
            return redirect(url_for(".index"), 303)
    seen = touched.of_institution(session(), g.section, institution) if institution else None
    return render_template("institutions/form.html", form=form, institution=institution, touched=seen)


def _address(institution: Institution) -> str:
    return url_for(".change", institution_id=institution.id)


@bp.route("/<int:institution_id>/remove", methods=["GET", "POST"])
@allow(Role.ORGANIZER)
def remove(institution_id: int) -> str | Response:
    """Remove an institution to which nobody belongs, after asking."""
    institution = own(Institution, institution_id, of_edition=True)
    if request.method == "POST":
        removals.remove_institution(session(), g.section, institution, by=actor())
        session.commit()
        flash(gettext("The institution is removed."), "success")
        return redirect(url_for(".index"), 303)
    return render_template("institutions/remove.html", institution=institution)
