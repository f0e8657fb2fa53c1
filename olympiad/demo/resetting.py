"""Emptying a demonstration instance; an instance with anything real in it is refused."""

import shutil
from pathlib import Path

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from olympiad.models import metadata
from olympiad.models.edition import Edition
from olympiad.models.triggers import GUARDED, postgresql_triggers, sqlite_triggers
from olympiad.production import is_production


class NotADemoError(Exception):
    """The instance holds, or may hold, a real edition."""


def check_is_demo(session: Session, instance: Path) -> None:
    """Refuse an instance that was made for production or that holds an edition of its own."""
    if is_production(instance):
        raise NotADemoError("This is a production instance: the demonstration is not loaded here.")
    if session.scalars(select(Edition.id).where(Edition.is_demo.is_(False)).limit(1)).first() is not None:
        raise NotADemoError("This instance holds an edition that is not a demonstration; nothing was changed.")


def empty(session: Session, instance: Path) -> None:
    """Delete every row and file; the append-only triggers are taken off and put back in the same transaction."""
    check_is_demo(session, instance)
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    _drop_triggers(session, is_sqlite=is_sqlite)
    for table in reversed(metadata.sorted_tables):
        session.execute(delete(table))
    for statement in sqlite_triggers() if is_sqlite else postgresql_triggers():
        session.execute(text(statement))
    session.expunge_all()
    for folder in ("published", "certificate-pages", "uploads", "signing-keys"):
        shutil.rmtree(instance / folder, ignore_errors=True)


def _drop_triggers(session: Session, *, is_sqlite: bool) -> None:
    if not is_sqlite:
        session.execute(text("DROP FUNCTION olympiad_append_only() CASCADE"))
        return
    rows = session.execute(text("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'")).all()
    for name, table in rows:
        if table in GUARDED:
            session.execute(text(f"DROP TRIGGER {name}"))
