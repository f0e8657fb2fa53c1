"""The public page on which anybody drops a certificate and is told whether it is ours, unchanged and valid."""

from flask import Blueprint, Flask, Response, abort, make_response, render_template, request

from olympiad import limits
from olympiad.clock import utc_now
from olympiad.db import session
from olympiad.domain.errors import DomainError
from olympiad.forms.certificate_check import CertificateCheckForm
from olympiad.services.people import sign_in_attempts
from olympiad.services.people.sign_in_attempts import Limit, subject_of
from olympiad.services.results import document_checks
from olympiad.web.frame.access import public
from olympiad.web.frame.bodies import at_most
from olympiad.web.frame.jinja import language
from olympiad.web.frame.signing_in import secret
from olympiad.web.results import pdf_signing
from olympiad.wording.sentences import sentence

bp = Blueprint("certificate_checks", __name__, url_prefix="/certificate-check")

LIMIT = Limit(attempts=30, seconds=60)
"""Files of one network address; an office shares one."""


def init_app(app: Flask) -> None:
    """Register the page."""
    app.register_blueprint(bp)


@bp.get("/")
@public
def show() -> str:
    """Ask for a file."""
    return render_template("certificate_checks/show.html", form=CertificateCheckForm())


@bp.post("/")
@public
@at_most(limits.DOCUMENT_BYTES + 64 * limits.KB)
def check() -> Response | tuple[str, int]:
    """Say whether a file is one of our certificates, unchanged and valid; nothing of it is kept."""
    form = CertificateCheckForm()
    _count()
    if not form.validate_on_submit():
        return render_template("certificate_checks/show.html", form=form), 422
    try:
        answer = document_checks.check(session(), form.file.data.read(), pdf_signing.certificates())
    except DomainError as error:
        form.file.errors = [sentence(error, language())]
        return render_template("certificate_checks/show.html", form=form), 422
    page = render_template(
        "certificate_checks/show.html",
        form=CertificateCheckForm(formdata=None),
        verdict=str(answer.verdict),
        row=answer.certificate,
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


def _count() -> None:
    """Refuse an address that hands in too many files; only a keyed hash of it is counted."""
    subject = subject_of(secret(), "certificate-check", request.remote_addr or "")
    now = utc_now()
    if sign_in_attempts.is_closed(session(), subject, LIMIT, now=now):
        abort(429)
    sign_in_attempts.count_failure(session(), subject, now=now)
    session.commit()  # reading a file takes a while: nobody's save shall wait for it
