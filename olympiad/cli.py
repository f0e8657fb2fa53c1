"""The flask commands, each a thin shell over a service."""

import click
from flask import Flask
from flask.cli import AppGroup

from olympiad import db
from olympiad.migrations.upgrade import upgrade

db_group = AppGroup("db", help="The database of this installation.")


def init_app(app: Flask) -> None:
    """Register the commands."""
    app.cli.add_command(db_group)


@db_group.command("upgrade")
def upgrade_command() -> None:
    """Bring the database to the newest migration."""
    upgrade(db.engine())
    click.echo("The database is up to date.")
