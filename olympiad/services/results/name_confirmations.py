"""Names confirmed before they are printed: what members answered, corrections that organizers decide about, reissuing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from olympiad import limits
from olympiad.clock import utc_now
from olympiad.documents.typesetting import missing_letters
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.errors import DomainError
from olympiad.domain.reasons import given_reason
from olympiad.models.certificate import Certificate
from olympiad.models.edition import Edition
from olympiad.models.name_confirmation import NameConfirmation
from olympiad.models.participant import Participant
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.services.record import audit
from olympiad.services.results import certificates

LONGEST = 300
LONGEST_REASON = 500
LATIN, LOCAL = "latin", "local"
"""The scripts of a name: as in the passport, and any other."""


class NameState(StrEnum):
    """How far a member's name is."""

    OPEN = "open"
    PARTLY = "partly"
    CONFIRMED = "confirmed"
    ASKED = "asked"
    DECLINED = "declined"


@dataclass(frozen=True)
class Line:
    """A member with the latest answer, as far as it is about the name as it stands now."""

    person: Participant
    answer: NameConfirmation | None

    @property
    def confirmed(self) -> frozenset[str]:
        """Return the scripts that were confirmed and have not changed since."""
        answer, found = self.answer, set()
        if answer is None or answer.state not in ("confirmed", "accepted"):
            return frozenset()
        if answer.name == self.person.name:
            found.add(LATIN)
        if self.person.name_local and answer.name_local == self.person.name_local:
            found.add(LOCAL)
        return frozenset(found)

    @property
    def state(self) -> NameState:
        """Return the state; a name that was changed after it was confirmed is open again."""
        if self.answer is not None and self.answer.state in ("asked", "declined"):
            return NameState(self.answer.state)
        if not self.confirmed:
            return NameState.OPEN
        needed = {LATIN, LOCAL} if self.person.name_local else {LATIN}
        return NameState.CONFIRMED if self.confirmed >= needed else NameState.PARTLY

    @property
    def unprintable(self) -> str:
        """Return the letters of the name that the font of the documents lacks."""
        return "".join(sorted(missing_letters([self.person.name, self.person.name_local])))


def of_section(session: Session, section: Section, team_id: int | None = None) -> list[Line]:
    """List the members of a section, or of one team, with their answers."""
    query = select(Participant).options(joinedload(Participant.team)).where(Participant.section_id == section.id)
    if team_id is not None:
        query = query.where(Participant.team_id == team_id)
    people = session.scalars(query.order_by(Participant.team_id, Participant.role, Participant.id)).all()
    answers = select(NameConfirmation).where(NameConfirmation.section_id == section.id).order_by(NameConfirmation.id)
    latest = {row.participant_id: row for row in session.scalars(answers)}
    return [Line(person, latest.get(person.id)) for person in people]


def counts(session: Session, section: Section) -> dict[str, int]:
    """Count the members of a section by state."""
    found = dict.fromkeys(map(str, NameState), 0)
    for line in of_section(session, section):
        found[line.state] += 1
    return found


def line_of(session: Session, person: Participant) -> Line:
    """Return a member with the latest answer."""
    query = select(NameConfirmation).where(NameConfirmation.participant_id == person.id)
    return Line(person, session.scalars(query.order_by(NameConfirmation.id.desc())).first())


def confirm(session: Session, person: Participant, scripts: Collection[str], *, seen: str, by: User | None) -> None:
    """Confirm a name in these scripts, as it was `seen`; what was confirmed before stays.

    Raises DomainError: `names_over`, `name_nothing_confirmed`, `name_changed_meanwhile`, `name_correction_waits`.
    """
    section = _locked(session, person)
    line = line_of(session, person)
    refuse_over(section, utc_now())
    if seen != seen_of(person):
        raise DomainError("name_changed_meanwhile")
    if line.state == NameState.ASKED:
        raise DomainError("name_correction_waits")
    chosen = (set(scripts) | line.confirmed) & ({LATIN, LOCAL} if person.name_local else {LATIN})
    if not set(scripts) & {LATIN, LOCAL}:
        raise DomainError("name_nothing_confirmed")
    if chosen == line.confirmed:
        return  # sent twice
    row = NameConfirmation(
        section_id=section.id, participant_id=person.id, state="confirmed", at=utc_now(), by_id=by.id if by else None,
        name=person.name if LATIN in chosen else "", name_local=person.name_local if LOCAL in chosen else "",
    )  # fmt: skip
    session.add(row)
    session.flush()
    if Line(person, row).state == NameState.CONFIRMED:
        person.name_confirmed_at = row.at
    _record(session, AuditAction.NAME_CONFIRMATIONS_CONFIRM, person, section, by, {"scripts": sorted(chosen)})


def is_over(edition: Edition, now: datetime) -> bool:
    """Tell whether the time to confirm names has ended; corrections are taken afterwards, too."""
    return edition.names_until is not None and edition.names_until <= now


def refuse_over(section: Section, now: datetime) -> None:
    """Raise `names_over` after the deadline."""
    if is_over(section.edition, now):
        raise DomainError("names_over")


