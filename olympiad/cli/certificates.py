"""Commands for certificates: a new signing key, the register as files, verifying a file."""

from dataclasses import replace
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad import db
from olympiad.clock import utc_now
from olympiad.domain.errors import DomainError
from olympiad.models.edition import Edition
from olympiad.proofs import badge_check, register_folder
from olympiad.proofs.signing_keys import FOLDER, KeyStore, key_id
from olympiad.proofs.trust import Trust
from olympiad.services.results import certificate_proofs, certificate_register, certificates
from olympiad.web.results import pdf_signing
from olympiad.wording.sentences import sentence

NAMED = 10
"""Of the files that were changed."""
FAULTS = {"changed": "document_changed", "others": "document_not_ours", "unsigned": "document_unsigned"}
"""What is found of a PDF → what is said."""


@click.command("new-signing-key")
@click.argument("edition", metavar="EDITION")
@with_appcontext
def new_signing_key(edition: str) -> None:
    """Make a new key that signs the certificates of EDITION (as in its address); what older keys signed stays true."""
    with db.writing() as scoped:
        session = scoped()
        public_key = certificate_proofs.make_key(session, _edition(session, edition), key_store(), by=None)
    click.echo(f"{edition}: key {key_id(public_key)} signs from now on.")


@click.command("export-register")
@click.argument("edition", metavar="EDITION")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@with_appcontext
def export_register(edition: str, folder: Path) -> None:
    """Write the register of EDITION into a new FOLDER of static signed files, which verify without this application."""
    address = current_app.config["BASE_URL"].rstrip("/") or "https://localhost"
    try:
        with db.writing() as scoped:
            session = scoped()
            row = _edition(session, edition)
            count = certificate_register.export(
                session,
                row,
                folder,
                keys=key_store(),
                address=address,
                now=utc_now(),
                by=None,
                certificates=pdf_signing.certificates(),
            )
    except DomainError as error:
        raise click.ClickException(sentence(error, "en")) from None
    click.echo(f"{folder}: {count} files. Open check.html to check a certificate.")


@click.command("verify-certificate")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--register", type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="An exported register to verify with, instead of this installation's database.",
)  # fmt: skip
@with_appcontext
def verify_certificate(file: Path, register: Path | None) -> None:
    """Say whether FILE (PDF, or a badge as JSON, SVG, PNG) is ours and still holds; exit 0, or 1 saying what is wrong."""
    try:
        trust = register_folder.read(register) if register else _own_trust()
        content = file.read_bytes()
        told = _pdf(content, trust, register) if content.startswith(b"%PDF-") else _badge(content, trust, register)
    except DomainError as error:
        raise click.ClickException(sentence(error, "en")) from None
    click.echo(f"{file}: genuine and valid. {told}")


@click.command("verify-register")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def verify_register(folder: Path) -> None:
    """Say whether every file of an exported register in FOLDER is as it was written; exit 0, or 1 naming those that are not."""
    try:
        found = register_folder.differing(folder)
        if found:
            more = " …" if len(found) > NAMED else ""
            raise DomainError("register_files", count=len(found), files=", ".join(found[:NAMED]) + more)
    except DomainError as error:
        raise click.ClickException(sentence(error, "en")) from None
    click.echo(f"{folder}: whole, as it was written.")


def _badge(content: bytes, trust: Trust, register: Path | None) -> str:
    found = badge_check.check(content, trust)
    if register and badge_check.is_record(content):
        register_folder.refuse_unlisted(register, content.decode(), trust)
    return f"{found.number}, {found.document}, {found.name}"


def _pdf(content: bytes, trust: Trust, register: Path | None) -> str:
    """Return the number of a signed PDF that holds; raises DomainError for any other."""
    from olympiad.proofs import document_check  # why: half a second of imports that only PDF files need

    found = document_check.examine(content, trust.certificates, trust)
    if found.found in FAULTS:
        raise DomainError(FAULTS[found.found], number=found.number)
    row = None if register else certificates.by_token(db.session(), found.token)
    state = register_folder.state_of(register, found.token, trust) if register else (row.state if row else "")
    if state != "valid":
        raise DomainError("document_revoked" if state else "document_not_ours", number=found.number)
    return found.number


def _own_trust() -> Trust:
    session = db.session()
    known = certificate_register.trust_of(session, session.scalars(select(Edition)).all())
    return replace(known, certificates=pdf_signing.certificates())


def _edition(session: Session, slug: str) -> Edition:
    row = session.scalars(select(Edition).where(Edition.slug == slug)).one_or_none()
    if row is None:
        raise click.ClickException(f"There is no edition {slug}.")
    return row


def key_store() -> KeyStore:
    """Return where this installation keeps its signing keys."""
    return KeyStore(Path(current_app.instance_path) / FOLDER, current_app.config["SECRET_KEY"])
