"""Sections and editions made from another one: which one, what comes along, and the settings to change."""

from flask import Blueprint, Flask, Response, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext

from olympiad.db import session
from olympiad.domain.errors import DomainError
from olympiad.domain.roles import Role
from olympiad.forms.editions import CopiedParts, EditionCopyForm, SectionCopyForm
from olympiad.models.edition import Edition
from olympiad.models.section import Section
from olympiad.services.entry import section_copies
from olympiad.services.entry.section_copies import Part
from olympiad.services.people.access import administers
from olympiad.services.results import certificate_designs
from olympiad.services.sections import contents, editions
from olympiad.web.frame.access import allow, my_grants
from olympiad.web.frame.here import actor, here
from olympiad.web.frame.refusals import refusable, show_refusal
from olympiad.web.sections.editions import refuse_address, values_of

bp = Blueprint("copies", __name__, url_prefix="/editions")

OF_THE_YEAR = ("slug", "name", "name_uz", "name_ru", "name_en", "ordinal", "year", "starts_on", "ends_on")
"""What an edition never shares with the one before."""


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.route("/<edition_slug>/copy-section", methods=["GET", "POST"])
@allow(Role.ORGANIZER)
def section() -> str | Response:
    """Make a section from another one that the same person administers."""
    if "from" not in request.args:
        return render_template("sections/copy_from.html", places=section_copies.sources(session(), my_grants()))
    source = _source()
    form = SectionCopyForm(data=section_copies.settings_of(source) | {"slug": _free_address(source)})
    if form.validate_on_submit():
        with refusable() as attempt:
            made = section_copies.copy_section(session(), source, g.edition, _told(form), _parts(form), by=actor())
        if attempt.error is None:
            flash(gettext("The section is made. Add the teams next."), "success")
            return redirect(url_for("sections.show", **here(), section_slug=made.slug), 303)
        _refuse(form, attempt.error)
    return render_template("sections/copy.html", form=form, source=source)


@bp.route("/copy", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def edition() -> str | Response:
    """Make an edition with all sections of another one."""
    if "from" not in request.args:
        return render_template("editions/copy_from.html", editions=contents.editions(session()))
    source = contents.edition(session(), request.args["from"]) or abort(404)
    form = EditionCopyForm(data=_settings(source))
    if form.validate_on_submit():
        with refusable() as attempt:
            made = section_copies.copy_edition(session(), source, _told(form), _parts(form), by=actor())
            if certificate_designs.in_force(session(), source.id, None):
                certificate_designs.copy(session(), source, made, by=actor())
        if attempt.error is None:
            flash(gettext("The edition is made. Give its organizers their roles next."), "success")
            return redirect(url_for("editions.show", edition_slug=made.slug), 303)
        _refuse(form, attempt.error)
    return render_template("editions/copy.html", form=form, source=source)


def _source() -> Section:
    """Return the section of `?from=EDITION/SECTION`; 404 where the person does not administer it."""
    edition, _, slug = request.args["from"].partition("/")
    found = contents.section(session(), edition, slug)
    return found if found is not None and administers(my_grants(), found) else abort(404)


def _free_address(source: Section) -> str:
    taken = {section.slug for section in g.edition.sections}
    return "" if source.slug in taken else source.slug


def _settings(source: Edition) -> dict[str, object]:
    return {name: getattr(source, name) for name in EditionCopyForm().settings() if name not in OF_THE_YEAR}


def _refuse(form: SectionCopyForm | EditionCopyForm, error: DomainError | None) -> None:
    """Say at the address that it is taken, at the top of the form what else is in the way."""
    if error is not None and error.code in ("address_taken", "address_reserved"):
        refuse_address(form, error, None)
    elif error is not None:
        show_refusal(form, error)


def _told(form: SectionCopyForm | EditionCopyForm) -> dict[str, editions.Value]:
    return {name: value for name, value in values_of(form).items() if name not in CopiedParts.names()}


def _parts(form: SectionCopyForm | EditionCopyForm) -> list[Part]:
    return [part for part in Part if form[f"copies_{part}"].data]
