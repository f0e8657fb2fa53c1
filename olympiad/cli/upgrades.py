"""Bringing an installation's database up to date, and sealing what its record could not cover before."""

from sqlalchemy import Engine, inspect, text

from olympiad import db
from olympiad.migrations.upgrade import head, upgrade
from olympiad.services.record import row_seals


def bring_up_to_date(engine: Engine) -> None:
    """Apply what is missing; rows that stood before, or were changed by a migration, are sealed as they are then."""
    before = schema_of(engine)
    upgrade(engine)
    if before not in (None, head()):
        with db.writing() as scoped:
            row_seals.note_everything(scoped())


def schema_of(engine: Engine) -> str | None:
    """Return the number of the newest migration that a database has; None: it is empty."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return str(connection.scalar(text("SELECT version_num FROM alembic_version")))
