"""What the public pages of a section's certificates are drawn from, and what tells cheaply that none of it has changed."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from olympiad.models.audit import AuditChain
from olympiad.models.certificate import Certificate
from olympiad.models.certificate_proof import CertificateProof
from olympiad.models.section import Section
from olympiad.services.results.publication import EDITION, columns_of, hashed


@dataclass(frozen=True)
class PagesStamp:
    """What tells that nothing of the certificates of a section has changed."""

    section_id: int
    edition_slug: str
    section_slug: str
    has_pages: bool
    """Whether certificates were issued, and their names have not been taken out of the register."""
    value: str


def stamp_of(session: Session, certificate: Certificate) -> PagesStamp:
    """Return the stamp of the section that a certificate was issued in."""
    return _stamps(session, Section.id == certificate.section_id)[0]


def stamps_of(session: Session, sections: Collection[int]) -> list[PagesStamp]:
    """Return the stamps of these sections."""
    return _stamps(session, Section.id.in_(sections))


def _stamps(session: Session, where: ColumnElement[bool]) -> list[PagesStamp]:
    issued = select(Certificate.id).where(Certificate.section_id == Section.id).exists()
    query = (
        select(Section.id.label("section_id"), Section.slug.label("section_slug"), issued.label("issued"))
        .add_columns(Section.revision, AuditChain.head_hash, *EDITION.c)
        .join(EDITION, EDITION.c.id == Section.edition_id)
        .outerjoin(AuditChain, AuditChain.section_id == Section.id)
        .where(where)
    )
    return [_stamp(row) for row in session.execute(query)]


def _stamp(row: Row[Any]) -> PagesStamp:
    has_pages = bool(row.issued) and row.personal_purged_at is None
    return PagesStamp(row.section_id, row.slug, row.section_slug, has_pages, hashed(*map(str, row)))


def fingerprint(session: Session, section: Section) -> str:
    """Return a checksum over what pages say of a section's certificates: what is printed on them never changes."""
    told = (
        select(Certificate.id, Certificate.state, Certificate.superseded_by_id, Certificate.revoked_at)
        .add_columns(Certificate.reason, CertificateProof.id)
        .outerjoin(CertificateProof, CertificateProof.certificate_id == Certificate.id)
        .where(Certificate.section_id == section.id)
        .order_by(Certificate.id)
    )
    return hashed(columns_of(section.edition), *(str(tuple(row)) for row in session.execute(told)))


def page_name(certificate: Certificate, code: str) -> str:
    """Name the file of a certificate's page: it follows from every column of the row, and the token cannot be told from it.

    A row that was changed beside the application has no file, so that its page is drawn, which is refused.
    """
    return f"{hashed(columns_of(certificate))}.{code}.html"
