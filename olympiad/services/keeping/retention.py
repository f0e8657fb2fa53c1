"""How long personal data of an edition is kept, and taking it away: results, register and record stay and verify."""

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.canonical_json import Plain, canonical
from olympiad.domain.consent import names_somebody
from olympiad.domain.errors import DomainError
from olympiad.models.appeal import Appeal, AppealPhoto
from olympiad.models.audit import AuditChain, AuditDetail, AuditEntry
from olympiad.models.certificate import Certificate
from olympiad.models.edition import Edition
from olympiad.models.import_preview import ImportPreview
from olympiad.models.judge import Judge
from olympiad.models.mail import Mail
from olympiad.models.participant import Participant
from olympiad.models.photo import Photo
from olympiad.models.results_version import ResultsVersion
from olympiad.models.section import Section
from olympiad.models.team import Team
from olympiad.models.user import AccessCard, Passkey, ResetLink, RoleMembership, SignIn, User
from olympiad.services.keeping import retention_texts
from olympiad.services.marking import photos
from olympiad.services.record import audit
from olympiad.services.results.publication import members_of

KEPT_TEXTS = ("lang", "organisation", "edition", "section", "document", "standing", "dated", "seal")
"""Of a certificate's printed lines: nothing that says whose it is."""


@dataclass(frozen=True)
class Plan:
    """How many rows would lose what is personal in them."""

    participants: int
    judges: int
    teams: int
    accounts: int
    certificates: int
    details: int
    texts: int
    photos: int
    previews: int

    def facts(self) -> dict[str, audit.Plain]:
        """Return the numbers for the record."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def keep_until(session: Session, edition: Edition, day: date | None, *, by: User) -> None:
    """Say until when personal data is kept; None: no day is set, and nothing can be purged."""
    before = edition.keep_personal_until
    edition.keep_personal_until = day
    audit.record(
        session,
        AuditAction.RETENTION_KEEP_UNTIL,
        f"edition:{edition.id}",
        by=by,
        before={"day": before.isoformat() if before else None},
        after={"day": day.isoformat() if day else None},
    )


def plan(session: Session, edition: Edition) -> Plan:
    """Count what a purge would touch."""
    sections = _section_ids(session, edition)

    def count(row: type, *conditions: ColumnElement[bool]) -> int:
        return session.scalar(select(func.count()).select_from(row).where(*conditions)) or 0

    return Plan(
        participants=count(Participant, Participant.section_id.in_(sections)),
        judges=count(Judge, Judge.section_id.in_(sections)),
        teams=sum(len(_renamed_teams(session, section)) for section in _sections(session, edition)),
        accounts=len(_accounts(session, sections)),
        certificates=count(Certificate, Certificate.section_id.in_(sections)),
        details=count(AuditDetail, AuditDetail.entry_id.in_(_entries(session, sections))),
        texts=sum(retention_texts.count(session, section) for section in _sections(session, edition)),
        photos=len(files_of(session, edition)),
        previews=count(ImportPreview, ImportPreview.section_id.in_(sections)),
    )


def purge(session: Session, edition: Edition, *, today: date, by: User | None) -> Plan:
    """Take away what says who somebody is; numbers, places, awards, marks and the record's hashes stay.

    Raises DomainError: `retention_not_over` before the day after the retention date (or without one),
    `edition_purged` where it has been done.
    """
    until = edition.keep_personal_until
    if edition.personal_purged_at is not None:
        raise DomainError("edition_purged")
    if until is None or today <= until:
        raise DomainError("retention_not_over", day=until.isoformat() if until else "–")
    done = plan(session, edition)
    sections = _section_ids(session, edition)
    accounts = _accounts(session, sections)
    session.execute(delete(AuditDetail).where(AuditDetail.entry_id.in_(_entries(session, sections))))
    for section in _sections(session, edition):
        subject = f"section:{section.id}"
        audit.record(
            session, AuditAction.RETENTION_PURGE, subject, by=by, section=section, after={"edition": edition.slug}
        )
        _purge_section(session, section)
    for table in (ImportPreview, Mail):
        session.execute(delete(table).where(table.section_id.in_(sections)))
    _close_accounts(session, accounts)
    edition.personal_purged_at = utc_now()
    audit.record(session, AuditAction.RETENTION_PURGE, f"edition:{edition.id}", by=by, after=done.facts())
    session.flush()
    return done


def files_of(session: Session, edition: Edition) -> set[str]:
    """Checksums of the photos of an edition; once the purge is committed, `photos.sweep` takes the files of each away."""
    return set().union(*(photos.kept_for(session, section) for section in _sections(session, edition)))


def _sections(session: Session, edition: Edition) -> Sequence[Section]:
    return session.scalars(select(Section).where(Section.edition_id == edition.id).order_by(Section.id)).all()


def _section_ids(session: Session, edition: Edition) -> list[int]:
    return [section.id for section in _sections(session, edition)]


def _accounts(session: Session, sections: list[int]) -> list[int]:
    """Return the accounts of members and judges who hold no role elsewhere."""
    members = select(Participant.user_id).where(Participant.section_id.in_(sections))
    judges = select(Judge.user_id).where(Judge.section_id.in_(sections))
    elsewhere = select(RoleMembership.user_id).where(
        or_(RoleMembership.section_id.is_(None), RoleMembership.section_id.not_in(sections))
    )
    own = or_(User.id.in_(members), User.id.in_(judges))
    query = select(User.id).where(own, User.id.not_in(elsewhere))
    return sorted(session.scalars(query))


def _entries(session: Session, sections: list[int]) -> list[int]:
    """Return the lines of the record whose personal values go: of the sections, and about the accounts."""
    of_sections = select(AuditEntry.id).join(AuditChain).where(AuditChain.section_id.in_(sections))
    subjects = [f"user:{user_id}" for user_id in _accounts(session, sections)]
    cards = select(AccessCard.id).where(AccessCard.section_id.in_(sections))
    subjects += [f"access_card:{card_id}" for card_id in session.scalars(cards)]
    details = select(AuditDetail.entry_id)
    found = set(session.scalars(of_sections.where(AuditEntry.id.in_(details))))
    about = select(AuditEntry.id, AuditEntry.subject).where(AuditEntry.id.in_(details))
    wanted = set(subjects)
    found |= {entry_id for entry_id, subject in session.execute(about) if subject in wanted}
    return sorted(found)


def _renamed_teams(session: Session, section: Section) -> list[Team]:
    members = members_of(session, section)
    teams = session.scalars(select(Team).where(Team.section_id == section.id))
    return [team for team in teams if names_somebody(team.name, members[team.id])]


def _purge_section(session: Session, section: Section) -> None:
    renamed = _renamed_teams(session, section)
    _purge_displays(session, section, {team.key: team.code for team in renamed})
    for team in renamed:
        team.name = team.code
    people = session.scalars(select(Participant).where(Participant.section_id == section.id))
    for person in people:
        person.name, person.name_local, person.email, person.key = f"{person.team.code}-{person.id}", "", "", None
        person.consents_name = person.consents_score = person.consents_photo = False
    cards = update(AccessCard).where(AccessCard.section_id == section.id, AccessCard.revoked_at.is_(None))
    session.execute(cards.values(revoked_at=utc_now()))
    for certificate in session.scalars(select(Certificate).where(Certificate.section_id == section.id)):
        purge_certificate(certificate)
    _purge_photos(session, section)
    retention_texts.purge(session, section)


def _purge_photos(session: Session, section: Section) -> None:
    """Take all photos away: a face or a signature may be on any; the record keeps their checksums."""
    standing = update(Photo).where(Photo.section_id == section.id, Photo.removed_at.is_(None))
    session.execute(standing.values(removed_at=utc_now()))
    appeals = select(Appeal.id).where(Appeal.section_id == section.id)
    session.execute(delete(AppealPhoto).where(AppealPhoto.appeal_id.in_(appeals)))


def _purge_displays(session: Session, section: Section, codes: dict[str, str]) -> None:
    for version in session.scalars(select(ResultsVersion).where(ResultsVersion.section_id == section.id)):
        display = json.loads(version.display)
        for key, shown in display.get("teams", {}).items():
            shown["name"] = codes.get(key, shown["name"])
            shown["status_reason"] = ""
        version.display = canonical(display)


def purge_certificate(certificate: Certificate) -> None:
    """Leave number, place, award and hashes: whoever holds the paper can still compare its name with the register."""
    printed: dict[str, Plain] = json.loads(certificate.fields)
    names = [str(printed.get(field) or "") for field in ("name", "name_local")]
    texts = printed["texts"]
    assert isinstance(texts, list)
    kept = [
        {name: text[name] for name in KEPT_TEXTS if name in text} | {"member": "", "institution": "", "mentor": ""}
        for text in texts
        if isinstance(text, dict)
    ]
    certificate.fields = canonical(
        {
            "number": printed["number"], "award": printed["award"], "place": printed["place"],
            "total": printed["total"], "name": "", "name_local": "", "team": "", "mentor": "", "texts": [*kept],
            "signatories": printed["signatories"], "purged": True,
            "hash": seal(certificate.token, certificate.fields),
            "name_hashes": [seal(certificate.token, normalised(name)) for name in names if name],
        }
    )  # fmt: skip


def is_purged(certificate: Certificate) -> bool:
    """Whether the name has been taken out of the register."""
    return "name_hashes" in json.loads(certificate.fields)


def bears_name(certificate: Certificate, typed: str) -> bool:
    """Whether a purged certificate was printed with this name."""
    hashes: list[str] = json.loads(certificate.fields)["name_hashes"]
    return seal(certificate.token, normalised(typed)) in hashes


def normalised(name: str) -> str:
    """Write a name as it is compared.

    >>> normalised("  Nodira   KARIMOVA ")
    'nodira karimova'
    """
    return " ".join(name.casefold().split())


def seal(token: str, value: str) -> str:
    """Hash with the certificate's token, which stands in its QR code and nowhere else in public."""
    return hashlib.sha256(f"{token}\0{value}".encode()).hexdigest()


def _close_accounts(session: Session, accounts: list[int]) -> None:
    for table in (ResetLink, Passkey, SignIn):
        session.execute(delete(table).where(table.user_id.in_(accounts)))
    for user in session.scalars(select(User).where(User.id.in_(accounts))):
        user.name, user.email, user.username, user.password, user.active = "", None, None, None, False
        user.tf_totp_secret = user.tf_primary_method = user.mf_recovery_codes = user.tf_last_step = None
        user.fs_uniquifier = secrets.token_hex(32)
