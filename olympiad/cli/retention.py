"""`flask --app olympiad purge-personal-data`: names of an edition whose retention date has passed are taken away."""

from pathlib import Path
from zoneinfo import ZoneInfo

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from olympiad import db
from olympiad.clock import utc_now
from olympiad.domain.errors import DomainError
from olympiad.models.edition import Edition
from olympiad.services.keeping import retention
from olympiad.services.marking import photos
from olympiad.wording.sentences import sentence


@click.command("purge-personal-data")
@click.argument("edition", metavar="EDITION")
@click.option("--yes", is_flag=True, help="Do it; without, only say what would go.")
@with_appcontext
def purge_personal_data(edition: str, yes: bool) -> None:
    """Take the names out of EDITION; results, certificate register and record stay and verify."""
    with db.writing() as scoped:
        row = scoped.scalars(select(Edition).where(Edition.slug == edition)).one_or_none()
        if row is None:
            raise click.ClickException(f"There is no edition {edition}.")
        plan, files = retention.plan(scoped(), row), retention.files_of(scoped(), row)
        if yes:
            try:
                retention.purge(scoped(), row, today=utc_now().astimezone(ZoneInfo(row.time_zone)).date(), by=None)
            except DomainError as error:
                raise click.ClickException(sentence(error, "en")) from error
    click.echo(", ".join(f"{name}: {count}" for name, count in plan.facts().items()))
    if not yes:
        click.echo("Nothing was changed; --yes does it.")
        return
    for sha256 in files:
        photos.sweep(db.session(), Path(current_app.instance_path) / "uploads", sha256)
    click.echo("Purged; published pages are drawn anew.")
