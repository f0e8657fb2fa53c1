"""Undoing a change of set-up from its line in the record, after showing what that would do."""

from flask import Blueprint, Flask, Response, abort, flash, g, redirect, render_template, url_for
from flask_babel import gettext

from olympiad.db import session
from olympiad.domain.errors import DomainError
from olympiad.domain.roles import Role
from olympiad.forms.late_reasons import ReasonForm
from olympiad.models.audit import AuditEntry
from olympiad.services.entry import undoing
from olympiad.services.entry.undoing import Undoing
from olympiad.web.frame.access import allow
from olympiad.web.frame.here import actor
from olympiad.web.frame.jinja import language
from olympiad.web.frame.refusals import refusable
from olympiad.wording.audit import action_text, field_text
from olympiad.wording.sentences import sentence

bp = Blueprint("undoing", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/audit/<int:seq>/undo")


def init_app(app: Flask) -> None:
    """Register the page."""
    app.register_blueprint(bp)


@bp.route("", methods=["GET", "POST"])
@allow(Role.ORGANIZER)
def show(seq: int) -> str | Response | tuple[str, int]:
    """Show what undoing a line would do; a POST does it."""
    entry = undoing.find(session(), g.section, seq) or abort(404)
    form = ReasonForm()
    if form.validate_on_submit() and _is_undone(entry, form):
        flash(gettext("Line %(number)s is undone.", number=seq), "success")
        return redirect(url_for("audit.index"), 303)
    page = _page(entry, form)
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
        "undoing/show.html", entry=entry, form=form, found=found, refused=refused,
        words=action_text(entry.action, language()), field_words=lambda name: field_text(name, language()),
    )  # fmt: skip


def _read(entry: AuditEntry) -> tuple[Undoing | None, str]:
    try:
        found = undoing.read(session(), g.section, entry, by=actor())
    except DomainError as error:
        return None, sentence(error, language())
    problems = " ".join(sentence(problem, language()) for problem in found.plan.problems)
    return (None, problems) if problems else (found, "")
