"""Issuing numbered certificates from a results version, correcting, superseding and revoking them."""

import hashlib
import json
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.documents.certificates import too_long
from olympiad.documents.typesetting import missing_letters
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.canonical_json import canonical
from olympiad.domain.certificate_designs import DesignKind
from olympiad.domain.errors import DomainError
from olympiad.domain.lifecycle import Move
from olympiad.domain.reasons import given_reason
from olympiad.models.certificate import Certificate
from olympiad.models.edition import Edition
from olympiad.models.participant import Participant
from olympiad.models.results_version import ResultsVersion
from olympiad.models.section import Section
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.record import audit, row_verification
from olympiad.services.results import certificate_designs, certificate_numbers, certificate_plan
from olympiad.services.results.certificate_fields import Document, documents_of
from olympiad.services.results.certificate_plan import BY_VERSION, LANGUAGES, Plan, printed
from olympiad.services.results.certificate_recipients import THANKS
from olympiad.services.sections import lifecycle

TOKEN_BYTES = 16
"""128 bits, so that nobody finds a certificate by guessing."""


def issue(
    session: Session,
    version: ResultsVersion,
    *,
    languages: Sequence[str] = LANGUAGES,
    include: Collection[int] = (),
    seen: str = "",
    by: User | None,
) -> list[Certificate]:
    """Issue what `plan` says; gives the new ones.

    `seen` is the fingerprint of the plan that somebody confirmed. Raises DomainError: `certificates_not_official` for a
    preliminary version, `certificate_languages` without any language, `certificates_plan_changed` where the plan is no
    longer the one that was seen, `certificates_none_left` where nothing is to be done.
    """
    section = session.get_one(Section, version.section_id)
    audit.lock_head(session, section)
    now = utc_now()
    wanted = plan(session, version, languages=languages, include=include, now=now)
    if seen and seen != wanted.fingerprint:
        raise DomainError("certificates_plan_changed")
    if not wanted.to_issue and not wanted.withdrawn:
        raise DomainError("certificates_none_left")
    issued = _write(session, section, version, [line.document for line in wanted.to_issue], now, by)
    for certificate, line in zip(issued, wanted.to_issue, strict=True):
        if line.held is not None:
            _supersede(session, section, line.held, certificate, by=by)
    for certificate in wanted.withdrawn:
        _revoke(session, section, certificate, f"{BY_VERSION}{version.number}", by=by)
    _name_successors(session, section, issued)
    lifecycle.advance(session, section, Move.ISSUE_CERTIFICATES, by=by)
    return issued


def plan(
    session: Session,
    version: ResultsVersion,
    *,
    languages: Sequence[str],
    include: Collection[int] = (),
    now: datetime | None = None,
) -> Plan:
    """Say what issuing would do; refused with what keeps it from being done at all."""
    _refuse_purged(session.get_one(Section, version.section_id))
    if version.official_at is None:
        raise DomainError("certificates_not_official", number=version.number)
    if not languages:
        raise DomainError("certificate_languages")
    return certificate_plan.make(session, version, languages=languages, include=include, now=now or utc_now())


def _name_successors(session: Session, section: Section, issued: Sequence[Certificate]) -> None:
    """Let what a version superseded lead to what its holder has got instead."""
    new = {one.participant_id: one.id for one in reversed(issued) if one.participant_id is not None}
    waiting = select(Certificate).where(
        Certificate.section_id == section.id,
        Certificate.state == "superseded",
        Certificate.superseded_by_id.is_(None),
        Certificate.participant_id.in_(new),
    )
    for certificate in session.scalars(waiting):
        assert certificate.participant_id is not None
        certificate.superseded_by_id = new[certificate.participant_id]
    session.flush()


