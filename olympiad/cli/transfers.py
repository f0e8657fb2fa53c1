"""`flask --app olympiad export-section` and `import-section`: a section moves to another installation by file."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from olympiad import db
from olympiad.domain.errors import DomainError
from olympiad.exchange.transfer_files import Transfer
from olympiad.models.edition import Edition
from olympiad.models.section import Section
from olympiad.services.keeping import transfer_export, transfer_import
from olympiad.services.keeping.transfer_import import Preview
from olympiad.wording.sentences import sentence


@click.command("export-section")
@click.argument("place", metavar="EDITION/SECTION")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def export_section(place: str, file: Path) -> None:
    """Write everything of EDITION/SECTION into FILE, personal data included; the section stays here as it is."""
    edition, _, slug = place.partition("/")
    with db.writing() as scoped:
        query = select(Section).join(Edition).where(Edition.slug == edition, Section.slug == slug)
        section = scoped.scalars(query).one_or_none()
        if section is None:
            raise click.ClickException(f"There is no section {place}.")
        digest = transfer_export.write_section(scoped(), section, file, _uploads(), by=None)
    file.chmod(0o600)
    click.echo(f"{file}: {file.stat().st_size // 1024} KB, sha256 {digest}")


@click.command("import-section")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--preview", "only_preview", is_flag=True, help="Say what would come, change nothing.")
@with_appcontext
def import_section(file: Path, only_preview: bool) -> None:
    """Take in the section of FILE; all of it is verified, with any difference nothing changes."""
    try:
        transfer = Transfer(file)
        if only_preview:
            _say(transfer_import.preview(db.session(), transfer))
            return
        with db.writing() as scoped:
            section = transfer_import.take_in(scoped(), transfer, _uploads(), by=None)
            place = f"{section.edition.slug}/{section.slug}"
    except DomainError as error:
        raise click.ClickException(sentence(error, "en")) from error
    click.echo(f"{place} is here: every row, every line of the record and every frozen version is as in the file.")


def _say(shown: Preview) -> None:
    click.echo(f"{shown.edition}/{shown.section} ({shown.title}), written {shown.made_at}, sha256 {shown.sha256}")
    click.echo(
        f"edition: {'new' if shown.edition_is_new else 'is here'}; people: {shown.people}; photos: {shown.photos}"
    )
    click.echo(f"lines of the record: {shown.lines}; new institutions: {', '.join(shown.new_institutions) or 'none'}")
    for name, count in shown.counts:
        click.echo(f"  {name}: {count}")


def _uploads() -> Path:
    return Path(current_app.instance_path) / "uploads"
