"""Commands for results bundles: writing one, recomputing one."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from olympiad import db
from olympiad.domain.canonical_json import canonical
from olympiad.domain.errors import DomainError
from olympiad.services.results import results, results_files
from olympiad.wording.sentences import sentence


@click.command("export-results")
@click.argument("place", metavar="EDITION/SECTION")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def export_results(place: str, file: Path) -> None:
    """Write the newest results version of EDITION/SECTION (as in its address) as a bundle."""
    edition, _, section = place.partition("/")
    version = results_files.find_version(db.session(), edition, section)
    if version is None:
        raise click.ClickException(f"{place} has no results version.")
    file.write_text(canonical(results.bundle_of(version)) + "\n", "utf-8")
    click.echo(f"{file}: version {version.number}, sha256 {version.sha256}")


@click.command("verify-results")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify_results(file: Path) -> None:
    """Recompute a results bundle from FILE alone; exit 0 if all of it follows, 1 with a list of where it differs."""
    try:
        found = results_files.verify(file.read_text("utf-8"))
    except UnicodeDecodeError:
        raise click.ClickException(f"{file} is not UTF-8.") from None
    except DomainError as error:
        raise click.ClickException(sentence(error, "en")) from None
    for one in found:
        click.echo(f"{one.where}: says {one.found}, right would be {one.right}", err=True)
    if found:
        raise SystemExit(1)
    click.echo(f"{file}: everything follows from the marks in it.")
