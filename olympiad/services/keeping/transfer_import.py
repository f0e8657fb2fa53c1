"""Taking in a section that comes in a file from another installation; everything is verified before it counts."""

import hashlib
import json
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar, cast

from sqlalchemy import Column, Table, insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.canonical_json import Plain
from olympiad.domain.errors import DomainError
from olympiad.exchange.transfer_files import Row, Transfer
from olympiad.models.audit import AuditChain, AuditDetail, AuditEntry
from olympiad.models.certificate import Certificate
from olympiad.models.edition import Edition
from olympiad.models.institution import Institution
from olympiad.models.results_version import ResultsVersion
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.section import Section
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.keeping import transfer_designs
from olympiad.services.keeping.transfer_export import WRITTEN, digest, digests_of, schema_of
from olympiad.services.marking import photos
from olympiad.services.record import audit, audit_verification, transfer_subjects
from olympiad.services.record.section_rows import (
    COUNTERS,
    EDITION,
    INSTITUTION,
    SECTION,
    SET_ANEW,
    USER,
    moved_tables,
    own_id,
    read,
    references,
)
from olympiad.services.results import results_files
from olympiad.services.sections import sheet_numbers

Item = TypeVar("Item")

CHUNK = 500
SHEET = cast(Table, ScoreSheet.__table__)
PHOTO = re.compile(r"photos/([0-9a-f]{64})(-small)?\.jpg")
DAMAGED = (LookupError, ValueError, TypeError, ArithmeticError, AttributeError)
"""What a row raises that is not what the manifest's digests promise; the digests were made by whoever made the file."""


@dataclass(frozen=True)
class Preview:
    """What taking a file in would do."""

    edition: str
    """Its address."""
    edition_name: str
    edition_is_new: bool
    section: str
    title: str
    made_at: str
    sha256: str
    counts: tuple[tuple[str, int], ...]
    """Table and rows; empty tables are left out."""
    new_institutions: tuple[str, ...]
    people: int
    photos: int
    lines: int
    """Of the record."""


@contextmanager
def _reading() -> Iterator[None]:
    """Say that a file is damaged where its contents cannot be read; trouble of the database itself says nothing of it."""
    try:
        yield
    except OperationalError:
        raise
    except (*DAMAGED, StatementError) as error:
        raise DomainError("transfer_damaged", file=type(error).__name__) from error


def _institutions_here(session: Session, edition: Edition | None) -> set[str]:
    if edition is None:
        return set()
    return set(session.scalars(select(Institution.key).where(Institution.edition_id == edition.id)))


def preview(session: Session, transfer: Transfer) -> Preview:
    """Say what a file holds and what would be made.

    Raises DomainError: `transfer_other_schema`, `transfer_section_exists`, `transfer_codes_taken`, `transfer_damaged`.
    """
    with _reading():
        return _shown(session, transfer)


def _shown(session: Session, transfer: Transfer) -> Preview:
    slug, edition = _places(session, transfer)
    _check_fits(session, transfer, edition)
    given = transfer.object("edition")
    counts = {name: count for name, count in transfer.object("tables").items() if isinstance(count, int)}
    keys = [str(row.get("key")) for row in transfer.objects("institutions")]
    here = _institutions_here(session, edition)
    return Preview(
        edition=str(given.get("slug")),
        edition_name=str(given.get("name")),
        edition_is_new=edition is None,
        section=slug,
        title=str(transfer.object("section").get("title")),
        made_at=str(transfer.manifest.get("made_at")),
        sha256=transfer.sha256,
        counts=tuple((name, count) for name, count in counts.items() if count),
        new_institutions=tuple(key for key in keys if key not in here),
        people=len(transfer.objects("people")),
        photos=sum(not name.endswith("-small.jpg") for name in transfer.names("photos")),
        lines=sum(cast(int, chain["head_seq"]) for chain in transfer.objects("chains")),
    )


def _places(session: Session, transfer: Transfer) -> tuple[str, Edition | None]:
    slug = str(transfer.object("edition").get("slug"))
    edition = session.scalars(select(Edition).where(Edition.slug == slug)).one_or_none()
    return str(transfer.object("section").get("slug")), edition


def _check_fits(session: Session, transfer: Transfer, edition: Edition | None) -> None:
    """Refuse what cannot stand beside what is here."""
    schema = schema_of(session)
    if transfer.manifest.get("schema") != schema:
        raise DomainError("transfer_other_schema", found=str(transfer.manifest.get("schema")), here=schema)
    slug = str(transfer.object("section").get("slug"))
    if edition is not None:
        taken = select(Section.id).where(Section.edition_id == edition.id, Section.slug == slug)
        if session.scalars(taken).first() is not None:
            raise DomainError("transfer_section_exists", address=f"{edition.slug}/{slug}")
        codes = set(session.scalars(select(Team.code).where(Team.edition_id == edition.id)))
        double = sorted(codes & {str(row.get("code")) for row in transfer.rows("tables/team")} - {""})
        if double:
            raise DomainError("transfer_codes_taken", codes=", ".join(double[:10]), count=len(double))
    numbers = [str(row.get("number")) for row in transfer.rows("tables/certificate")]
    for some in _chunks(numbers):
        if session.scalars(select(Certificate.id).where(Certificate.number.in_(some)).limit(1)).first() is not None:
            raise DomainError("transfer_section_exists", address=slug)


