"""Deciding appeals: who may, what an outcome would move, and letting it count; taken back until a version has it."""

import json

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain import section as values
from olympiad.domain.appeals import Move, Outcome, after, refuse_decider, with_mark, without_criterion
from olympiad.domain.choices import SheetState
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import Amount, points
from olympiad.domain.reasons import given_reason
from olympiad.models.appeal import Appeal, VoidCriterion
from olympiad.models.judge import Judge
from olympiad.models.participant import Participant
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Criterion, Task
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.appeals import appeals
from olympiad.services.computing import section_values, stations, what_if
from olympiad.services.computing.what_if import Trial
from olympiad.services.record import audit
from olympiad.services.sections import conflicts
from olympiad.services.settling import moderation


def check_decider(session: Session, appeal: Appeal, person: User) -> None:
    """Refuse who marked that sheet, who belongs to the team, and judges of its institution or who declared to be close.

    Raises DomainError `appeal_decider_marked`, `appeal_decider_interested`.
    """
    team = session.get_one(Team, appeal.team_id)
    own_sheet = exists().where(
        ScoreSheet.judge_id == Judge.id,
        Judge.user_id == person.id,
        ScoreSheet.team_id == appeal.team_id,
        ScoreSheet.task_id == appeal.task_id,
        ScoreSheet.state.not_in((SheetState.NOT_STARTED, SheetState.VOID)),
    )
    judges = session.scalars(select(Judge).where(Judge.user_id == person.id))
    member = exists().where(Participant.user_id == person.id, Participant.team_id == team.id)
    refuse_decider(
        has_marked=bool(session.scalar(select(own_sheet))),
        is_of_institution=any(conflicts.is_close(session, judge, team) for judge in judges),
        is_of_team=bool(session.scalar(select(member))) or appeals.leads(session, person, team),
    )


def effect(session: Session, appeal: Appeal, outcome: Outcome, mark: Amount | None) -> Trial:
    """Return what an outcome would move in places and awards, against what counts now.

    Raises DomainError: `appeal_mark_missing`, `appeal_void_needs_criterion`, and what the rulebook refuses.
    """
    section = session.get_one(Section, appeal.section_id)
    _check_shape(appeal, outcome, mark)
    team, task = session.get_one(Team, appeal.team_id), session.get_one(Task, appeal.task_id)
    criterion = session.get(Criterion, appeal.criterion_id) if appeal.criterion_id else None
    code = criterion.code if criterion else ""

    def change(value: values.Section) -> values.Section:
        if outcome is Outcome.CHANGED and mark is not None:
            return with_mark(value, team.key, task.code, code, mark)
        return without_criterion(value, task.code, code) if outcome is Outcome.VOID else value

    return what_if.try_change(section_values.load(session, section), change)


def _check_shape(appeal: Appeal, outcome: Outcome, mark: Amount | None) -> None:
    if outcome is Outcome.CHANGED and mark is None:
        raise DomainError("appeal_mark_missing")
    if outcome is Outcome.VOID and appeal.criterion_id is None:
        raise DomainError("appeal_void_needs_criterion")


def decide(
    session: Session, appeal: Appeal, outcome: Outcome, *, mark: Amount | None = None, reason: str, by: User
) -> None:
    """Decide an appeal with a reason; the outcome counts in the next results version, what it moves is kept.

    Raises DomainError: the table of moves' refusals, `reason_missing`, what `check_decider` and `effect` refuse, and
    what a mark of this criterion may not be.
    """
    section = session.get_one(Section, appeal.section_id)
    audit.lock_head(session, section)
    session.refresh(appeal)
    state = after(appeal.state, Move.DECIDE, is_closed=appeal.closed_in_id is not None)
    reason = given_reason(reason)
    check_decider(session, appeal, by)
    moved = what_if.recorded(effect(session, appeal, outcome, mark))
    if outcome is Outcome.CHANGED and mark is not None:
        _agree(session, section, appeal, mark, reason, by)
    elif outcome is Outcome.VOID:
        _void(session, section, appeal, reason, by)
    appeal.state, appeal.outcome, appeal.reason = str(state), str(outcome), reason
    appeal.mark = mark if outcome is Outcome.CHANGED else None
    appeal.effect = json.dumps(moved.get("moved", []), ensure_ascii=False)
    appeal.ended_by_id, appeal.ended_at = by.id, utc_now()
    said = None if appeal.mark is None else points(appeal.mark)
    facts: dict[str, audit.Plain] = {"state": str(state), "outcome": str(outcome), "mark": said, **moved}
    before: dict[str, audit.Plain] = {"state": "lodged"}
    appeals.record(session, section, appeal, "decide", before=before, after=facts, personal={"reason": reason}, by=by)
    session.flush()


def _agree(session: Session, section: Section, appeal: Appeal, mark: Amount, reason: str, by: User) -> None:
    place = (appeal.team_id, appeal.task_id)
    if appeal.criterion_id is None:
        moderation.agree_on_task(session, section, place, mark, reason=reason, by=by)
    else:
        moderation.agree_on_criteria(session, section, place, {appeal.criterion_id: mark}, reason=reason, by=by)


def _void(session: Session, section: Section, appeal: Appeal, reason: str, by: User) -> None:
    assert appeal.criterion_id is not None
    row = VoidCriterion(
        section_id=section.id,
        criterion_id=appeal.criterion_id,
        appeal_id=appeal.id,
        reason=reason,
        user_id=by.id,
        at=utc_now(),
    )
    session.add(row)
    session.flush()


def reconsider(session: Session, appeal: Appeal, *, reason: str, by: User) -> None:
    """Take a decision back before a results version has taken it up; what it agreed or made void is withdrawn.

    Raises DomainError `appeal_not_decided`, `appeal_closed`, `reason_missing`.
    """
    section = session.get_one(Section, appeal.section_id)
    audit.lock_head(session, section)
    session.refresh(appeal)
    state = after(appeal.state, Move.RECONSIDER, is_closed=appeal.closed_in_id is not None)
    reason = given_reason(reason)
    _withdraw_outcome(session, section, appeal, reason, by)
    before: dict[str, audit.Plain] = {"state": appeal.state, "outcome": appeal.outcome}
    appeal.state, appeal.outcome, appeal.mark, appeal.effect = str(state), "", None, ""
    appeal.reason, appeal.ended_by_id, appeal.ended_at = "", None, None
    facts: dict[str, audit.Plain] = {"state": str(state)}
    personal = {"reason": reason}
    appeals.record(session, section, appeal, "reconsider", before=before, after=facts, personal=personal, by=by)
    session.flush()


def _withdraw_outcome(session: Session, section: Section, appeal: Appeal, reason: str, by: User) -> None:
    if appeal.outcome == Outcome.VOID:
        standing = select(VoidCriterion).where(
            VoidCriterion.appeal_id == appeal.id, VoidCriterion.withdrawn_at.is_(None)
        )
        for row in session.scalars(standing):
            row.withdrawn_at = utc_now()
    if appeal.outcome == Outcome.CHANGED:
        for agreed in stations.standing_agreed_marks(session, appeal.team_id, appeal.task_id):
            if (agreed.criterion_id, agreed.mark) == (appeal.criterion_id, appeal.mark):
                moderation.withdraw(session, section, agreed, reason=reason, by=by)
