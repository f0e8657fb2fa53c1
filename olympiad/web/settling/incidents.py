"""Incidents: judges report them; the chief judge and organizers see whom they touched, try a remedy, apply or withdraw it."""

import json
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from flask import Blueprint, Flask, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug import Response

from olympiad.clock import utc_now
from olympiad.db import session
from olympiad.domain.errors import DomainError
from olympiad.domain.incidents import Kind, Remedy, remedies_of
from olympiad.domain.roles import STAFF, Role, satisfies
from olympiad.forms.choices import choices_of
from olympiad.forms.incidents import RemedyForm, ReportForm
from olympiad.models.incident import Incident, IncidentRemedy
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.task import Task
from olympiad.models.team import Team
from olympiad.services.computing.what_if import Trial
from olympiad.services.people import access
from olympiad.services.sections import contents
from olympiad.services.settling import incident_remedies, incident_suggestions, incidents
from olympiad.services.settling.incident_remedies import Choice
from olympiad.web.frame.accepted_input import whole_number
from olympiad.web.frame.access import allow, roles_here
from olympiad.web.frame.here import actor
from olympiad.web.frame.jinja import language
from olympiad.web.frame.refusals import refusable
from olympiad.wording.incidents import KINDS, kind_text, remedy_text, state_text
from olympiad.wording.names import content
from olympiad.wording.sentences import sentence

