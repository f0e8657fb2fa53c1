"""Heads of a section's record as devices remember them: a server that was put back to an older copy does not know them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.models.audit import AuditChain, AuditEntry
from olympiad.models.section import Section

LENGTH = 16


def head_of(session: Session, section: Section) -> str:
    """Return number and beginning of the hash of the newest line, in one word; empty while there is none."""
    chain = select(AuditChain.head_seq, AuditChain.head_hash).where(AuditChain.section_id == section.id)
    head = session.execute(chain).one_or_none()
    return f"{head.head_seq}.{head.head_hash[:LENGTH]}" if head and head.head_seq else ""


def is_forgotten(session: Session, section: Section, head: str) -> bool:
    """Return whether a head that was given out before stands in the record no more."""
    number, _, beginning = head.partition(".")
    if not number.isdecimal() or len(number) > LENGTH or len(beginning) != LENGTH:
        return False  # no head of ours: nothing is known
    query = (
        select(AuditEntry.hash)
        .join(AuditChain, AuditChain.id == AuditEntry.chain_id)
        .where(AuditChain.section_id == section.id, AuditEntry.seq == int(number))
    )
    return (session.scalar(query) or "")[:LENGTH] != beginning
