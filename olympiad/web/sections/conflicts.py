"""Conflicts of interest: a judge's own declarations, and the organizers' register with a comparison of marks."""

from flask import Blueprint, Flask, abort, flash, g, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse
from wtforms.fields import SelectChoice

from olympiad.analysis.closeness import SMALL, compare
from olympiad.db import session
from olympiad.domain.roles import Role
from olympiad.forms.conflicts import DeclarationForm, TeamForm
from olympiad.models.conflict_declaration import ConflictDeclaration
from olympiad.models.institution import Institution
from olympiad.models.judge import Judge
from olympiad.services.computing import rules
from olympiad.services.sections import conflicts, contents, sheet_assignment
from olympiad.web.frame.access import allow, staff
from olympiad.web.frame.here import actor, own_judge
from olympiad.web.frame.jinja import content

bp = Blueprint("conflicts", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/conflicts")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.route("/own", methods=["GET", "POST"])
@allow(Role.JUDGE)
def own() -> str | BaseResponse:
    """Let a judge declare persons and institutions."""
    judge, form = own_judge(), DeclarationForm()
    form.institution.choices = [SelectChoice("", gettext("None"))]
    form.institution.choices += [SelectChoice(str(one.id), content(one, "name") or one.key) for one in _institutions()]
    if form.validate_on_submit():
        conflicts.declare(
            session(),
            judge,
            institution=session.get(Institution, int(form.institution.data)) if form.institution.data else None,
            person=form.person.data or "",
            relation=form.relation.data or "",
            by=actor(),
        )
        session.commit()
        flash(gettext("Your declaration is in the register."), "success")
        return redirect(url_for(".own"), 303)
    return render_template(
        "conflicts/own.html", form=form, judge=judge, rows=conflicts.declared(session(), g.section, judge)
    )


@bp.post("/own/<int:declaration_id>/withdraw")
@allow(Role.JUDGE)
def withdraw(declaration_id: int) -> BaseResponse:
    """Take one's own declaration back."""
    row = _declaration(declaration_id)
    if row.judge_id != own_judge().id:
        abort(404)
    conflicts.withdraw(session(), row, by=actor())
    session.commit()
    flash(gettext("The declaration is taken back; it stays in the register as such."), "success")
    return redirect(url_for(".own"), 303)


@bp.get("/")
@staff
def index() -> str:
    """Show who is close to which team, what was declared, and how own teams were marked by others."""
    found = sheet_assignment.conflicts(session(), g.section)
    names = {judge.key: judge.name or judge.key for judge in _judges()}
    return render_template(
        "conflicts/index.html",
        found=found,
        sheets=sum(one.tasks for one in found),
        rows=conflicts.declared(session(), g.section),
        comparisons=compare(conflicts.sheet_totals(session(), g.section)),
        small=SMALL,
        names=names,
        forbidden=rules.forbids_conflicts(session(), g.section),
    )


@bp.route("/<int:declaration_id>", methods=["GET", "POST"])
@allow(Role.ORGANIZER)
def name_team(declaration_id: int) -> str | BaseResponse:
    """Say in which team a declared person is."""
    row = _declaration(declaration_id)
    teams = contents.teams(session(), g.section)
    form = TeamForm(team=str(row.team_id or ""))
    form.team.choices = [SelectChoice("", gettext("None"))]
    form.team.choices += [SelectChoice(str(team.id), f"{team.key} · {team.name}") for team in teams]
    if form.validate_on_submit():
        team = next((team for team in teams if str(team.id) == form.team.data), None)
        conflicts.name_team(session(), row, team, by=actor())
        session.commit()
        flash(gettext("Saved."), "success")
        return redirect(url_for(".index"), 303)
    return render_template("conflicts/name_team.html", form=form, row=row)


def _judges() -> list[Judge]:
    return contents.judges(session(), g.section)


def _institutions() -> list[Institution]:
    rows = contents.institutions(session(), g.edition)
    return sorted(rows, key=lambda one: content(one, "name") or one.key)


def _declaration(declaration_id: int) -> ConflictDeclaration:
    row = session.get(ConflictDeclaration, declaration_id)
    if row is None or row.section_id != g.section.id:
        abort(404)
    return row
