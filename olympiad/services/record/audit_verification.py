"""Checking the record: every entry, link and number of every chain, witnessed heads, and the rows that lines speak of."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.audit_actions import AuditAction
from olympiad.models.audit import AuditChain, AuditDetail, AuditEntry
from olympiad.models.results_version import ResultsVersion
from olympiad.models.sealed_row import SealedRow
from olympiad.models.section import Section
from olympiad.services.record import row_verification
from olympiad.services.record.audit import GENESIS, entry_hash, iso, seal
from olympiad.services.record.row_content import members, within
from olympiad.services.record.row_differences import Difference

WITNESS_FILE = "witness.log"
MOST_COUNTED = 1000
ARRIVAL = AuditAction.TRANSFERS_TAKE_IN
"""The action that notes the heads of the chains that came with a section."""


class Fault(StrEnum):
    """What may be wrong with an entry."""

    NUMBER = "number"
    """A number of the chain is skipped or stands twice: an entry was removed, or two were swapped."""
    LINK = "link"
    """The hash before it is not the one of the entry before it."""
    CONTENT = "content"
    """The entry says something else than what was hashed."""
    DETAIL = "detail"
    """A personal value differs from its salted hash (a purged one is no fault)."""
    HEAD = "head"
    """The chain's own head is not its last entry."""
    WITNESS = "witness"
    """A head that was witnessed outside is not in the chain: it was cut or written anew."""
    BUNDLE = "bundle"
    """The head in a results version (`seq` is its number) is not in the section's chains."""
    ROWS = "rows"
    """The rows of the database are not what the lines of the chain say (see the finding's `difference`)."""


@dataclass(frozen=True)
class Witness:
    """A head as noted outside the database."""

    chain: str
    seq: int
    hash: str


@dataclass(frozen=True)
class Finding:
    """The first broken place of a chain."""

    chain: str
    seq: int
    fault: Fault
    difference: Difference | None = None
    """Of `ROWS`: the first difference."""
    more: int = 0
    """How many differences follow it, as far as they were counted."""


@dataclass(frozen=True)
class ChainReport:
    """What a chain is worth: its length, head, the last witnessed number, and what is broken."""

    chain: str
    length: int
    head: str
    witnessed: int
    findings: tuple[Finding, ...]
    covered: tuple[int, datetime | None] = (1, None)
    """The entry as from which rows are compared, and its time: for a chain whose rows are older than their seals."""


def verify(session: Session, witnesses: Iterable[Witness] = (), *, only: str | None = None) -> list[ChainReport]:
    """Recompute every chain, or the `only` one; entries behind the last witness are unwitnessed, not claimed."""
    of_chain: dict[str, list[Witness]] = defaultdict(list)
    for witness in witnesses:
        of_chain[witness.chain].append(witness)
    reports = []
    for chain in session.scalars(select(AuditChain).order_by(AuditChain.id)):
        own = of_chain.pop(chain.name, [])
        if only in (None, chain.name):
            reports.append(_verify_chain(session, chain, own))
    for name, lost in sorted(of_chain.items()):
        if only in (None, name):
            reports.append(ChainReport(name, 0, GENESIS, 0, (Finding(name, _last_seq(lost), Fault.WITNESS),)))
    return reports


def _last_seq(witnesses: Iterable[Witness]) -> int:
    return max(one.seq for one in witnesses)


def _verify_chain(session: Session, chain: AuditChain, witnesses: list[Witness]) -> ChainReport:
    witnesses = witnesses + _arrivals(session, chain)
    hashes, findings = _walked(session, chain)
    length, head = next(reversed(hashes.items()))
    findings += list(_detail_faults(session, chain))
    lost = [one for one in witnesses if hashes.get(one.seq) != one.hash]
    if lost:
        findings.append(Finding(chain.name, min(one.seq for one in lost), Fault.WITNESS))
    findings += _lost_bundles(session, chain)
    if not findings and _covered(session, chain)[0] and not chain.written_as:  # a broken chain proves nothing
        findings += _different_rows(session, chain)
    witnessed = max((one.seq for one in witnesses if hashes.get(one.seq) == one.hash), default=0)
    return ChainReport(chain.name, length, head, witnessed, tuple(findings), _covered(session, chain))


