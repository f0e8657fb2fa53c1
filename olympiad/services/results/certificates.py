"""Issuing numbered certificates from a results version, correcting, superseding and revoking them."""

import json
import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.documents.typesetting import missing_letters
from olympiad.domain.canonical_json import canonical
from olympiad.domain.errors import DomainError
from olympiad.domain.lifecycle import Move
from olympiad.domain.reasons import given_reason
from olympiad.models.certificate import Certificate
from olympiad.models.edition import Edition
from olympiad.models.participant import Participant
from olympiad.models.results_version import ResultsVersion
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.services.record import audit, row_verification
from olympiad.services.results.certificate_fields import Document, Fields, documents_of
from olympiad.services.sections import lifecycle

LANGUAGES = ("uz", "en")
BY_VERSION = "results_version:"
"""Begins the reason of a certificate whose award a later results version took back; its number follows."""
TOKEN_BYTES = 16
"""128 bits, so that nobody finds a certificate by guessing."""


@dataclass(frozen=True)
class MissingLetter:
    """A letter that the font lacks: whose certificate, in which printed text."""

    name: str
    letter: str
    text: str


def issue(
    session: Session, version: ResultsVersion, *, languages: Sequence[str] = LANGUAGES, by: User | None
) -> list[Certificate]:
    """Issue what every member earned and does not hold yet; gives the new ones.

    A certificate that prints the same is left as it is. One that prints something else is superseded by the new one;
    one whose award is no longer held is revoked. Raises DomainError: `certificates_not_official` for a preliminary
    version, `certificate_glyph_missing` before anything is issued, `certificates_none_left`.
    """
    section = session.get_one(Section, version.section_id)
    audit.lock_head(session, section)
    _refuse_purged(section)
    if version.official_at is None:
        raise DomainError("certificates_not_official", number=version.number)
    now = utc_now()
    wanted = documents_of(session, version, languages, now)
    refuse_missing_letters(wanted)
    held = _valid(session, section)
    plan = [(document, _held_for(held, document)) for document in wanted]
    fresh = [(document, old) for document, old in plan if old is None or _printed(old) != document.fields]
    if not fresh and not any(held.values()):
        raise DomainError("certificates_none_left")
    issued = _write(session, section, version, [document for document, _ in fresh], now, by)
    for certificate, (_, old) in zip(issued, fresh, strict=True):
        replaced = old or _left_over(held, certificate.participant_id)
        if replaced is not None:
            _supersede(session, section, replaced, certificate, by=by)
    for certificate in [one for rest in held.values() for one in rest]:
        _revoke(session, section, certificate, f"{BY_VERSION}{version.number}", by=by)
    _name_successors(session, section, issued)
    lifecycle.advance(session, section, Move.ISSUE_CERTIFICATES, by=by)
    return issued


def _name_successors(session: Session, section: Section, issued: Sequence[Certificate]) -> None:
    """Let what a version superseded lead to what its holder has got instead."""
    new = {certificate.participant_id: certificate.id for certificate in reversed(issued)}
    waiting = select(Certificate).where(
        Certificate.section_id == section.id,
        Certificate.state == "superseded",
        Certificate.superseded_by_id.is_(None),
        Certificate.participant_id.in_([key for key in new if key is not None]),
    )
    for certificate in session.scalars(waiting):
        certificate.superseded_by_id = new[certificate.participant_id]
    session.flush()


def supersede_changed(session: Session, version: ResultsVersion, *, by: User | None) -> list[Certificate]:
    """Supersede every certificate whose award, place or total is another one in this version; the others stay valid.

    Those who hold one get a new one when certificates are issued from the version.
    """
    section = session.get_one(Section, version.section_id)
    right = {
        (document.participant_id, document.award): (document.fields["place"], document.fields["total"])
        for document in documents_of(session, version, (), utc_now())
    }
    changed = []
    for certificate in [one for held in _valid(session, section).values() for one in held]:
        printed = json.loads(certificate.fields)
        key = (certificate.participant_id or 0, printed["award"])
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
        "certificates.supersede",
        f"certificate:{certificate.id}",
        by=by,
        section=section,
        before={"state": "valid"},
        after={"state": "superseded", "version": version.number},
    )


def _valid(session: Session, section: Section) -> dict[int | None, list[Certificate]]:
    query = select(Certificate).where(Certificate.section_id == section.id, Certificate.state == "valid")
    found: dict[int | None, list[Certificate]] = defaultdict(list)
    for row in session.scalars(query.order_by(Certificate.id)):
        found[row.participant_id].append(row)
    return found


