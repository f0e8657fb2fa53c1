"""`flask --app olympiad audit-verify` and `audit-witness`: the record checked, its heads noted outside the database."""

import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from olympiad import db
from olympiad.models.edition import Edition
from olympiad.models.section import Section
from olympiad.services.record import audit_verification
from olympiad.services.record.audit_verification import ChainReport, Finding, Witness
from olympiad.wording.audit_faults import difference_text, fault_text


@click.command("audit-verify")
@click.option("--head", "head", metavar="SEQ:HASH", help="A head from paper (its first 16 digits suffice).")
@click.option("--section", "place", metavar="EDITION/SECTION", help="The section that --head belongs to.")
@with_appcontext
def audit_verify(head: str | None, place: str | None) -> None:
    """Recompute every chain of the record and compare it with all witnesses; exit code 0 or 1."""
    session = db.session()
    witnesses = audit_verification.read_witness(Path(current_app.instance_path) / audit_verification.WITNESS_FILE)
    if head:
        witnesses += audit_verification.completed(session, [_from_paper(head, place)])
    reports = audit_verification.verify(session, witnesses)
    for report in reports:
        click.echo(_line(report))
        for finding in report.findings:
            click.echo(f"  BROKEN: {said(finding)}")
    sys.exit(1 if any(report.findings for report in reports) else 0)


@click.command("audit-witness")
@with_appcontext
def audit_witness() -> None:
    """Note the present heads in witness.log; `make run` does so every hour."""
    count = audit_verification.write_witness(db.session(), Path(current_app.instance_path))
    click.echo(f"{count} heads noted.")


def said(finding: Finding) -> str:
    """Say in one sentence what is broken."""
    if finding.difference is None:
        return fault_text(finding.fault, finding.seq, "en")
    more = f" ({finding.more} more differences)" if finding.more else ""
    return difference_text(finding.difference.kind, vars(finding.difference), "en") + more


def _line(report: ChainReport) -> str:
    open_tail = report.length - report.witnessed
    tail = (
        f"entries {report.witnessed + 1} to {report.length} are not witnessed yet" if open_tail > 0 else "all witnessed"
    )
    state = "broken" if report.findings else "intact"
    since = f", {_covered(report)}" if report.covered != (1, None) else ""
    return f"{report.chain}: {state}, {report.length} entries, head {report.head[:16]}, {tail}{since}"


def _covered(report: ChainReport) -> str:
    seq, at = report.covered
    if at is None:
        return "rows are not compared: no entry has recorded any (run `db upgrade`)"
    return f"rows compared as from entry {seq} ({at:%Y-%m-%d %H:%M} UTC): what happened to them before is not covered"


def _from_paper(head: str, place: str | None) -> Witness:
    witness = audit_verification.read_head(head, _chain_name(place))
    if witness is None:
        raise click.UsageError("A head is written SEQ:HASH, with at least 16 digits of the hash.")
    return witness


def _chain_name(place: str | None) -> str:
    if place is None:
        return "installation"
    edition, _, section = place.partition("/")
    query = select(Section.id).join(Edition).where(Edition.slug == edition, Section.slug == section)
    found = db.session().scalars(query).one_or_none()
    if found is None:
        raise click.UsageError(f"There is no section {place}.")
    return f"section:{found}"