def _walked(session: Session, chain: AuditChain) -> tuple[dict[int, str], list[Finding]]:
    """Return the hash of every entry in their order, and the first fault of the chain itself."""
    findings: list[Finding] = []
    hashes: dict[int, str] = {0: GENESIS}
    length, head = 0, GENESIS
    for entry in session.scalars(_entries(chain)).yield_per(2000):
        fault = _fault_of(chain, entry, length, head)
        if fault and not findings:
            findings.append(Finding(chain.name, length + 1 if fault is Fault.NUMBER else entry.seq, fault))
        length, head = entry.seq, entry.hash
        hashes[entry.seq] = entry.hash
    if not findings and (chain.head_seq, chain.head_hash) != (length, head):
        findings.append(Finding(chain.name, chain.head_seq, Fault.HEAD))
    return hashes, findings


def _covered(session: Session, chain: AuditChain) -> tuple[int, datetime | None]:
    """Return the first entry that sealed rows, unless it is the first of all; 0: none has."""
    query = select(AuditEntry.seq, AuditEntry.at).join(SealedRow, SealedRow.entry_id == AuditEntry.id)
    first = session.execute(query.where(AuditEntry.chain_id == chain.id).order_by(AuditEntry.seq).limit(1)).first()
    if chain.written_as or (first and first.seq == 1):
        return 1, None
    return (first.seq, first.at) if first else (0, None)


def _different_rows(session: Session, chain: AuditChain) -> list[Finding]:
    found = list(islice(row_verification.differences(session, chain), MOST_COUNTED))
    return [Finding(chain.name, found[0].seq, Fault.ROWS, found[0], len(found) - 1)] if found else []


def _arrivals(session: Session, chain: AuditChain) -> list[Witness]:
    """Return the head with which a chain came from another installation; a line of the section's own chain keeps it."""
    if not chain.written_as:
        return []
    query = select(AuditEntry.content).join(AuditChain).where(AuditChain.section_id == chain.section_id)
    lines = session.scalars(query.where(AuditEntry.action == ARRIVAL))
    heads = [head for line in lines for head in _heads_told(line)]
    return [
        Witness(chain.name, head["seq"], str(head.get("hash"))) for head in heads if head.get("chain") == chain.name
    ]


def _heads_told(line: str) -> list[dict[str, Any]]:
    """Read the heads that a line tells; a forger may have put anything in their place."""
    told = within(line, "after").get("heads")
    heads = told if isinstance(told, list) else []
    return [head for head in heads if isinstance(head, dict) and isinstance(head.get("seq"), int)]


def _lost_bundles(session: Session, chain: AuditChain) -> list[Finding]:
    """Look for the head that each results version was finalised at; the section's earliest chain answers for all."""
    if chain.section_id is None:
        return []
    chains = select(AuditChain.id).where(AuditChain.section_id == chain.section_id)
    if chain.id != session.scalars(chains.order_by(AuditChain.id).limit(1)).first():
        return []
    versions = session.execute(
        select(ResultsVersion.number, ResultsVersion.bundle).where(ResultsVersion.section_id == chain.section_id)
    )
    heads = {str(members(bundle).get("audit_head")): number for number, bundle in versions}
    wanted = set(heads) - {GENESIS}
    known = select(AuditEntry.hash).where(AuditEntry.chain_id.in_(chains), AuditEntry.hash.in_(wanted))
    lost = wanted - set(session.scalars(known))
    return [Finding(chain.name, min(heads[one] for one in lost), Fault.BUNDLE)] if lost else []


def head_text(session: Session, section_id: int, hash_: str) -> str:
    """Write a head as SEQ:HASH, as `audit-verify --head` takes it; the hash alone where no entry has it."""
    query = select(AuditEntry.seq).join(AuditChain).where(AuditChain.section_id == section_id, AuditEntry.hash == hash_)
    seq = session.scalars(query).first()
    return f"{seq}:{hash_}" if seq else hash_


