"""The sender's side of the queue of e-mails: claiming one, saying what became of it, and what a process left behind."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from olympiad import limits
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.lifecycle import Stage
from olympiad.domain.mails import Fault, MailFacts, MailState, pause_after, state_after
from olympiad.models.edition import Edition
from olympiad.models.mail import Mail
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.services.record import audit
from olympiad.services.results import certificate_plan, name_confirmations
from olympiad.services.results.certificate_readers import BY_TEAM
from olympiad.services.results.name_confirmations import NameState


def claim(session: Session, now: datetime, token: str) -> int | None:
    """Take the next mail that is due; None where there is none, or another process was first."""
    query = (
        select(Mail.id)
        .join(Section, Section.id == Mail.section_id)
        .where(Mail.state == MailState.WAITING, Mail.due_at <= now, Section.state != Stage.ARCHIVED)
        .order_by(Mail.due_at, Mail.id)
        .limit(1)
    )
    mail_id = session.scalars(query).first()
    if mail_id is None:
        return None
    taken = update(Mail).where(Mail.id == mail_id, Mail.state == MailState.WAITING)
    values = {"state": MailState.SENDING, "claim": token, "claimed_at": now, "handed_over": False}
    return session.execute(taken.values(**values).returning(Mail.id)).scalars().first()


def is_waiting(session: Session, now: datetime) -> bool:
    """Tell whether a mail is due or was left behind."""
    left = now - timedelta(seconds=limits.MAIL_CLAIM_SECONDS)
    due = (Mail.state == MailState.WAITING) & (Mail.due_at <= now)
    lost = (Mail.state == MailState.SENDING) & (Mail.claimed_at < left)
    query = select(Mail.id).join(Section, Section.id == Mail.section_id).where(due | lost)
    return session.scalars(query.where(Section.state != Stage.ARCHIVED).limit(1)).first() is not None


def facts_of(session: Session, mail_id: int) -> MailFacts:
    """Gather what a mail says."""
    mail = session.get_one(Mail, mail_id)
    person = mail.recipient
    section = session.get_one(Section, mail.section_id)
    edition = session.get_one(Edition, section.edition_id)
    user = person if isinstance(person, User) else session.get(User, person.user_id or 0)
    until = edition.names_until
    return MailFacts(
        mail_id=mail.id, kind=mail.kind, address=person.email or "", name=person.name,
        language=user.language if user else "", holder=_holder(mail), has_card=not isinstance(person, User),
        edition=_texts(edition, "name"), section=_texts(section, "title"),
        number=mail.certificate.number if mail.certificate else "", link=mail.link, message_id=mail.message_id,
        until=until.astimezone(ZoneInfo(edition.time_zone)) if until else None, is_needless=_is_needless(session, mail),
    )  # fmt: skip


def _texts(row: Edition | Section, field: str) -> dict[str, str]:
    whole = str(getattr(row, field))
    return {language: str(getattr(row, f"{field}_{language}") or whole) for language in ("uz", "ru", "en")}


def _holder(mail: Mail) -> str:
    """Return the printed name of a certificate that is the team's or its mentor's, not the reader's own."""
    if mail.certificate is None or mail.certificate.kind not in BY_TEAM:
        return ""
    return str(certificate_plan.printed(mail.certificate)["name"])


def _is_needless(session: Session, mail: Mail) -> bool:
    if mail.certificate is not None:
        return mail.certificate.state != "valid"
    if mail.participant is None:
        return False
    state = name_confirmations.line_of(session, mail.participant).state
    return state not in (NameState.OPEN, NameState.PARTLY)


def hand_over(session: Session, mail_id: int, token: str, address: str) -> bool:
    """Note that the text of a mail is about to leave; False where the claim is no longer ours."""
    mine = update(Mail).where(Mail.id == mail_id, Mail.claim == token, Mail.state == MailState.SENDING)
    found = session.execute(mine.values(handed_over=True, address=address).returning(Mail.id)).scalars().first()
    return found is not None


def sent(session: Session, mail_id: int, token: str, answer: str, now: datetime) -> None:
    """Note that the server has taken a mail."""
    mail = _mine(session, mail_id, token)
    if mail is not None:
        mail.state, mail.sent_at, mail.attempts = MailState.SENT, now, mail.attempts + 1
        mail.fault, mail.answer, mail.claim, mail.is_recorded = None, answer, "", False


def failed(session: Session, mail_id: int, token: str, fault: Fault, answer: str, now: datetime) -> None:
    """Note a failed attempt: the mail waits for the next one, or needs somebody."""
    mail = _mine(session, mail_id, token)
    if mail is not None:
        _fail(mail, fault, answer, now)


def _mine(session: Session, mail_id: int, token: str) -> Mail | None:
    query = select(Mail).where(Mail.id == mail_id, Mail.claim == token).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).first()


def _fail(mail: Mail, fault: Fault, answer: str, now: datetime) -> None:
    mail.attempts += 1
    mail.state = state_after(fault, mail.attempts)
    mail.fault, mail.answer, mail.claim = fault, answer, ""
    mail.due_at = now + (pause_after(mail.attempts) or timedelta())
    mail.is_recorded = mail.state is MailState.WAITING


def postpone_all(session: Session, fault: Fault, answer: str, now: datetime) -> None:
    """Let everything that is due wait: the server cannot be reached, so that one attempt stands for all."""
    due = select(Mail).where(Mail.state == MailState.WAITING, Mail.due_at <= now)
    for mail in session.scalars(due.with_for_update()):
        _fail(mail, fault, answer, now)


def recover(session: Session, now: datetime) -> None:
    """Take back what a process that ended was at; where the text had begun to leave, nobody knows whether it arrived."""
    left = now - timedelta(seconds=limits.MAIL_CLAIM_SECONDS)
    lost = select(Mail).where(Mail.state == MailState.SENDING, Mail.claimed_at < left)
    for mail in session.scalars(lost.with_for_update()):
        _fail(mail, Fault.UNCLEAR if mail.handed_over else Fault.CONNECTION, "", now)


def record_finished(session: Session) -> None:
    """Put on record what became of mails, one line for each section."""
    query = select(Mail).where(Mail.is_recorded.is_(False)).order_by(Mail.section_id, Mail.id)
    by_section: dict[int, list[Mail]] = {}
    for mail in session.scalars(query.with_for_update()):
        by_section.setdefault(mail.section_id, []).append(mail)
    for section_id, mails in by_section.items():
        section = session.get_one(Section, section_id)
        if section.state != Stage.ARCHIVED:
            _record(session, section, mails)


def _record(session: Session, section: Section, mails: Sequence[Mail]) -> None:
    told: dict[str, audit.Plain] = {}
    for mail in mails:
        people = told.setdefault(str(mail.state), [])
        assert isinstance(people, list)
        people.append(mail.subject)
        mail.is_recorded = True
    session.flush()
    refused = [[mail.subject, mail.address, mail.answer] for mail in mails if mail.fault is not None]
    personal = {"answers": json.dumps(refused, ensure_ascii=False)} if refused else {}
    subject = f"section:{section.id}"
    audit.record(session, AuditAction.MAILS_FINISH, subject, by=None, section=section, after=told, personal=personal)
