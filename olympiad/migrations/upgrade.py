"""Bring a database to the newest migration."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, text

from olympiad.db import writing_on

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

FOLDER = Path(__file__).parent
LOCK = 7_620_153
"""Advisory lock, so that several nodes that start at once migrate one after another."""


def alembic_config() -> "Config":
    """Return Alembic's configuration without an ini file."""
    from alembic.config import Config  # why: half a second of imports that a server of a present database never needs

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Apply what is missing, in one transaction."""
    from alembic import command  # why: as above

    config = alembic_config()
    with writing_on(engine, remakes_tables=True) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def _scripts() -> "ScriptDirectory":
    from alembic.script import ScriptDirectory  # why: as above

    return ScriptDirectory.from_config(alembic_config())


def head() -> str | None:
    """Return the newest migration's number."""
    return _scripts().get_current_head()


def knows(revision: str) -> bool:
    """Return whether a database of this migration can be brought to the newest one."""
    return any(one.revision == revision for one in _scripts().walk_revisions())
