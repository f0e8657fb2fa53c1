"""The register of an edition as a folder of static signed files that verify when the application is gone."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.canonical_json import Plain, canonical
from olympiad.models.certificate import Certificate
from olympiad.models.edition import Edition
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.proofs import data_integrity, key_documents, offline_page, register_folder, register_pages, status_lists
from olympiad.proofs.data_integrity import Document
from olympiad.proofs.encodings import base64url
from olympiad.proofs.signing_keys import KeyStore, key_id
from olympiad.proofs.trust import Trust
from olympiad.services.results import certificate_credentials, certificate_proofs
from olympiad.services.results.certificate_credentials import moment_text

AT_ONCE = 500


class _Export:
    """One export: the edition, the key that signs it, the moment."""

    def __init__(
        self, session: Session, edition: Edition, keys: KeyStore, address: str, now: datetime, by: User | None
    ) -> None:
        self.session, self.edition, self.now = session, edition, now
        self.store, self.address = keys, address
        self.issuer = key_documents.did(address, edition.slug)
        self.key = certificate_proofs.current_key(session, edition.id, keys, by=by)
        self.private = keys.signer(self.key)

    def files(self) -> Iterator[tuple[str, str]]:
        keys = certificate_proofs.public_keys(self.session, self.edition)
        yield register_folder.KEYS, canonical(key_documents.document(self.issuer, keys))
        for key in keys:
            yield f"status/{key_id(key)}.json", self.signed(self._status(key))
        yield "check.html", offline_page.page([(key, self.edition.name) for key in keys], in_register=True)
        count = 0
        for row in self._certificates():
            count += 1
            record, stem = self._record(row), register_folder.page_stem(row.token)
            yield f"certificates/{stem}.json", self.signed(record)
            yield f"certificates/{stem}.html", register_pages.certificate_page(record, self.edition.name, self.day)
        yield "index.html", register_pages.first_page(self.edition.name, count, self.day)

    @property
    def day(self) -> str:
        return f"{self.now:%Y-%m-%d}"

    def signed(self, document: Document) -> str:
        method = f"{self.issuer}#{key_id(self.key)}"
        return canonical(data_integrity.sign(document, self.private, method=method, created=moment_text(self.now)))

    def seal(self, index: dict[str, str]) -> str:
        files: dict[str, Plain] = {**index}
        head: Document = {"format": "olympiad-register/1", "issuer": self.issuer, "edition": self.edition.slug}
        return self.signed(head | {"made_at": moment_text(self.now), "files": files})

    def _status(self, key: str) -> Document:
        place = certificate_credentials.list_address(self.address, self.edition, key)
        void = certificate_credentials.void_positions(self.session, key)
        return status_lists.credential(place, self.issuer, void, moment_text(self.now))

    def _certificates(self) -> Iterator[Certificate]:
        query = select(Certificate).join(Section, Section.id == Certificate.section_id)
        query = query.where(Section.edition_id == self.edition.id).order_by(Certificate.id)
        yield from self.session.scalars(query.execution_options(yield_per=AT_ONCE))

    def _record(self, row: Certificate) -> dict[str, Any]:
        successor = self.session.get(Certificate, row.superseded_by_id) if row.superseded_by_id else None
        return {
            "format": "olympiad-certificate/1",
            "issuer": self.issuer,
            "number": row.number,
            "state": row.state,
            "issued_at": moment_text(row.issued_at),
            "revoked_at": moment_text(row.revoked_at) if row.revoked_at else None,
            "superseded_by": successor.number if successor else None,
            "printed": json.loads(row.fields),
        }


def export(
    session: Session,
    edition: Edition,
    folder: Path,
    *,
    keys: KeyStore,
    address: str,
    now: datetime,
    by: User | None,
    certificates: tuple[bytes, ...] = (),
) -> int:
    """Write the register of an edition into a new folder; certificates without a signature are signed before.

    `certificates` (DER) have signed PDF files. Return how many files there are.
    Raises DomainError `register_folder_taken`, `register_not_written`,
    `signing_key_missing`, `signing_key_sealed`.
    """
    for section in edition.sections:
        certificate_proofs.sign_missing(session, section, keys, by=by)
    made = _Export(session, edition, keys, address, now, by)
    signing: list[Plain] = [base64url(one) for one in certificates]
    extra = [(register_folder.CERTIFICATES, canonical({"certificates": signing}))]
    return register_folder.write(folder, chain(extra, made.files()), made.seal)


def trust_of(session: Session, editions: Sequence[Edition]) -> Trust:
    """Return what this installation itself verifies with: the keys of these editions and what is void now."""
    found = [key for edition in editions for key in certificate_proofs.public_keys(session, edition)]
    lists = {key_id(key): status_lists.encoded(certificate_credentials.void_positions(session, key)) for key in found}
    return Trust({key_id(key): key for key in found}, lists)
