"""`flask --app olympiad demo`: load the demonstration, put it back, or finish it."""

from pathlib import Path

import click
from flask import Flask, current_app
from sqlalchemy import select

from olympiad import db
from olympiad.demo import loading, resetting, ways_in
from olympiad.migrations.upgrade import upgrade
from olympiad.models.edition import Edition


def init_app(app: Flask) -> None:
    """Register the command."""
    app.cli.add_command(demo)


@click.command("demo")
@click.option("--reset", is_flag=True, help="Empty this instance first; refused where it holds anything real.")
@click.option("--finalised", is_flag=True, help="Mark every sheet, settle, finalise and publish.")
def demo(reset: bool, finalised: bool) -> None:
    """Load the demonstration edition "Samarkand-2026"."""
    instance = Path(current_app.instance_path)
    instance.mkdir(parents=True, exist_ok=True)
    upgrade(db.engine())
    with db.writing() as scoped:
        session = scoped()
        try:
            resetting.check_is_demo(session, instance)
            if reset:
                resetting.empty(session, instance)
        except resetting.NotADemoError as error:
            raise click.ClickException(str(error)) from error
        if session.scalars(select(Edition.id).limit(1)).first() is not None:
            raise click.ClickException("The demonstration is there already; --reset puts it back.")
        loaded = loading.load(session)
        cards = ways_in.make_cards(session, loaded, secret=current_app.config["SECRET_KEY"])
        words = ways_in.describe(session, loaded, cards)
    path = ways_in.write(instance, words)
    click.echo(words)
    click.echo(f"The same stands in {path}.")
