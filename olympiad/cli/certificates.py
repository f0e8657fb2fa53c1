"""Commands for certificates: a new signing key."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from olympiad import db
from olympiad.models.edition import Edition
from olympiad.proofs.signing_keys import FOLDER, KeyStore, key_id
from olympiad.services.results import certificate_proofs


@click.command("new-signing-key")
@click.argument("edition", metavar="EDITION")
@with_appcontext
def new_signing_key(edition: str) -> None:
    """Make a new key that signs the certificates of EDITION (as in its address); what older keys signed stays true."""
    with db.writing() as scoped:
        session = scoped()
        row = session.scalars(select(Edition).where(Edition.slug == edition)).one_or_none()
        if row is None:
            raise click.ClickException(f"There is no edition {edition}.")
        public_key = certificate_proofs.make_key(session, row, key_store(), by=None)
    click.echo(f"{edition}: key {key_id(public_key)} signs from now on.")


def key_store() -> KeyStore:
    """Return where this installation keeps its signing keys."""
    return KeyStore(Path(current_app.instance_path) / FOLDER, current_app.config["SECRET_KEY"])
