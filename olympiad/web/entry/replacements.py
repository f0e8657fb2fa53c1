"""Replacing a word of an uploaded list in all rows at once, and leaving it as it stands."""

from flask import Blueprint, Flask, Response, abort, flash, g, redirect, url_for
from flask_babel import gettext, ngettext

from olympiad.db import session
from olympiad.domain.roles import Role
from olympiad.exchange.replacements import Replacement
from olympiad.exchange.sources import Found, read_kept
from olympiad.forms.replacements import LeaveForm, ReplaceForm
from olympiad.models.import_preview import ImportPreview
from olympiad.services.entry import imports, replacements
from olympiad.web.frame.access import allow
from olympiad.web.frame.heavy_work import outside_once
from olympiad.web.frame.here import actor
from olympiad.web.frame.jinja import language
from olympiad.web.frame.refusals import Attempt, refusable
from olympiad.wording.replacements import choice_named
from olympiad.wording.sentences import sentence

bp = Blueprint(
    "replacements", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/imports/<token>/replacements"
)


def init_app(app: Flask) -> None:
    """Register the two deeds of the preview."""
    app.register_blueprint(bp)


@bp.post("/")
@allow(Role.ORGANIZER)
def replace_all(token: str) -> Response:
    """Read a word as another in every row."""
    found, form = _found(token), ReplaceForm()
    if not form.validate():
        flash(gettext("Choose what it is."), "danger")
        return _back(token)
    chosen = Replacement(form.column.data, form.found.data, form.value.data)
    preview = _preview(token)
    with refusable() as attempt:
        plan = imports.plan(session(), g.section, preview, found)
        known = replacements.names(session(), g.section, plan)
        replacements.replace_all(session(), preview, plan.problems, known, chosen, by=actor())
    if attempt:
        _say(chosen, preview, found)
    return _answer(token, attempt)


@bp.post("/leave")
@allow(Role.ORGANIZER)
def leave(token: str) -> Response:
    """Read a word as it stands again."""
    form, preview = LeaveForm(), _preview(token)
    if not form.validate():
        abort(400)
    with refusable() as attempt:
        replacements.take_back(session(), preview, form.column.data, form.found.data, by=actor())
    return _answer(token, attempt)


def _say(chosen: Replacement, preview: ImportPreview, found: Found) -> None:
    """Say in how many rows the word stood."""
    rows = dict(imports.replacements_made(preview, found)).get(chosen, 0)
    flash(
        ngettext(
            "“%(found)s” is read as %(value)s in %(num)d row.", "“%(found)s” is read as %(value)s in %(num)d rows.", rows,
            found=chosen.found, value=choice_named(chosen.column, chosen.value, language()),
        ),
        "success",
    )  # fmt: skip


def _answer(token: str, attempt: Attempt) -> Response:
    if attempt.error is not None:
        flash(sentence(attempt.error, language()), "danger")
    return _back(token)


def _back(token: str) -> Response:
    return redirect(url_for("imports.show", token=token), 303)


def _found(token: str) -> Found:
    """Read the kept file outside of any transaction, as its preview did."""
    preview = _preview(token)
    return outside_once(read_kept, preview.filename, preview.content, preview.assigned)


def _preview(token: str) -> ImportPreview:
    return imports.find(session(), g.section, token) or abort(404)
