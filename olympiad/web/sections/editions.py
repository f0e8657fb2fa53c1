"""Editions: creating them, changing what is told of them, and their sections."""

import json

from flask import Blueprint, Flask, Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext

from olympiad.db import session
from olympiad.domain.errors import DomainError
from olympiad.domain.roles import STAFF, Role
from olympiad.forms.base import PageForm
from olympiad.forms.editions import EditionForm, SectionForm
from olympiad.models.edition import Edition
from olympiad.models.section import Section
from olympiad.services.entry import section_copies, settings_undoing
from olympiad.services.results import edition_sites
from olympiad.services.sections import contents, editions
from olympiad.web.frame.access import allow, my_grants
from olympiad.web.frame.entries import open_link
from olympiad.web.frame.here import actor
from olympiad.web.frame.jinja import content, language
from olympiad.web.frame.refusals import refusable
from olympiad.wording.audit import field_text

bp = Blueprint("editions", __name__, url_prefix="/editions")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


def values_of(form: PageForm) -> dict[str, editions.Value]:
    """Return what was filled in, trimmed, by column."""
    return {
        name: value.strip() if isinstance(value, str) else value
        for name, value in form.data.items()
        if name != "csrf_token"
    }


def refuse_address(form: EditionForm | SectionForm, error: DomainError, owner: Edition | Section | None) -> None:
    """Say at the field that an address is taken, with a link to who has it; raise any other refusal."""
    if error.code not in ("address_taken", "address_reserved"):
        raise error
    form.slug.errors = [gettext("This address is taken. Choose another.")]
    if isinstance(owner, Edition):
        form.slug.errors.append(open_link(content(owner, "name"), url_for("editions.show", edition_slug=owner.slug)))
    elif owner is not None:
        place = {"edition_slug": g.edition.slug, "section_slug": owner.slug}
        form.slug.errors.append(open_link(content(owner, "title"), url_for("sections.show", **place)))


def _holder(form: EditionForm) -> Edition | None:
    return contents.edition(session(), (form.slug.data or "").strip())


@bp.route("/new", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def create() -> str | Response:
    """Make an edition."""
    form = EditionForm()
    if form.validate_on_submit():
        with refusable() as attempt:
            edition = editions.create_edition(session(), values_of(form), by=actor())
        if attempt.error is None:
            return redirect(url_for(".show", edition_slug=edition.slug), 303)
        refuse_address(form, attempt.error, _holder(form))
    return render_template("editions/form.html", form=form, edition=None)


@bp.get("/<edition_slug>/")
@allow(*STAFF)
def show() -> str:
    """Show an edition with its sections."""
    stamp = edition_sites.stamp_at(session(), g.edition.slug)
    return render_template(
        "editions/show.html",
        edition=g.edition,
        site_is_there=bool(stamp and stamp.is_published),
        may_copy=bool(section_copies.sources(session(), my_grants())),
    )


@bp.route("/<edition_slug>/change", methods=["GET", "POST"])
@allow(Role.ORGANIZER)
def change() -> str | Response:
    """Change what is told of an edition."""
    form = EditionForm(obj=g.edition)
    if form.validate_on_submit():
        with refusable() as attempt:
            editions.change_edition(session(), g.edition, values_of(form), by=actor())
        if attempt.error is None:
            flash(gettext("Saved."), "success")
            return redirect(url_for(".show", edition_slug=g.edition.slug), 303)
        refuse_address(form, attempt.error, _holder(form))
    return render_template(
        "editions/form.html", form=form, edition=g.edition,
        changes=settings_undoing.changes_of(session(), g.edition),
        changed_fields=lambda one: [field_text(name, language()) for name in json.loads(one.content)["after"]],
    )  # fmt: skip