def supersede_changed(session: Session, version: ResultsVersion, *, by: User | None) -> list[Certificate]:
    """Supersede every certificate whose award, place or total is another one in this version; the others stay valid.

    Those who hold one get a new one when certificates are issued from the version.
    """
    section = session.get_one(Section, version.section_id)
    right = {
        (document.holder, document.award): (document.fields["place"], document.fields["total"])
        for document in documents_of(session, version, (), utc_now())
    }
    changed = []
    for certificate in [one for held in certificate_plan.held(session, section).values() for one in held]:
        if certificate.kind in THANKS:
            continue
        printed = json.loads(certificate.fields)
        key = (certificate_plan.holder_of(certificate), printed["award"])
        if right.get(key) != (printed["place"], printed["total"]):
            _supersede_by_version(session, section, certificate, version, by=by)
            changed.append(certificate)
    return changed


def _supersede_by_version(
    session: Session, section: Section, certificate: Certificate, version: ResultsVersion, *, by: User | None
) -> None:
    certificate.state, certificate.reason = "superseded", f"{BY_VERSION}{version.number}"
    audit.record(
        session,
        AuditAction.CERTIFICATES_SUPERSEDE,
        f"certificate:{certificate.id}",
        by=by,
        section=section,
        before={"state": "valid"},
        after={"state": "superseded", "version": version.number},
    )


def refuse_unprintable(documents: Sequence[Document]) -> None:
    """Refuse with person and letter what the font of the documents cannot print, or what runs into the seal."""
    lacking = missing_letters(canonical(document.fields) for document in documents)
    if lacking:
        names = "; ".join(document.name for document in documents[:10])
        raise DomainError(
            "certificate_glyph_missing", count=len(lacking), letters=f"{', '.join(sorted(lacking))} – {names}"
        )
    if too_long([(one.fields, one.design.content if one.design else None) for one in documents]):
        raise DomainError("certificate_too_long", name="; ".join(document.name for document in documents[:10]))


def _kept_designs(session: Session, section: Section, documents: Sequence[Document]) -> dict[str, int]:
    """Keep the designs of these documents; gives the rows by the designs' SHA-256."""
    kept = {one.design.sha256: one.design for one in documents if one.design}
    return {name: certificate_designs.keep_issued(session, section, design).id for name, design in kept.items()}


def _write(
    session: Session,
    section: Section,
    version: ResultsVersion,
    documents: Sequence[Document],
    now: datetime,
    by: User | None,
) -> list[Certificate]:
    numbers = certificate_numbers.Numbers(session, section)
    designs = _kept_designs(session, section, documents)
    rows = []
    for document in documents:
        printed = numbers.next(document.design)
        rows.append(
            Certificate(
                section_id=section.id,
                results_version_id=version.id,
                participant_id=document.participant_id,
                number=printed,
                token=secrets.token_urlsafe(TOKEN_BYTES),
                kind=document.kind,
                fields=canonical({"number": printed, **document.fields}),
                issued_design_id=designs[document.design.sha256] if document.design else None,
                issued_at=now,
                issued_by_id=by.id if by else None,
            )
        )
    session.add_all(rows)
    session.flush()
    facts: dict[str, audit.Plain] = {
        "version": version.number,
        "numbers": [row.number for row in rows],
    }
    audit.record(
        session, AuditAction.CERTIFICATES_ISSUE, f"results_version:{version.id}", by=by, section=section, after=facts
    )
    return rows


def revoke(session: Session, certificate: Certificate, *, reason: str, by: User | None) -> None:
    """Declare a certificate void; the page behind its QR code says so and why.

    Raises DomainError `reason_missing`, `certificate_not_valid`.
    """
    section = session.get_one(Section, certificate.section_id)
    audit.lock_head(session, section)
    reason = given_reason(reason)
    _refuse_void(certificate)
    _revoke(session, section, certificate, reason.strip(), by=by)


def _refuse_purged(section: Section) -> None:
    """Refuse to print anew what nobody knows the name for any more."""
    if section.edition.personal_purged_at is not None:
        raise DomainError("edition_purged")


def _refuse_void(certificate: Certificate) -> None:
    if certificate.state != "valid":
        raise DomainError("certificate_not_valid", number=certificate.number)


def _revoke(session: Session, section: Section, certificate: Certificate, reason: str, *, by: User | None) -> None:
    certificate.state, certificate.revoked_at, certificate.reason = "revoked", utc_now(), reason
    audit.record(
        session,
        AuditAction.CERTIFICATES_REVOKE,
        f"certificate:{certificate.id}",
        by=by,
        section=section,
        before={"state": "valid"},
        after={"state": "revoked", "number": certificate.number},
        personal={"reason": reason},
    )