def seen_of(person: Participant) -> str:
    """Return a short mark of a name as it stands: what is confirmed is what was seen."""
    return certificates.short_mark(f"{person.name}\n{person.name_local}")


def ask(
    session: Session, person: Participant, name: str, name_local: str, reason: str, *, by: User | None
) -> NameConfirmation:
    """Ask for another spelling; it is printed once an organizer has accepted it.

    Raises DomainError: `name_missing`, `name_too_long`, `name_same`, `certificate_glyph_missing`, `name_asked_too_often`.
    """
    section = _locked(session, person)
    _refuse_too_many(session, person)
    name, name_local = tidied(name), tidied(name_local)
    _check(person, name, name_local, reason)
    row = NameConfirmation(
        section_id=section.id, participant_id=person.id, state="asked", name=name, name_local=name_local,
        reason=reason.strip(), at=utc_now(), by_id=by.id if by else None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    told = {"name": name, "name_local": name_local, "reason": reason.strip()}
    _record(session, AuditAction.NAME_CONFIRMATIONS_ASK, person, section, by, {}, told)
    return row


def _refuse_too_many(session: Session, person: Participant) -> None:
    asked = select(func.count()).where(
        NameConfirmation.participant_id == person.id, NameConfirmation.state != "confirmed"
    )
    if session.scalars(asked).one() >= limits.NAME_CORRECTIONS:
        raise DomainError("name_asked_too_often", limit=limits.NAME_CORRECTIONS)


def _check(person: Participant, name: str, name_local: str, reason: str) -> None:
    if (name, name_local) == (person.name, person.name_local):
        raise DomainError("name_same")
    if len(reason) > LONGEST_REASON:
        raise DomainError("name_too_long", limit=LONGEST_REASON)
    refuse_unprintable(name, name_local)


def tidied(name: str) -> str:
    """Return a typed name with single blanks.

    >>> tidied("  Aigerim   Saparbekova ")
    'Aigerim Saparbekova'
    """
    return " ".join(name.split())


def refuse_unprintable(name: str, name_local: str) -> None:
    """Refuse what no certificate can show: `name_missing`, `name_too_long`, `certificate_glyph_missing`."""
    if not name:
        raise DomainError("name_missing")
    if max(len(name), len(name_local)) > LONGEST:
        raise DomainError("name_too_long", limit=LONGEST)
    if lacking := missing_letters([name]):
        raise DomainError(
            "certificate_glyph_missing", count=len(lacking), letters=f"{', '.join(sorted(lacking))} – {name}"
        )


def accept(session: Session, row: NameConfirmation, *, by: User | None) -> list[Certificate]:
    """Take over the spelling; certificates that were issued already are issued anew, the old ones superseded.

    Raises DomainError `name_correction_decided`, and what `certificates.reissue` refuses.
    """
    person = row.participant
    section = _locked(session, person)
    _refuse_decided(session, row)
    before = person.name
    person.name, person.name_local, person.name_confirmed_at = row.name, row.name_local, utc_now()
    row.state, row.decided_at, row.decided_by_id = "accepted", utc_now(), by.id if by else None
    session.flush()
    told = {"before": before, "name": row.name, "name_local": row.name_local}
    _record(session, AuditAction.NAME_CONFIRMATIONS_ACCEPT, person, section, by, {}, told)
    valid = select(Certificate).where(Certificate.participant_id == person.id, Certificate.state == "valid")
    held = session.scalars(valid.order_by(Certificate.id)).all()
    return [certificates.reissue(session, one, languages=certificates.languages_of(one), by=by) for one in held]


def decline(session: Session, row: NameConfirmation, *, reason: str, by: User | None) -> None:
    """Leave the name as it is, with a reason that the member reads; raises `name_correction_decided`, `reason_missing`."""
    section = _locked(session, row.participant)
    _refuse_decided(session, row)
    row.answer = given_reason(reason)
    row.state, row.decided_at, row.decided_by_id = "declined", utc_now(), by.id if by else None
    session.flush()
    told = {"answer": row.answer}
    _record(session, AuditAction.NAME_CONFIRMATIONS_DECLINE, row.participant, section, by, {}, told)


def _refuse_decided(session: Session, row: NameConfirmation) -> None:
    """Refuse what was decided already, or what the member has asked anew since."""
    if row.state != "asked" or line_of(session, row.participant).answer is not row:
        raise DomainError("name_correction_decided")


def _locked(session: Session, person: Participant) -> Section:
    section = session.get_one(Section, person.section_id)
    if section.edition.personal_purged_at is not None:
        raise DomainError("edition_purged")
    audit.lock_head(session, section)
    return section


def _record(
    session: Session,
    action: AuditAction,
    person: Participant,
    section: Section,
    by: User | None,
    after: dict[str, Sequence[str]],
    personal: dict[str, str] | None = None,
) -> None:
    told: dict[str, audit.Plain] = {"team": person.team.code, **{name: [*value] for name, value in after.items()}}
    subject = f"participant:{person.id}"
    audit.record(session, action, subject, by=by, section=section, after=told, personal=personal or {})
