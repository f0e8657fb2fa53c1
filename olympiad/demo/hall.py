"""Beside the marking of the demonstration: teams that check in, a practice example of the morning, and two calls for help."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.demo import marks
from olympiad.demo.teams import TEAMS
from olympiad.domain.choices import IN_THE_RUNNING
from olympiad.domain.help_reasons import HelpReason
from olympiad.domain.roles import Role
from olympiad.models.judge import Judge, JudgeTask
from olympiad.models.section import Section
from olympiad.models.task import Criterion, Task
from olympiad.models.team import Team
from olympiad.models.user import RoleMembership, User
from olympiad.services.marking import calibrations, help_requests
from olympiad.services.marking.sheet_saving import Given
from olympiad.services.sections import check_in

PRACTISED = "GLU"


def practise(session: Session, section: Section) -> None:
    """Let the judges of one task mark a film before the start, and end the practice."""
    chief, task = _staff(session, section, Role.CHIEF_JUDGE), _task(session, section, PRACTISED)
    example = calibrations.begin(session, section, task, "Film 1", "Shown in room 204 at 08:30.", by=chief)
    query = select(Criterion).where(Criterion.task_id == task.id).order_by(Criterion.position)
    criteria = list(session.scalars(query))
    drawn = marks.draw(TEAMS[0], task.code, "", criteria)
    for judge, user in _judges(session, task):
        given = marks.seen_by(judge.key, TEAMS[0], task.code, drawn, criteria)
        answers = [Given(criterion_id, "", value) for criterion_id, value in given.items()]
        if refused := calibrations.save(session, section, example, judge, answers, by=user):
            raise RuntimeError(f"the demonstration does not agree with the rules: {refused}")
        calibrations.submit(session, section, example, judge, by=user)
    calibrations.end(session, section, example, by=chief)


def check_in_all(session: Session, section: Section) -> None:
    """Let the clerk at the door note every team in the running before the start."""
    clerk = _staff(session, section, Role.CLERK)
    query = select(Team).where(Team.section_id == section.id, Team.status.in_(IN_THE_RUNNING)).order_by(Team.key)
    for team in session.scalars(query).all():
        check_in.arrive(session, section, team, by=clerk)


def call(session: Session, section: Section) -> None:
    """A call that was answered and closed, and one that waits."""
    organizer = _staff(session, section, Role.ORGANIZER)
    first, second = _task(session, section, "PRO"), _task(session, section, "URI")
    judge, user = _judges(session, first)[0]
    done = help_requests.ask(
        session, section, judge, HelpReason.MATERIAL, "540 nm cuvettes", station=first.station, by=user
    )
    help_requests.answer(session, section, done, "", by=organizer)
    help_requests.close(session, section, done, by=user)
    judge, user = _judges(session, second)[0]
    help_requests.ask(session, section, judge, HelpReason.RUBRIC, "", station=second.station, by=user)


def settle(session: Session, section: Section) -> None:
    """Close the call that waits."""
    for one in help_requests.calls(session, section, only_open=True):
        help_requests.close(session, section, one.request, by=_staff(session, section, Role.ORGANIZER))


def _task(session: Session, section: Section, code: str) -> Task:
    return session.scalars(select(Task).where(Task.section_id == section.id, Task.code == code)).one()


def _judges(session: Session, task: Task) -> list[tuple[Judge, User]]:
    query = (
        select(Judge, User)
        .join(JudgeTask, JudgeTask.judge_id == Judge.id)
        .join(User, User.id == Judge.user_id)
        .where(JudgeTask.task_id == task.id)
        .order_by(Judge.key)
    )
    return [(judge, user) for judge, user in session.execute(query)]


def _staff(session: Session, section: Section, role: Role) -> User:
    query = select(User).join(RoleMembership, RoleMembership.user_id == User.id)
    return session.scalars(
        query.where(RoleMembership.edition_id == section.edition_id, RoleMembership.role == role).limit(1)
    ).one()
