"""Names confirmed: members and leaders look at the own name on the certificate, organizers at who has not answered."""

import base64

from flask import Blueprint, Flask, Response, abort, flash, g, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as BaseResponse

from olympiad.clock import utc_now
from olympiad.db import session
from olympiad.documents import certificates as papers
from olympiad.domain.errors import DomainError
from olympiad.domain.roles import Role
from olympiad.forms.name_confirmations import CorrectionForm, DeclineForm
from olympiad.models.name_confirmation import NameConfirmation
from olympiad.models.participant import Participant
from olympiad.services.results import certificate_previews, certificate_proofs, name_confirmations
from olympiad.services.results.name_confirmations import LATIN, LOCAL, Line, NameState
from olympiad.web.frame.accepted_input import whole_number
from olympiad.web.frame.access import allow, my_grants, staff
from olympiad.web.frame.here import actor
from olympiad.web.frame.jinja import language
from olympiad.web.results.certificate_proofs import key_store
from olympiad.wording.sentences import sentence

bp = Blueprint("name_confirmations", __name__)
PLACE = "/editions/<edition_slug>/<section_slug>/name-confirmations"
PER_PAGE = 100
CHIPS = {
    NameState.OPEN: "open",
    NameState.PARTLY: "in-progress",
    NameState.CONFIRMED: "submitted",
    NameState.ASKED: "waiting",
    NameState.DECLINED: "returned",
}


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.get(f"{PLACE}/")
@staff
def index() -> str:
    """List who has confirmed, who has not, and which corrections wait."""
    lines = name_confirmations.of_section(session(), g.section)
    counts = {state: sum(line.state == state for line in lines) for state in NameState}
    wanted = request.args.get("state", "")
    shown = [line for line in lines if line.state == wanted] if wanted in counts else lines
    page = max(1, request.args.get("page", 1, type=whole_number))
    return render_template(
        "name_confirmations/index.html",
        lines=shown[(page - 1) * PER_PAGE : page * PER_PAGE],
        page=page,
        pages=max(1, -(-len(shown) // PER_PAGE)),
        page_link=lambda number: url_for(".index", state=wanted or None, page=number),
        counts=counts,
        wanted=wanted if wanted in counts else "",
        chips=CHIPS,
        words=_state_words(),
        teams=_silent_teams(lines),
        is_over=name_confirmations.is_over(g.edition, utc_now()),
    )


def _silent_teams(lines: list[Line]) -> list[tuple[str, int]]:
    """Count by team those who have not answered, for whoever calls their leaders."""
    found: dict[str, int] = {}
    for line in lines:
        if line.state in (NameState.OPEN, NameState.PARTLY):
            name = line.person.team.name or line.person.team.key
            found[name] = found.get(name, 0) + 1
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))


def _state_words() -> dict[NameState, str]:
    return {
        NameState.OPEN: gettext("Not confirmed"),
        NameState.PARTLY: gettext("One script confirmed"),
        NameState.CONFIRMED: gettext("Confirmed"),
        NameState.ASKED: gettext("Correction asked for"),
        NameState.DECLINED: gettext("Correction declined"),
    }


@bp.get(f"{PLACE}/mine")
@allow(Role.LEADER, Role.PARTICIPANT)
def mine() -> str | BaseResponse:
    """List the names that the reader may confirm; a single one is shown at once."""
    lines = [line for line in name_confirmations.of_section(session(), g.section) if _may_answer(line.person)]
    if not lines:
        abort(404)
    if len(lines) == 1:
        return redirect(url_for(".show", participant_id=lines[0].person.id))
    return render_template(
        "name_confirmations/mine.html",
        lines=lines,
        chips=CHIPS,
        words=_state_words(),
        seen_of=name_confirmations.seen_of,
        is_over=name_confirmations.is_over(g.edition, utc_now()),
    )


@bp.get(f"{PLACE}/<int:participant_id>")
@allow(Role.LEADER, Role.PARTICIPANT)
def show(participant_id: int) -> str:
    """Ask whether this name is right, with the certificate on which it will stand."""
    line = name_confirmations.line_of(session(), _own(participant_id))
    return render_template(
        "name_confirmations/show.html",
        line=line,
        person=line.person,
        state=line.state,
        seen=name_confirmations.seen_of(line.person),
        spelt=_spelt(line.person),
        is_over=name_confirmations.is_over(g.edition, utc_now()),
    )


def _spelt(person: Participant) -> list[tuple[str, str, str]]:
    """Return each script with its words apart, as they are compared with the passport."""
    found = [(LATIN, gettext("Latin letters, as in the passport"), person.name)]
    if person.name_local:
        found.append((LOCAL, gettext("The other script"), person.name_local))
    return [(code, words, " · ".join(name.split())) for code, words, name in found]


@bp.get(f"{PLACE}/<int:participant_id>/certificate.png")
@allow(Role.LEADER, Role.PARTICIPANT)
def certificate(participant_id: int) -> Response:
    """Draw the certificate with this name; nothing of the results stands on it."""
    fields, content = certificate_previews.own_certificate(session(), g.section, _own(participant_id))
    return Response(papers.preview(fields, content, "", ppi=72), mimetype="image/png")


