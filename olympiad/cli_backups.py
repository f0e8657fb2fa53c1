"""`flask --app olympiad backup` and `restore`: copies of the database, made and put back."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from olympiad import db
from olympiad.clock import utc_now
from olympiad.domain.errors import DomainError
from olympiad.services import backups
from olympiad.wording.sentences import sentence


@click.command("backup")
@click.option("--keep", default=backups.KEPT, show_default=True, help="How many copies stay.")
@with_appcontext
def backup(keep: int) -> None:
    """Copy the database, verify the copy, remove the oldest ones; safe while judges are marking."""
    instance = Path(current_app.instance_path)
    try:
        made = backups.make(db.engine(), instance, now=utc_now())
    except DomainError as error:
        raise click.ClickException(sentence(error, "en")) from error
    backups.rotate(instance, keep)
    click.echo(f"{made.path} ({made.size // 1024} KB) is verified.")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_appcontext
def restore(file: Path, yes: bool) -> None:
    """Put FILE in the place of the database. Stop the server first; the present state is backed up before."""
    if not yes:
        click.confirm(f"Replace {current_app.config['DATABASE_URL']} by {file}?", abort=True)
    try:
        before = backups.restore(db.engine(), Path(current_app.instance_path), file, now=utc_now())
    except DomainError as error:
        raise click.ClickException(sentence(error, "en")) from error
    click.echo(f"Restored. What was there before is in {before.path}.")