def take_in(session: Session, transfer: Transfer, uploads: Path, *, by: User | None) -> Section:
    """Make the section of a file here, with its record as a chain of its own, and verify all of it.

    Raises DomainError as `preview`, and `transfer_differs` where what was written is not what the file says.
    """
    with _reading():
        slug, edition = _places(session, transfer)
        _check_fits(session, transfer, edition)
        try:
            edition = edition or _make_edition(session, transfer)
            maker = _Maker(session, transfer, edition)
            section = session.get_one(Section, maker.make())
            heads = [_take_chain(session, section, chain, transfer, maker) for chain in transfer.objects("chains")]
            _take_photos(transfer, uploads)
        except IntegrityError as error:
            raise DomainError("transfer_section_exists", address=slug) from error
        after: dict[str, audit.Plain] = {"sha256": transfer.sha256, "heads": [*heads]}
        audit.record(session, audit_verification.ARRIVAL, f"section:{section.id}", by=by, section=section, after=after)
        _verify(session, section, transfer, maker.people)
        transfer_designs.take_in(session, section, transfer.objects("designs"), by=by)
    return section


def _make_edition(session: Session, transfer: Transfer) -> Edition:
    values = _values(EDITION, transfer.object("edition"))
    session.execute(insert(EDITION).values(**values))
    return session.scalars(select(Edition).where(Edition.slug == values["slug"])).one()


def _values(table: Table, row: Row) -> dict[str, object]:
    """Read a row of the manifest."""
    return {
        column.name: read(column, row[column.name])
        for column in table.columns
        if column.name not in ("id", "edition_id")
    }


class _Maker:
    """Makes the rows of one section; keeps which position of the file became which row."""

    def __init__(self, session: Session, transfer: Transfer, edition: Edition) -> None:
        self.session, self.transfer = session, transfer
        self.anew: dict[str, int] = {"edition_id": edition.id}
        self.ids: dict[str, list[int]] = {}
        self.institutions = self._institutions(edition)
        self.people = self._people()

    def make(self) -> int:
        """Write every table; gives the section's id."""
        for table in moved_tables():
            self._make_table(table)
            if table is SECTION:
                self.anew["section_id"] = self.ids[SECTION.name][0]
        return self.anew["section_id"]

    def _institutions(self, edition: Edition) -> dict[str, int]:
        here = select(Institution.key, Institution.id).where(Institution.edition_id == edition.id)
        known = {row.key: row.id for row in self.session.execute(here)}
        for row in self.transfer.objects("institutions"):
            if row["key"] not in known:
                self.session.execute(insert(INSTITUTION).values(edition_id=edition.id, **_values(INSTITUTION, row)))
        return {row.key: row.id for row in self.session.execute(here)}

    def _people(self) -> list[int]:
        """Make the people anew, without any way of signing in: a file gives nobody an account here."""
        rows = [
            {"name": one["name"], "language": one["language"], "active": True, "created_at": utc_now(),
             "fs_uniquifier": secrets.token_hex(32)}
            for one in self.transfer.objects("people")
        ]  # fmt: skip
        return self._insert(USER, rows)

    def _insert(self, table: Table, rows: Iterable[Mapping[str, object]]) -> list[int]:
        made: list[int] = []
        for some in _chunks(self._numbered(list(rows)) if table is SHEET else rows):
            if own_id(table):
                query = insert(table).returning(table.c.id, sort_by_parameter_order=True)
                made += self.session.scalars(query, some)
            else:
                self.session.execute(insert(table), some)
        return made

    def _numbered(self, rows: list[Mapping[str, object]]) -> list[Mapping[str, object]]:
        """Give sheets numbers of this installation, in the order that they have in the file."""
        numbers = sorted(sheet_numbers.draw(self.session, len(rows)))
        return [{**row, "id": number} for row, number in zip(rows, numbers, strict=True)]

    def _make_table(self, table: Table) -> None:
        member = f"tables/{table.name}"
        own = [column for column, other in references(table) if other is table]
        readers = {
            column.name: self._reader(table, column) for column in table.columns if not _is_left_out(table, column)
        }
        rows = ({name: reader(row) for name, reader in readers.items()} for row in self.transfer.rows(member))
        self.ids[table.name] = self._insert(table, rows)
        for column in own:  # rows that lead to later rows of the same table, such as a certificate to its successor
            for at, row in enumerate(self.transfer.rows(member)):
                if row[column.name] is not None:
                    ids = self.ids[table.name]
                    changed = update(table).where(table.c.id == ids[at])
                    self.session.execute(changed.values({column.name: ids[cast(int, row[column.name])]}))

    def _reader(self, table: Table, column: Column[object]) -> Callable[[Row], object]:
        name = column.name
        other = next((one for key, one in references(table) if key is column), None)
        if name in SET_ANEW:
            return lambda _row: self.anew[name]
        if other is None or (other in moved_tables() and not own_id(other)):
            return lambda row: read(column, row[name])
        if other is table:
            return lambda _row: None
        return lambda row: None if row[name] is None else self._target(other, row[name])

    def _target(self, other: Table, value: Plain) -> int:
        if other is INSTITUTION:
            return self.institutions[cast(str, value)]
        return (self.people if other is USER else self.ids[other.name])[cast(int, value)]