@bp.post(f"{PLACE}/<int:participant_id>/confirm")
@allow(Role.LEADER, Role.PARTICIPANT)
def confirm(participant_id: int) -> BaseResponse:
    """Confirm the name as it was shown."""
    person = _own(participant_id)
    scripts, seen = request.form.getlist("script"), request.form.get("seen", "")
    name_confirmations.confirm(session(), person, scripts, seen=seen, by=actor())
    session.commit()
    flash(gettext("Thank you. The name is printed like this."), "success")
    return redirect(url_for(".show", participant_id=participant_id), 303)


@bp.post(f"{PLACE}/confirm-all")
@allow(Role.LEADER)
def confirm_all() -> BaseResponse:
    """Confirm every name of the own team that was shown and is still open, in both scripts."""
    count = 0
    seen = set(request.form.getlist("seen"))
    for line in name_confirmations.of_section(session(), g.section):
        mark = name_confirmations.seen_of(line.person)
        if _leads(line.person) and line.state in (NameState.OPEN, NameState.PARTLY) and mark in seen:
            name_confirmations.confirm(session(), line.person, (LATIN, LOCAL), seen=mark, by=actor())
            count += 1
    session.commit()
    flash(ngettext("%(num)s name is confirmed.", "%(num)s names are confirmed.", count), "success")
    return redirect(url_for(".mine"), 303)


@bp.route(f"{PLACE}/<int:participant_id>/correct", methods=["GET", "POST"])
@allow(Role.LEADER, Role.PARTICIPANT)
def correct(participant_id: int) -> str | BaseResponse:
    """Ask for another spelling."""
    person = _own(participant_id)
    form = CorrectionForm(name=person.name, name_local=person.name_local)
    refused = picture = ""
    if "show" in request.form:
        picture, refused = _drawn(person, form)
    elif form.validate_on_submit():
        given = (form.name.data or "", form.name_local.data or "", form.reason.data or "")
        try:
            name_confirmations.ask(session(), person, *given, by=actor())
        except DomainError as error:
            refused = sentence(error, language())
            session.rollback()
        else:
            session.commit()
            return redirect(url_for(".show", participant_id=participant_id), 303)
    person = _own(participant_id)
    return render_template(
        "name_confirmations/correct.html", form=form, person=person, refused=refused, picture=picture
    )


@bp.post(f"{PLACE}/<int:participant_id>/preview")
@allow(Role.LEADER, Role.PARTICIPANT)
def preview(participant_id: int) -> Response:
    """Draw the certificate with the name as it is typed; nothing is kept."""
    picture, refused = _drawn(_own(participant_id), CorrectionForm())
    return jsonify(picture=picture) if picture else jsonify(refused=refused)


def _drawn(person: Participant, form: CorrectionForm) -> tuple[str, str]:
    """Return the picture with the typed name, or why it cannot be printed."""
    typed = name_confirmations.tidied(form.name.data or ""), name_confirmations.tidied(form.name_local.data or "")
    try:
        name_confirmations.refuse_unprintable(*typed)
        fields, content = certificate_previews.own_certificate(session(), g.section, person, typed)
    except DomainError as error:
        return "", sentence(error, language())
    finally:
        session.rollback()  # drawing needs no transaction, and others wait for this one
    png = papers.preview(fields, content, "", ppi=72)
    return f"data:image/png;base64,{base64.b64encode(png).decode()}", ""


@bp.post(f"{PLACE}/corrections/<int:row_id>/accept")
@allow(Role.ORGANIZER)
def accept(row_id: int) -> BaseResponse:
    """Take over a spelling; what was issued already is issued anew."""
    row = _correction(row_id)
    issued = name_confirmations.accept(session(), row, by=actor())
    if issued:
        certificate_proofs.sign_missing(session(), g.section, key_store(), by=actor())
    session.commit()
    numbers = ", ".join(one.number for one in issued)
    flash(
        gettext("The name is corrected; certificate %(numbers)s takes the place of the old one.", numbers=numbers)
        if issued
        else gettext("The name is corrected."),
        "success",
    )
    return redirect(url_for(".index", state="asked"), 303)


@bp.route(f"{PLACE}/corrections/<int:row_id>/decline", methods=["GET", "POST"])
@allow(Role.ORGANIZER)
def decline(row_id: int) -> str | BaseResponse:
    """Leave the name as it is, with a reason."""
    row, form = _correction(row_id), DeclineForm()
    if form.validate_on_submit():
        name_confirmations.decline(session(), row, reason=form.reason.data or "", by=actor())
        session.commit()
        flash(gettext("The correction is declined; the member reads why."), "success")
        return redirect(url_for(".index", state="asked"), 303)
    return render_template("name_confirmations/decline.html", row=row, form=form)


def _correction(row_id: int) -> NameConfirmation:
    row = session.get(NameConfirmation, row_id)
    if row is None or row.section_id != g.section.id:
        abort(404)
    return row


def _own(participant_id: int) -> Participant:
    """Load a member for whom the reader may answer; others do not exist."""
    person = session.get(Participant, participant_id)
    if person is None or person.section_id != g.section.id or not _may_answer(person):
        abort(404)
    return person


def _may_answer(person: Participant) -> bool:
    return person.user_id == actor().id or _leads(person)


def _leads(person: Participant) -> bool:
    return any(grant.role is Role.LEADER and grant.team_id == person.team_id for grant in my_grants())
