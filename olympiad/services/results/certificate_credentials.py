"""Open Badges of certificates and the status lists that follow them, signed with the keys of the edition."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.canonical_json import canonical
from olympiad.domain.errors import DomainError
from olympiad.models.certificate import Certificate
from olympiad.models.certificate_proof import CertificateProof
from olympiad.models.edition import Edition
from olympiad.models.section import Section
from olympiad.proofs import data_integrity, key_documents, open_badges, status_lists
from olympiad.proofs.data_integrity import Document
from olympiad.proofs.open_badges import Place
from olympiad.proofs.signing_keys import KeyStore, key_id
from olympiad.services.results import certificate_proofs


def credential_of(session: Session, certificate: Certificate, keys: KeyStore, address: str) -> Document:
    """Return the signed credential of a certificate; the same bytes each time.

    Raises DomainError `credential_not_there` for one that was not signed or whose name has been purged.
    """
    query = select(CertificateProof).where(CertificateProof.certificate_id == certificate.id)
    proof = session.scalars(query).one_or_none()
    printed = json.loads(certificate.fields)
    if proof is None or not printed["name"]:
        raise DomainError("credential_not_there", number=certificate.number)
    section = session.get_one(Section, certificate.section_id)
    edition = session.get_one(Edition, section.edition_id)
    issuer, moment = key_documents.did(address, edition.slug), moment_text(certificate.issued_at)
    unsigned = open_badges.credential(
        token=certificate.token,
        number=certificate.number,
        printed=printed,
        issued_at=moment,
        position=proof.position,
        place=Place(issuer, f"{address}/c/", list_address(address, edition, proof.public_key)),
    )
    return _signed(unsigned, proof.public_key, keys, issuer, moment)


def status_list(
    session: Session, edition: Edition, public_key: str, keys: KeyStore, address: str, now: datetime
) -> Document:
    """Return the signed status list of a key: the bits of what is superseded or revoked are set."""
    issuer = key_documents.did(address, edition.slug)
    unsigned = status_lists.credential(
        list_address(address, edition, public_key), issuer, void_positions(session, public_key), moment_text(now)
    )
    return _signed(unsigned, public_key, keys, issuer, moment_text(now))


def void_positions(session: Session, public_key: str) -> Sequence[int]:
    """List the positions of certificates of a key that are not valid any more."""
    query = (
        select(CertificateProof.position)
        .join(Certificate, Certificate.id == CertificateProof.certificate_id)
        .where(CertificateProof.public_key == public_key, Certificate.state != "valid")
        .order_by(CertificateProof.position)
    )
    return session.scalars(query).all()


def key_named(session: Session, edition: Edition, name: str) -> str | None:
    """Find a key of an edition by its short name."""
    return next((key for key in certificate_proofs.public_keys(session, edition) if key_id(key) == name), None)


def list_address(address: str, edition: Edition, public_key: str) -> str:
    """Return where the status list of a key is found."""
    return f"{address}/editions/{edition.slug}/status/{key_id(public_key)}.json"


def moment_text(moment: datetime) -> str:
    """Write a moment as credentials do.

    >>> moment_text(datetime(2026, 12, 11, 9, 5, 1, 7, tzinfo=UTC))
    '2026-12-11T09:05:01Z'
    """
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _signed(unsigned: Document, public_key: str, keys: KeyStore, issuer: str, moment: str) -> Document:
    method = f"{issuer}#{key_id(public_key)}"
    return data_integrity.sign(unsigned, keys.signer(public_key), method=method, created=moment)


def text_of(document: Document) -> str:
    """Write a credential as it is handed out."""
    return canonical(document)
