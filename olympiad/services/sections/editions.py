"""Editions and their sections: creating and changing them."""

import json
from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.errors import DomainError
from olympiad.models.edition import Edition
from olympiad.models.rules import Rules
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.services.record import audit

Value = str | int | date | bool | None

RESERVED = frozenset({"check", "copy", "schema", "en", "uz", "ru", "new"})
"""Addresses of pages beside the editions'."""
PEOPLE = ("chair", "second_signatory")
"""Columns of a section that name people: the record keeps only their salted hashes."""


def create_edition(session: Session, values: Mapping[str, Value], *, by: User | None) -> Edition:
    """Make an edition; `values` are its columns. Raises `address_taken`."""
    _check_edition_slug(session, str(values["slug"]), None)
    edition = Edition(created_at=utc_now(), **values)
    session.add(edition)
    session.flush()
    audit.record(session, AuditAction.EDITIONS_CREATE, f"edition:{edition.id}", by=by, after=_plain(values))
    return edition


def change_edition(session: Session, edition: Edition, values: Mapping[str, Value], *, by: User) -> None:
    """Change what is told of an edition; nothing is recorded where nothing differs. Raises `address_taken`."""
    _check_edition_slug(session, str(values["slug"]), edition)
    before = {name: getattr(edition, name) for name, value in values.items() if getattr(edition, name) != value}
    if not before:
        return
    changed = {name: values[name] for name in before}
    _assign(edition, changed)
    audit.record(
        session,
        AuditAction.EDITIONS_CHANGE,
        f"edition:{edition.id}",
        by=by,
        before=_plain(before),
        after=_plain(changed),
    )


def create_section(session: Session, edition: Edition, values: Mapping[str, Value], *, by: User | None) -> Section:
    """Make a section of an edition, with the default rules. Raises `address_taken`."""
    _check_section_slug(session, edition, str(values["slug"]), None)
    section = Section(edition_id=edition.id, created_at=utc_now(), **values)
    session.add(section)
    session.flush()
    now = utc_now()
    user_id = by.id if by else None
    session.add(
        Rules(section_id=section.id, number=1, rules=json.dumps([]), reason="", user_id=user_id, created_at=now)
    )
    audit.record(
        session,
        AuditAction.SECTIONS_CREATE,
        f"section:{section.id}",
        by=by,
        section=section,
        after=_plain(values),
        personal=_personal(values),
    )
    return section


def change_section(session: Session, section: Section, values: Mapping[str, Value], *, by: User) -> None:
    """Change what is told of a section. Raises `address_taken`."""
    _check_section_slug(session, section.edition, str(values["slug"]), section)
    before = {name: getattr(section, name) for name, value in values.items() if getattr(section, name) != value}
    if not before:
        return
    changed = {name: values[name] for name in before}
    audit.record(
        session,
        AuditAction.SECTIONS_CHANGE,
        f"section:{section.id}",
        by=by,
        section=section,
        before=_plain(before),
        after=_plain(changed),
        personal=_personal(changed) | {audit.UNDO: audit.canonical({"before": _all_plain(before)})},
    )
    _assign(section, changed)
    session.flush()


def _assign(row: Edition | Section, values: Mapping[str, Value]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _check_edition_slug(session: Session, slug: str, besides: Edition | None) -> None:
    if slug in RESERVED:
        raise DomainError("address_reserved", address=slug)
    found = session.scalars(select(Edition.id).where(Edition.slug == slug)).one_or_none()
    if found is not None and (besides is None or found != besides.id):
        raise DomainError("address_taken", address=slug)


def _check_section_slug(session: Session, edition: Edition, slug: str, besides: Section | None) -> None:
    query = select(Section.id).where(Section.edition_id == edition.id, Section.slug == slug)
    found = session.scalars(query).one_or_none()
    if found is not None and (besides is None or found != besides.id):
        raise DomainError("address_taken", address=slug)


def _plain(values: Mapping[str, Value]) -> dict[str, audit.Plain]:
    return {name: value for name, value in _all_plain(values).items() if name not in PEOPLE}


def _all_plain(values: Mapping[str, Value]) -> dict[str, audit.Plain]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def _personal(values: Mapping[str, Value]) -> dict[str, str]:
    return {name: str(values[name]) for name in PEOPLE if values.get(name)}
