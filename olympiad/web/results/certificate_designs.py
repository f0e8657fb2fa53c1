"""The designer of certificates: texts, ornament, signatories and logos of each kind, with the page as it is printed."""

import base64
from functools import lru_cache
from typing import Any

from flask import Blueprint, Flask, Response, abort, flash, g, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from olympiad.db import session
from olympiad.documents import certificates as papers
from olympiad.domain.certificate_designs import FIELDS, HEADING_FIELDS, Design, DesignKind, Ornament, Paper
from olympiad.domain.errors import DomainError
from olympiad.domain.roles import Role, satisfies
from olympiad.exchange.design_pictures import read_picture
from olympiad.forms.certificate_designs import ORNAMENTS, DesignForm
from olympiad.models.certificate_design import CertificateDesign
from olympiad.models.edition import Edition
from olympiad.models.section import Section
from olympiad.services.people.access import roles_at
from olympiad.services.results import (
    certificate_designs,
    certificate_plan,
    certificate_previews,
    certificates,
    results,
)
from olympiad.services.results.certificate_previews import Sample
from olympiad.web.frame.accepted_input import whole_number
from olympiad.web.frame.access import allow, my_grants, staff
from olympiad.web.frame.heavy_work import outside
from olympiad.web.frame.here import actor
from olympiad.web.frame.hosts import public_address
from olympiad.web.frame.jinja import language
from olympiad.wording.certificate_designs import ISSUED, KINDS, finding, kind_name
from olympiad.wording.ready_designs import READY, ready
from olympiad.wording.sentences import sentence

bp = Blueprint("certificate_designs", __name__)
PLACE = "/editions/<edition_slug>/<section_slug>/certificate-designs"
SCREEN, SMALL = 96, 30
"""Dots per inch of the preview and of the pictures of ornaments."""


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.get(f"{PLACE}/")
@staff
def index() -> BaseResponse:
    """Lead to the first kind."""
    return redirect(url_for(".show", kind=DesignKind.DEGREE))


@bp.get(f"{PLACE}/<kind>")
@staff
def show(kind: str) -> str:
    """Show the design of a kind with the page as it is printed."""
    kind = _kind(kind)
    row = _standing(kind)
    chosen = request.args.get("ready", "")
    design = _design(kind, row, chosen)
    own = certificate_designs.current(session(), g.edition, _scope_section(_scope(row)), kind)
    form = DesignForm(formdata=None)
    form.fill(design, base=own.version if own else 0, scope=_scope(row))
    return _page(kind, form, design, row)


def _design(kind: DesignKind, row: CertificateDesign | None, chosen: str) -> Design:
    """Return the ready-made design that was chosen, else the one in force, else the one that suits the kind best."""
    if chosen in READY or row is None:
        return ready(kind, chosen, language())
    return certificate_designs.design_of(row.content)


def _page(kind: DesignKind, form: DesignForm, design: Design, row: CertificateDesign | None, refused: str = "") -> str:
    pictures = certificate_designs.pictures_of(session(), g.edition.id)
    form.offer({sha256: gettext("Picture %(number)s", number=at) for at, sha256 in enumerate(pictures, start=1)})
    frozen = certificate_previews.frozen_draft(session(), g.section, design)
    samples = certificate_previews.samples(session(), g.section, kind, frozen)
    return render_template(
        "certificate_designs/show.html",
        kind=kind,
        form=form,
        row=row,
        refused=refused,
        samples=samples,
        at=_at(samples),
        checks=_checks(frozen, samples[_at(samples)]),
        pictures=pictures,
        kinds=[(one, kind_name(one, language())) for one in KINDS],
        designs=certificate_designs.in_force(session(), g.edition.id, g.section.id),
        may_edition=_may_edition(),
        fields=FIELDS,
        heading_fields=HEADING_FIELDS,
        others=_others(),
        plan=_plan(),
        issued_name=lambda code: gettext(ISSUED[code]),
        ornament_names={name: ORNAMENTS[ornament] for name, (ornament, _) in READY.items()},
    )


