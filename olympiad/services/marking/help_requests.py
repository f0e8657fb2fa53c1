"""Calls for help from the stations: asked by a judge, answered and closed by the organizers, all on record."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from olympiad.clock import utc_now
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.errors import DomainError
from olympiad.domain.help_reasons import HelpReason
from olympiad.models.help_request import HelpRequest
from olympiad.models.judge import Judge
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.services.record import audit

LONGEST_WORDS = 500


@dataclass(frozen=True)
class Call:
    """A call for help with the names that stand beside it."""

    request: HelpRequest
    asked_by: str
    answered_by: str

    @property
    def state(self) -> str:
        """`waiting`, `answered` or `closed`."""
        if self.request.closed_at is not None:
            return "closed"
        return "answered" if self.request.answered_at is not None else "waiting"


def ask(
    session: Session,
    section: Section,
    judge: Judge | None,
    reason: str,
    words: str,
    *,
    team_code: str = "",
    station: str = "",
    called_at: str = "",
    by: User,
) -> HelpRequest:
    """Call for somebody to come; the same call twice while the first is open is the first one.

    `called_at`: what the clock of a device said when the judge called, if the call had to wait there; for the record.
    """
    words = _words(words)
    if reason not in HelpReason.__members__.values():
        raise DomainError("help_reason_unknown")
    if reason == HelpReason.OTHER and not words:
        raise DomainError("help_words_missing")
    made = HelpRequest(
        section_id=section.id,
        user_id=by.id,
        judge_id=judge.id if judge else None,
        team_code=team_code[:40],
        station=station[:100],
        reason=reason,
        words=words,
        at=utc_now(),
        answer="",
    )
    if (same := _same(session, made)) is not None:
        return same
    session.add(made)
    session.flush()
    after: dict[str, audit.Plain] = {"reason": reason, "team": made.team_code, "judge": judge.key if judge else None}
    if called_at:
        after["called_at"] = called_at[:40]
    _record(session, section, made, "ask", after, by, words)
    return made


def _words(words: str) -> str:
    if len(words.strip()) > LONGEST_WORDS:
        raise DomainError("help_words_too_long", limit=LONGEST_WORDS)
    return words.strip()


def _same(session: Session, wanted: HelpRequest) -> HelpRequest | None:
    """Find the open call that says the same: a form sent twice, an impatient thumb."""
    query = select(HelpRequest).where(
        HelpRequest.section_id == wanted.section_id,
        HelpRequest.user_id == wanted.user_id,
        HelpRequest.reason == wanted.reason,
        HelpRequest.words == wanted.words,
        HelpRequest.team_code == wanted.team_code,
        HelpRequest.closed_at.is_(None),
    )
    return session.scalars(query).first()


def answer(session: Session, section: Section, request: HelpRequest, words: str, *, by: User) -> None:
    """Tell the judge that somebody is coming, or what to do; the newest answer is shown, the record keeps all."""
    _refuse_closed(request)
    words = _words(words)
    _record(session, section, request, "answer", {}, by, words)
    request.answer, request.answered_by_id, request.answered_at = words, by.id, utc_now()
    session.flush()


def close(session: Session, section: Section, request: HelpRequest, *, by: User) -> None:
    """End a call: helped, or not needed any more."""
    _refuse_closed(request)
    _record(session, section, request, "close", {}, by, "")
    request.closed_by_id, request.closed_at = by.id, utc_now()
    session.flush()


def calls(session: Session, section: Section, *, by: User | None = None, only_open: bool = False) -> list[Call]:
    """List the calls of a section, or of one person: open ones first, the longest waiting on top; then the closed."""
    asker, helper = aliased(User), aliased(User)
    query = (
        select(HelpRequest, asker.name, helper.name)
        .join(asker, asker.id == HelpRequest.user_id)
        .outerjoin(helper, helper.id == HelpRequest.answered_by_id)
        .where(HelpRequest.section_id == section.id)
        .order_by(HelpRequest.closed_at.is_not(None), HelpRequest.at, HelpRequest.id)
    )
    if by is not None:
        query = query.where(HelpRequest.user_id == by.id)
    if only_open:
        query = query.where(HelpRequest.closed_at.is_(None))
    return [Call(request, asked or "", answered or "") for request, asked, answered in session.execute(query)]


def _refuse_closed(request: HelpRequest) -> None:
    if request.closed_at is not None:
        raise DomainError("help_closed_already")


def _record(
    session: Session,
    section: Section,
    request: HelpRequest,
    verb: str,
    after: dict[str, audit.Plain],
    by: User,
    words: str,
) -> None:
    audit.record(
        session,
        AuditAction(f"help_requests.{verb}"),
        f"help_request:{request.id}",
        by=by,
        section=section,
        after=after,
        personal={"words": words} if words else None,
    )
