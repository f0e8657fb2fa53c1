"""Marking the demonstration through the same services that judges use."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.demo import after_marking, marks
from olympiad.demo.loading import ROUNDS_OVER
from olympiad.demo.teams import TEAMS
from olympiad.domain.choices import IN_THE_RUNNING
from olympiad.domain.operations import Kind, Operation, Value
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import Mark, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Criterion, Sample, ScheduleSlot, Task
from olympiad.models.team import Team
from olympiad.models.user import RoleMembership, User
from olympiad.services.marking import devices, operations, score_sheets
from olympiad.services.settling import moderation


@dataclass
class Hall:
    """The rows of the section, loaded once."""

    section: Section
    judges: list[tuple[Judge, User]]
    sheets: dict[int, list[tuple[ScoreSheet, Team, Task, int]]] = field(default_factory=dict)
    """By judge: sheet, team, task, round."""
    criteria: dict[int, list[Criterion]] = field(default_factory=dict)
    samples: dict[tuple[int, int], str] = field(default_factory=dict)


def _load(session: Session, section: Section) -> Hall:
    judges = session.execute(
        select(Judge, User)
        .join(User, User.id == Judge.user_id)
        .where(Judge.section_id == section.id)
        .order_by(Judge.id)
    )
    hall = Hall(section, [(judge, user) for judge, user in judges])
    rows = session.execute(
        select(ScoreSheet, Team, Task, ScheduleSlot.order)
        .join(Team, Team.id == ScoreSheet.team_id)
        .join(Task, Task.id == ScoreSheet.task_id)
        .join(ScheduleSlot, (ScheduleSlot.team_id == Team.id) & (ScheduleSlot.task_id == Task.id))
        .where(ScoreSheet.section_id == section.id, Team.status.in_(IN_THE_RUNNING))
        .order_by(ScheduleSlot.order, Task.position, Team.key, ScoreSheet.judge_id)
    )
    for sheet, team, task, turn in rows:
        hall.sheets.setdefault(sheet.judge_id, []).append((sheet, team, task, turn or 0))
    for criterion in session.scalars(
        select(Criterion).join(Task).where(Task.section_id == section.id).order_by(Criterion.position)
    ):
        hall.criteria.setdefault(criterion.task_id, []).append(criterion)
    samples = session.execute(
        select(Sample.team_id, Sample.task_id, Sample.sample).join(Task).where(Task.section_id == section.id)
    )
    hall.samples = {(team, task): sample for team, task, sample in samples}
    return hall


def mark_part(session: Session, section: Section) -> None:
    """Mark what the rounds so far have brought: one disagreement, one returned sheet, one absent team, one sheet missing."""
    hall = _load(session, section)
    for judge, user in hall.judges:
        wanted = []
        for sheet, team, task, turn in hall.sheets[judge.id]:
            if (team.code, task.code) == marks.MISSING and judge.key == "J7":
                continue
            if turn <= ROUNDS_OVER:
                wanted.append((sheet, team, task, None))
            elif turn == ROUNDS_OVER + 1:
                wanted.append((sheet, team, task, 4))
        _send(session, hall, judge, user, wanted)
    _return_one(session, hall)


def _send(
    session: Session,
    hall: Hall,
    judge: Judge,
    user: User,
    wanted: Iterable[tuple[ScoreSheet, Team, Task, int | None]],
) -> None:
    """Send a judge's operations in one list; a sheet with a number of cells stays open after so many."""
    sender = devices.form_sender(session, hall.section, judge, by=user)
    made: list[Operation] = []
    for sheet, team, task, cells in wanted:
        given = list(_given(hall, judge, team, task).items())[:cells]
        for criterion_id, value in given:
            made.append(_operation(sender.last_seq + len(made) + 1, sheet, Kind.MARK, criterion_id, value))
        if cells is None:
            made.append(_operation(sender.last_seq + len(made) + 1, sheet, Kind.SUBMIT))
    _apply(session, sender, made, user)


def _apply(session: Session, sender: devices.Sender, made: list[Operation], user: User) -> None:
    answers = operations.apply(session, sender, made, by=user.id)
    refused = [answer for answer in answers if answer.outcome != "applied"]
    if refused:
        raise RuntimeError(f"the demonstration does not agree with the rules: {refused[0]}")
    session.expire_all()


def _given(hall: Hall, judge: Judge, team: Team, task: Task) -> dict[int, Value]:
    criteria = hall.criteria[task.id]
    demo_team = next(each for each in TEAMS if each.code == team.code)
    drawn = marks.draw(demo_team, task.code, hall.samples.get((team.id, task.id), ""), criteria)
    return marks.seen_by(judge.key, demo_team, task.code, drawn, criteria)


def _operation(
    seq: int, sheet: ScoreSheet, kind: Kind, criterion_id: int | None = None, value: Value | None = None
) -> Operation:
    return Operation(
        secrets.token_hex(16), seq, sheet.id, kind, sheet.rubric_version, criterion_id, None, value or Value()
    )


def _return_one(session: Session, hall: Hall) -> None:
    chief = _holder(session, hall.section, "chief_judge")
    sheet = next(
        sheet
        for sheets in hall.sheets.values()
        for sheet, team, task, _ in sheets
        if (team.code, task.code) == marks.RETURNED
    )
    score_sheets.return_to_judge(
        session, sheet, reason="The second reading was taken from the neighbour’s tube.", by=chief
    )


def _holder(session: Session, section: Section, role: str) -> User:
    return session.scalars(
        select(User)
        .join(RoleMembership, RoleMembership.user_id == User.id)
        .where(RoleMembership.edition_id == section.edition_id, RoleMembership.role == role)
    ).one()


def finish(session: Session, section: Section) -> None:
    """Mark what is left, settle the disagreement; then publish, hear an appeal, make it official, issue certificates."""
    hall = _load(session, section)
    given = {
        (sheet_id, criterion_id) for sheet_id, criterion_id in session.execute(select(Mark.sheet_id, Mark.criterion_id))
    }
    for judge, user in hall.judges:
        _send_rest(session, hall, judge, user, given)
    chief, organizer = _holder(session, section, "chief_judge"), _holder(session, section, "organizer")
    _settle(session, hall, chief)
    after_marking.publish(session, section, chief=chief, organizer=organizer)


def _send_rest(session: Session, hall: Hall, judge: Judge, user: User, given: set[tuple[int, int]]) -> None:
    sender = devices.form_sender(session, hall.section, judge, by=user)
    made: list[Operation] = []
    for sheet, team, task, _ in hall.sheets[judge.id]:
        if sheet.state in ("submitted", "accepted", "void"):
            continue
        for criterion_id, value in _given(hall, judge, team, task).items():
            if (sheet.id, criterion_id) not in given:
                made.append(_operation(sender.last_seq + len(made) + 1, sheet, Kind.MARK, criterion_id, value))
        submits = _operation(sender.last_seq + len(made) + 1, sheet, Kind.SUBMIT)
        made.append(replace(submits, base=operations.last_submission(session, sheet.id)))
    if made:
        _apply(session, sender, made, user)


def _settle(session: Session, hall: Hall, chief: User) -> None:
    """Settle the task whose judges differ with the mean of both sheets."""
    team, task = next(
        (team, task)
        for lines in hall.sheets.values()
        for _, team, task, _ in lines
        if (team.code, task.code) == marks.DISAGREEMENT
    )
    reason = "Both judges went through the curve together: five time points, rate from the linear part."
    moderation.agree_on_mean(session, hall.section, (team.id, task.id), reason=reason, by=chief)
