"""Settling sheets that disagree, each time with a reason on record; what was settled can be withdrawn, not deleted."""

import hashlib
from collections.abc import Mapping, Sequence

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.choices import MOVABLE, OUT_OF_RUNNING, JudgeKind, MarkState, SheetState
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import Amount, added, divide, points
from olympiad.domain.kinds import KEYED
from olympiad.domain.reasons import given_reason
from olympiad.domain.rubric import check_mark
from olympiad.models.adjustment import AgreedMark
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import Mark, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Criterion, Task
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.computing import rubrics, rules, stations
from olympiad.services.computing.stations import Station
from olympiad.services.marking import score_sheets
from olympiad.services.record import audit
from olympiad.services.record.audit_codes import codes, codes_of_sheet
from olympiad.services.sections import conflicts, sheet_numbers

Place = tuple[int, int]
"""Ids of team and task."""


def to_settle(session: Session, section: Section) -> list[tuple[Team, Task]]:
    """List where a team in the running has all its sheets handed over and at least one is not accepted.

    What there is to settle stands among these: `moderation_queue.queue` asks the rulebook about each.
    """
    states = case((ScoreSheet.state == SheetState.SUBMITTED, 1), else_=0)
    awaited = case((ScoreSheet.state.in_(MOVABLE), 1), else_=0)
    sheets = (
        select(ScoreSheet.team_id, ScoreSheet.task_id)
        .join(Judge, Judge.id == ScoreSheet.judge_id)
        .where(
            ScoreSheet.section_id == section.id,
            ScoreSheet.state != SheetState.VOID,
            Judge.kind == JudgeKind.OFFICIAL,
        )
        .group_by(ScoreSheet.team_id, ScoreSheet.task_id)
        .having(func.count() > 1, func.sum(states) > 0, func.sum(awaited) == 0)
        .subquery()
    )
    query = (
        select(Team, Task)
        .join(sheets, sheets.c.team_id == Team.id)
        .join(Task, Task.id == sheets.c.task_id)
        .where(Team.status.not_in(OUT_OF_RUNNING))
        .order_by(Task.position, Team.code)
    )
    return [(team, task) for team, task in session.execute(query)]


def settled(session: Session, section: Section, place: Place | None = None) -> list[AgreedMark]:
    """List what was settled in the section, or at one place, the newest first, withdrawn rows included."""
    query = (
        select(AgreedMark)
        .where(AgreedMark.section_id == section.id)
        .order_by(AgreedMark.at.desc(), AgreedMark.id.desc())
    )
    if place is not None:
        query = query.where(AgreedMark.team_id == place[0], AgreedMark.task_id == place[1])
    return list(session.scalars(query))


def agree_on_criteria(
    session: Session, section: Section, place: Place, marks: Mapping[int, Amount], *, reason: str, by: User
) -> list[AgreedMark]:
    """Settle single criteria (by id, marks as a judge would give them); earlier settlements there are withdrawn."""
    return _agree_on_criteria(session, section, place, _place(session, section, place, by), marks, reason, by)


def agree_at_bench(
    session: Session, section: Section, place: Place, marks: Mapping[int, Amount], *, reason: str, by: User
) -> list[AgreedMark]:
    """Settle what both judges of a place have agreed on; `by` is the one who confirmed last, a judge of one of the sheets."""
    loaded = stations.load(session, section, *place)
    own = {judge.id for judge in _judged_by(session, section, by)}
    if not any(sheet.judge_id in own for sheet in loaded.sheets):
        raise DomainError("sheet_of_another_judge")
    return _agree_on_criteria(session, section, place, loaded, marks, reason, by)


def _agree_on_criteria(
    session: Session,
    section: Section,
    place: Place,
    loaded: Station,
    marks: Mapping[int, Amount],
    reason: str,
    by: User,
) -> list[AgreedMark]:
    reason = given_reason(reason)
    if not marks:
        raise DomainError("agreed_mark_missing")
    known = {criterion.id: criterion for criterion in loaded.criteria}
    for criterion_id, mark in marks.items():
        if criterion_id not in known:
            raise DomainError("criterion_unknown")
        check_agreed(known[criterion_id], mark)
    for standing in loaded.agreed:
        if standing.criterion_id is None or standing.criterion_id in marks:
            _withdraw(session, section, standing, by=by)
    made = [
        _agree(session, section, place, criterion_id, mark, reason, by) for criterion_id, mark in sorted(marks.items())
    ]
    score_sheets.accept_where_agreed(session, section, *place)
    return made


