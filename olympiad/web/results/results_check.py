"""The public page on which anybody recomputes a results bundle; nothing of it is kept."""

from flask import Blueprint, Flask, Response, abort, make_response, render_template, request

from olympiad import limits
from olympiad.clock import utc_now
from olympiad.db import session
from olympiad.domain.errors import DomainError
from olympiad.forms.results_check import ResultsCheckForm
from olympiad.models.edition import Edition
from olympiad.models.results_version import ResultsVersion
from olympiad.models.section import Section
from olympiad.services.people import sign_in_attempts
from olympiad.services.people.sign_in_attempts import Limit, subject_of
from olympiad.services.results import results_files
from olympiad.web.frame.access import public
from olympiad.web.frame.bodies import at_most
from olympiad.web.frame.jinja import language
from olympiad.web.frame.signing_in import secret
from olympiad.web.results import public_results
from olympiad.wording.sentences import sentence

bp = Blueprint("results_check", __name__, url_prefix="/results/check")

LIMIT = Limit(attempts=30, seconds=60)
"""Files of one network address; a hall shares one."""
SHOWN = 20
"""So many differences are listed, the others counted."""


def init_app(app: Flask) -> None:
    """Register the page."""
    app.register_blueprint(bp)


@bp.get("/")
@public
def show() -> str:
    """Ask for a file."""
    return render_template("results_check/show.html", form=ResultsCheckForm())


@bp.post("/")
@public
@at_most(limits.BUNDLE_BYTES + 64 * limits.KB)
def check() -> Response | tuple[str, int]:
    """Recompute a file and say whether everything in it follows from the marks in it."""
    form = ResultsCheckForm()
    _count()
    if not form.validate_on_submit():
        return render_template("results_check/show.html", form=form), 422
    try:
        bundle, answer = results_files.check(session(), form.file.data.read())
    except DomainError as error:
        return _refused(form, error)
    differences = [(one, results_files.team_of(bundle, one.where)) for one in answer.differences[:SHOWN]]
    page = render_template(
        "results_check/show.html",
        form=ResultsCheckForm(formdata=None),
        answer=answer,
        differences=differences,
        more=len(answer.differences) - len(differences),
        bundle=bundle,
        published=_where(answer.version),
        names=(answer.names or ())[:SHOWN],
        more_names=len(answer.names or ()) - SHOWN,
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


def _refused(form: ResultsCheckForm, error: DomainError) -> tuple[str, int]:
    form.file.errors = [sentence(error, language())]
    return render_template("results_check/show.html", form=form), 422


def _count() -> None:
    """Refuse an address that hands in too many files; only a keyed hash of it is counted."""
    subject = subject_of(secret(), "results-check", request.remote_addr or "")
    now = utc_now()
    if sign_in_attempts.is_closed(session(), subject, LIMIT, now=now):
        abort(429)
    sign_in_attempts.count_failure(session(), subject, now=now)
    session.commit()  # recomputing takes a while: nobody's save shall wait for it


def _where(version: ResultsVersion | None) -> tuple[Edition, Section, str] | None:
    """Say where a version is published."""
    if version is None:
        return None
    section = session.get_one(Section, version.section_id)
    edition = session.get_one(Edition, section.edition_id)
    return edition, section, "" if version.unpublished_at else public_results.address(edition, section)
