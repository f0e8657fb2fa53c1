"""Moving a section from stage to stage: by hand with a reason where it goes back, or as the consequence of a deed."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.choices import MOVABLE, OUT_OF_RUNNING, JudgeKind
from olympiad.domain.errors import DomainError
from olympiad.domain.lifecycle import Hindrance, Move, Stage, after, after_deed, refuse_archived
from olympiad.domain.roles import Role
from olympiad.models.appeal import Appeal
from olympiad.models.audit import AuditChain, AuditDetail, AuditEntry
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Task
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.record import audit
from olympiad.services.sections import rule_signatures

ACTION = AuditAction.LIFECYCLE_MOVE


def move(
    session: Session, section: Section, wanted: Move, *, roles: frozenset[Role], reason: str = "", by: User
) -> Stage:
    """Make a move of the table by hand; refused with what the table says."""
    audit.lock_head(session, section)
    found = hindrances(session, section)
    to = after(section.state, wanted, roles=roles, hindrances=found, reason=reason)
    _go(session, section, wanted, to, reason=reason.strip(), by=by)
    return to


def advance(session: Session, section: Section, wanted: Move, *, reason: str = "", by: User | None) -> None:
    """Follow a deed that was done; where the table has no such move from here, nothing changes."""
    to = after_deed(section.state, wanted)
    if to is not None and to != section.state:
        _go(session, section, wanted, to, reason=reason, by=by)


def require(section: Section, wanted: Move) -> None:
    """Refuse a deed that the table does not know from the present stage: `section_archived`, `move_unknown_here`."""
    refuse_archived(section.state, str(wanted))
    if after_deed(section.state, wanted) is None:
        raise DomainError("move_unknown_here", move=str(wanted), stage=section.state)


def _go(session: Session, section: Section, wanted: Move, to: Stage, *, reason: str, by: User | None) -> None:
    audit.record(
        session,
        ACTION,
        f"section:{section.id}",
        by=by,
        section=section,
        before={"state": section.state},
        after={"state": str(to), "move": str(wanted)},
        personal={"reason": reason} if reason else None,
    )
    section.state = to
    session.flush()


def note_first_mark(session: Session, section_id: int, *, by: User | None) -> None:
    """Follow the first mark of a section; where it came with the last sheet, go on to `sheets_in`."""
    section = session.get_one(Section, section_id, populate_existing=True)
    advance(session, section, Move.START_MARKING, by=by)
    note_handed_over(session, section, by=by)


def note_handed_over(session: Session, section: Section, *, by: User | None) -> None:
    """Move on by itself once the last expected sheet is in."""
    if section.state == Stage.MARKING and not sheets_are_missing(session, section):
        advance(session, section, Move.CLOSE_SHEETS, by=by)


def note_returned(session: Session, section: Section, *, reason: str, by: User | None) -> None:
    """Go back to marking when a sheet went back to its judge before anything was finalised."""
    advance(session, section, Move.REOPEN_SHEETS, reason=reason, by=by)


def sheets_are_missing(session: Session, section: Section) -> bool:
    """Return whether an expected sheet of a team in the running is not handed over."""
    query = (
        select(ScoreSheet.id)
        .join(Team, Team.id == ScoreSheet.team_id)
        .join(Judge, Judge.id == ScoreSheet.judge_id)
        .where(
            ScoreSheet.section_id == section.id,
            ScoreSheet.state.in_(MOVABLE),
            Team.status.not_in(OUT_OF_RUNNING),
            Judge.kind == JudgeKind.OFFICIAL,
        )
    )
    return session.scalar(query.limit(1)) is not None


def hindrances(session: Session, section: Section) -> frozenset[Hindrance]:
    """Find everything that may block a move."""
    return frozenset(one for one, is_there in CHECKS.items() if is_there(session, section))


Check = Callable[[Session, Section], bool]


def _lacks(table: type[Team] | type[Task] | type[Judge]) -> Check:
    def is_empty(session: Session, section: Section) -> bool:
        return not session.scalar(select(exists().where(table.section_id == section.id)))

    return is_empty


def _rules_unsigned(session: Session, section: Section) -> bool:
    return not rule_signatures.signing(session, section).is_signed


def _appeals_open(session: Session, section: Section) -> bool:
    return bool(session.scalar(select(exists().where(Appeal.section_id == section.id, Appeal.state == "lodged"))))


CHECKS: dict[Hindrance, Check] = {
    Hindrance.RULES_UNSIGNED: _rules_unsigned,
    Hindrance.NO_TEAMS: _lacks(Team),
    Hindrance.NO_TASKS: _lacks(Task),
    Hindrance.NO_JUDGES: _lacks(Judge),
    Hindrance.SHEETS_MISSING: sheets_are_missing,
    Hindrance.MARKS_GIVEN: lambda _session, section: section.marking_started_at is not None,
    Hindrance.APPEALS_OPEN: _appeals_open,
}


@dataclass(frozen=True)
class Step:
    """A move that was made."""

    at: datetime
    who: str
    move: str
    before: str
    after: str
    reason: str


def history(session: Session, section: Section) -> list[Step]:
    """List the moves of a section, the newest first."""
    rows = session.execute(
        select(AuditEntry.at, User.name, AuditEntry.content, AuditDetail.value)
        .join(AuditChain, AuditChain.id == AuditEntry.chain_id)
        .outerjoin(User, User.id == AuditEntry.user_id)
        .outerjoin(AuditDetail, (AuditDetail.entry_id == AuditEntry.id) & (AuditDetail.field == "reason"))
        .where(AuditChain.section_id == section.id, AuditEntry.action == ACTION)
        .order_by(AuditEntry.seq.desc())
    )
    return [_step(at, who or "", json.loads(content), reason or "") for at, who, content, reason in rows]


def _step(at: datetime, who: str, content: dict[str, dict[str, str]], reason: str) -> Step:
    before, moved = content["before"], content["after"]
    return Step(at, who, moved["move"], before["state"], moved["state"], reason)
