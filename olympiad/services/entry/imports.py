"""Uploaded files between preview and import: kept for a day, imported once, against the state of that moment."""

import secrets
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.errors import DomainError
from olympiad.exchange.overlay import Plan
from olympiad.exchange.replacements import Replacement, replaced, replacements_from, used
from olympiad.exchange.sources import Found
from olympiad.models.import_preview import ImportPreview
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.services.entry import section_import, section_writing

KEPT = timedelta(days=1)


def keep(session: Session, section: Section, filename: str, content: bytes, *, by: User) -> ImportPreview:
    """Keep an uploaded file until it is imported, and forget those that are a day old."""
    now = utc_now()
    session.execute(delete(ImportPreview).where(ImportPreview.uploaded_at < now - KEPT))
    preview = ImportPreview(
        token=secrets.token_urlsafe(24), section_id=section.id, user_id=by.id, filename=filename[:300],
        content=content, uploaded_at=now, revision=section.revision,
    )  # fmt: skip
    session.add(preview)
    session.flush()
    return preview


def find(session: Session, section: Section, token: str) -> ImportPreview | None:
    """Return the kept file of a section."""
    query = select(ImportPreview).where(ImportPreview.token == token, ImportPreview.section_id == section.id)
    return session.scalars(query).one_or_none()


def plan(session: Session, section: Section, preview: ImportPreview, found: Found) -> Plan:
    """Plan the import of what was read of a kept file against the present state."""
    tables, problems = _as_replaced(preview, found)
    uploader = session.get(User, preview.user_id)
    return section_import.plan_tables(session, section, tables, problems, by=uploader).plan


def confirm(
    session: Session, section: Section, preview: ImportPreview, found: Found, *, by: User, reason: str = ""
) -> Plan:
    """Import what was read of a kept file, once; raises `import_done`, `import_has_problems`, `reason_missing`."""
    section_writing.lock(session, section)
    session.refresh(preview)
    if preview.imported_at is not None:
        raise DomainError("import_done")
    tables, problems = _as_replaced(preview, found)
    done = section_import.apply_tables(session, section, tables, problems, source=preview.content, by=by, reason=reason)
    preview.imported_at = utc_now()
    session.flush()
    return done


def replacements_made(preview: ImportPreview, found: Found) -> list[tuple[Replacement, int]]:
    """Return which words of a kept file are read as other ones, and in how many rows."""
    return used(found[0], replacements_from(preview.replaced))


def _as_replaced(preview: ImportPreview, found: Found) -> Found:
    tables, problems = found
    return replaced(tables, replacements_from(preview.replaced)), problems
