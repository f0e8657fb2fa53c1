"""Certificates: the staff's list, issuing, files; and the public page that says whether one is real."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext, ngettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from olympiad.db import session
from olympiad.documents.certificates import certificates_pdf, for_printer
from olympiad.domain.errors import DomainError
from olympiad.domain.roles import Role
from olympiad.exchange.certificate_files import certificate_file_name, zipped
from olympiad.forms.results import ReasonForm
from olympiad.models.certificate import Certificate
from olympiad.proofs import codes
from olympiad.services.keeping import retention
from olympiad.services.results import (
    certificate_plan,
    certificate_proofs,
    certificate_readers,
    certificates,
    name_confirmations,
    results,
)
from olympiad.web.frame.accepted_input import whole_number
from olympiad.web.frame.access import allow, by_token, my_grants, public, signed_in, staff
from olympiad.web.frame.here import actor, file_stem
from olympiad.web.frame.hosts import public_address, refuse_for_paper
from olympiad.web.frame.jinja import language
from olympiad.web.frame.streaming import streamed
from olympiad.web.results import certificate_pages, pdf_signing
from olympiad.web.results.certificate_proofs import key_store
from olympiad.wording.certificates import document_title
from olympiad.wording.city_names import borrowed
from olympiad.wording.names import OWN_NAMES
from olympiad.wording.sentences import sentence

bp = Blueprint("certificates", __name__)
PLACE = "/editions/<edition_slug>/<section_slug>/certificates"
PER_PAGE = 25
COMPARED = 100
"""Certificates whose lines in the record are looked at together, each line once."""


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
        document_words=_document_words,
        version=results.latest(session(), g.section),
        page_link=lambda number: url_for(".index", page=number, q=wanted or None),
    )


@bp.get(f"{PLACE}/issue")
@staff
def plan() -> str:
    """Say person by person what issuing would do."""
    version = results.latest(session(), g.section) or abort(404)
    languages, include = _languages(request.args), _included(request.args)
    if not languages and "language" not in request.args:
        languages = certificate_plan.last_languages(session(), g.section, language())
    found, refused = None, ""
    try:
        found = certificates.plan(session(), version, languages=languages, include=include)
    except DomainError as error:
        refused = sentence(error, language())
    return render_template(
        "certificates/issue.html",
        version=version,
        plan=found,
        refused=refused,
        names=name_confirmations.counts(session(), g.section),
        languages=languages,
        include=sorted(include),
        cities=[(OWN_NAMES[code], city) for code, city in borrowed(g.edition).items() if code in languages],
        choices=[(code, OWN_NAMES[code], code in languages) for code in ("uz", "ru", "en")],
        with_person=lambda number: url_for(".plan", language=languages, include=[*include, number]),
        reason_words=_reason_words(),
        planned_words=lambda document: _title(document.design is None, document.fields),
    )


@bp.post(f"{PLACE}/issue")
@allow(Role.ORGANIZER)
def issue() -> BaseResponse:
    """Issue what the page before has shown."""
    refuse_for_paper()
    version = results.latest(session(), g.section) or abort(404)
    issued = certificates.issue(
        session(),
        version,
        languages=_languages(request.form),
        include=_included(request.form),
        seen=request.form.get("seen", ""),
        by=actor(),
    )
    certificate_proofs.sign_missing(session(), g.section, key_store(), by=actor())
    session.commit()
    count = len(issued)
    flash(ngettext("%(num)s certificate was issued.", "%(num)s certificates were issued.", count), "success")
    return redirect(url_for(".index"), 303)


def _languages(given: MultiDict[str, str]) -> tuple[str, ...]:
    """Return the ticked languages, Uzbek first and English last, as they stand on paper."""
    return tuple(code for code in ("uz", "ru", "en") if code in given.getlist("language"))


def _included(given: MultiDict[str, str]) -> set[int]:
    return set(given.getlist("include", type=whole_number))


def _reason_words() -> dict[str, str]:
    """Say why a certificate is superseded, or why nothing is issued."""
    return {
        "award": gettext("another award"),
        "standing": gettext("another place or total"),
        "name": gettext("the name is spelt differently"),
        "languages": gettext("other languages"),
        "texts": gettext("the printed texts have changed"),
        "revoked": gettext("The certificate was revoked."),
        "letters": gettext("The font has no such letters:"),
        "too_long": gettext("The texts run into seal and signatures; shorten the name or the institution."),
    }


@bp.get(f"{PLACE}/all.pdf")
@staff
def download_all() -> Response:
    """Return every valid certificate in one file, for the printer; `crop`: with marks where they are cut."""
    refuse_for_paper()
    rows = [row for row in certificates.listed(session(), g.section) if row.state == "valid"]
    rows = [row for row in rows if not retention.is_purged(row)] or abort(404)
    if "crop" in request.args:
        return _pdf(pdf_signing.signed(for_printer(_printed(rows))), f"{file_stem()}-certificates-crop-marks.pdf")
    return _pdf(pdf_signing.signed(_printed(rows)), f"{file_stem()}-certificates.pdf")


@bp.get(f"{PLACE}/all.zip")
@staff
def download_each() -> Response:
    """Return every valid certificate as a file of its own in a ZIP, in folders of the teams; it is sent while it is made."""
    refuse_for_paper()
    ids = certificates.valid_ids(session(), g.section) or abort(404)
    pdf_signing.opened_key()
    parts = zipped(_files(ids, verification_address()))
    return streamed(parts, "application/zip", f"{file_stem()}-certificates.zip")


def _files(ids: Sequence[int], address: str) -> Iterator[tuple[str, bytes]]:
    """Draw one certificate after the other; some are compared with the record at a time, and no transaction lasts long."""
    for at in range(0, len(ids), COMPARED):
        together = ids[at : at + COMPARED]
        certificates.refuse_unless_recorded(session(), [session.get_one(Certificate, one) for one in together])
        for certificate_id in together:
            row = session.get_one(Certificate, certificate_id)
            if not retention.is_purged(row):
                yield certificate_file_name(row), pdf_signing.signed(_drawn([row], address))
            session.rollback()


@bp.get(f"{PLACE}/<int:certificate_id>.pdf")
@staff
def download(certificate_id: int) -> Response:
    """Return one certificate."""
    refuse_for_paper()
    row = _own(certificate_id)
    if retention.is_purged(row):
        raise DomainError("edition_purged")
    return _pdf(pdf_signing.signed(_printed([row])), f"{row.number}.pdf")


@bp.get("/certificates/<int:certificate_id>.pdf")
@signed_in
def download_own(certificate_id: int) -> BaseResponse:
    """Return a valid certificate to whoever it is for, and to the leader of the team; to others it does not exist.

    A link in an e-mail may be to one that was superseded since: it leads on.
    """
    row = session.get(Certificate, certificate_id)
    if row is None or not _is_mine(row):
        abort(404)
    if row.state == "superseded" and row.superseded_by_id is not None:
        return redirect(url_for(".download_own", certificate_id=row.superseded_by_id))
    if row.state != "valid":
        abort(404)
    if retention.is_purged(row):
        raise DomainError("edition_purged")
    refuse_for_paper()
    return _pdf(pdf_signing.signed(_printed([row])), f"{row.number}.pdf")


def _is_mine(row: Certificate) -> bool:
    """Return whether it is for the reader, or for a member, the mentor or the whole of a team that the reader leads now."""
    led = {grant.team_id for grant in my_grants() if grant.role is Role.LEADER and grant.team_id is not None}
    return certificate_readers.may_open(session(), row, actor(), led)


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
    certificate_proofs.sign_missing(session(), g.section, key_store(), by=actor())
    session.commit()
    flash(gettext("Certificate %(number)s takes its place.", number=new.number), "success")
    return redirect(url_for(".index"), 303)


@bp.get("/c/")
@public
def verify() -> str | BaseResponse:
    """Look a certificate up by the address in its QR code, or by its number; a number tells the state alone, no name."""
    typed = request.args.get("code", "").strip().partition("#")[0].rstrip("/").rpartition("/")[2][:60]
    if not typed:
        return render_template("certificates/verify.html", typed="", row=None)
    if certificates.by_token(session(), typed) is not None:
        return redirect(url_for(".show", token=typed))
    return render_template("certificates/verify.html", typed=typed, row=certificates.by_number(session(), typed))


@bp.route("/c/<token>", methods=["GET", "POST"])
@by_token
def show(token: str) -> Response:
    """Say valid, superseded or revoked, and repeat every printed field; of a code that is not ours, that it is not."""
    row = certificates.by_token(session(), token)
    if row is None:
        return _not_ours(token)
    return certificate_pages.answer(row)


def _not_ours(token: str) -> Response:
    """Answer a code that was never given out, or a printed number that was put behind the address."""
    number = certificates.by_number(session(), token[:60])
    return Response(render_template("certificates/verify.html", typed=token[:60], row=number), 404)


def _document_words(row: Certificate, fields: dict[str, Any]) -> str:
    """Name a document of the register."""
    return _title(row.issued_design_id is None, fields)


def _title(built_in: bool, fields: dict[str, Any]) -> str:
    """Name a document in the reader's language; what a design calls it stays as it is printed."""
    if built_in:
        return document_title(fields["award"], language())
    return str(certificate_pages.texts_for_reader(fields["texts"], language())["document"])


def verification_address() -> str:
    """Return the address that QR codes begin with."""
    return f"{public_address()}/c"


def _printed(rows: Sequence[Certificate]) -> bytes:
    certificates.refuse_unless_recorded(session(), rows)
    return _drawn(rows, verification_address())


def _drawn(rows: Sequence[Certificate], address: str) -> bytes:
    signed = certificate_proofs.codes_of(session(), rows)
    return certificates_pdf(rows, address, {key: codes.write(address, code) for key, code in signed.items()})


def _own(certificate_id: int) -> Certificate:
    row = session.get(Certificate, certificate_id)
    if row is None or row.section_id != g.section.id:
        abort(404)
    return row


def _pdf(body: bytes, name: str) -> Response:
    answer = Response(body, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
