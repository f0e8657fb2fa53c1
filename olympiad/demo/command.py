"""`flask --app olympiad demo`: load the demonstration, put it back, or finish it."""

from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from olympiad import db
from olympiad.demo import hall, loading, marking, resetting, troubles, ways_in
from olympiad.migrations.upgrade import upgrade
from olympiad.models.edition import Edition
from olympiad.proofs.signing_keys import FOLDER, KeyStore
from olympiad.services.results import certificate_proofs


def init_app(app: Flask) -> None:
    """Register the command."""
    app.cli.add_command(demo)


@click.command("demo")
@click.option("--reset", is_flag=True, help="Empty this instance first; refused where it holds anything real.")
@click.option(
    "--finalised", is_flag=True, help="Mark every sheet, settle, hear an appeal, publish, issue certificates."
)
@with_appcontext
def demo(reset: bool, finalised: bool) -> None:
    """Load the demonstration edition "Samarkand-2026"."""
    instance = Path(current_app.instance_path)
    instance.mkdir(parents=True, exist_ok=True)
    upgrade(db.engine())
    try:
        words = _load(instance, reset=reset, finalised=finalised)
    except resetting.NotADemoError as error:
        raise click.ClickException(str(error)) from error
    if words:
        path = ways_in.write(instance, words)
        click.echo(words)
        click.echo(f"The same stands in {path}.")
    if finalised:
        click.echo(
            "Every sheet is marked, an appeal is decided; the official results are published, certificates issued."
        )


def _load(instance: Path, *, reset: bool, finalised: bool) -> str:
    """Load, and finish where that is wanted; the words on signing in, empty where the demonstration was there already."""
    words = ""
    with db.writing() as scoped:
        session = scoped()
        resetting.check_is_demo(session, instance)
        if reset:
            resetting.empty(session, instance)
        edition = session.scalars(select(Edition).limit(1)).first()
        if edition is None:
            loaded = loading.load(session)
            cards = ways_in.make_cards(session, loaded, secret=current_app.config["SECRET_KEY"])
            hall.practise(session, loaded.section)
            hall.check_in_all(session, loaded.section)
            marking.mark_part(session, loaded.section)
            hall.call(session, loaded.section)
            troubles.happen(session, loaded.section, instance)
            words = ways_in.describe(session, loaded, cards)
            edition = loaded.edition
        elif not finalised:
            raise resetting.NotADemoError("The demonstration is there already; --reset puts it back.")
        if finalised:
            troubles.settle(session, edition.sections[0])
            hall.settle(session, edition.sections[0])
            marking.finish(session, edition.sections[0])
            keys = KeyStore(instance / FOLDER, current_app.config["SECRET_KEY"])
            certificate_proofs.sign_missing(session, edition.sections[0], keys, by=None)
    return words