def _held_for(held: dict[int | None, list[Certificate]], document: Document) -> Certificate | None:
    """Take out the certificate that a person holds for the same award."""
    own = held[document.participant_id]
    for certificate in own:
        if json.loads(certificate.fields)["award"] == document.award:
            own.remove(certificate)
            return certificate
    return None


def _left_over(held: dict[int | None, list[Certificate]], participant_id: int | None) -> Certificate | None:
    own = held[participant_id]
    return own.pop(0) if own else None


def _printed(certificate: Certificate) -> Fields:
    fields: Fields = json.loads(certificate.fields)
    return {name: value for name, value in fields.items() if name != "number"}


def refuse_missing_letters(documents: Iterable[Document]) -> None:
    """Refuse with person and letter what the font of the documents cannot print."""
    found = find_missing_letters(documents)
    if found:
        told = "; ".join(f"{one.letter} – {one.name}" for one in found[:10])
        raise DomainError("certificate_glyph_missing", count=len(found), letters=told)


def find_missing_letters(documents: Iterable[Document]) -> list[MissingLetter]:
    """List every letter that cannot be printed, by person."""
    checked = list(documents)
    lacking = missing_letters(canonical(document.fields) for document in checked)
    if not lacking:
        return []
    return [
        MissingLetter(document.name, letter, text)
        for document in checked
        for text in _strings(document.fields)
        for letter in sorted(lacking & set(text))
    ]


def _strings(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)


def _write(
    session: Session,
    section: Section,
    version: ResultsVersion,
    documents: Sequence[Document],
    now: datetime,
    by: User | None,
) -> list[Certificate]:
    prefix, number = _next_number(session, section)
    rows = []
    for at, document in enumerate(documents, start=number):
        printed = f"{prefix}{at:04d}"
        rows.append(
            Certificate(
                section_id=section.id,
                results_version_id=version.id,
                participant_id=document.participant_id,
                number=printed,
                token=secrets.token_urlsafe(TOKEN_BYTES),
                kind=document.kind,
                fields=canonical({"number": printed, **document.fields}),
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
    audit.record(session, "certificates.issue", f"results_version:{version.id}", by=by, section=section, after=facts)
    return rows


def _next_number(session: Session, section: Section) -> tuple[str, int]:
    """Return the beginning of the numbers, such as `SAM-2026-BIO-`, and the first free one.

    The edition's row is locked, because two sections may share the same letters.
    """
    query = select(Edition).where(Edition.id == section.edition_id).with_for_update()
    edition = session.scalars(query).one()
    prefix = f"{edition.certificate_prefix or edition.slug.upper()}-{section.code or section.slug.upper()}-"
    taken = session.scalars(select(Certificate.number).where(Certificate.number.startswith(prefix, autoescape=True)))
    used = [int(number.removeprefix(prefix)) for number in taken if number.removeprefix(prefix).isdigit()]
    return prefix, max(used, default=0) + 1


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
        "certificates.revoke",
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
        "certificates.supersede",
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
    award = json.loads(certificate.fields)["award"]
    documents = documents_of(session, version, languages, now, person) if person else []
    same = [one for one in documents if one.award == award]
    if not same or same[0].fields == _printed(certificate):
        raise DomainError("certificates_none_left")
    refuse_missing_letters(same)
    new = _write(session, section, version, same[:1], now, by)[0]
    _supersede(session, section, certificate, new, by=by)
    return new


def refuse_unless_recorded(session: Session, certificate: Certificate) -> None:
    """Refuse to speak for a certificate that is not as the record's line about it says.

    Raises DomainError `certificate_not_as_recorded`: its row was changed beside the application.
    """
    if not row_verification.is_as_recorded(session, Certificate.__tablename__, certificate.id):
        raise DomainError("certificate_not_as_recorded", number=certificate.number)


def by_token(session: Session, token: str) -> Certificate | None:
    """Find what the QR code of a certificate leads to."""
    return session.scalars(select(Certificate).where(Certificate.token == token)).one_or_none()


def listed(session: Session, section: Section) -> Sequence[Certificate]:
    """List every certificate of a section by number."""
    query = select(Certificate).where(Certificate.section_id == section.id)
    return session.scalars(query.order_by(Certificate.number)).all()
