"""Undoing a change of set-up, of rules or of an edition from its line in the record, after showing what that would do."""

from flask import Blueprint, Flask, Response, abort, flash, g, redirect, render_template, url_for
from flask_babel import gettext

from olympiad.db import session
from olympiad.domain.errors import DomainError
from olympiad.domain.notation.drafts import Difference, differences
from olympiad.domain.roles import Role, satisfies
from olympiad.forms.base import PageForm
from olympiad.forms.late_reasons import ReasonForm
from olympiad.models.audit import AuditEntry
from olympiad.services.computing import rules as rules_pairs
from olympiad.services.entry import settings_undoing, undoing
from olympiad.services.entry.undoing import Undoing
from olympiad.web.frame.access import allow, roles_here
from olympiad.web.frame.here import actor
from olympiad.web.frame.jinja import language
from olympiad.web.frame.refusals import refusable
from olympiad.wording.audit import action_text, field_text
from olympiad.wording.sentences import sentence

bp = Blueprint("undoing", __name__)


def init_app(app: Flask) -> None:
    """Register the page."""
    app.register_blueprint(bp)


@bp.route("/editions/<edition_slug>/<section_slug>/audit/<int:seq>/undo", methods=["GET", "POST"])
@allow(Role.ORGANIZER, Role.CHIEF_JUDGE)
def show(seq: int) -> str | Response | tuple[str, int]:
    """Show what undoing a line would do; a POST does it. A chief judge undoes rules and the order of criteria alone."""
    entry = undoing.find(session(), g.section, seq) or abort(404)
    if entry.action not in undoing.BY_CHIEF_JUDGES and not satisfies(roles_here(), frozenset({Role.ORGANIZER})):
        abort(403)
    form = ReasonForm()
    if form.validate_on_submit() and _is_undone(entry, form):
        flash(gettext("Line %(number)s is undone.", number=seq), "success")
        return redirect(url_for("audit.index"), 303)
    page = _page(entry, form)
    return (page, 409) if form.is_submitted() else page


@bp.route("/editions/<edition_slug>/changes/<int:seq>/undo", methods=["GET", "POST"])
@allow(Role.ORGANIZER)
def change_of_edition(seq: int) -> str | Response | tuple[str, int]:
    """Show what an edition would say again; a POST puts it back."""
    entry, form = settings_undoing.find_change(session(), g.edition, seq) or abort(404), PageForm()
    refused, values = "", {}
    try:
        values = dict(settings_undoing.edition_before(g.edition, entry))
    except DomainError as error:
        refused = sentence(error, language())
    if form.validate_on_submit() and not refused:
        with refusable(form) as attempt:
            settings_undoing.restore_edition(session(), g.edition, entry, by=actor())
        if attempt:
            flash(gettext("The change of the edition is undone."), "success")
            return redirect(url_for("editions.change", edition_slug=g.edition.slug), 303)
    page = render_template(
        "undoing/edition.html", entry=entry, form=form, values=values, refused=refused,
        field_words=lambda name: field_text(name, language()),
    )  # fmt: skip
    return (page, 409) if form.is_submitted() else page


def _is_undone(entry: AuditEntry, form: ReasonForm) -> bool:
    with refusable(form) as attempt:
        undoing.apply(session(), g.section, entry, reason=form.reason.data or "", by=actor())
    return bool(attempt)


def _page(entry: AuditEntry, form: ReasonForm) -> str:
    found, refused = _read(entry)
    if found is None or not undoing.needs_reason(g.section, found):
        del form.reason
    return render_template(
        "undoing/show.html", entry=entry, form=form, found=found, refused=refused, rules=_rules(found),
        words=action_text(entry.action, language()), field_words=lambda name: field_text(name, language()),
    )  # fmt: skip


def _rules(found: Undoing | None) -> list[Difference]:
    """Return in what the rules would differ from the present ones."""
    if found is None or found.rules is None:
        return []
    return list(differences(rules_pairs.pairs_of(rules_pairs.present(session(), g.section)), found.rules))


def _read(entry: AuditEntry) -> tuple[Undoing | None, str]:
    try:
        found = undoing.read(session(), g.section, entry, by=actor())
    except DomainError as error:
        return None, sentence(error, language())
    problems = " ".join(sentence(problem, language()) for problem in found.plan.problems)
    return (None, problems) if problems else (found, "")
