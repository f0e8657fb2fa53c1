"""E-mails about certificates and names: who is written to, queueing, sending again, giving up; no mail server is asked here."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload

from olympiad import limits
from olympiad.clock import utc_now
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.errors import DomainError
from olympiad.domain.mails import AGAIN, GIVES_UP, MailKind, MailState, refuse_again, refuse_give_up
from olympiad.models.certificate import Certificate
from olympiad.models.judge import Judge
from olympiad.models.mail import Mail, Person
from olympiad.models.participant import Participant
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.services.record import audit
from olympiad.services.results import name_confirmations, results
from olympiad.services.results.certificate_readers import Readers
from olympiad.services.results.name_confirmations import NameState

DOMAIN = "olympiad.invalid"
"""Right side of every Message-ID: it says nothing about the installation."""


@dataclass(frozen=True)
class Outlook:
    """Who would be written to now, of how many."""

    to_write: Sequence[tuple[Person, Certificate | None]]
    concerned: int
    without_address: int


def certificates_to_tell(session: Session, section: Section) -> Outlook:
    """Return the valid certificates of which nobody was told yet, with who is: the leader for the team and its mentor."""
    query = select(Certificate).where(Certificate.section_id == section.id, Certificate.state == "valid")
    readers = Readers(session, section)
    found = [(readers.of(one), one) for one in session.scalars(query.order_by(Certificate.number))]
    told = set(session.scalars(select(Mail.certificate_id).where(Mail.section_id == section.id)))
    reached = [(person, one) for person, one in found if person and person.email and one.id not in told]
    return Outlook(reached, len(found), sum(not (person and person.email) for person, _ in found))


def names_to_remind(session: Session, section: Section, now: datetime) -> Outlook:
    """Return the members whose name is not confirmed, without those reminded within a day."""
    lines = name_confirmations.of_section(session, section)
    silent = [line.person for line in lines if line.state in (NameState.OPEN, NameState.PARTLY)]
    since = now - timedelta(hours=limits.REMINDER_HOURS)
    lately = (Mail.state.in_((MailState.WAITING, MailState.SENDING))) | (Mail.queued_at > since)
    query = select(Mail.participant_id).where(Mail.section_id == section.id, Mail.kind == MailKind.NAME, lately)
    reminded = set(session.scalars(query))
    reached = [(person, None) for person in silent if person.email and person.id not in reminded]
    return Outlook(reached, len(silent), sum(not person.email for person in silent))


def tell_certificates(session: Session, section: Section, link: Callable[[Certificate], str], *, by: User) -> int:
    """Queue a mail about each certificate that nobody was told of; returns how many.

    Raises DomainError: `mail_results_hidden` before results are published, `mail_nobody`, `edition_purged`.
    """
    _lock(session, section)
    if results.published(session, section) is None:
        raise DomainError("mail_results_hidden")
    found = certificates_to_tell(session, section).to_write
    return _queue(
        session, section, MailKind.CERTIFICATE, [(person, one, link(one)) for person, one in found if one], by=by
    )


def remind_of_names(session: Session, section: Section, link: str, *, by: User) -> int:
    """Queue a reminder for everybody who has not confirmed the own name; returns how many.

    Raises DomainError `names_over`, `mail_nobody`, `edition_purged`.
    """
    _lock(session, section)
    name_confirmations.refuse_over(section, utc_now())
    found = names_to_remind(session, section, utc_now()).to_write
    return _queue(session, section, MailKind.NAME, [(person, None, link) for person, _ in found], by=by)


def _lock(session: Session, section: Section) -> None:
    if section.edition.personal_purged_at is not None:
        raise DomainError("edition_purged")
    audit.lock_head(session, section)


def _queue(
    session: Session,
    section: Section,
    kind: MailKind,
    found: Sequence[tuple[Person, Certificate | None, str]],
    *,
    by: User,
) -> int:
    if not found:
        raise DomainError("mail_nobody")
    now = utc_now()
    rows = [
        Mail(
            section_id=section.id, certificate_id=certificate.id if certificate else None, kind=kind, link=link,
            message_id=f"<{secrets.token_hex(16)}@{DOMAIN}>", queued_at=now, due_at=now, queued_by_id=by.id,
            **_to(person),
        )
        for person, certificate, link in found
    ]  # fmt: skip
    session.add_all(rows)
    session.flush()
    people: list[audit.Plain] = [row.subject for row in rows]
    told: dict[str, audit.Plain] = {"kind": str(kind), "count": len(found), "recipients": people}
    audit.record(session, AuditAction.MAILS_QUEUE, f"section:{section.id}", by=by, section=section, after=told)
    return len(found)


def _to(person: Person) -> dict[str, int]:
    """Name the row of the recipient."""
    if isinstance(person, Participant):
        return {"participant_id": person.id}
    return {"judge_id": person.id} if isinstance(person, Judge) else {"user_id": person.id}


def counts(session: Session, section: Section) -> dict[MailState, int]:
    """Count the mails of a section by state."""
    query = select(Mail.state, func.count()).where(Mail.section_id == section.id).group_by(Mail.state)
    found = {MailState(state): count for state, count in session.execute(query)}
    return {state: found.get(state, 0) for state in MailState}


def listed(
    session: Session, section: Section, state: MailState | None, *, skip: int = 0, most: int = 100
) -> Sequence[Mail]:
    """List the mails of a section, those that need somebody first."""
    query = select(Mail).where(Mail.section_id == section.id, *_in(state))
    needs = Mail.state.in_((MailState.FAILED, MailState.UNCLEAR))
    query = query.order_by(needs.desc(), Mail.id.desc()).offset(skip).limit(most)
    with_people = (joinedload(one) for one in (Mail.participant, Mail.judge, Mail.user, Mail.certificate))
    return session.scalars(query.options(*with_people)).all()


def _in(state: MailState | None) -> list[ColumnElement[bool]]:
    return [Mail.state == state] if state is not None else []


def send_again(session: Session, section: Section, mails: Sequence[Mail], *, by: User) -> None:
    """Let mails be sent at once, with all their attempts; raises `mail_state` for one on its way or sent."""
    _lock(session, section)
    now = utc_now()
    for mail in mails:
        session.refresh(mail, ["state"])
        refuse_again(mail.state)
        mail.state, mail.attempts, mail.due_at, mail.handed_over = MailState.WAITING, 0, now, False
        mail.fault, mail.answer, mail.is_recorded = None, "", True
    _record(session, section, AuditAction.MAILS_SEND_AGAIN, mails, by=by)


def give_up(session: Session, section: Section, mails: Sequence[Mail], *, by: User) -> None:
    """Send these mails no more; raises `mail_state` for one on its way or sent."""
    _lock(session, section)
    for mail in mails:
        session.refresh(mail, ["state"])
        refuse_give_up(mail.state)
        mail.state = MailState.GIVEN_UP
    _record(session, section, AuditAction.MAILS_GIVE_UP, mails, by=by)


def of_person(session: Session, user: User, members: Sequence[Participant], judges: Sequence[Judge]) -> Sequence[Mail]:
    """List the mails to a person under every role, the oldest first."""
    query = select(Mail).where(
        or_(
            Mail.user_id == user.id,
            Mail.participant_id.in_([one.id for one in members]),
            Mail.judge_id.in_([one.id for one in judges]),
        )
    )
    return session.scalars(query.order_by(Mail.id).options(joinedload(Mail.certificate))).all()


def troubled(session: Session, section: Section) -> Sequence[Mail]:
    """List the mails that have failed, or of which nobody knows."""
    wanted = (AGAIN & GIVES_UP) - {MailState.WAITING}
    query = select(Mail).where(Mail.section_id == section.id, Mail.state.in_(wanted))
    return session.scalars(query.order_by(Mail.id)).all()


def _record(session: Session, section: Section, action: AuditAction, mails: Sequence[Mail], *, by: User) -> None:
    session.flush()
    people: list[audit.Plain] = [mail.subject for mail in mails]
    told: dict[str, audit.Plain] = {"count": len(mails), "recipients": people}
    audit.record(session, action, f"section:{section.id}", by=by, section=section, after=told)
