"""Appeals: lodging, withdrawing, talking about them, deciding them, and what keeps results from being finalised."""

from collections.abc import Mapping

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.appeals import Move, after
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.blockers import Blocker
from olympiad.domain.errors import DomainError
from olympiad.domain.reasons import given_reason
from olympiad.domain.roles import Role
from olympiad.models.appeal import Appeal, AppealMessage, AppealRight, AppealWindow
from olympiad.models.results_version import ResultsVersion
from olympiad.models.section import Section
from olympiad.models.task import Criterion, Task
from olympiad.models.team import Team
from olympiad.models.user import RoleMembership, User
from olympiad.services.appeals import appeal_windows
from olympiad.services.record import audit
from olympiad.services.record.audit_codes import codes


def lodge(
    session: Session, section: Section, team: Team, task: Task, criterion: Criterion | None, *, text: str, by: User
) -> Appeal:
    """Object to the published mark of a criterion or of a whole task, as leader of the team, while the window is open.

    Raises DomainError: `appeal_not_leader`, `appeal_window_closed`, `appeal_right_ended`, `appeal_text_missing`,
    `appeal_twice` naming the appeal that there is, `criterion_unknown`.
    """
    audit.lock_head(session, section)
    window = _open_to(session, section, team, by)
    if not text.strip():
        raise DomainError("appeal_text_missing")
    if task.section_id != section.id or (criterion is not None and criterion.task_id != task.id):
        raise DomainError("criterion_unknown")
    _refuse_twice(session, window, team, task, criterion)
    number = session.scalar(select(func.coalesce(func.max(Appeal.number), 0)).where(Appeal.section_id == section.id))
    appeal = Appeal(
        section_id=section.id,
        number=(number or 0) + 1,
        results_version_id=window.results_version_id,
        team_id=team.id,
        task_id=task.id,
        criterion_id=criterion.id if criterion else None,
        text=text.strip(),
        lodged_by_id=by.id,
        lodged_at=utc_now(),
    )
    session.add(appeal)
    session.flush()
    facts: dict[str, audit.Plain] = {
        "number": appeal.number, **codes(session, team=team.id, task=task.id, criterion=appeal.criterion_id),
    }  # fmt: skip
    record(session, section, appeal, "lodge", after=facts, personal={"text": appeal.text}, by=by)
    return appeal


def _open_to(session: Session, section: Section, team: Team, by: User) -> AppealWindow:
    """Return the window in which this person may appeal for this team now."""
    if not leads(session, by, team):
        raise DomainError("appeal_not_leader")
    window = appeal_windows.running(session, section, utc_now())
    if window is None:
        raise DomainError("appeal_window_closed")
    if right_of(session, window, team) is not None:
        raise DomainError("appeal_right_ended")
    return window


def leads(session: Session, person: User, team: Team) -> bool:
    """Return whether a person is the leader of a team."""
    query = exists().where(
        RoleMembership.user_id == person.id, RoleMembership.team_id == team.id, RoleMembership.role == Role.LEADER
    )
    return bool(session.scalar(select(query)))


def _refuse_twice(session: Session, window: AppealWindow, team: Team, task: Task, criterion: Criterion | None) -> None:
    wanted = Appeal.criterion_id.is_(None) if criterion is None else Appeal.criterion_id == criterion.id
    number = session.scalar(
        select(Appeal.number).where(
            Appeal.results_version_id == window.results_version_id,
            Appeal.team_id == team.id,
            Appeal.task_id == task.id,
            Appeal.state.in_(("lodged", "decided")),
            wanted,
        )
    )
    if number is not None:
        raise DomainError("appeal_twice", number=number)


def withdraw(session: Session, appeal: Appeal, *, reason: str = "", by: User) -> None:
    """Take one's own appeal back, as leader. Raises `appeal_not_leader`, and what the table of moves refuses."""
    section = _locked(session, appeal)
    if not leads(session, by, session.get_one(Team, appeal.team_id)):
        raise DomainError("appeal_not_leader")
    _end(session, section, appeal, Move.WITHDRAW, reason=reason.strip(), by=by)


def lose(session: Session, appeal: Appeal, *, reason: str, by: User) -> None:
    """Record that the right was lost, such as by not coming to the hearing; the reason is told to the team."""
    section = _locked(session, appeal)
    _end(session, section, appeal, Move.LOSE, reason=given_reason(reason), by=by)


def _end(session: Session, section: Section, appeal: Appeal, move: Move, *, reason: str, by: User) -> None:
    before = appeal.state
    appeal.state = str(after(appeal.state, move, is_closed=appeal.closed_in_id is not None))
    appeal.reason, appeal.ended_by_id, appeal.ended_at = reason, by.id, utc_now()
    moved: dict[str, audit.Plain] = {"state": appeal.state}
    personal = {"reason": reason} if reason else None
    record(session, section, appeal, str(move), before={"state": before}, after=moved, personal=personal, by=by)
    session.flush()


def say(session: Session, appeal: Appeal, *, text: str, side: str, by: User) -> AppealMessage:
    """Write a line into the thread while the appeal is open. Raises `appeal_ended`, `appeal_text_missing`."""
    section = _locked(session, appeal)
    if appeal.state != "lodged":
        raise DomainError("appeal_ended", state=appeal.state)
    if not text.strip():
        raise DomainError("appeal_text_missing")
    message = AppealMessage(appeal_id=appeal.id, user_id=by.id, side=side, text=text.strip(), at=utc_now())
    session.add(message)
    session.flush()
    record(session, section, appeal, "say", after={"side": side}, personal={"text": message.text}, by=by)
    return message