def _supersede(session: Session, section: Section, old: Certificate, new: Certificate, *, by: User | None) -> None:
    old.state, old.superseded_by_id = "superseded", new.id
    audit.record(
        session,
        AuditAction.CERTIFICATES_SUPERSEDE,
        f"certificate:{old.id}",
        by=by,
        section=section,
        before={"state": "valid"},
        after={"state": "superseded", "by": new.number},
    )


def reissue(
    session: Session, certificate: Certificate, *, languages: Sequence[str] = LANGUAGES, by: User | None
) -> Certificate:
    """Issue a certificate anew with the present spelling of names, from the same results version; the old one is superseded.

    Raises DomainError `certificate_not_valid`, `certificate_glyph_missing`, `certificates_none_left` where the member
    is gone or nothing printed has changed.
    """
    section = session.get_one(Section, certificate.section_id)
    audit.lock_head(session, section)
    _refuse_purged(section)
    _refuse_void(certificate)
    version = session.get_one(ResultsVersion, certificate.results_version_id)
    person = session.get(Participant, certificate.participant_id) if certificate.participant_id else None
    now = utc_now()
    award, holder = json.loads(certificate.fields)["award"], certificate_plan.holder_of(certificate)
    documents = documents_of(session, version, languages, now, person)
    edition = session.get_one(Edition, section.edition_id)
    same = [
        certificate_plan.written_as(one, certificate, edition)
        for one in documents
        if (one.holder, one.award) == (holder, award)
    ]
    if not same or same[0].fields == printed(certificate):
        raise DomainError("certificates_none_left")
    refuse_unprintable(same[:1])
    new = _write(session, section, version, same[:1], now, by)[0]
    _supersede(session, section, certificate, new, by=by)
    return new


def languages_of(certificate: Certificate) -> tuple[str, ...]:
    """Return the languages in which a certificate is printed."""
    return tuple(text["lang"] for text in json.loads(certificate.fields)["texts"])


def short_mark(text: str) -> str:
    """Return what tells one text from another, without saying it."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def refuse_unless_recorded(session: Session, rows: Sequence[Certificate]) -> None:
    """Refuse to speak for certificates of which one is not as the record's line about it says.

    Raises DomainError `certificate_not_as_recorded`: its row was changed beside the application.
    """
    numbers = {row.id: row.number for row in rows}
    for wrong in row_verification.not_as_recorded(session, Certificate.__tablename__, list(numbers)):
        raise DomainError("certificate_not_as_recorded", number=numbers[wrong])


def by_token(session: Session, token: str) -> Certificate | None:
    """Find what the QR code of a certificate leads to."""
    return session.scalars(select(Certificate).where(Certificate.token == token)).one_or_none()


def by_number(session: Session, number: str) -> Certificate | None:
    """Find a certificate by its printed number, however it is typed."""
    plain = "".join(number.split()).upper()
    return session.scalars(select(Certificate).where(func.upper(Certificate.number) == plain)).first()


def listed(session: Session, section: Section) -> Sequence[Certificate]:
    """List every certificate of a section by number."""
    query = select(Certificate).where(Certificate.section_id == section.id)
    return session.scalars(query.order_by(Certificate.number)).all()


def valid_ids(session: Session, section: Section) -> Sequence[int]:
    """List the ids of the valid certificates of a section, by number."""
    query = select(Certificate.id).where(Certificate.section_id == section.id, Certificate.state == "valid")
    return session.scalars(query.order_by(Certificate.number)).all()


def team_diplomas(session: Session, team: Team) -> list[Certificate]:
    """List the valid diplomas of a team itself, by number."""
    query = select(Certificate).where(
        Certificate.section_id == team.section_id, Certificate.kind == DesignKind.TEAM, Certificate.state == "valid"
    )
    found = session.scalars(query.order_by(Certificate.number))
    return [one for one in found if certificate_plan.holder_of(one) == f"team:{team.key}"]
