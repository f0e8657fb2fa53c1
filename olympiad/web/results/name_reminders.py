"""Names that wait for an answer: the edition's deadline, and the list by institution for whoever calls."""

from zoneinfo import ZoneInfo

from flask import Blueprint, Flask, Response, abort, flash, g, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from olympiad.clock import utc_now
from olympiad.db import session
from olympiad.domain.errors import DomainError
from olympiad.domain.roles import Role, satisfies
from olympiad.exchange.csv_writer import csv_text
from olympiad.forms.name_confirmations import DeadlineForm
from olympiad.services.people.access import roles_at
from olympiad.services.results import name_reminders
from olympiad.services.results.name_confirmations import NameState
from olympiad.web.frame.access import allow, my_grants
from olympiad.web.frame.here import actor, file_stem
from olympiad.web.frame.jinja import language, moment
from olympiad.wording.sentences import sentence

bp = Blueprint("name_reminders", __name__)
PLACE = "/editions/<edition_slug>/<section_slug>/name-confirmations"
BOM = "\ufeff"
"""Spreadsheets take the file for UTF-8 by it."""


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.get(f"{PLACE}/deadline")
@allow(Role.ORGANIZER)
def show() -> str:
    """Show until when names are confirmed, and ask for another time."""
    return _page(_form())


@bp.post(f"{PLACE}/deadline")
@allow(Role.ORGANIZER)
def set_deadline() -> BaseResponse | tuple[str, int]:
    """Set the deadline of the edition, for all its sections; an empty field takes it away."""
    if not satisfies(roles_at(my_grants(), g.edition.id, None), frozenset({Role.ORGANIZER})):
        abort(403)
    form = _form()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        name_reminders.set_deadline(session(), g.edition, form.at.data, by=actor())
    except DomainError as error:
        if error.code not in ("names_until_past", "embargo_no_such_time"):
            raise
        session.rollback()
        form.at.errors = [sentence(error, language())]
        return _page(form), 422
    session.commit()
    until = g.edition.names_until
    flash(
        gettext("Names are confirmed until %(moment)s.", moment=moment(until))
        if until
        else gettext("There is no deadline."),
        "success",
    )
    return redirect(url_for("name_confirmations.index"), 303)


def _form() -> DeadlineForm:
    at = g.edition.names_until
    return DeadlineForm(at=at.astimezone(ZoneInfo(g.edition.time_zone)) if at else None)


def _page(form: DeadlineForm) -> str:
    return render_template("name_confirmations/deadline.html", form=form, now=utc_now())


@bp.get(f"{PLACE}/not-confirmed.csv")
@allow(Role.ORGANIZER)
def download() -> Response:
    """Return who has not answered, by institution, with how to reach them."""
    words = {
        NameState.OPEN: gettext("Not confirmed"),
        NameState.PARTLY: gettext("One script confirmed"),
    }
    head = [
        gettext("Institution"), gettext("Country"), gettext("Team"), gettext("Name"), gettext("The other script"),
        gettext("State"), gettext("E-mail"), gettext("Mentor"),
    ]  # fmt: skip
    rows = [
        [
            one.institution, one.country, line.person.team.name or line.person.team.key, line.person.name,
            line.person.name_local, words[line.state], line.person.email, line.person.team.mentor,
        ]
        for one in name_reminders.by_institution(session(), g.section, language())
        for line in one.lines
    ]  # fmt: skip
    answer = Response(BOM + csv_text([head, *rows], "\r\n"), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_stem()}-names-not-confirmed.csv"'
    return answer