def _is_left_out(table: Table, column: Column[object]) -> bool:
    return (column.name == "id" and own_id(table)) or column.name in COUNTERS.get(table.name, ())


def _chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    waiting = iter(items)
    while some := list(islice(waiting, CHUNK)):
        yield some


def _take_chain(session: Session, section: Section, chain: Row, transfer: Transfer, maker: _Maker) -> audit.Plain:
    """Keep a chain as it was written, under the name it was hashed with; gives its head for the section's own chain."""
    member = str(chain["member"])
    positions = cast(dict[str, int], chain["people"])
    origin: dict[str, object] = {
        "people": {there: maker.people[at] for there, at in positions.items()},
        "rows": transfer_subjects.rows_here(chain.get("rows"), maker.ids),
    }
    row = AuditChain(
        name=f"moved:{section.id}:{member}",
        section_id=section.id,
        head_seq=chain["head_seq"],
        head_hash=chain["head_hash"],
        written_as=chain["written_as"],
        origin=audit.canonical(origin),
    )
    session.add(row)
    session.flush()
    ids: dict[int, int] = {}
    query = insert(AuditEntry).returning(AuditEntry.id, AuditEntry.seq)
    for some in _chunks(transfer.rows(f"audit/{member}")):
        values = [line | {"chain_id": row.id, "at": datetime.fromisoformat(str(line["at"]))} for line in some]
        ids |= {seq: entry_id for entry_id, seq in session.execute(query, values)}
    for some in _chunks(transfer.rows(f"audit-details/{member}")):
        details = [
            {"entry_id": ids[cast(int, one["seq"])], "field": one["field"], "salt": one["salt"], "value": one["value"]}
            for one in some
        ]
        session.execute(insert(AuditDetail), details)
    return {"chain": row.name, "seq": row.head_seq, "hash": row.head_hash}


def _take_photos(transfer: Transfer, uploads: Path) -> None:
    for name in transfer.names("photos"):
        found = PHOTO.fullmatch(name)
        content = transfer.content(name)
        if found is None or (not found[2] and hashlib.sha256(content).hexdigest() != found[1]):
            raise DomainError("transfer_damaged", file=name)
        path = photos.path_of(uploads, found[1], small=bool(found[2]))
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
            partial.write_bytes(content)
            partial.replace(path)


def _compare_with_record(session: Session, section: Section, written: Mapping[str, str]) -> None:
    """Compare the tables with the line that was the last one of the record when the file was written."""
    query = (
        select(AuditEntry.seq, AuditEntry.content)
        .join(AuditChain, AuditChain.id == AuditEntry.chain_id)
        .where(AuditChain.section_id == section.id, AuditEntry.action == WRITTEN)
        .order_by(AuditEntry.at.desc(), AuditEntry.seq.desc())
    )
    line = session.execute(query).first()
    if line is None:
        raise DomainError("transfer_differs", what="audit")
    said = json.loads(line.content)["after"].get("tables", {})
    for name in (one for one in written if said.get(one) != written[one]):
        raise DomainError("transfer_other_than_recorded", what=name, entry=line.seq)


def _verify(session: Session, section: Section, transfer: Transfer, people: list[int]) -> None:
    """Read everything back: tables row by row, every line of the record, every frozen version."""
    session.flush()
    session.expire_all()
    written = digests_of(session, section, people)
    for name, found in written.items():
        if digest(transfer.rows(f"tables/{name}")) != found:
            raise DomainError("transfer_differs", what=name)
    _compare_with_record(session, section, written)
    for chain in session.scalars(select(AuditChain.name).where(AuditChain.section_id == section.id)).all():
        if any(report.findings for report in audit_verification.verify(session, only=chain)):
            raise DomainError("transfer_differs", what=chain)
    versions = select(ResultsVersion.number, ResultsVersion.bundle).where(ResultsVersion.section_id == section.id)
    for number, bundle in session.execute(versions):
        if results_files.verify(bundle):
            raise DomainError("transfer_differs", what=f"results_version {number}")