def check_agreed(criterion: Criterion, mark: Amount) -> None:
    """Refuse an agreed mark that no judge could have given; of a reading it is its points."""
    if not isinstance(mark, int):
        raise DomainError("too_many_decimals", found=points(mark))
    if criterion.kind in KEYED and not 0 <= mark <= criterion.maximum:
        raise DomainError("mark_above_maximum", found=points(mark), maximum=points(criterion.maximum))
    check_mark(rubrics.criterion_from(criterion), mark)


def agree_on_task(
    session: Session, section: Section, place: Place, mark: Amount, *, reason: str, by: User
) -> AgreedMark:
    """Settle the whole task with a mark within 0…task maximum, any decimal; criterion marks agreed before are withdrawn."""
    loaded = _place(session, section, place, by)
    reason = given_reason(reason)
    if not 0 <= mark <= loaded.rubric.maximum:
        code = "mark_above_maximum" if mark > 0 else "mark_negative"
        raise DomainError(code, found=points(mark), maximum=points(loaded.rubric.maximum))
    for standing in loaded.agreed:
        _withdraw(session, section, standing, by=by)
    made = _agree(session, section, place, None, mark, reason, by)
    score_sheets.accept_where_agreed(session, section, *place)
    return made


def agree_on_mean(session: Session, section: Section, place: Place, *, reason: str, by: User) -> AgreedMark:
    """Settle with the mean of the sheet totals, exactly."""
    totals = _totals(_place(session, section, place, by))
    return agree_on_task(session, section, place, divide(added(totals), len(totals)), reason=reason, by=by)


def take_one(session: Session, section: Section, place: Place, sheet_id: int, *, reason: str, by: User) -> AgreedMark:
    """Settle with the total of one of the sheets."""
    loaded = _place(session, section, place, by)
    position = next((at for at, sheet in enumerate(loaded.sheets) if sheet.id == sheet_id), None)
    if position is None:
        raise DomainError("sheet_unknown")
    return agree_on_task(session, section, place, _totals(loaded)[position], reason=reason, by=by)


def ask_third_judge(
    session: Session, section: Section, place: Place, judge: Judge, *, reason: str, by: User
) -> ScoreSheet:
    """Return one more judge a sheet for this team and task; it counts like the others."""
    loaded = _place(session, section, place, by)
    reason = given_reason(reason)
    team = session.get_one(Team, place[0])
    if judge.section_id != section.id:
        raise DomainError("judge_of_another_section", judge=judge.key)
    if any(sheet.judge_id == judge.id for sheet in loaded.sheets):
        raise DomainError("judge_has_this_sheet", judge=judge.key, team=team.code, task=loaded.task.code)
    _check_interest(session, section, judge, team)
    attempts = select(func.coalesce(func.max(ScoreSheet.attempt), 0)).where(
        ScoreSheet.team_id == place[0], ScoreSheet.task_id == place[1], ScoreSheet.judge_id == judge.id
    )
    sheet = ScoreSheet(
        id=sheet_numbers.draw_one(session),
        section_id=section.id,
        team_id=place[0],
        task_id=place[1],
        judge_id=judge.id,
        attempt=(session.scalar(attempts) or 0) + 1,
        rubric_version=section.rubric_version,
        state=SheetState.NOT_STARTED,
    )
    session.add(sheet)
    session.flush()
    _record(session, section, "ask_third_judge", f"score_sheet:{sheet.id}", codes_of_sheet(session, sheet), reason, by)
    score_sheets.reopen(session, *place)
    return sheet


def _check_interest(session: Session, section: Section, judge: Judge, team: Team) -> None:
    if conflicts.is_close(session, judge, team) and rules.forbids_conflicts(session, section):
        raise DomainError("conflict_forbidden", judge=judge.key, team=team.key)


def withdraw(session: Session, section: Section, agreed: AgreedMark, *, reason: str, by: User) -> None:
    """Undo a settlement: the row stays, withdrawn; the sheets are compared anew."""
    reason = given_reason(reason)
    if agreed.withdrawn_at is not None:
        raise DomainError("agreed_mark_withdrawn")
    _place(session, section, (agreed.team_id, agreed.task_id), by)
    _withdraw(session, section, agreed, by=by, reason=reason)
    score_sheets.reopen(session, agreed.team_id, agreed.task_id)
    score_sheets.accept_where_agreed(session, section, agreed.team_id, agreed.task_id)


