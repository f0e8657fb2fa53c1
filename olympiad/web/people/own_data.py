"""A person's own data: seen, downloaded, consents given and taken back; requests and the organizers' answers."""

from flask import Blueprint, Flask, Response, abort, flash, g, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse
from wtforms.fields import SelectChoice

from olympiad.db import session
from olympiad.domain.canonical_json import canonical
from olympiad.domain.roles import Role
from olympiad.forms.own_data import AnswerForm, ConsentForm, RequestForm
from olympiad.models.data_request import DataRequest
from olympiad.models.participant import Participant
from olympiad.services.keeping import own_data
from olympiad.web.frame.access import allow, signed_in
from olympiad.web.frame.here import actor
from olympiad.web.frame.jinja import content
from olympiad.wording.mails import KINDS, STATES

bp = Blueprint("own_data", __name__)
PLACE = "/editions/<edition_slug>/<section_slug>/data-requests"


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.get("/account/data/")
@signed_in
def show() -> str:
    """Show everything that is known about the person."""
    known = own_data.load(session(), actor())
    return _page(known, _request_form(known))


def _page(known: own_data.OwnData, form: RequestForm) -> str:
    return render_template(
        "own_data/show.html",
        known=known,
        forms={one.id: _consent_form(one) for one in known.participants},
        form=form,
        mail_kinds={kind: gettext(words) for kind, words in KINDS.items()},
        mail_states={state: gettext(words) for state, words in STATES.items()},
    )


@bp.get("/account/data/export.json")
@signed_in
def export() -> Response:
    """Return the same as a file."""
    answer = Response(canonical(own_data.as_json(session(), actor())), mimetype="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/account/data/<int:participant_id>/consent")
@signed_in
def consent(participant_id: int) -> BaseResponse:
    """Give consents or take them back; what is published is drawn anew."""
    row = session.get(Participant, participant_id)
    if row is None or row.user_id != current_user.id:
        abort(404)
    form = _consent_form(None, prefix=f"member-{participant_id}")
    scopes = [scope for scope in own_data.CONSENTS if form[scope].data]
    own_data.consent(session(), row, scopes, by=actor())
    session.commit()
    flash(gettext("What you agree to is saved."), "success")
    return redirect(url_for(".show"), 303)


@bp.post("/account/data/ask")
@signed_in
def ask() -> str | BaseResponse | tuple[str, int]:
    """Ask the organizers to mend something."""
    known = own_data.load(session(), actor())
    form = _request_form(known)
    if not form.validate_on_submit():
        return _page(known, form), 422
    own_data.ask(session(), known.sections[int(form.section.data)], form.text.data or "", by=actor())
    session.commit()
    flash(gettext("Your request is with the organizers."), "success")
    return redirect(url_for(".show"), 303)


@bp.get(f"{PLACE}/")
@allow(Role.ORGANIZER)
def requests() -> str:
    """List what people have asked about their data."""
    return render_template("own_data/requests.html", rows=own_data.requests_of(session(), g.section))


@bp.route(f"{PLACE}/<int:request_id>", methods=["GET", "POST"])
@allow(Role.ORGANIZER)
def answer(request_id: int) -> str | BaseResponse:
    """Answer a request; the data itself is mended where it stands."""
    row = session.get(DataRequest, request_id)
    if row is None or row.section_id != g.section.id:
        abort(404)
    form = AnswerForm()
    if form.validate_on_submit():
        own_data.answer(session(), row, is_done=form.state.data == "done", text=form.text.data or "", by=actor())
        session.commit()
        flash(gettext("The request is answered."), "success")
        return redirect(url_for(".requests"), 303)
    return render_template("own_data/answer.html", row=row, form=form)


def _consent_form(row: Participant | None, prefix: str = "") -> ConsentForm:
    if row is None:
        return ConsentForm(prefix=prefix)
    given = {scope: getattr(row, f"consents_{scope}") for scope in own_data.CONSENTS}
    return ConsentForm(None, prefix=f"member-{row.id}", data=given)


def _request_form(known: own_data.OwnData) -> RequestForm:
    form = RequestForm()
    form.section.choices = [SelectChoice(str(row.id), content(row, "title")) for row in known.sections.values()]
    return form
