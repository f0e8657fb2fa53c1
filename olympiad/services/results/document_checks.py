"""Checking a file that anybody hands in: is it one of our certificates, unchanged, and does it still hold?"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad import jobs
from olympiad.models.certificate import Certificate
from olympiad.models.edition import Edition
from olympiad.services.results import certificate_register

if TYPE_CHECKING:
    from olympiad.proofs.document_check import Document


class Verdict(StrEnum):
    """What is said of a file."""

    VALID = "valid"
    NO_LONGER = "no-longer"
    CHANGED = "changed"
    NOT_OURS = "not-ours"
    UNSIGNED = "unsigned"


@dataclass(frozen=True)
class Answer:
    """The verdict, and the certificate of the register that the file is about."""

    verdict: Verdict
    certificate: Certificate | None = None


def check(session: Session, content: bytes, certificates: tuple[bytes, ...]) -> Answer:
    """Check a file with the keys and signing certificates of this installation; nothing of it is kept.

    The file is read in a process of its own, and no transaction is open meanwhile. Raises DomainError as
    `badge_check.check` for what is no PDF.
    """
    from olympiad.proofs import document_check  # why: half a second of imports that most processes never need

    trust = certificate_register.trust_of(session, session.scalars(select(Edition)).all())
    session.rollback()
    found = jobs.STRANGERS.run(document_check.examine, content, certificates, trust)
    row = _certificate(session, found)
    return Answer(_verdict(found, row), row)


def _verdict(found: "Document", row: Certificate | None) -> Verdict:
    if found.found == "changed":
        return Verdict.CHANGED
    if row is None or found.found == "others":
        return Verdict.NOT_OURS
    if row.state != "valid":
        return Verdict.NO_LONGER
    return Verdict.UNSIGNED if found.found == "unsigned" else Verdict.VALID


def _certificate(session: Session, found: "Document") -> Certificate | None:
    """Find the row; number and token of a PDF must be of the same one."""
    query = select(Certificate).where(Certificate.number == found.number)
    if found.token:
        query = query.where(Certificate.token == found.token)
    return session.scalars(query).one_or_none() if found.number else None
