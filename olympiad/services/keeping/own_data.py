"""What the installation knows about a person: shown to them, handed out, corrected at their request."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.canonical_json import Plain
from olympiad.domain.errors import DomainError
from olympiad.models.audit import AuditEntry
from olympiad.models.certificate import Certificate
from olympiad.models.conflict_declaration import ConflictDeclaration
from olympiad.models.data_request import DataRequest
from olympiad.models.judge import Judge
from olympiad.models.mail import Mail
from olympiad.models.participant import Participant
from olympiad.models.score_sheet import Device, Operation, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Task
from olympiad.models.team import Team
from olympiad.models.user import AccessCard, Passkey, RoleMembership, SignIn, User
from olympiad.services.record import audit
from olympiad.services.results import certificate_readers, mails

CONSENTS = ("name", "score", "photo")
LONGEST = 2000


@dataclass(frozen=True)
class OwnData:
    """Everything about one person, row by row."""

    user: User
    participants: Sequence[Participant]
    judges: Sequence[Judge]
    certificates: Sequence[Certificate]
    mails: Sequence[Mail]
    """Written to this person, also under the address of a member or judge."""
    requests: Sequence[DataRequest]
    sections: Mapping[int, Section]
    """Where requests can be made, by id."""
    marks_given: int
    lines: int
    """Of the record, in which this person acts."""


def load(session: Session, user: User) -> OwnData:
    """Gather what is known about a person."""
    participants = session.scalars(select(Participant).where(Participant.user_id == user.id)).all()
    judges = session.scalars(select(Judge).where(Judge.user_id == user.id)).all()
    ids = {one.section_id for one in participants} | {one.section_id for one in judges}
    return OwnData(
        user=user,
        participants=participants,
        judges=judges,
        certificates=certificate_readers.held_by(session, user),
        mails=mails.of_person(session, user, participants, judges),
        requests=session.scalars(
            select(DataRequest).where(DataRequest.user_id == user.id).order_by(DataRequest.id.desc())
        ).all(),
        sections={row.id: row for row in session.scalars(select(Section).where(Section.id.in_(ids)))},
        marks_given=session.scalar(select(func.count()).where(Operation.user_id == user.id)) or 0,
        lines=session.scalar(select(func.count()).where(AuditEntry.user_id == user.id)) or 0,
    )


def _ways_in(session: Session, user: User) -> dict[str, Plain]:
    """Return what a person may do and how they come in: roles, cards, passkeys, sign-ins and devices."""
    return {
        "roles": [row.role for row in session.scalars(select(RoleMembership).where(RoleMembership.user_id == user.id))],
        "access_cards": [
            {"made_at": audit.iso(row.made_at), "last_used_at": audit.iso(row.last_used_at) if row.last_used_at else None}
            for row in session.scalars(select(AccessCard).where(AccessCard.user_id == user.id))
        ],
        "passkeys": [
            {"name": row.name, "made_at": audit.iso(row.made_at)}
            for row in session.scalars(select(Passkey).where(Passkey.user_id == user.id))
        ],
        "sign_ins": [
            {"began_at": audit.iso(row.began_at), "browser": row.browser, "address": row.address}
            for row in session.scalars(select(SignIn).where(SignIn.user_id == user.id))
        ],
        "devices": [
            {"label": row.label, "seen_at": audit.iso(row.last_seen_at) if row.last_seen_at else None}
            for row in session.scalars(select(Device).where(Device.user_id == user.id))
        ],
    }  # fmt: skip


def as_json(session: Session, user: User) -> dict[str, Plain]:
    """Write what is known about a person as plain values, for a file of their own."""
    known = load(session, user)
    return {
        "account": {
            "name": user.name, "email": user.email, "username": user.username, "language": user.language,
            "made_at": audit.iso(user.created_at), "second_factor": user.has_second_factor,
        },
        **_ways_in(session, user),
        "participations": [_participation(session, known, row) for row in known.participants],
        "judging": [_judging(session, known, row) for row in known.judges],
        "certificates": [
            {"number": row.number, "state": row.state, "printed": json.loads(row.fields)} for row in known.certificates
        ],
        "mails": [_mail(row) for row in known.mails],
        "requests": [
            {"text": row.text, "made_at": audit.iso(row.made_at), "state": row.state, "answer": row.answer}
            for row in known.requests
        ],
        "record": [
            {"at": audit.iso(row.at), "action": row.action, "subject": row.subject}
            for row in session.scalars(select(AuditEntry).where(AuditEntry.user_id == user.id).order_by(AuditEntry.id))
        ],
    }  # fmt: skip


def _mail(row: Mail) -> Plain:
    return {
        "about": row.kind, "certificate": row.certificate.number if row.certificate else None,
        "address": row.address or row.recipient.email, "state": row.state, "queued_at": audit.iso(row.queued_at),
        "sent_at": audit.iso(row.sent_at) if row.sent_at else None, "answer": row.answer,
    }  # fmt: skip


def _place(known: OwnData, section_id: int) -> str:
    section = known.sections[section_id]
    return f"{section.edition.slug}/{section.slug}"


def _participation(session: Session, known: OwnData, row: Participant) -> Plain:
    team = session.get_one(Team, row.team_id)
    return {
        "section": _place(known, row.section_id), "team": team.key, "team_name": team.name, "mentor": team.mentor,
        "name": row.name, "name_local": row.name_local, "email": row.email, "role": row.role, "key": row.key,
        "consents": [scope for scope in CONSENTS if getattr(row, f"consents_{scope}")],
    }  # fmt: skip


def _judging(session: Session, known: OwnData, row: Judge) -> Plain:
    sheets = session.execute(
        select(Team.code, Task.code, ScoreSheet.state)
        .join(Team, Team.id == ScoreSheet.team_id)
        .join(Task, Task.id == ScoreSheet.task_id)
        .where(ScoreSheet.judge_id == row.id)
        .order_by(Task.position, Team.code, ScoreSheet.attempt)
    )
    declared = session.scalars(select(ConflictDeclaration).where(ConflictDeclaration.judge_id == row.id))
    return {
        "section": _place(known, row.section_id), "key": row.key, "name": row.name, "email": row.email,
        "institution": row.institution.key if row.institution else None,
        "sheets": [{"team": team, "task": task, "state": state} for team, task, state in sheets],
        "declared": [
            {"institution": one.institution.key if one.institution else None, "person": one.person,
             "relation": one.relation} for one in declared
        ],
    }  # fmt: skip


def consent(session: Session, participant: Participant, scopes: Sequence[str], *, by: User) -> None:
    """Set what a member agrees to have published: `name`, `score`, `photo`; nothing is recorded where nothing differs."""
    before = [scope for scope in CONSENTS if getattr(participant, f"consents_{scope}")]
    after = [scope for scope in CONSENTS if scope in scopes]
    if before == after:
        return
    section = session.get_one(Section, participant.section_id)
    subject = f"participant:{participant.id}"
    told: tuple[dict[str, audit.Plain], dict[str, audit.Plain]] = ({"consent": [*before]}, {"consent": [*after]})
    audit.record(session, AuditAction.OWN_DATA_CONSENT, subject, by=by, section=section, before=told[0], after=told[1])
    for scope in CONSENTS:
        setattr(participant, f"consents_{scope}", scope in after)
    participant.consented_at = utc_now()
    session.flush()


def ask(session: Session, section: Section, text: str, *, by: User) -> DataRequest:
    """Ask the organizers to mend something. Raises `request_empty`."""
    words = text.strip()[:LONGEST]
    if not words:
        raise DomainError("request_empty")
    row = DataRequest(section_id=section.id, user_id=by.id, text=words, made_at=utc_now())
    session.add(row)
    session.flush()
    audit.record(
        session, AuditAction.OWN_DATA_ASK, f"data_request:{row.id}", by=by, section=section, personal={"text": words}
    )
    return row


def answer(session: Session, request: DataRequest, *, is_done: bool, text: str, by: User) -> None:
    """Answer a request: done, or declined with a reason. Raises `request_answered`, `reason_missing`."""
    if request.state != "open":
        raise DomainError("request_answered")
    if not is_done and not text.strip():
        raise DomainError("reason_missing")
    section = session.get_one(Section, request.section_id)
    request.state, request.answer = ("done" if is_done else "declined"), text.strip()[:LONGEST]
    request.answered_at, request.answered_by_id = utc_now(), by.id
    subject = f"data_request:{request.id}"
    after: dict[str, audit.Plain] = {"state": request.state}
    personal = {"reason": request.answer} if request.answer else None
    audit.record(session, AuditAction.OWN_DATA_ANSWER, subject, by=by, section=section, after=after, personal=personal)
    session.flush()


def requests_of(session: Session, section: Section) -> Sequence[DataRequest]:
    """List the requests of a section, open ones first."""
    query = select(DataRequest).where(DataRequest.section_id == section.id)
    return session.scalars(query.order_by(DataRequest.state != "open", DataRequest.id.desc())).all()