def head_of(session: Session, section: Section) -> Witness | None:
    """Return the present head of a section's own chain."""
    chain = session.scalars(select(AuditChain).where(AuditChain.name == f"section:{section.id}")).one_or_none()
    return Witness(chain.name, chain.head_seq, chain.head_hash) if chain else None


def hash_at(session: Session, chain: str, seq: int) -> str | None:
    """Return the hash of one entry, if there is one."""
    query = select(AuditEntry.hash).join(AuditChain).where(AuditChain.name == chain, AuditEntry.seq == seq)
    return session.scalars(query).first()


def _entries(chain: AuditChain) -> Select[AuditEntry]:
    return select(AuditEntry).where(AuditEntry.chain_id == chain.id).order_by(AuditEntry.seq)


def _fault_of(chain: AuditChain, entry: AuditEntry, length: int, head: str) -> Fault | None:
    if entry.seq != length + 1:
        return Fault.NUMBER
    if entry.previous_hash != head:
        return Fault.LINK
    return Fault.CONTENT if entry_hash(chain.written_as or chain.name, entry) != entry.hash else None


def _detail_faults(session: Session, chain: AuditChain) -> Iterator[Finding]:
    rows = session.execute(
        select(AuditEntry.seq, AuditEntry.content, AuditDetail.field, AuditDetail.salt, AuditDetail.value)
        .join(AuditDetail, AuditDetail.entry_id == AuditEntry.id)
        .where(AuditEntry.chain_id == chain.id)
        .order_by(AuditEntry.seq)
    )
    for seq, content, field, salt, value in rows:
        if within(content, "sealed").get(field) != seal(salt, value):
            yield Finding(chain.name, seq, Fault.DETAIL)
            return


def heads(session: Session) -> list[Witness]:
    """Return the present head of every chain."""
    return [
        Witness(name, seq, hash_)
        for name, seq, hash_ in session.execute(
            select(AuditChain.name, AuditChain.head_seq, AuditChain.head_hash).order_by(AuditChain.id)
        )
    ]


def write_witness(session: Session, folder: Path) -> int:
    """Add a line per chain that has grown since its last line to `witness.log`; gives how many."""
    path = folder / WITNESS_FILE
    noted = set(read_witness(path))
    new = [head for head in heads(session) if head not in noted]
    if new:
        with path.open("a", encoding="ascii") as file:
            file.writelines(f"{iso(utc_now())} {head.chain} {head.seq} {head.hash}\n" for head in new)
    return len(new)


def read_witness(path: Path) -> list[Witness]:
    """Read the witnessed heads; a line that is not one is left out."""
    if not path.exists():
        return []
    lines = [line.split() for line in path.read_text("ascii", errors="replace").splitlines()]
    return [Witness(parts[1], int(parts[2]), parts[3]) for parts in lines if len(parts) == 4 and parts[2].isdigit()]


def read_head(text: str, chain: str) -> Witness | None:
    """Read a head from paper, SEQ:HASH with at least 16 digits of the hash; None for anything else."""
    seq, colon, digits = text.strip().partition(":")
    digits = "".join(digits.split()).lower()
    is_hash = 16 <= len(digits) <= 64 and not set(digits) - set("0123456789abcdef")
    return Witness(chain, int(seq), digits) if colon and seq.isdecimal() and len(seq) < 10 and is_hash else None


def completed(session: Session, witnesses: Iterable[Witness]) -> list[Witness]:
    """Give heads from paper the chain that holds them, and their hashes all digits, where they agree."""
    return [_complete(session, one) for one in witnesses]


def _complete(session: Session, witness: Witness) -> Witness:
    """Look in the chain and in those that came with the section from elsewhere: paper does not tell them apart."""
    own = select(AuditChain.section_id).where(AuditChain.name == witness.chain, AuditChain.section_id.is_not(None))
    query = (
        select(AuditChain.name, AuditEntry.hash)
        .join(AuditEntry, AuditEntry.chain_id == AuditChain.id)
        .where(AuditEntry.seq == witness.seq)
        .where(or_(AuditChain.name == witness.chain, AuditChain.section_id.in_(own)))
    )
    for name, full in session.execute(query):
        if full.startswith(witness.hash):
            return Witness(name, witness.seq, full)
    return witness
