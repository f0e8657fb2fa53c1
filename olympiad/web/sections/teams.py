"""Teams of a section and their members: list, entering, changing, removing."""

from typing import Any

from flask import Blueprint, Flask, Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext

from olympiad.db import session
from olympiad.domain.roles import Role
from olympiad.exchange.cell_kinds import CONSENTS
from olympiad.exchange.columns import cells_of
from olympiad.exchange.tables import COLUMNS
from olympiad.forms.choices import choices_of
from olympiad.forms.late_reasons import ReasonForm
from olympiad.forms.teams import ParticipantForm, TeamForm
from olympiad.models.institution import Institution
from olympiad.models.participant import Participant
from olympiad.models.team import Team
from olympiad.services.entry import touched
from olympiad.services.overview import lists
from olympiad.services.sections import contents, removals
from olympiad.web.frame.access import allow, staff
from olympiad.web.frame.entries import ask_reason, cells, listed, own, removed, row_of, save
from olympiad.web.frame.here import actor
from olympiad.web.frame.jinja import content, language
from olympiad.wording.names import OWN_NAMES, country_name

bp = Blueprint("teams", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/teams")
NAMED_APART = ("code", "name", "status")
"""Columns that the head of a team's page shows."""


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.get("/")
@staff
def index() -> str:
    """List the teams with institution and number of members."""
    found = listed(lists.teams(g.section))
    return render_template("teams/index.html", listed=found)


@bp.get("/<int:team_id>")
@staff
def show(team_id: int) -> str:
    """Show a team with its members."""
    team = own(Team, team_id)
    members = contents.members(session(), team)
    return render_template("teams/show.html", team=team, members=members, facts=_facts(team))


def _facts(team: Team) -> list[tuple[str, str]]:
    """Return what is told of a team, under the words of its form."""
    told = cells_of("teams", team, institution=_institution_name(team.institution))
    told |= {
        "country": country_name(team.country, language()) if team.country else "",
        "language": OWN_NAMES.get(team.language, team.language),
    }
    labels = {name: field.label.text for name, field in TeamForm()._fields.items()}
    return [(labels[name], told[name]) for name in told if name in labels and name not in NAMED_APART]


def _institution_name(row: Institution | None) -> str:
    return (content(row, "name") or row.key) if row else ""


def offer_institutions(form: Any) -> None:
    """Offer the institutions of the edition."""
    rows = contents.institutions(session(), g.edition)
    form.institution.choices = choices_of({"": "–"} | {row.key: _institution_words(row) for row in rows})


def _institution_words(row: Institution) -> str:
    name = content(row, "name")
    return row.key if name in ("", row.key) else f"{row.key} – {name}"


@bp.route("/new", methods=["GET", "POST"])
@allow(Role.ORGANIZER)
def create() -> str | Response:
    """Enter a team."""
    form = ask_reason(TeamForm())
    offer_institutions(form)
    if form.validate_on_submit() and save(form, "teams", cells(form, *COLUMNS["teams"].known), owner=_address):
        flash(gettext("The team is saved."), "success")
        made = contents.team(session(), g.section, form.team.data.strip())
        assert made is not None
        return redirect(url_for(".show", team_id=made.id), 303)
    newcomer = touched.of_newcomer(session(), g.section)
    return render_template("teams/form.html", form=form, team=None, touched=newcomer)


def _address(team: Team) -> str:
    return url_for(".show", team_id=team.id)


@bp.route("/<int:team_id>/change", methods=["GET", "POST"])
@allow(Role.ORGANIZER)
def change(team_id: int) -> str | Response:
    """Change a team."""
    team = own(Team, team_id)
    form = ask_reason(
        TeamForm(data=row_of(team, team="key") | {"institution": team.institution.key if team.institution else ""})
    )
    offer_institutions(form)
    form.team.render_kw = {"readonly": True}
    if form.validate_on_submit() and save(form, "teams", cells(form, *COLUMNS["teams"].known) | {"team": team.key}):
        flash(gettext("The team is saved."), "success")
        return redirect(url_for(".show", team_id=team_id), 303)
    return render_template("teams/form.html", form=form, team=team, touched=touched.of_team(session(), g.section, team))


@bp.route("/<int:team_id>/remove", methods=["GET", "POST"])
@allow(Role.ORGANIZER)
def remove(team_id: int) -> str | Response:
    """Remove a team that has no marks, after asking."""
    team, form = own(Team, team_id), ask_reason(ReasonForm())
    if removed(form, lambda reason: removals.remove_team(session(), g.section, team, by=actor(), reason=reason)):
        flash(gettext("The team is removed."), "success")
        return redirect(url_for(".index"), 303)
    members = contents.count_members(session(), team)
    return render_template("teams/remove.html", team=team, members=members, form=form)


def _participant_cells(form: ParticipantForm, team: Team) -> dict[str, str]:
    given = [word for word in CONSENTS if form._fields[f"consents_{word}"].data]
    return cells(form, "name", "name_local", "role", "email") | {"team": team.key, "consent": "|".join(given)}


@bp.route("/<int:team_id>/participants/new", methods=["GET", "POST"])
@allow(Role.ORGANIZER)
def create_participant(team_id: int) -> str | Response:
    """Enter a member."""
    team = own(Team, team_id)
    form = ask_reason(ParticipantForm())

    def owner(member: Participant) -> str:
        return url_for(".change_participant", team_id=team_id, participant_id=member.id)

    if form.validate_on_submit() and save(form, "participants", _participant_cells(form, team), owner=owner):
        flash(gettext("The member is saved."), "success")
        return redirect(url_for(".show", team_id=team_id), 303)
    seen = touched.of_team(session(), g.section, team)
    return render_template("teams/participant_form.html", form=form, team=team, participant=None, touched=seen)


@bp.route("/<int:team_id>/participants/<int:participant_id>", methods=["GET", "POST"])
@allow(Role.ORGANIZER)
def change_participant(team_id: int, participant_id: int) -> str | Response:
    """Change a member; a member without a key gets one, so that the name may change."""
    team, participant = own(Team, team_id), own(Participant, participant_id)
    form = ask_reason(ParticipantForm(data=row_of(participant)))
    if form.validate_on_submit():
        if participant.key is None:
            participant.key = f"member-{participant.id}"
            session.flush()
        if save(form, "participants", _participant_cells(form, team) | {"participant": participant.key}):
            flash(gettext("The member is saved."), "success")
            return redirect(url_for(".show", team_id=team_id), 303)
    seen = touched.of_participant(session(), g.section, participant)
    return render_template("teams/participant_form.html", form=form, team=team, participant=participant, touched=seen)


@bp.route("/<int:team_id>/participants/<int:participant_id>/remove", methods=["GET", "POST"])
@allow(Role.ORGANIZER)
def remove_participant(team_id: int, participant_id: int) -> str | Response:
    """Remove a member without a certificate, after asking."""
    team, participant = own(Team, team_id), own(Participant, participant_id)
    form = ask_reason(ReasonForm())
    if removed(
        form, lambda reason: removals.remove_participant(session(), g.section, participant, by=actor(), reason=reason)
    ):
        flash(gettext("The member is removed."), "success")
        return redirect(url_for(".show", team_id=team_id), 303)
    return render_template("teams/remove_participant.html", team=team, participant=participant, form=form)
