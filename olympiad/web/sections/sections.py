"""Sections: the start page of one, creating and changing them."""

from flask import Blueprint, Flask, Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext

from olympiad.clock import utc_now
from olympiad.db import session
from olympiad.domain.roles import STAFF, Role
from olympiad.forms.editions import SectionForm
from olympiad.models.section import Section
from olympiad.services.overview import section_progress
from olympiad.services.sections import editions
from olympiad.web.frame.access import allow
from olympiad.web.frame.here import actor, here
from olympiad.web.frame.refusals import refusable
from olympiad.web.sections import section_start
from olympiad.web.sections.editions import refuse_address, values_of
from olympiad.wording.lifecycle import STAGE_WORDS

bp = Blueprint("sections", __name__, url_prefix="/editions/<edition_slug>")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.get("/<section_slug>/")
@allow(*STAFF, Role.CLERK)
def show() -> str:
    """Show how far a section is and what waits."""
    progress = section_progress.count(session(), g.section)
    return render_template(
        "sections/show.html",
        stages=section_start.stages(progress),
        work=section_start.work(progress),
        round=section_start.present_round(),
        latest=section_start.latest(),
        now=utc_now(),
        stage_words=gettext(STAGE_WORDS[g.section.state]),
    )


@bp.route("/new-section", methods=["GET", "POST"])
@allow(Role.ORGANIZER)
def create() -> str | Response:
    """Make a section."""
    form = SectionForm()
    if form.validate_on_submit():
        with refusable() as attempt:
            section = editions.create_section(session(), g.edition, values_of(form), by=actor())
        if attempt.error is None:
            return redirect(url_for(".show", **here(), section_slug=section.slug), 303)
        refuse_address(form, attempt.error, _holder(form))
    return render_template("sections/form.html", form=form, section=None)


def _holder(form: SectionForm) -> Section | None:
    slug = (form.slug.data or "").strip()
    return next((section for section in g.edition.sections if section.slug == slug), None)


@bp.route("/<section_slug>/change", methods=["GET", "POST"])
@allow(Role.ORGANIZER)
def change() -> str | Response:
    """Change what is told of a section."""
    form = SectionForm(obj=g.section)
    if form.validate_on_submit():
        with refusable() as attempt:
            editions.change_section(session(), g.section, values_of(form), by=actor())
        if attempt.error is None:
            flash(gettext("Saved."), "success")
            return redirect(url_for(".show", **here() | {"section_slug": g.section.slug}), 303)
        refuse_address(form, attempt.error, _holder(form))
    return render_template("sections/form.html", form=form, section=g.section)