def _plan() -> dict[str, tuple[int, int]]:
    """Count by kind of document what would be issued now, and what waits; nothing before the results are official."""
    version = results.latest(session(), g.section)
    if version is None or version.official_at is None:
        return {}
    try:
        languages = certificate_plan.last_languages(session(), g.section, language())
        plan = certificates.plan(session(), version, languages=languages)
    except DomainError:
        return {}
    found: dict[str, tuple[int, int]] = {}
    for line in plan.lines:
        ready_ones, waiting = found.get(line.document.kind, (0, 0))
        is_left_out = line.deed == "leave_out"
        is_ready = line.deed in ("new", "supersede")
        found[line.document.kind] = (ready_ones + is_ready, waiting + is_left_out)
    return found


@bp.post(f"{PLACE}/<kind>")
@allow(Role.ORGANIZER)
def save(kind: str) -> str | BaseResponse:
    """Save a version; a refusal shows the form as it was filled in."""
    kind, form = _kind(kind), DesignForm()
    cleaned = _cleaned_pictures(form)
    section = _scope_section(form.scope.data)
    for field, svg in cleaned:
        field.data = certificate_designs.add_picture(session(), g.edition, svg, by=actor())
    try:
        row = certificate_designs.save(
            session(), g.edition, section, kind, form.design(), base=whole_number(form.base.data or "0"), by=actor()
        )
    except DomainError as error:
        session.rollback()
        standing = _standing(kind)
        design = certificate_designs.design_of(standing.content) if standing else ready(kind)
        return Response(_page(kind, form, design, standing, sentence(error, language())), 409)
    session.commit()
    flash(gettext("Version %(number)s of this design is saved.", number=row.version), "success")
    return redirect(url_for(".show", kind=kind), 303)


def _cleaned_pictures(form: DesignForm) -> list[tuple[Any, str]]:
    """Clean every uploaded file in a process of its own, before the transaction begins."""
    places = [(entry.form, True) for entry in form.signatories] + [(entry.form, False) for entry in form.logos]
    given = [(place.picture, place.file.data.read(), is_signature) for place, is_signature in places if place.file.data]
    return [(field, outside(_read, content, is_signature)) for field, content, is_signature in given if content]


def _unsaved_pictures(form: DesignForm) -> dict[str, str]:
    """Clean the chosen files and name them in the form; gives them by their SHA-256."""
    found = {}
    for field, svg in _cleaned_pictures(form):
        field.data = certificate_designs.picture_name(svg)
        found[field.data] = svg
    return found


def _read(content: bytes, is_signature: bool) -> str:
    return read_picture(content, signature=is_signature)


@bp.post(f"{PLACE}/<kind>/preview")
@staff
def preview(kind: str) -> Response:
    """Draw the form as it stands, with logos and signatures that were just chosen; nothing is kept."""
    kind, form = _kind(kind), DesignForm()
    try:
        unsaved = _unsaved_pictures(form)
        design = certificate_designs.checked(form.design())
        frozen = certificate_previews.frozen_draft(session(), g.section, design, unsaved)
        samples = certificate_previews.samples(session(), g.section, kind, frozen)
        sample = samples[_at(samples)]
        checks = _checks(frozen, sample)
        session.rollback()  # drawing needs no transaction, and others wait for this one
        png = papers.preview(
            sample.fields, frozen.content, _number(checks), address=f"{public_address()}/c", ppi=SCREEN
        )
    except DomainError as error:
        return jsonify(refused=sentence(error, language()))
    return jsonify(picture=f"data:image/png;base64,{base64.b64encode(png).decode()}", checks=checks)


def _number(checks: list[dict[str, Any]]) -> str:
    return next((one["number"] for one in checks if one.get("number")), "")


@bp.get(f"{PLACE}/<kind>/preview.png")
@staff
def picture(kind: str) -> Response:
    """Draw the design in force, or a ready-made one, on one of the recipients."""
    kind = _kind(kind)
    row, chosen = _standing(kind), request.args.get("ready", "")
    design = _design(kind, row, chosen)
    frozen = certificate_previews.frozen_draft(session(), g.section, design)
    samples = certificate_previews.samples(session(), g.section, kind, frozen)
    sample = samples[_at(samples)]
    small = request.args.get("size") == "small"
    png = papers.preview(
        sample.fields, frozen.content, _number(_checks(frozen, sample)), ppi=SMALL if small else SCREEN
    )
    return Response(png, mimetype="image/png")