bp = Blueprint("incidents", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/incidents")

ENDINGS = {"close": incidents.close, "dismiss": incidents.dismiss, "reopen": incidents.reopen}


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


def words() -> dict[str, object]:
    """Functions that name kinds, remedies and states in the reader's language."""
    return {
        "kind_words": lambda kind: kind_text(kind, language()),
        "remedy_words": lambda remedy: remedy_text(remedy, language()),
        "state_said": lambda state: state_text(state, language()),
    }


@bp.get("/")
@allow(*STAFF)
def index() -> str:
    """List the incidents of the section, the open ones first."""
    found = incidents.all_of(session(), g.section)
    done: dict[int, list[IncidentRemedy]] = {}
    for remedy in incident_remedies.remedies_of(session(), g.section):
        if remedy.withdrawn_at is None:
            done.setdefault(remedy.incident_id, []).append(remedy)
    return render_template("incidents/index.html", found=found, done=done, **words())


@bp.route("/report", methods=["GET", "POST"])
@allow(Role.JUDGE, Role.CHIEF_JUDGE, Role.ORGANIZER)
def report() -> str | Response | tuple[str, int]:
    """Tell of an incident, from a judge's sheet or from the list of incidents."""
    sheet = _own_sheet()
    form = _report_form()
    if request.method == "GET":
        form.kind.data = form.kind.data or Kind.DRIFT
        form.starts_at.data = utc_now().astimezone(_zone()).replace(second=0, microsecond=0, tzinfo=None)
        form.task.data = str(sheet.task_id) if sheet else ""
        return _report_page(form, sheet)
    if not form.validate():
        return _report_page(form, sheet), 422
    with refusable() as attempt:
        made = incidents.report(session(), g.section, _told(form, (sheet.team_id,) if sheet else ()), by=actor())
    if attempt.error:
        return _report_page(form, _own_sheet(), attempt.error), 422
    flash(gettext("Incident %(number)s is on record; the chief judge sees it.", number=made.number), "success")
    if satisfies(roles_here(), frozenset(STAFF)):
        return redirect(url_for(".show", number=made.number), 303)
    return redirect(url_for(".mine", sheet=sheet.id if sheet else None), 303)


@bp.get("/mine")
@allow(*STAFF, Role.JUDGE)
def mine() -> str:
    """Show what the reader has reported, with the answer: state, remedies, conclusion."""
    found = [one for one in incidents.all_of(session(), g.section) if one.reported_by_id == actor().id]
    done: dict[int, list[IncidentRemedy]] = {}
    for remedy in incident_remedies.remedies_of(session(), g.section):
        if remedy.withdrawn_at is None:
            done.setdefault(remedy.incident_id, []).append(remedy)
    return render_template("incidents/mine.html", found=found, done=done, sheet=_own_sheet(), **words())


def _own_sheet() -> ScoreSheet | None:
    """The judge's own sheet from which the report comes, if any."""
    sheet = session.get(ScoreSheet, request.args.get("sheet", 0, type=whole_number))
    judge = access.judge_of(session(), actor(), g.section)
    return sheet if sheet is not None and judge is not None and sheet.judge_id == judge.id else None


def _report_page(form: ReportForm, sheet: ScoreSheet | None, refused: DomainError | None = None) -> str:
    told = sentence(refused, language()) if refused else ""
    own = not satisfies(roles_here(), frozenset(STAFF))
    return render_template("incidents/report.html", form=form, sheet=sheet, refused=told, own=own, **words())


def _report_form(**given: object) -> ReportForm:
    form = ReportForm(**given)
    form.kind.choices = choices_of({kind: kind_text(kind, language()) for kind in KINDS})
    tasks = {"": gettext("no single task")} | {
        str(task.id): content(task, "title", language()) or task.code for task in _tasks()
    }
    form.task.choices = choices_of(tasks)
    return form


def _tasks() -> list[Task]:
    return contents.tasks(session(), g.section)


def _zone() -> ZoneInfo:
    return ZoneInfo(g.edition.time_zone)


def _told(form: ReportForm, team_ids: tuple[int, ...]) -> incidents.Report:
    """What the form says; its times are those of the edition's clock."""

    def moment(given: datetime | None) -> datetime | None:
        return given.replace(tzinfo=_zone()) if given else None

    starts_at = moment(form.starts_at.data)
    assert starts_at is not None
    return incidents.Report(
        Kind(form.kind.data),
        starts_at,
        moment(form.ends_at.data),
        int(form.task.data) if form.task.data else None,
        form.station.data or "",
        form.text.data or "",
        team_ids,
    )


def incident_here(number: int) -> Incident:
    """Load an incident of this section by its number."""
    return incidents.of_number(session(), g.section, number) or abort(404)


@bp.get("/<int:number>")
@allow(*STAFF)
def show(number: int) -> str:
    """Show an incident; a remedy that comes as parameters is tried out, nothing is saved."""
    return _page(incident_here(number))


def _page(incident: Incident, refused: DomainError | None = None) -> str:
    form = _remedy_form(incident)
    trial, why_not = _tried(incident, form) if form.remedy.data else (None, None)
    teams = contents.teams(session(), g.section, Team.code)
    remedies = incident_remedies.remedies_of(session(), g.section, incident)
    people = {incident.reported_by_id, incident.closed_by_id, *(one.applied_by_id for one in remedies)}
    people |= {one.withdrawn_by_id for one in remedies}
    return render_template(
        "incidents/show.html",
        incident=incident,
        form=form,
        seen=incident_remedies.standing(session(), incident),
        trial=trial,
        changes=incident_suggestions.mark_changes(trial) if trial else [],
        why_not=sentence(why_not, language()) if why_not else "",
        borders=[],
        sentence=lambda error: sentence(error, language()),
        teams=teams,
        chosen={one.team_id: one.found_by for one in incident.teams},
        remedies=[(one, json.loads(one.ordered), json.loads(one.effect)) for one in remedies],
        names=contents.names_of_people(session(), people),
        may_decide=satisfies(roles_here(), frozenset({Role.CHIEF_JUDGE, Role.ORGANIZER})),
        refused=sentence(refused, language()) if refused else "",
        **words(),
    )


def _remedy_form(incident: Incident) -> RemedyForm:
    """The form as it was sent; at first with what is proposed: the due safety step, what came later, the last cost."""
    sent = request.form if request.method == "POST" and "remedy" in request.form else request.args
    form = RemedyForm(sent if "remedy" in sent else None)
    suited = remedies_of(incident.kind)
    form.remedy.choices = choices_of({one: remedy_text(one, language()) for one in suited})
    form.criteria.choices = choices_of(_criteria(incident))
    form.later_tasks.choices = choices_of(
        {task.code: content(task, "title", language()) or task.code for task in _tasks() if task.id != incident.task_id}
    )
    if "remedy" not in sent:
        each, form.free.data = incident_suggestions.last_cost(session(), g.section)
        form.each.data = Decimal(each) / 1000
        if incident.kind == Kind.SAFETY:
            form.criteria.data = sorted(incident_suggestions.later_criteria(session(), incident))
            form.later_tasks.data = sorted(incident_suggestions.later_tasks(session(), incident))
    return form


def _criteria(incident: Incident) -> dict[str, str]:
    task = session.get(Task, incident.task_id) if incident.task_id else None
    return {one.code: content(one, "label", language()) or one.code for one in (task.criteria if task else [])}


def _choice(form: RemedyForm) -> Choice:
    removal = form.remedy.data == Remedy.REMOVAL
    return Choice(
        Remedy(form.remedy.data),
        tuple(form.criteria.data or ()),
        tuple(form.later_tasks.data or ()) if removal else (),
        form.minutes.data or 0,
        int((form.each.data or 0) * 1000),
        form.free.data or 0,
        form.reason.data or "",
    )


def _tried(incident: Incident, form: RemedyForm) -> tuple[Trial | None, DomainError | None]:
    if not form.validate():
        return None, None
    try:
        return incident_remedies.preview(session(), incident, _choice(form)), None
    except DomainError as error:
        return None, error


@bp.post("/<int:number>/apply")
@allow(Role.CHIEF_JUDGE, Role.ORGANIZER)
def apply(number: int) -> Response | tuple[str, int]:
    """Apply a remedy to all teams of the incident."""
    incident = incident_here(number)
    form = _remedy_form(incident)
    if not form.validate():
        return _page(incident), 422
    with refusable() as attempt:
        incident_remedies.refuse_if_moved(session(), incident, request.form.get("seen", ""))
        incident_remedies.apply(session(), incident, _choice(form), by=actor())
    if attempt.error:
        return _page(incident_here(number), attempt.error), 422
    flash(gettext("The remedy is applied to all its teams and is on record."), "success")
    return redirect(url_for(".show", number=number), 303)


@bp.route("/<int:number>/change", methods=["GET", "POST"])
@allow(Role.CHIEF_JUDGE, Role.ORGANIZER)
def change(number: int) -> str | Response | tuple[str, int]:
    """Correct what was told of an incident."""
    incident = incident_here(number)
    if request.method == "GET":
        local = {name: getattr(incident, name) for name in ("starts_at", "ends_at")}
        local = {name: at.astimezone(_zone()).replace(tzinfo=None) if at else None for name, at in local.items()}
        task = str(incident.task_id or "")
        form = _report_form(kind=incident.kind, task=task, station=incident.station, text=incident.text, **local)
        return render_template("incidents/change.html", incident=incident, form=form, refused="", **words())
    form, refused = _report_form(), ""
    if form.validate():
        with refusable() as attempt:
            incidents.change(session(), incident, _told(form, _named(incident)), by=actor())
        if attempt.error is None:
            return redirect(url_for(".show", number=number), 303)
        refused = sentence(attempt.error, language())
    page = render_template(
        "incidents/change.html", incident=incident_here(number), form=form, refused=refused, **words()
    )
    return page, 422


def _named(incident: Incident) -> tuple[int, ...]:
    return tuple(one.team_id for one in incident.teams if one.found_by == "hand")


@bp.post("/<int:number>/teams")
@allow(Role.CHIEF_JUDGE, Role.ORGANIZER)
def choose_teams(number: int) -> Response | tuple[str, int]:
    """Say which teams it touched."""
    chosen = [int(one) for one in request.form.getlist("teams") if one.isdecimal()]
    with refusable() as attempt:
        incidents.choose_teams(session(), incident_here(number), chosen, by=actor())
    if attempt.error:
        return _page(incident_here(number), attempt.error), 422
    flash(gettext("The teams are saved."), "success")
    return redirect(url_for(".show", number=number), 303)


@bp.post("/<int:number>/<any(close, dismiss, reopen):deed>")
@allow(Role.CHIEF_JUDGE, Role.ORGANIZER)
def end(number: int, deed: str) -> Response | tuple[str, int]:
    """Close an incident, dismiss it, or open it again."""
    with refusable() as attempt:
        ENDINGS[deed](session(), incident_here(number), reason=request.form.get("reason", ""), by=actor())
    if attempt.error:
        return _page(incident_here(number), attempt.error), 422
    return redirect(url_for(".show", number=number), 303)


@bp.post("/<int:number>/remedies/<int:remedy_id>/withdraw")
@allow(Role.CHIEF_JUDGE, Role.ORGANIZER)
def withdraw(number: int, remedy_id: int) -> Response | tuple[str, int]:
    """Take a remedy back."""
    incident, remedy = incident_here(number), session.get(IncidentRemedy, remedy_id)
    if remedy is None or remedy.incident_id != incident.id:
        abort(404)
    with refusable() as attempt:
        incident_remedies.withdraw(session(), remedy, reason=request.form.get("reason", ""), by=actor())
    if attempt.error:
        return _page(incident_here(number), attempt.error), 422
    flash(gettext("The remedy is withdrawn; the incident is open again."), "success")
    return redirect(url_for(".show", number=number), 303)
