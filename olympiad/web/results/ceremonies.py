"""The ceremony: order and wording with a preview, the remote of the announcer, the screen of the hall, its end."""

from flask import Blueprint, Flask, Response, abort, flash, g, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from olympiad.db import session
from olympiad.domain.canonical_json import Plain
from olympiad.domain.errors import DomainError
from olympiad.domain.notation.ceremony import SENTENCES
from olympiad.domain.roles import Role
from olympiad.forms.ceremonies import ArrangeForm, EndForm, OpenForm
from olympiad.models.ceremony import Ceremony
from olympiad.models.results_version import ResultsVersion
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.computing import rules
from olympiad.services.results import ceremonies, ceremony_plans, publication, results
from olympiad.services.results.ceremonies import SaidOf
from olympiad.services.results.ceremony_plans import Plan
from olympiad.services.sections import contents
from olympiad.web.frame.access import allow, may
from olympiad.web.frame.here import actor
from olympiad.web.frame.jinja import language, time
from olympiad.web.results import ceremony_pictures
from olympiad.wording import ceremony as words
from olympiad.wording.names import OWN_NAMES
from olympiad.wording.sentences import sentence

bp = Blueprint("ceremonies", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/ceremony")
jury = allow(Role.ORGANIZER, Role.CHIEF_JUDGE)
MOST_LETTERS_SAID = 200


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.get("/")
@jury
def show() -> str:
    """Show the order with every sentence, and what can be opened."""
    row = ceremonies.of_section(session(), g.section)
    plan = ceremonies.plan(session(), g.section)
    drawn = ceremony_pictures.draw(plan) if plan is not None else None
    return render_template(
        "ceremonies/show.html",
        ceremony=row,
        is_running=row is not None and row.is_running,
        version=results.latest(session(), g.section),
        public=results.published(session(), g.section),
        plan=plan,
        drawn=drawn,
    )


@bp.route("/arrange", methods=["GET", "POST"])
@jury
def arrange() -> str | BaseResponse:
    """Set order, languages and wording."""
    settings = ceremony_plans.settings_of(ceremonies.of_section(session(), g.section))
    levels = list(dict.fromkeys(level.name for level in rules.load(session(), g.section).awards))
    form = ArrangeForm.of(settings, sorted({*levels, *settings.order.together}, key=levels_first(levels)))
    if form.validate_on_submit():
        ceremonies.arrange(session(), g.section, form.settings(), by=actor())
        session.commit()
        flash(gettext("Order and wording are set."), "success")
        return redirect(url_for(".show"), 303)
    proposed = {f"{name}.{code}": words.proposed(name, code) for name in SENTENCES for code in OWN_NAMES}
    return render_template("ceremonies/arrange.html", form=form, proposed=proposed, names=OWN_NAMES)


def levels_first(levels: list[str]):
    """Sort by the order of the rules, what they do not know any more at the end."""
    return lambda name: (levels.index(name) if name in levels else len(levels), name)


@bp.route("/names", methods=["GET", "POST"])
@jury
def say_names() -> str | BaseResponse:
    """Write how the names of the teams that are revealed, and of their members, are said."""
    teams, form = _teams_to_say(), OpenForm()
    said = ceremonies.spoken_names(session(), g.section)
    if form.validate_on_submit():
        fresh = {who: request.form.get(_field(who), "")[:MOST_LETTERS_SAID] for _, people in teams for who, _ in people}
        ceremonies.say_names(session(), g.section, said | fresh, by=actor())
        session.commit()
        flash(gettext("How names are said is kept."), "success")
        return redirect(url_for(".show"), 303)
    return render_template("ceremonies/names.html", form=form, teams=teams, said=said, field=_field)


def _field(who: SaidOf) -> str:
    return f"said-{who[0]}-{who[1] or 0}"


def _teams_to_say() -> list[tuple[Team, list[tuple[SaidOf, str]]]]:
    """Return the teams that the ceremony names, all of the section before there is a version, with who agreed to be named."""
    plan = ceremonies.plan(session(), g.section)
    hidden = publication.hidden_teams(session(), g.section)
    members, teams = contents.named_members(session(), g.section), contents.teams(session(), g.section)
    return [
        (
            team,
            ([((team.id, None), team.name or team.key)] if team.key not in hidden else [])
            + [((team.id, one.id), one.name) for one in members if one.team_id == team.id],
        )
        for team in teams
        if plan is None or plan.version == 0 or team.key in plan.teams
    ]


@bp.route("/open", methods=["GET", "POST"])
@jury
def open_ceremony() -> str | BaseResponse:
    """Ask once more, then begin with the newest version."""
    return _open(is_rehearsal=False)


@bp.route("/rehearse", methods=["GET", "POST"])
@jury
def rehearse() -> str | BaseResponse:
    """Ask once more, then begin with invented teams."""
    return _open(is_rehearsal=True)


def _open(*, is_rehearsal: bool) -> str | BaseResponse:
    form = OpenForm()
    if form.validate_on_submit():
        ceremonies.open_ceremony(session(), g.section, is_rehearsal=is_rehearsal, by=actor())
        session.commit()
        return redirect(url_for(".remote"), 303)
    version = results.latest(session(), g.section)
    if version is None and not is_rehearsal:
        return redirect(url_for(".show"))
    return render_template("ceremonies/open.html", form=form, is_rehearsal=is_rehearsal, version=version)


@bp.get("/remote")
@jury
def remote() -> str | BaseResponse:
    """Show the announcer's screen: what is said, the next step, the order."""
    row = ceremonies.of_section(session(), g.section)
    if row is None or not row.is_running:
        return redirect(url_for(".show"))
    drawn = ceremony_pictures.draw(ceremonies.running_plan(session(), g.section, row))
    newest = results.latest(session(), g.section)
    return render_template(
        "ceremonies/remote.html",
        ceremony=row,
        drawn=drawn,
        loaded=_loaded(drawn, row),
        is_old=newest is not None and row.results_version_id not in (None, newest.id),
        is_preliminary=newest is not None and newest.official_at is None and not row.is_rehearsal,
    )


@bp.get("/hall")
@jury
def hall() -> str | BaseResponse:
    """Show the screen of the hall, for a second window of the same browser."""
    row = ceremonies.of_section(session(), g.section)
    if row is None or not row.is_running:
        return redirect(url_for(".show"))
    drawn = ceremony_pictures.draw(ceremonies.running_plan(session(), g.section, row))
    return render_template("ceremonies/hall.html", loaded=_loaded(drawn, row), mode="follow")


@bp.get("/preview")
@jury
def preview() -> str:
    """Show the pictures of the hall one by one, without anybody else seeing them."""
    plan: Plan | None = ceremonies.plan(session(), g.section)
    if plan is None:
        row = ceremonies.of_section(session(), g.section)
        plan = ceremonies.rehearsal_plan(session(), g.section, ceremony_plans.settings_of(row))
    drawn = ceremony_pictures.draw(plan)
    return render_template("ceremonies/hall.html", loaded=_loaded(drawn, None), mode="preview")


def _loaded(drawn: ceremony_pictures.Drawn, row: Ceremony | None) -> dict[str, Plain]:
    """Return everything that a window needs from now on."""
    return {
        "hall": [*drawn.hall],
        "script": [*drawn.script] if row is not None else [],
        "stars": [*drawn.stars],
        "state": _state(row) if row is not None else None,
    }


def _state(row: Ceremony) -> dict[str, Plain]:
    """Say where the ceremony stands; `run` tells one opening from the next."""
    by = session.get(User, row.moved_by_id) if row.moved_by_id else None
    return {
        "run": f"{row.id}-{row.opened_at.timestamp():.0f}" if row.is_running and row.opened_at else "",
        "turn": row.turn,
        "position": row.position,
        "dark": row.is_dark,
        "by": by.name if by else "",
        "mine": by is not None and by.id == actor().id,
        "at": time(row.moved_at),
    }


@bp.get("/state")
@jury
def state() -> Response:
    """Say where the ceremony stands; 304 while nobody has moved it."""
    row = ceremonies.of_section(session(), g.section) or abort(404)
    answer = jsonify(_state(row))
    answer.set_etag(f"{row.id}-{row.turn}")
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer.make_conditional(request)


@bp.post("/move")
@jury
def move() -> tuple[Response, int] | Response:
    """Show another step; told with 409 where somebody else was faster, with what the hall shows now."""
    asked = request.get_json()
    if not isinstance(asked, dict) or not all(type(asked.get(name)) is int for name in ("turn", "position")):
        abort(400)
    try:
        row = ceremonies.move(
            session(),
            g.section,
            seen=asked["turn"],
            position=asked["position"],
            is_dark=asked.get("dark") is True,
            by=actor(),
        )
    except DomainError as refused:
        session.rollback()
        return _refused(refused)
    session.commit()
    return jsonify(_state(row))


def _refused(refused: DomainError) -> tuple[Response, int]:
    row = ceremonies.of_section(session(), g.section)
    told = {"code": refused.code, "message": sentence(refused, language())}
    return jsonify(error=told, state=_state(row) if row is not None else None), 409


@bp.route("/end", methods=["GET", "POST"])
@jury
def end() -> str | BaseResponse:
    """Ask whether the results are published now, then end the ceremony."""
    row, form = ceremonies.of_section(session(), g.section), EndForm()
    if row is None or not row.is_running:
        return redirect(url_for(".show"))
    version = session.get(ResultsVersion, row.results_version_id) if row.results_version_id else None
    can_publish = version is not None and not results.is_public(version)
    if form.is_submitted() and not can_publish:
        form.then.data = "wait"
    if form.validate_on_submit():
        publishes = form.then.data == "publish"
        if publishes and not may("results.publish"):
            abort(403)
        ceremonies.end(session(), g.section, publishes=publishes, by=actor())
        session.commit()
        flash(gettext("The ceremony is over."), "success")
        to_version = version is not None and publishes
        return redirect(
            url_for("results.show", number=version.number) if to_version and version else url_for(".show"), 303
        )
    return render_template(
        "ceremonies/end.html",
        form=form,
        ceremony=row,
        version=version,
        can_publish=can_publish,
        instead=results.published(session(), g.section),
    )
