"""Undoing a version of the rules and a change of an edition's settings, each from its line in the record."""

import json
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.errors import DomainError
from olympiad.models.audit import AuditChain, AuditEntry
from olympiad.models.edition import Edition
from olympiad.models.rules import Rules
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.services.computing import rules
from olympiad.services.record import audit
from olympiad.services.sections import editions, rule_versions

LATEST = 5
"""Changes of an edition that its page offers to undo."""
Pairs = list[tuple[str, str]]


def rules_before(session: Session, section: Section, entry: AuditEntry) -> tuple[Pairs, int]:
    """Return the rules before a version, and the number of that version, while it is the present one. Raises `undo_changed`."""
    told = json.loads(entry.content)
    number, earlier = told["after"]["number"], told["before"]["number"]
    present = rules.present(session, section)
    if present is None or present.number != number:
        raise DomainError("undo_changed", found=str(number))
    query = select(Rules).where(Rules.section_id == section.id, Rules.number == earlier)
    return list(rules.pairs_of(session.scalars(query).one_or_none())), number


def restore_rules(session: Session, section: Section, entry: AuditEntry, *, reason: str, by: User) -> None:
    """Save the rules before a version as a new one. Raises what `rule_versions.save` raises."""
    pairs, number = rules_before(session, section, entry)
    rule_versions.save(session, section, pairs, reason=reason, base=number, by=by)


def changes_of(session: Session, edition: Edition) -> Sequence[AuditEntry]:
    """Return the latest changes of an edition, the newest first."""
    query = _lines(edition).order_by(AuditEntry.seq.desc()).limit(LATEST)
    return session.scalars(query).all()


def find_change(session: Session, edition: Edition, seq: int) -> AuditEntry | None:
    """Return a line that changed this edition."""
    return session.scalars(_lines(edition).where(AuditEntry.seq == seq)).one_or_none()


def edition_before(edition: Edition, entry: AuditEntry) -> Mapping[str, editions.Value]:
    """Return what a change would put back. Raises `undo_changed` where it was changed again since, `undo_done`."""
    told = json.loads(entry.content)
    before, after = told["before"], told["after"]
    changed = next((name for name in after if _plain(edition, name) not in (after[name], before[name])), None)
    if changed is not None:
        raise DomainError("undo_changed", found=changed)
    values = {name: value for name, value in before.items() if _plain(edition, name) != value}
    if not values:
        raise DomainError("undo_done")
    return {name: _typed(name, value) for name, value in values.items()}


def restore_edition(session: Session, edition: Edition, entry: AuditEntry, *, by: User) -> None:
    """Put back what an edition said before a change. Raises what `edition_before` raises, `address_taken`."""
    values = edition_before(edition, entry)
    audit.record(session, AuditAction.UNDOING_APPLY, f"audit_entry:{entry.id}", by=by, after={"seq": entry.seq})
    editions.change_edition(session, edition, {"slug": edition.slug, **values}, by=by)
    session.flush()


def _lines(edition: Edition) -> Select[AuditEntry]:
    return (
        select(AuditEntry)
        .join(AuditChain, AuditChain.id == AuditEntry.chain_id)
        .where(AuditChain.name == audit.INSTALLATION, AuditEntry.action == AuditAction.EDITIONS_CHANGE)
        .where(AuditEntry.subject == f"edition:{edition.id}")
    )


def _plain(edition: Edition, name: str) -> object:
    value = getattr(edition, name)
    return value.isoformat() if isinstance(value, date) else value


def _typed(name: str, value: editions.Value) -> editions.Value:
    """Return a value as its column holds it: the record writes days as text."""
    is_day = Edition.__table__.columns[name].type.python_type is date
    return date.fromisoformat(value) if is_day and isinstance(value, str) and value else value