def _withdraw(session: Session, section: Section, agreed: AgreedMark, *, by: User, reason: str = "") -> None:
    _record(session, section, "withdraw", f"agreed_mark:{agreed.id}", {"mark": points(agreed.mark)}, reason, by)
    agreed.withdrawn_at = utc_now()
    session.flush()


def _agree(
    session: Session, section: Section, place: Place, criterion_id: int | None, mark: Amount, reason: str, by: User
) -> AgreedMark:
    made = AgreedMark(
        section_id=section.id,
        team_id=place[0],
        task_id=place[1],
        criterion_id=criterion_id,
        mark=mark,
        reason=reason,
        user_id=by.id,
        at=utc_now(),
    )
    session.add(made)
    session.flush()
    after = {"mark": points(mark)} | codes(session, team=place[0], task=place[1], criterion=criterion_id)
    if settles_own_institution(session, section, session.get_one(Team, place[0]), by):
        after["own_institution"] = True
    _record(session, section, "agree", f"agreed_mark:{made.id}", after, reason, by)
    return made


def _record(
    session: Session, section: Section, verb: str, subject: str, after: Mapping[str, audit.Plain], reason: str, by: User
) -> None:
    personal = {"reason": reason} if reason else None
    audit.record(
        session, AuditAction(f"moderation.{verb}"), subject, by=by, section=section, after=after, personal=personal
    )


def _place(session: Session, section: Section, place: Place, by: User) -> Station:
    """Load what is to settle for somebody who may settle it."""
    team, task = session.get(Team, place[0]), session.get(Task, place[1])
    if team is None or task is None or team.section_id != section.id or task.section_id != section.id:
        raise DomainError("place_unknown")
    loaded = stations.load(session, section, *place)
    if refused := why_not(session, section, team, loaded, by):
        raise refused
    return loaded


def why_not(session: Session, section: Section, team: Team, loaded: Station, by: User) -> DomainError | None:
    """Return why a person may not settle here: a judge of one of the sheets; by rule, somebody of the team's institution."""
    own = _judged_by(session, section, by)
    if any(judge.id in {sheet.judge_id for sheet in loaded.sheets} for judge in own):
        return DomainError("settler_marked_here", team=team.code)
    if conflicts.close_judges(session, own, team) and rules.forbids_conflicts(session, section):
        return DomainError("settler_of_own_institution", team=team.code)
    return None


def settles_own_institution(session: Session, section: Section, team: Team, by: User) -> bool:
    """Whether a person belongs to the team's institution; where the rules allow that, it is said and put on record."""
    return bool(conflicts.close_judges(session, _judged_by(session, section, by), team))


def _judged_by(session: Session, section: Section, user: User) -> list[Judge]:
    """The judges that a person is in the edition: there the institution is known."""
    here = select(Section.id).where(Section.edition_id == section.edition_id)
    return list(session.scalars(select(Judge).where(Judge.user_id == user.id, Judge.section_id.in_(here))))


def standing(loaded: Station) -> str:
    """Return a short mark of how things stand at a place: what is agreed, and every sheet's state."""
    sheets = [f"{one.id}:{one.state}:{one.submitted_at}" for one in loaded.sheets]
    return hashlib.sha256(repr((sorted(one.id for one in loaded.agreed), sheets)).encode()).hexdigest()[:16]


def refuse_if_moved(session: Session, section: Section, place: Place, seen: str) -> None:
    """Queue with the section's other writers, then refuse with `settled_meanwhile` where things no longer stand as seen.

    So that of two chief judges who settle the same disagreement at once one does, and the other is told.
    """
    audit.lock(session, section.id)
    session.expire_all()
    if seen != standing(stations.load(session, section, *place)):
        raise DomainError("settled_meanwhile")


def _totals(loaded: Station) -> Sequence[Amount]:
    """The sheet totals; refused while one has none."""
    totals = [total for total in loaded.comparison.totals if total is not None]
    if not totals or len(totals) != len(loaded.sheets) or not loaded.is_complete:
        raise DomainError("sheet_totals_missing")
    return totals


def loaded_from_files(session: Session, loaded: Station) -> set[int]:
    """Return the sheets that hold marks which came in a file and not from the judge's hand or a clerk's."""
    ids = [sheet.id for sheet in loaded.sheets]
    query = select(Mark.sheet_id).where(
        Mark.sheet_id.in_(ids), Mark.operation_id.is_(None), Mark.state != MarkState.UNMARKED
    )
    return set(session.scalars(query))
