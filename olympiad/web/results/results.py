"""Results for the staff: what is in the way, finalising, versions, publishing."""

from collections.abc import Sequence

from flask import Blueprint, Flask, Response, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as BaseResponse

from olympiad.db import session
from olympiad.domain.canonical_json import canonical
from olympiad.domain.roles import Role
from olympiad.exchange.published_ranking import published_ranking, text_in
from olympiad.forms.base import PageForm
from olympiad.forms.results import FinaliseForm, OfficialForm, ReasonForm
from olympiad.models.certificate import Certificate
from olympiad.models.results_version import ResultsVersion
from olympiad.services.appeals import appeal_windows
from olympiad.services.computing import section_cache
from olympiad.services.results import blockers, border_confirmations, in_the_way, official_results, results
from olympiad.services.sections import contents
from olympiad.web.frame.access import allow, staff
from olympiad.web.frame.here import actor, file_stem
from olympiad.web.frame.hosts import declared_address
from olympiad.web.frame.jinja import award_name, language
from olympiad.web.frame.refusals import refusable
from olympiad.web.results import finalising_groups, published_files
from olympiad.web.results.published_places import checksum_groups
from olympiad.wording.sentences import sentence

bp = Blueprint("results", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/results")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.get("/")
@staff
def index() -> str:
    """Show what is in the way, and every version there is."""
    found = in_the_way.of_section(session(), g.section, section_cache.of(session(), g.section), by=actor())
    return render_template(
        "results/index.html",
        found=found,
        names={team.key: team.name for team in found.seen.value.teams} if found.seen.value else {},
        groups=finalising_groups.groups(session(), g.section, found.blockers),
        borders=found.seen.borders,
        confirmations=border_confirmations.of_section(session(), g.section),
        words=lambda blocker: sentence(blocker, language()),
        versions=results.versions(session(), g.section),
        public=results.published(session(), g.section),
    )


@bp.route("/finalise", methods=["GET", "POST"])
@allow(Role.ORGANIZER, Role.CHIEF_JUDGE)
def finalise() -> str | BaseResponse | tuple[str | BaseResponse, int]:
    """Ask once more, then freeze the ranking; what was not answered is told beside the question."""
    form = FinaliseForm()
    if not form.validate_on_submit():
        return _question_of_finalising(form)
    number = 0
    with refusable(form, "confirmed") as attempt:
        version = results.finalise(
            session(), g.section, reason=form.said("reason"), confirmed=bool(form.confirmed.data), by=actor()
        )
        number = version.number
    if attempt:
        flash(gettext("Version %(number)s is frozen.", number=number), "success")
        return redirect(url_for(".show", number=number), 303)
    if attempt.error and attempt.error.code != "finalise_unconfirmed":
        raise attempt.error
    return _question_of_finalising(form), 409


def _question_of_finalising(form: FinaliseForm) -> str | BaseResponse:
    last, seen = results.latest(session(), g.section), blockers.outlook(session(), g.section)
    if seen.blockers:
        return redirect(url_for(".index"))
    return render_template(
        "results/finalise.html",
        form=form,
        last=last,
        seen=seen,
        changed=results.changes_to_come(last, seen) if last else [],
        names={team.key: team.name for team in seen.value.teams} if seen.value else {},
        words=lambda blocker: sentence(blocker, language()),
    )


@bp.get("/<int:number>")
@staff
def show(number: int) -> str:
    """Show a frozen version: ranking, awards, checksum, what it changed."""
    version = _version(number)
    place = published_files.place_of(version)
    ranking = published_ranking(results.bundle_of(version), with_task_marks=True)
    return render_template(
        "results/show.html",
        version=version,
        place=place,
        ranking=ranking,
        names={team.key: team.name for team in ranking.teams},
        is_public=_is(results.published(session(), g.section), version),
        window=appeal_windows.of_version(session(), version),
        is_newest=_is(results.latest(session(), g.section), version),
        text_in=lambda texts: text_in(texts, language()),
        checksum=checksum_groups(version.sha256),
        declared_address=declared_address,
    )


def _is(found: ResultsVersion | None, version: ResultsVersion) -> bool:
    return found is not None and found.id == version.id


@bp.get("/borders")
@staff
def borders() -> str:
    """Show the sheets and sums on both sides of each award border, to be confirmed by a second person."""
    seen = blockers.outlook(session(), g.section)
    confirmed = border_confirmations.of_section(session(), g.section)
    people = contents.names_of_people(session(), {one.user_id for rows in confirmed.values() for one in rows})
    judges = dict(seen.value.judge_names) if seen.value else {}
    return render_template(
        "results/borders.html", borders=seen.borders, seen=seen, confirmed=confirmed, people=people, judges=judges
    )


@bp.post("/borders/confirm")
@allow(Role.ORGANIZER, Role.CHIEF_JUDGE)
def confirm_border() -> BaseResponse:
    """Put on record that the sums at a border were checked."""
    fingerprint = request.form.get("fingerprint", "")
    seen = blockers.outlook(session(), g.section)
    named = [one for one in seen.borders if one.award == request.form.get("award", "")] or abort(404)
    border_confirmations.confirm(session(), g.section, named[0], fingerprint=fingerprint, by=actor())
    session.commit()
    flash(gettext("The border of %(award)s is confirmed.", award=award_name(named[0].award)), "success")
    return redirect(url_for(".borders"), 303)


@bp.route("/<int:number>/make-official", methods=["GET", "POST"])
@allow(Role.ORGANIZER, Role.CHIEF_JUDGE)
def make_official(number: int) -> str | BaseResponse | tuple[str, int]:
    """Say what is still in the way, ask once more, then declare the version official."""
    version, form = _version(number), OfficialForm()
    if not form.validate_on_submit():
        return _question_of_official(version, form)
    changed: Sequence[Certificate] = ()
    with refusable(form, "without_appeals") as attempt:
        changed = official_results.make_official(
            session(), version, without_appeals=bool(form.without_appeals.data), by=actor()
        )
    if not attempt:
        return _question_of_official(_version(number), form), 409
    flash(gettext("Version %(number)s is official.", number=number), "success")
    if changed:
        flash(
            ngettext(
                "%(num)s certificate of an older version no longer holds.",
                "%(num)s certificates of older versions no longer hold.",
                len(changed),
            ),
            "warning",
        )
    return redirect(url_for(".show", number=number), 303)


def _question_of_official(version: ResultsVersion, form: OfficialForm) -> str:
    found = official_results.in_the_way(session(), version, blockers.outlook(session(), g.section))
    return render_template(
        "results/make_official.html",
        version=version,
        form=form,
        found=[one for one in found if not one.asks],
        questions=[one for one in found if one.asks],
        words=lambda blocker: sentence(blocker, language()),
    )


@bp.route("/<int:number>/withdraw-official", methods=["GET", "POST"])
@allow(Role.ORGANIZER, Role.CHIEF_JUDGE)
def withdraw_official(number: int) -> str | BaseResponse:
    """Take back that a version is official, with a reason."""
    version, form = _version(number), ReasonForm()
    if form.validate_on_submit():
        official_results.withdraw_official(session(), version, reason=form.reason.data, by=actor())
        session.commit()
        flash(gettext("Version %(number)s is preliminary again.", number=number), "success")
        return redirect(url_for(".show", number=number), 303)
    return render_template("results/withdraw_official.html", version=version, form=form)


@bp.route("/<int:number>/publish", methods=["GET", "POST"])
@allow(Role.ORGANIZER)
def publish(number: int) -> str | BaseResponse:
    """Ask once more, then make a version public; its files are drawn after the commit."""
    version, form = _version(number), PageForm()
    if not form.validate_on_submit():
        return render_template(
            "results/publish.html", version=version, form=form, instead=results.published(session(), g.section)
        )
    results.publish(session(), version, by=actor())
    session.commit()
    flash(gettext("Version %(number)s is public.", number=number), "success")
    return redirect(url_for(".show", number=number), 303)


@bp.route("/<int:number>/unpublish", methods=["GET", "POST"])
@allow(Role.ORGANIZER)
def unpublish(number: int) -> str | BaseResponse:
    """Take a version down, with a reason."""
    version, form = _version(number), ReasonForm()
    if form.validate_on_submit():
        results.unpublish(session(), version, reason=form.reason.data, by=actor())
        session.commit()
        flash(gettext("Version %(number)s is no longer public.", number=number), "success")
        return redirect(url_for(".show", number=number), 303)
    return render_template("results/unpublish.html", version=version, form=form)


@bp.get("/<int:number>/results.json")
@staff
def download(number: int) -> Response:
    """Return the bundle of a version."""
    version = _version(number)
    answer = Response(canonical(results.bundle_of(version)), mimetype="application/json")
    name = f"{file_stem()}-v{number}.json"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _version(number: int) -> ResultsVersion:
    found = [one for one in results.versions(session(), g.section) if one.number == number]
    return found[0] if found else abort(404)
