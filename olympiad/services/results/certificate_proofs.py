"""Signing certificates with the key of their edition, and finding the keys that verify them."""

import json
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.audit_actions import AuditAction
from olympiad.models.certificate import Certificate
from olympiad.models.certificate_proof import CertificateProof, EditionKey
from olympiad.models.edition import Edition
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.proofs import codes
from olympiad.proofs.codes import Code
from olympiad.proofs.encodings import base64url
from olympiad.proofs.signing_keys import KeyStore, key_id
from olympiad.services.record import audit


def sign_missing(session: Session, section: Section, keys: KeyStore, *, by: User | None) -> int:
    """Sign every certificate of a section that has no signature yet; what is purged stays without. Return how many.

    Raises DomainError `signing_key_missing`, `signing_key_sealed`.
    """
    waiting = [row for row in _unsigned(session, section) if json.loads(row.fields)["name"]]
    if not waiting:
        return 0
    public_key = current_key(session, section.edition_id, keys, by=by)
    signer = keys.signer(public_key)
    last = session.scalar(select(func.max(CertificateProof.position)).where(CertificateProof.public_key == public_key))
    for position, row in enumerate(waiting, start=0 if last is None else last + 1):
        printed = json.loads(row.fields)
        hashed, award = codes.name_hash(row.token, printed["name"]), codes.signed_award(printed["award"])
        signature = base64url(signer.sign(codes.statement(row.number, hashed, award)))
        proof = {"name_hash": hashed, "award": award, "signature": signature}
        session.add(CertificateProof(certificate_id=row.id, public_key=public_key, position=position, **proof))
    session.flush()
    after: dict[str, audit.Plain] = {"key": key_id(public_key), "numbers": [row.number for row in waiting]}
    audit.record(session, AuditAction.CERTIFICATES_SIGN, f"section:{section.id}", by=by, section=section, after=after)
    return len(waiting)


def _unsigned(session: Session, section: Section) -> Sequence[Certificate]:
    signed = select(CertificateProof.id).where(CertificateProof.certificate_id == Certificate.id).exists()
    query = select(Certificate).where(Certificate.section_id == section.id, ~signed)
    return session.scalars(query.order_by(Certificate.id)).all()


def current_key(session: Session, edition_id: int, keys: KeyStore, *, by: User | None) -> str:
    """Return the key that signs for an edition; the first time it is made.

    The edition's row is locked, so that two who issue at once make one key.
    """
    query = select(Edition).where(Edition.id == edition_id).with_for_update()
    edition = session.scalars(query).one()
    found = session.scalars(
        select(EditionKey).where(EditionKey.edition_id == edition.id, EditionKey.retired_at.is_(None))
    ).first()
    return found.public_key if found else make_key(session, edition, keys, by=by)


def make_key(session: Session, edition: Edition, keys: KeyStore, *, by: User | None) -> str:
    """Make a key for an edition; an earlier one signs nothing new, and what it signed stays true."""
    now = utc_now()
    for old in session.scalars(
        select(EditionKey).where(EditionKey.edition_id == edition.id, EditionKey.retired_at.is_(None))
    ):
        old.retired_at = now
    public_key = keys.make()
    session.add(EditionKey(edition_id=edition.id, public_key=public_key, created_at=now))
    session.flush()
    after: dict[str, audit.Plain] = {"public_key": public_key}
    audit.record(session, AuditAction.EDITION_KEYS_MAKE, f"edition:{edition.id}", by=by, after=after)
    return public_key


def public_keys(session: Session, edition: Edition) -> list[str]:
    """List every key that has signed for an edition, the newest first, with those of sections moved here by file."""
    own = select(EditionKey.public_key).where(EditionKey.edition_id == edition.id).order_by(EditionKey.id.desc())
    moved = (
        select(CertificateProof.public_key)
        .join(Certificate, Certificate.id == CertificateProof.certificate_id)
        .join(Section, Section.id == Certificate.section_id)
        .where(Section.edition_id == edition.id)
        .distinct()
    )
    return list(dict.fromkeys([*session.scalars(own), *sorted(session.scalars(moved))]))


def codes_of(session: Session, certificates: Sequence[Certificate]) -> dict[int, Code]:
    """Return what the QR code of each certificate says beside its address; those that were not signed have none."""
    tokens = {row.id: (row.token, row.number) for row in certificates}
    proofs: list[CertificateProof] = []
    wanted = list(tokens)
    for at in range(0, len(wanted), 500):
        query = select(CertificateProof).where(CertificateProof.certificate_id.in_(wanted[at : at + 500]))
        proofs += session.scalars(query)
    return {proof.certificate_id: _code(proof, *tokens[proof.certificate_id]) for proof in proofs}


def _code(proof: CertificateProof, token: str, number: str) -> Code:
    return Code(token, key_id(proof.public_key), number, proof.name_hash, proof.award, proof.signature)
