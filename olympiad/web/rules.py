"""The rules of a section: reading them, ready-made sets, trying others out, signing a new version."""

from flask import Blueprint, Flask, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from olympiad.db import session
from olympiad.domain.errors import DomainError
from olympiad.domain.roles import STAFF, Role
from olympiad.forms.rules import RulesForm, form_fields, written_rules
from olympiad.services import rule_versions, rules
from olympiad.services.rule_versions import Trial
from olympiad.web.access import allow, staff
from olympiad.web.entries import actor, place
from olympiad.web.jinja import language
from olympiad.wording.sentences import sentence

bp = Blueprint("rules", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/rules")
DEGREES = "I degree diploma: total>=80%max\nII degree diploma: total>=70%max\nIII degree diploma: total>=60%max"
SETS = {
    "raw": (_l("Sum of points, no awards"), {"scale": "raw", "awards": ""}),
    "degrees": (_l("Three degrees from 80, 70, 60 % of the maximum"), {"scale": "raw", "awards": DEGREES}),
    "ibo": (
        _l("10, 20, 30 % of the field (biology)"),
        {"awards": "Gold: share=10%\nSilver: share=30%\nBronze: share=60%"},
    ),
    "icho": (
        _l("12, 22, 32 % of the field (chemistry)"),
        {"awards": "Gold: share=12%\nSilver: share=34%\nBronze: share=66%"},
    ),
    "ipho": (_l("Best 8, 25, 50 % (physics)"), {"awards": "Gold: share=8%\nSilver: share=25%\nBronze: share=50%"}),
    "euso": (_l("Every team, 1 : 2 : 3"), {"awards": "Gold: share=16.667%\nSilver: share=50%\nBronze: share=100%"}),
}
"""Ready-made sets: words, and the fields that they fill in; everything else stays as it is."""


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.get("/")
@staff
def show(edition_slug: str, section_slug: str) -> str:
    """Show the present rules as a form; a ready-made set fills it in, nothing is saved."""
    fields = form_fields(rules.pairs(session(), g.section))
    chosen = SETS.get(request.args.get("set", ""))
    return _page(RulesForm(formdata=None, data=fields | (chosen[1] if chosen else {})))


def _page(form: RulesForm, trial: Trial | None = None) -> str:
    versions = rules.versions(session(), g.section)
    return render_template("rules/show.html", form=form, sets=SETS, trial=trial, versions=versions, place=place())


@bp.post("/try-out")
@allow(*STAFF)
def try_out(edition_slug: str, section_slug: str) -> str:
    """Show which places and awards would move on the marks that there are; nothing is saved."""
    form = RulesForm()
    trial = None
    if form.validate_on_submit() and _is_right(form):
        try:
            trial = rule_versions.try_out(session(), g.section, written_rules(form))
        except DomainError as error:
            form.form_errors.append(sentence(error, language()))
    return _page(form, trial)


@bp.post("/")
@allow(Role.ORGANIZER, Role.CHIEF_JUDGE)
def sign(edition_slug: str, section_slug: str) -> str | Response:
    """Sign the rules as the version that counts."""
    form = RulesForm()
    if not (form.validate_on_submit() and _is_right(form)):
        return _page(form)
    if g.section.marking_started_at and not (form.reason.data or "").strip():
        form.reason.errors = [sentence(DomainError("reason_missing"), language())]
        return _page(form)
    rule_versions.sign(session(), g.section, written_rules(form), reason=form.reason.data or "", by=actor())
    session.commit()
    flash(gettext("The rules are signed and count from now on."), "success")
    return redirect(url_for(".show", **place()), 303)


def _is_right(form: RulesForm) -> bool:
    """Put each refusal of the rulebook at its field."""
    found = rule_versions.problems(session(), g.section, written_rules(form))
    for key, refusal in found:
        name = {"award": "awards", "part": "parts"}.get(key.partition(".")[0], key)
        field = form._fields.get(name, form.ties)
        field.errors = [*field.errors, sentence(refusal, language())]
    return not found
