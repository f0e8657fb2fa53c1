"""The flask commands, each a thin shell over a service."""

import sys

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import select

from olympiad import db
from olympiad.cli.audit import audit_verify, audit_witness
from olympiad.cli.backups import backup, restore
from olympiad.cli.certificates import export_register, new_signing_key, verify_certificate, verify_register
from olympiad.cli.results import export_results, verify_results
from olympiad.cli.retention import purge_personal_data
from olympiad.cli.transfers import export_section, import_section
from olympiad.cli.upgrades import bring_up_to_date
from olympiad.domain.errors import DomainError
from olympiad.forms.installation import is_address
from olympiad.models.edition import Edition
from olympiad.production import mark_as_production, set_base_address
from olympiad.services.people import accounts, people, second_factor
from olympiad.services.people.passwords import SHORTEST

db_group = AppGroup("db", help="The database of this installation.")


def init_app(app: Flask) -> None:
    """Register the commands."""
    app.cli.add_command(db_group)
    app.cli.add_command(audit_verify)
    app.cli.add_command(audit_witness)
    app.cli.add_command(backup)
    app.cli.add_command(restore)
    app.cli.add_command(new_signing_key)
    app.cli.add_command(export_register)
    app.cli.add_command(verify_certificate)
    app.cli.add_command(verify_register)
    app.cli.add_command(export_results)
    app.cli.add_command(verify_results)
    app.cli.add_command(export_section)
    app.cli.add_command(purge_personal_data)
    app.cli.add_command(import_section)
    app.cli.add_command(init)
    app.cli.add_command(reset_link)
    app.cli.add_command(clear_second_factor)


@db_group.command("upgrade")
def upgrade_command() -> None:
    """Bring the database to the newest migration."""
    bring_up_to_date(db.engine())
    click.echo("The database is up to date.")


def _with_at(_context: click.Context, _option: click.Parameter, email: str) -> str:
    """Refuse at once, where somebody types, what is no e-mail address."""
    if "@" not in email:
        raise click.BadParameter("the e-mail address needs an @.")
    return email


def _long_enough(_context: click.Context, _option: click.Parameter, password: str) -> str:
    """Refuse a short password before it is typed again."""
    if len(password) < SHORTEST:
        raise click.BadParameter(f"the password needs at least {SHORTEST} characters.")
    return password


@click.command("init")
@click.option("--name", prompt="Administrator's name", envvar="OLYMPIAD_ADMIN_NAME")
@click.option(
    "--email",
    prompt="Administrator's e-mail address (to sign in with)",
    envvar="OLYMPIAD_ADMIN_EMAIL",
    callback=_with_at,
)
@click.option(
    "--password", prompt=f"Password (at least {SHORTEST} characters)", hide_input=True, confirmation_prompt=True,
    envvar="OLYMPIAD_ADMIN_PASSWORD", callback=_long_enough,
    help=f"At least {SHORTEST} characters; better by prompt or OLYMPIAD_ADMIN_PASSWORD than on the command line.",
)  # fmt: skip
@click.option("--address", help="Under which everybody reaches it; QR codes on cards and certificates begin with it.")
@with_appcontext
def init(name: str, email: str, password: str, address: str | None) -> None:
    """Make a production instance: empty database, secret file (mode 0600), first administrator."""
    address = _asked_address(address)
    bring_up_to_date(db.engine())
    with db.writing() as scoped:
        session = scoped()
        if session.scalars(select(Edition.id).where(Edition.is_demo).limit(1)).first() is not None:
            raise click.ClickException(
                "The demonstration is loaded here. Choose another folder by OLYMPIAD_INSTANCE, or remove this one."
            )
        try:
            people.make_administrator(session, name=name, email=email, password=password)
        except DomainError as error:
            raise click.ClickException("This instance has an administrator already; nothing was changed.") from error
    mark_as_production(current_app.instance_path)
    if address:
        set_base_address(current_app.instance_path, address)
    click.echo(f"{current_app.instance_path} is ready. Start the server: python -m olympiad.serve")
    click.echo(f"Then {email} signs in at /account/sign-in.")


def _asked_address(given: str | None) -> str:
    """Ask for the address where somebody sits at the keyboard and no setting names it; it can be set later, too."""
    if given is None and not current_app.config["BASE_URL"] and sys.stdin.isatty():
        given = click.prompt(
            "Address under which everybody reaches it (empty: set it later)", default="", show_default=False
        )
    address = (given or "").strip().rstrip("/")
    if address and not is_address(address):
        raise click.ClickException("Write the whole address, such as https://olympiad.example.uz.")
    return address


@click.command("reset-link")
@click.argument("identity")
@with_appcontext
def reset_link(identity: str) -> None:
    """Make a one-time link with which IDENTITY (e-mail address or user name) sets a new password."""
    with db.writing() as scoped:
        session = scoped()
        user = accounts.find_user(session, identity)
        if user is None:
            raise click.ClickException("There is no such account.")
        token = accounts.make_reset_link(session, user, secret=current_app.config["SECRET_KEY"], by=None)
    base = current_app.config["BASE_URL"].rstrip("/")
    click.echo(f"{base}/account/reset/{token} (once, within {accounts.LINK_HOURS} hours)")


@click.command("clear-second-factor")
@click.argument("identity")
@click.option("--reason", prompt="Reason, kept on record")
@with_appcontext
def clear_second_factor(identity: str, reason: str) -> None:
    """Take the second factor off IDENTITY (e-mail address or user name), who lost phone and recovery codes."""
    with db.writing() as scoped:
        session = scoped()
        user = accounts.find_user(session, identity)
        if user is None or not user.has_second_factor:
            raise click.ClickException("There is no such account with a second factor.")
        second_factor.clear(session, user, reason, by=None)
    click.echo(f"Cleared. {identity} signs in by password alone.")