@bp.get(f"{PLACE}/<kind>/test-print.pdf")
@staff
def test_print(kind: str) -> Response:
    """Return two pages to print: the longest name, and one that must wrap."""
    kind = _kind(kind)
    row = _standing(kind)
    design = certificate_designs.design_of(row.content) if row else ready(kind)
    frozen = certificate_previews.frozen_draft(session(), g.section, design)
    samples = certificate_previews.samples(session(), g.section, kind, frozen)
    pdf = papers.trial([(one.fields, frozen.content) for one in (samples[0], samples[-2])], gettext("Specimen"))
    answer = Response(pdf, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="test-print-{kind}.pdf"'
    return answer


@bp.get(f"{PLACE}/ornaments/<ornament>-<paper>.png")
@staff
def ornament(ornament: str, paper: str) -> Response:
    """Draw a frame alone."""
    if ornament not in list(Ornament) or paper not in list(Paper):
        abort(404)
    return Response(_frame(ornament, paper), mimetype="image/png")


@lru_cache(maxsize=16)
def _frame(ornament: str, paper: str) -> bytes:
    return papers.frame_png(ornament, paper, SMALL)


@bp.get(f"{PLACE}/pictures/<checksum>.svg")
@staff
def design_picture(checksum: str) -> Response:
    """Show a logo or signature of the edition to those who design."""
    found = certificate_designs.pictures_of(session(), g.edition.id, {checksum})
    answer = Response(found.get(checksum) or abort(404), mimetype="image/svg+xml")
    answer.headers["Content-Security-Policy"] = "default-src 'none'; img-src data:; sandbox"
    return answer


@bp.post(f"{PLACE}/<kind>/remove")
@allow(Role.ORGANIZER)
def remove(kind: str) -> BaseResponse:
    """Take the design away; certificates are printed by the edition's one, or the built-in one, again."""
    row = _standing(_kind(kind)) or abort(404)
    _scope_section(_scope(row))
    certificate_designs.remove(session(), row, base=whole_number(request.form.get("base", "0")), by=actor())
    session.commit()
    flash(gettext("The design is removed; its versions stay on the record."), "success")
    return redirect(url_for(".show", kind=kind), 303)


@bp.post(f"{PLACE}/copy")
@allow(Role.ORGANIZER)
def copy() -> BaseResponse:
    """Take over the designs of another edition that this person organizes too."""
    source = session.get(Edition, whole_number(request.form.get("source", "0")))
    if source is None or source not in _others() or not _may_edition():
        abort(404)
    copied = certificate_designs.copy(session(), source, g.edition, by=actor())
    session.commit()
    flash(gettext("Copied from %(edition)s: %(count)s designs.", edition=source.name, count=len(copied)), "success")
    return redirect(url_for(".index"), 303)


def _others() -> list[Edition]:
    """List editions with designs that this person may see."""
    found = certificate_designs.others_with_designs(session(), g.edition)
    return [one for one in found if _organizes(one.id, None)]


def _organizes(edition_id: int, section_id: int | None) -> bool:
    return satisfies(roles_at(my_grants(), edition_id, section_id), frozenset({Role.ORGANIZER}))


def _may_edition() -> bool:
    """Return whether this person may change what holds for all sections."""
    return _organizes(g.edition.id, None)


def _kind(word: str) -> DesignKind:
    return DesignKind(word) if word in list(DesignKind) else abort(404)


def _standing(kind: DesignKind) -> CertificateDesign | None:
    return certificate_designs.in_force(session(), g.edition.id, g.section.id).get(kind)


def _scope(row: CertificateDesign | None) -> str:
    if row is not None and row.section_id is not None:
        return "section"
    return "edition" if _may_edition() else "section"


def _scope_section(scope: str) -> Section | None:
    """Return the section whose own design is meant; who organizes one section changes none of the edition."""
    if scope == "section":
        return session.get_one(Section, g.section.id)
    if not _may_edition():
        abort(403)
    return None


def _at(samples: list[Sample]) -> int:
    asked = request.values.get("recipient", 0, type=whole_number)
    return asked if 0 <= asked < len(samples) else 0


def _checks(frozen: certificate_designs.FrozenDesign, sample: Sample) -> list[dict[str, Any]]:
    found = certificate_previews.findings(session(), g.section, frozen, sample)
    return [
        {
            "state": "submitted" if one.good else "waiting",
            "words": finding(one.code, one.good, one.told, language()),
            "number": one.told.get("number", ""),
        }
        for one in found
    ]
