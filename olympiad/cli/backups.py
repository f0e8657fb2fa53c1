"""`flask --app olympiad backup` and `restore`: copies of database and photos, made and put back."""

import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from olympiad import db
from olympiad.cli.audit import said
from olympiad.cli.upgrades import schema_of
from olympiad.clock import utc_now
from olympiad.domain.errors import DomainError
from olympiad.migrations.upgrade import head
from olympiad.services.keeping import backup_restore, backups
from olympiad.services.record import audit_verification
from olympiad.wording.sentences import sentence


@click.command("backup")
@click.option("--keep", default=backups.KEPT, show_default=True, help="How many copies stay.")
@with_appcontext
def backup(keep: int) -> None:
    """Copy database and photos, verify the copy, remove the oldest ones; safe while judges are marking."""
    instance = Path(current_app.instance_path)
    try:
        made = backups.make(db.engine(), instance, now=utc_now())
    except DomainError as error:
        raise click.ClickException(sentence(error, "en")) from error
    backups.rotate(instance, keep)
    photos = made.photos
    click.echo(
        f"{made.path} ({made.size // 1024} KB) is verified, {photos.files if photos else 0} files of photos with it."
    )
    if photos and photos.missing:
        click.echo(f"{photos.missing} photos that the database names were not there or are damaged.", err=True)


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_appcontext
def restore(file: Path, yes: bool) -> None:
    """Put the copy FILE in the place of database and photos. Stop the server first; the present state is backed up before.

    FILE is one of the folder of copies, or the ZIP file that the page of backups gives.
    """
    if not yes:
        click.confirm(f"Replace {current_app.config['DATABASE_URL']} by {file}?", abort=True)
    try:
        done = backup_restore.restore(db.engine(), Path(current_app.instance_path), file, now=utc_now())
    except DomainError as error:
        raise click.ClickException(sentence(error, "en")) from error
    photos = "no photos came with it" if done.photos is None else f"{done.photos} files of photos put back"
    before = f"What was there before is in {done.before.path}." if done.before else "Nothing was there before."
    click.echo(f"Restored, {photos}. {before}")
    _check_record()


def _check_record() -> None:
    """Compare what was put back with its own record, where it has this release's tables; exit code 1 if it differs."""
    if schema_of(db.engine()) != head():
        click.echo("The copy is of an earlier release: run `db upgrade`, then `audit-verify`.")
        return
    reports = audit_verification.verify(db.session())
    for report in (one for one in reports if one.findings):
        click.echo(f"{report.chain} is BROKEN: {said(report.findings[0])}", err=True)
    if any(report.findings for report in reports):
        sys.exit(1)
    click.echo("Every line of its record, and every row that these lines speak of, is as recorded.")
