"""Signing the rules: naming who has to, signing with one's own account, recording what was signed on paper."""

from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.errors import DomainError
from olympiad.domain.lifecycle import Move
from olympiad.models.edition import Edition
from olympiad.models.rule_signature import RuleSignatory, RuleSignature
from olympiad.models.rules import Rules
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.services.record import audit
from olympiad.services.sections import lifecycle, rule_signatures
from olympiad.services.sections.rule_signatures import Line, Signing


def name_signatory(
    session: Session, section: Section, *, name: str, title: str, user: User | None, by: User
) -> RuleSignatory:
    """Name a person who has to sign the rules. Raises DomainError: `signatory_without_name`, `signatory_named_already`."""
    audit.lock(session, section.id)
    name = name.strip() or (user.name if user else "")
    if not name:
        raise DomainError("signatory_without_name")
    known = rule_signatures.signatories(session, section)
    if any(one.name.casefold() == name.casefold() or (user and one.user_id == user.id) for one in known):
        raise DomainError("signatory_named_already", name=name)
    position = session.scalar(select(func.max(RuleSignatory.position)).where(RuleSignatory.section_id == section.id))
    row = RuleSignatory(
        section_id=section.id, position=(position or 0) + 1, name=name, title=title.strip(),
        user_id=user.id if user else None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    audit.record(
        session, AuditAction.RULE_SIGNING_NAME_SIGNATORY, f"rule_signatory:{row.id}", by=by, section=section,
        after={"user": row.user_id}, personal={"name": name, "title": row.title},
    )  # fmt: skip
    return row


def remove_signatory(session: Session, section: Section, signatory: RuleSignatory, *, by: User) -> None:
    """Take a person off the list; signatures that were given stay on record."""
    audit.record(
        session, AuditAction.RULE_SIGNING_REMOVE_SIGNATORY, f"rule_signatory:{signatory.id}", by=by, section=section,
        before={"user": signatory.user_id}, personal={"name": signatory.name},
    )  # fmt: skip
    signatory.removed_at = utc_now()
    session.flush()
    _complete(session, section, by)


def sign(session: Session, section: Section, *, number: int, by: User) -> Rules:
    """Sign the present version with one's own account; where nobody is named, one signature of the staff is enough.

    Raises DomainError: `rules_missing`, `rules_changed_meanwhile`, `rules_signed_already`, `rules_not_yours_to_sign`.
    """
    found = _ready(session, section, number)
    line = found.line_of(by)
    if found.lines and line is None:
        named = any(one.signatory.user_id == by.id for one in found.lines)
        raise DomainError("rules_signed_already" if named else "rules_not_yours_to_sign")
    if not found.lines and found.is_signed:
        raise DomainError("rules_signed_already")
    zone = ZoneInfo(session.get_one(Edition, section.edition_id).time_zone)
    return _give(session, section, found, line, utc_now().astimezone(zone).date(), on_paper=False, by=by)


def record_paper(
    session: Session, section: Section, signatory: RuleSignatory, *, number: int, signed_on: date, by: User
) -> Rules:
    """Record that a person signed the printed rules, with the day that stands there.

    Raises DomainError: `rules_missing`, `rules_changed_meanwhile`, `rules_signed_already`, `signed_in_future`.
    """
    found = _ready(session, section, number)
    line = next((one for one in found.lines if one.signatory.id == signatory.id), None)
    if line is None or line.is_signed:
        raise DomainError("rules_signed_already")
    zone = ZoneInfo(session.get_one(Edition, section.edition_id).time_zone)
    if signed_on > utc_now().astimezone(zone).date():
        raise DomainError("signed_in_future")
    return _give(session, section, found, line, signed_on, on_paper=True, by=by)


def _ready(session: Session, section: Section, number: int) -> Signing:
    audit.lock(session, section.id)
    found = rule_signatures.signing(session, section)
    if found.version is None:
        raise DomainError("rules_missing")
    if found.version.number != number:
        raise DomainError("rules_changed_meanwhile")
    return found


def _give(
    session: Session, section: Section, found: Signing, line: Line | None, day: date, *, on_paper: bool, by: User
) -> Rules:
    version = found.version
    assert version is not None
    row = RuleSignature(
        rules_id=version.id, signatory_id=line.signatory.id if line else None, sha256=found.sha256, on_paper=on_paper,
        signed_on=day, user_id=by.id, at=utc_now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    audit.record(
        session, AuditAction.RULES_SIGN, f"rules:{version.id}", by=by, section=section,
        after={"number": version.number, "sha256": found.sha256, "signatory": row.signatory_id, "on_paper": on_paper,
               "signed_on": day.isoformat()},
    )  # fmt: skip
    _complete(session, section, by)
    return version


def _complete(session: Session, section: Section, by: User) -> None:
    """Note the moment at which the last signature came."""
    found = rule_signatures.signing(session, section)
    version = found.version
    signed = all(line.is_signed for line in found.lines) if found.lines else version is not None and not found.is_stale
    if version is not None and version.signed_at is None and signed and _has_signature(session, version):
        version.signed_at, version.signed_by_id = utc_now(), by.id
        session.flush()
    if rule_signatures.signing(session, section).is_signed:
        lifecycle.advance(session, section, Move.SIGN_RULES, by=by)


def _has_signature(session: Session, version: Rules) -> bool:
    return session.scalar(select(RuleSignature.id).where(RuleSignature.rules_id == version.id).limit(1)) is not None


def sign_as_chief_judge(session: Session, section: Section, version: Rules, *, by: User) -> None:
    """Put the chief judge's own signature under a version saved after the start."""
    found = rule_signatures.signing(session, section)
    line = found.line_of(by)
    if line is not None or not found.lines:
        zone = ZoneInfo(session.get_one(Edition, section.edition_id).time_zone)
        _give(session, section, found, line, utc_now().astimezone(zone).date(), on_paper=False, by=by)