def thread(session: Session, appeal: Appeal) -> list[AppealMessage]:
    """Return what was written about an appeal, in order."""
    query = select(AppealMessage).where(AppealMessage.appeal_id == appeal.id).order_by(AppealMessage.id)
    return list(session.scalars(query))


def waive(session: Session, section: Section, team: Team, *, by: User) -> AppealRight:
    """Declare, as leader, that the team does not appeal (any more). Raises what `lodge` raises, `appeals_waiting`."""
    audit.lock_head(session, section)
    window = _open_to(session, section, team, by)
    return _end_right(session, section, window, team, "waived", "", by)


def lose_right(session: Session, section: Section, team: Team, *, reason: str, by: User) -> AppealRight:
    """Record that a team has lost its right to appeal, with the reason.

    Raises DomainError: `reason_missing`, `appeal_window_closed` where there never was one, `appeal_right_ended`,
    `appeals_waiting` while an appeal of the team is open.
    """
    audit.lock_head(session, section)
    window = appeal_windows.latest(session, section)
    if window is None:
        raise DomainError("appeal_window_closed")
    if right_of(session, window, team) is not None:
        raise DomainError("appeal_right_ended")
    return _end_right(session, section, window, team, "lost", given_reason(reason), by)


def _end_right(
    session: Session, section: Section, window: AppealWindow, team: Team, kind: str, reason: str, by: User
) -> AppealRight:
    waiting = exists().where(Appeal.team_id == team.id, Appeal.state == "lodged")
    if session.scalar(select(waiting)):
        raise DomainError("appeals_waiting")
    row = AppealRight(
        section_id=section.id,
        results_version_id=window.results_version_id,
        team_id=team.id,
        kind=kind,
        reason=reason,
        user_id=by.id,
        at=utc_now(),
    )
    session.add(row)
    session.flush()
    facts: dict[str, audit.Plain] = {"team": team.code, "kind": kind}
    personal = {"reason": reason} if reason else None
    audit.record(
        session,
        AuditAction.APPEALS_END_RIGHT,
        f"appeal_right:{row.id}",
        by=by,
        section=section,
        after=facts,
        personal=personal,
    )
    return row


def right_of(session: Session, window: AppealWindow, team: Team) -> AppealRight | None:
    """Return how a team's right to appeal ended, if it has."""
    query = select(AppealRight).where(
        AppealRight.results_version_id == window.results_version_id, AppealRight.team_id == team.id
    )
    return session.scalars(query).one_or_none()


def rights_of(session: Session, section: Section) -> list[tuple[AppealRight, Team]]:
    """List the rights that ended in a section."""
    query = select(AppealRight, Team).join(Team, Team.id == AppealRight.team_id)
    rows = session.execute(query.where(AppealRight.section_id == section.id).order_by(AppealRight.id))
    return [(right, team) for right, team in rows]


Line = tuple[Appeal, Team, Task, Criterion | None]


def listed(session: Session, section: Section, team_ids: frozenset[int] | None = None) -> list[Line]:
    """List the appeals of a section, or of some teams, the open ones first, then by number."""
    query = (
        select(Appeal, Team, Task, Criterion)
        .join(Team, Team.id == Appeal.team_id)
        .join(Task, Task.id == Appeal.task_id)
        .outerjoin(Criterion, Criterion.id == Appeal.criterion_id)
        .where(Appeal.section_id == section.id)
        .order_by(Appeal.state != "lodged", Appeal.number)
    )
    if team_ids is not None:
        query = query.where(Appeal.team_id.in_(team_ids))
    return [(appeal, team, task, criterion) for appeal, team, task, criterion in session.execute(query)]


def blockers(session: Session, section: Section) -> list[Blocker]:
    """Name the appeals that wait for a decision."""
    return [
        Blocker("blocker_appeal_open", {"number": appeal.number, "team_code": team.code, "task": task.code})
        for appeal, team, task, _ in listed(session, section)
        if appeal.state == "lodged"
    ]


def version_of(session: Session, appeal: Appeal) -> ResultsVersion:
    """Return the version against which an appeal is lodged."""
    return session.get_one(ResultsVersion, appeal.results_version_id)


def _locked(session: Session, appeal: Appeal) -> Section:
    section = session.get_one(Section, appeal.section_id)
    audit.lock_head(session, section)
    session.refresh(appeal)
    return section


def record(
    session: Session,
    section: Section,
    appeal: Appeal,
    verb: str,
    *,
    before: Mapping[str, audit.Plain] | None = None,
    after: Mapping[str, audit.Plain],
    personal: Mapping[str, str] | None = None,
    by: User,
) -> None:
    """Write a line about an appeal into the section's chain."""
    audit.record(
        session,
        AuditAction(f"appeals.{verb}"),
        subject_of(appeal),
        by=by,
        section=section,
        before=before,
        after=after,
        personal=personal,
    )


def subject_of(appeal: Appeal) -> str:
    """Name an appeal as the record does."""
    return f"appeal:{appeal.id}"


def record_reading(session: Session, appeal: Appeal, *, by: User) -> None:
    """Write down that somebody reads an appeal who keeps the machine, not the marks."""
    record(session, session.get_one(Section, appeal.section_id), appeal, "read", after={}, by=by)
