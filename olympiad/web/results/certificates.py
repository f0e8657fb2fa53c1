"""Certificates: the staff's list, issuing, files; and the public page that says whether one is real."""

import json

from flask import Blueprint, Flask, Response, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from olympiad.clock import utc_now
from olympiad.config import LANGUAGES
from olympiad.db import session
from olympiad.documents.certificates import certificates_pdf
from olympiad.domain.errors import DomainError
from olympiad.domain.roles import Role
from olympiad.forms.results import ReasonForm
from olympiad.models.certificate import Certificate
from olympiad.models.edition import Edition
from olympiad.models.section import Section
from olympiad.services.keeping import retention
from olympiad.services.results import certificates, results
from olympiad.web.frame.accepted_input import whole_number
from olympiad.web.frame.access import allow, by_token, public, staff
from olympiad.web.frame.here import actor, file_stem
from olympiad.web.frame.hosts import public_address
from olympiad.web.frame.jinja import language
from olympiad.wording.certificates import labels

bp = Blueprint("certificates", __name__)
PLACE = "/editions/<edition_slug>/<section_slug>/certificates"
PER_PAGE = 100


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.get(f"{PLACE}/")
@staff
def index() -> str:
    """List every certificate of the section, and what can be issued."""
    rows = certificates.listed(session(), g.section)
    wanted = request.args.get("q", "").casefold().strip()
    lines = [(row, json.loads(row.fields)) for row in rows]
    if wanted:
        lines = [(row, fields) for row, fields in lines if wanted in f"{row.number} {fields['name']}".casefold()]
    page = max(1, request.args.get("page", 1, type=whole_number))
    return render_template(
        "certificates/index.html",
        lines=lines[(page - 1) * PER_PAGE : page * PER_PAGE],
        count=len(lines),
        valid=sum(row.state == "valid" for row in rows),
        page=page,
        pages=max(1, -(-len(lines) // PER_PAGE)),
        words=wanted,
        for_reader=_texts_for_reader,
        version=results.latest(session(), g.section),
        page_link=lambda number: url_for(".index", page=number, q=wanted or None),
    )


@bp.post(f"{PLACE}/issue")
@allow(Role.ORGANIZER)
def issue() -> BaseResponse:
    """Issue what is earned in the newest results version and not yet issued."""
    version = results.latest(session(), g.section) or abort(404)
    chosen = tuple(code for code in request.form.getlist("language") if code in LANGUAGES)[:2]
    issued = certificates.issue(session(), version, languages=chosen or certificates.LANGUAGES, by=actor())
    session.commit()
    flash(gettext("%(count)s certificates were issued.", count=len(issued)), "success")
    return redirect(url_for(".index"), 303)


@bp.get(f"{PLACE}/all.pdf")
@staff
def download_all() -> Response:
    """Return every valid certificate in one file."""
    rows = [row for row in certificates.listed(session(), g.section) if row.state == "valid"]
    rows = [row for row in rows if not retention.is_purged(row)] or abort(404)
    for row in rows:
        certificates.refuse_unless_recorded(session(), row)
    return _pdf(certificates_pdf(rows, verification_address()), f"{file_stem()}-certificates.pdf")


@bp.get(f"{PLACE}/<int:certificate_id>.pdf")
@staff
def download(certificate_id: int) -> Response:
    """Return one certificate."""
    row = _own(certificate_id)
    if retention.is_purged(row):
        raise DomainError("edition_purged")
    certificates.refuse_unless_recorded(session(), row)
    return _pdf(certificates_pdf([row], verification_address()), f"{row.number}.pdf")


@bp.route(f"{PLACE}/<int:certificate_id>/revoke", methods=["GET", "POST"])
@allow(Role.ORGANIZER)
def revoke(certificate_id: int) -> str | BaseResponse:
    """Declare a certificate void, with a reason."""
    row, form = _own(certificate_id), ReasonForm()
    if form.validate_on_submit():
        certificates.revoke(session(), row, reason=form.reason.data, by=actor())
        session.commit()
        flash(gettext("Certificate %(number)s is revoked.", number=row.number), "success")
        return redirect(url_for(".index"), 303)
    return render_template("certificates/revoke.html", row=row, name=json.loads(row.fields)["name"], form=form)


@bp.post(f"{PLACE}/<int:certificate_id>/reissue")
@allow(Role.ORGANIZER)
def reissue(certificate_id: int) -> BaseResponse:
    """Issue a certificate anew with the corrected name; the old one is superseded."""
    row = _own(certificate_id)
    printed = tuple(text["lang"] for text in json.loads(row.fields)["texts"])
    new = certificates.reissue(session(), row, languages=printed, by=actor())
    session.commit()
    flash(gettext("Certificate %(number)s takes its place.", number=new.number), "success")
    return redirect(url_for(".index"), 303)


@bp.get("/c/")
@public
def verify() -> str | BaseResponse:
    """Say how a certificate is checked; a number alone opens nothing."""
    if code := request.args.get("code", "").strip().rstrip("/").rpartition("/")[2][:60]:
        return redirect(url_for(".show", token=code))
    return render_template("certificates/verify.html")


@bp.route("/c/<token>", methods=["GET", "POST"])
@by_token
def show(token: str) -> Response:
    """Say valid, superseded or revoked, and repeat every printed field; nothing more."""
    row = certificates.by_token(session(), token) or abort(404)
    certificates.refuse_unless_recorded(session(), row)
    section = session.get_one(Section, row.section_id)
    g.edition = session.get_one(Edition, section.edition_id)
    fields = json.loads(row.fields)
    texts = _texts_for_reader(fields["texts"])
    body = render_template(
        "certificates/show.html",
        row=row,
        lines=_lines(row, fields, texts),
        texts=texts,
        number=_successor(row),
        now=utc_now(),
        by_version=_version_of_reason(row),
        purged=retention.is_purged(row),
        compared=_compared(row),
    )
    answer = Response(body)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _compared(row: Certificate) -> bool | None:
    """Return whether a typed name is the printed one, where the register holds only its hash; a name stands in no address."""
    typed = request.form.get("name", "").strip()[:300]
    return retention.bears_name(row, typed) if typed and retention.is_purged(row) else None


def _texts_for_reader(texts: list[dict[str, str]]) -> dict[str, str]:
    """Choose the printed language that the reader reads, else the last one, the international."""
    return next((text for text in texts if text["lang"] == language()), texts[-1])


def _lines(row: Certificate, fields: dict, texts: dict[str, str]) -> list[tuple[str, str]]:
    words = labels(language())
    signed = "; ".join(
        f"{one['name']}, {one['title']}" if one["title"] else one["name"] for one in fields["signatories"]
    )
    values = {
        "number": row.number,
        "document": texts["document"],
        "name": fields["name"],
        "name_local": fields["name_local"],
        "team": fields["team"],
        "institution": texts["institution"],
        "organisation": texts["organisation"],
        "edition": texts["edition"],
        "section": texts["section"],
        "standing": texts["standing"],
        "mentor": fields["mentor"],
        "dated": texts["dated"],
        "signed": signed,
    }
    return [(words[name], value) for name, value in values.items()]


def _successor(row: Certificate) -> str:
    """Return the number of the certificate that took the place of this one."""
    if row.superseded_by_id is None:
        return ""
    return session.scalars(select(Certificate.number).where(Certificate.id == row.superseded_by_id)).one()


def _version_of_reason(row: Certificate) -> str:
    return row.reason.removeprefix(certificates.BY_VERSION) if row.reason.startswith(certificates.BY_VERSION) else ""


def verification_address() -> str:
    """Return the address that QR codes begin with."""
    return f"{public_address()}/c"


def _own(certificate_id: int) -> Certificate:
    row = session.get(Certificate, certificate_id)
    if row is None or row.section_id != g.section.id:
        abort(404)
    return row


def _pdf(body: bytes, name: str) -> Response:
    answer = Response(body, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
