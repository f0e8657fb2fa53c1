"""Writing a section into a file with which it moves to another installation."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.db import in_parts
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.canonical_json import Plain, canonical
from olympiad.exchange.transfer_files import Row, Writer
from olympiad.models.audit import AuditChain, AuditDetail, AuditEntry
from olympiad.models.edition import Edition
from olympiad.models.institution import Institution
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.services.keeping import transfer_designs
from olympiad.services.marking import photos
from olympiad.services.record import audit, transfer_subjects
from olympiad.services.record.section_rows import (
    EDITION,
    INSTITUTION,
    USER,
    Ordinals,
    column_values,
    encoded_rows,
    institutions_of,
    moved_tables,
    ordinals_of,
    people_of,
    plain,
)

WRITTEN = AuditAction.TRANSFERS_WRITE
"""The action whose line holds a digest of each table as it is written."""


def write_section(session: Session, section: Section, path: Path, uploads: Path, *, by: User | None) -> str:
    """Write everything of a section into a file; gives the digest. The section stays here as it is.

    That it was written is the last line of the record in the file. Writers of the section wait until it is done.
    """
    edition = session.get_one(Edition, section.edition_id)
    subject = f"section:{section.id}"
    actors = _actors(session, section) | ({by.id} if by else set())
    people = sorted(people_of(session, section.id) | actors)
    tables: dict[str, audit.Plain] = {**digests_of(session, section, people)}
    after: dict[str, audit.Plain] = {"edition": edition.slug, "tables": tables}
    audit.record(session, WRITTEN, subject, by=by, section=section, after=after)
    writer = Writer(path)
    institutions = institutions_of(session, section.id)
    counts = write_rows(session, section, writer, people)
    ordinals = ordinals_of(session, section.id)
    chains = [_write_chain(session, chain, people, ordinals, writer) for chain in _chains(session, section)]
    _write_photos(session, section, uploads, writer)
    rows = session.scalars(select(Institution).where(Institution.id.in_(institutions)).order_by(Institution.key))
    return writer.close(
        {
            "schema": schema_of(session),
            "made_at": audit.iso(utc_now()),
            "edition": column_values(EDITION, edition),
            "section": {"slug": section.slug, "title": section.title},
            "institutions": [column_values(INSTITUTION, row) for row in rows],
            "people": [_person(session, user_id) for user_id in people],
            "tables": counts,
            "chains": [*chains],
            "designs": [*transfer_designs.written(session, section)],
        }
    )


def schema_of(session: Session) -> str:
    """Return the number of the newest migration: both installations need the same."""
    return str(session.scalar(text("SELECT version_num FROM alembic_version")))


def write_rows(session: Session, section: Section, writer: Writer, people: list[int]) -> Row:
    """Write every table of the section; gives how many rows each has."""
    ordinals = ordinals_of(session, section.id) | {USER.name: {user_id: at for at, user_id in enumerate(people)}}
    institutions = institutions_of(session, section.id)
    return {
        table.name: writer.lines(
            f"tables/{table.name}", encoded_rows(session, table, section.id, ordinals, institutions)
        )
        for table in moved_tables()
    }


def digests_of(session: Session, section: Section, people: Sequence[int]) -> dict[str, str]:
    """Return a digest of each table as it would be written for these people, whatever the order of its lines."""
    ordinals = ordinals_of(session, section.id) | {USER.name: {user_id: at for at, user_id in enumerate(people)}}
    institutions = institutions_of(session, section.id)
    return {
        table.name: digest(encoded_rows(session, table, section.id, ordinals, institutions)) for table in moved_tables()
    }


def digest(rows: Iterator[Row]) -> str:
    """Hash rows as a set."""
    hashes = sorted(hashlib.sha256(canonical(row).encode()).digest() for row in rows)
    return hashlib.sha256(b"".join(hashes)).hexdigest()


def _chains(session: Session, section: Section) -> list[AuditChain]:
    query = select(AuditChain).where(AuditChain.section_id == section.id).order_by(AuditChain.id)
    return list(session.scalars(query))


def _actors(session: Session, section: Section) -> set[int]:
    """Return the ids here of everybody who acts in the record of the section."""
    found: set[int] = set()
    for chain in _chains(session, section):
        query = select(AuditEntry.user_id).where(AuditEntry.chain_id == chain.id, AuditEntry.user_id.is_not(None))
        known = _people(chain)
        found |= {known.get(one, one) if chain.written_as else one for one in session.scalars(query.distinct()) if one}
    return {one for one in found if session.get(User, one) is not None}


def _people(chain: AuditChain) -> dict[int, int]:
    return {int(there): here for there, here in json.loads(chain.origin or '{"people": {}}')["people"].items()}


def _write_chain(session: Session, chain: AuditChain, people: list[int], ordinals: Ordinals, writer: Writer) -> Row:
    """Write the lines of a chain as they stand, who the people in them are, and which rows they are about."""
    number = f"{chain.id:06d}"
    writer.lines(f"audit/{number}", _entries(session, chain))
    writer.lines(f"audit-details/{number}", _details(session, chain))
    known = _people(chain) if chain.written_as else {one: one for one in people}
    positions: Row = {str(there): people.index(here) for there, here in sorted(known.items()) if here in people}
    return {
        "member": number, "written_as": chain.written_as or chain.name, "head_seq": chain.head_seq,
        "head_hash": chain.head_hash, "people": positions,
        "rows": transfer_subjects.positions(session, chain, ordinals),
    }  # fmt: skip


ENTRY = ("seq", "user_id", "device_id", "action", "subject", "content", "previous_hash", "hash")


def _entries(session: Session, chain: AuditChain) -> Iterator[Row]:
    query = select(AuditEntry.__table__).where(AuditEntry.chain_id == chain.id).order_by(AuditEntry.seq)
    for row in in_parts(session, query):
        yield {name: row[name] for name in ENTRY} | {"at": plain(row["at"])}


def _details(session: Session, chain: AuditChain) -> Iterator[Row]:
    query = (
        select(AuditEntry.seq, AuditDetail.field, AuditDetail.salt, AuditDetail.value)
        .join(AuditDetail, AuditDetail.entry_id == AuditEntry.id)
        .where(AuditEntry.chain_id == chain.id)
        .order_by(AuditEntry.seq, AuditDetail.id)
    )
    for row in session.execute(query).mappings():
        yield dict(row)


def _write_photos(session: Session, section: Section, uploads: Path, writer: Writer) -> None:
    for sha256 in sorted(photos.kept_for(session, section)):
        for small in (False, True):
            path = photos.path_of(uploads, sha256, small=small)
            if path.is_file():
                writer.content(f"photos/{path.name}", path.read_bytes())


def _person(session: Session, user_id: int) -> Plain:
    user = session.get_one(User, user_id)
    return {"name": user.name or user.username or "", "language": user.language}
