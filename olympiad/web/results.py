"""Results for the staff: what is in the way, finalising, versions, publishing."""

from flask import Blueprint, Flask, Response, abort, flash, g, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from olympiad.db import session
from olympiad.domain.roles import Role
from olympiad.exchange.published_ranking import published_ranking, text_in
from olympiad.forms.results import FinaliseForm, ReasonForm
from olympiad.models.results_version import ResultsVersion
from olympiad.services import blockers, results
from olympiad.web import published_files
from olympiad.web.access import allow, staff
from olympiad.web.jinja import language
from olympiad.wording.sentences import sentence

bp = Blueprint("results", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/results")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.get("/")
@staff
def index(edition_slug: str, section_slug: str) -> str:
    """Show what is in the way, and every version there is."""
    seen = blockers.outlook(session(), g.section)
    return render_template(
        "results/index.html",
        seen=seen,
        groups=blockers.by_code(seen.blockers),
        questions=seen.questions,
        words=lambda blocker: sentence(blocker, language()),
        versions=results.versions(session(), g.section),
        public=results.published(session(), g.section),
    )


@bp.route("/finalise", methods=["GET", "POST"])
@allow(Role.ORGANIZER, Role.CHIEF_JUDGE)
def finalise(edition_slug: str, section_slug: str) -> str | BaseResponse:
    """Ask once more, then freeze the ranking."""
    form, last = FinaliseForm(), results.latest(session(), g.section)
    if form.validate_on_submit():
        version = results.finalise(
            session(),
            g.section,
            reason=form.reason.data or "",
            confirmed=bool(form.confirmed.data),
            by=current_user._get_current_object(),
        )
        session.commit()
        flash(gettext("Version %(number)s is frozen.", number=version.number), "success")
        return redirect(_address("show", number=version.number), 303)
    seen = blockers.outlook(session(), g.section)
    if seen.blockers:
        return redirect(_address("index"))
    return render_template(
        "results/finalise.html",
        form=form,
        last=last,
        seen=seen,
        words=lambda blocker: sentence(blocker, language()),
    )


@bp.get("/<int:number>")
@staff
def show(edition_slug: str, section_slug: str, number: int) -> str:
    """Show a frozen version: ranking, awards, checksum, what it changed."""
    version = _version(number)
    place = published_files.place_of(version)
    return render_template(
        "results/show.html",
        version=version,
        place=place,
        ranking=published_ranking(results.bundle_of(version), with_task_marks=True),
        is_public=_is(results.published(session(), g.section), version),
        is_newest=_is(results.latest(session(), g.section), version),
        text_in=lambda texts: text_in(texts, language()),
        checksum=published_files.checksum_groups(version.sha256),
    )


def _is(found: ResultsVersion | None, version: ResultsVersion) -> bool:
    return found is not None and found.id == version.id


@bp.post("/<int:number>/publish")
@allow(Role.ORGANIZER)
def publish(edition_slug: str, section_slug: str, number: int) -> BaseResponse:
    """Make a version public; its files are written after the commit."""
    version = _version(number)
    results.publish(session(), version, by=current_user._get_current_object())
    session.commit()
    published_files.write(version)
    flash(gettext("Version %(number)s is public.", number=number), "success")
    return redirect(_address("show", number=number), 303)


@bp.route("/<int:number>/unpublish", methods=["GET", "POST"])
@allow(Role.ORGANIZER)
def unpublish(edition_slug: str, section_slug: str, number: int) -> str | BaseResponse:
    """Take a version down, with a reason."""
    version, form = _version(number), ReasonForm()
    if form.validate_on_submit():
        results.unpublish(session(), version, reason=form.reason.data, by=current_user._get_current_object())
        session.commit()
        published_files.remove(g.edition.slug, g.section.slug)
        flash(gettext("Version %(number)s is no longer public.", number=number), "success")
        return redirect(_address("show", number=number), 303)
    return render_template("results/unpublish.html", version=version, form=form)


@bp.get("/<int:number>/results.json")
@staff
def download(edition_slug: str, section_slug: str, number: int) -> Response:
    """Give the bundle of a version."""
    version = _version(number)
    answer = Response(version.bundle, mimetype="application/json")
    name = f"{edition_slug}-{section_slug}-v{number}.json"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _version(number: int) -> ResultsVersion:
    found = [one for one in results.versions(session(), g.section) if one.number == number]
    return found[0] if found else abort(404)


def _address(view: str, **values: int) -> str:
    return url_for(f"results.{view}", edition_slug=g.edition.slug, section_slug=g.section.slug, **values)
