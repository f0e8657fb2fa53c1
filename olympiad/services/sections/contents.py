"""Reads what stands in editions and sections by what pages name it: slugs, keys, codes and numbers."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from olympiad.models.edition import Edition
from olympiad.models.institution import Institution
from olympiad.models.judge import Judge, JudgeTask, JudgeTeam
from olympiad.models.participant import Participant
from olympiad.models.results_version import ResultsVersion
from olympiad.models.section import Section
from olympiad.models.task import Criterion, ReadingKey, Sample, ScheduleSlot, Task
from olympiad.models.team import Team
from olympiad.models.user import User


def editions(session: Session) -> list[Edition]:
    """Return all editions, the newest first."""
    return list(session.scalars(select(Edition).order_by(Edition.id.desc())))


def edition(session: Session, slug: str) -> Edition | None:
    """Return the edition of an address."""
    return session.scalars(select(Edition).where(Edition.slug == slug)).one_or_none()


def section(session: Session, edition_slug: str, slug: str) -> Section | None:
    """Return the section of an address."""
    query = select(Section).join(Edition, Edition.id == Section.edition_id)
    return session.scalars(query.where(Edition.slug == edition_slug, Section.slug == slug)).one_or_none()


def institutions(session: Session, of: Edition) -> list[Institution]:
    """Return the institutions of an edition by key."""
    return list(session.scalars(select(Institution).where(Institution.edition_id == of.id).order_by(Institution.key)))


def teams(session: Session, of: Section, order: InstrumentedAttribute[str] = Team.key) -> list[Team]:
    """Return the teams of a section by key, or by another column."""
    return list(session.scalars(select(Team).where(Team.section_id == of.id).order_by(order)))


def team(session: Session, of: Section, key: str) -> Team | None:
    """Return the team of a section that has this key."""
    return session.scalars(select(Team).where(Team.section_id == of.id, Team.key == key)).one_or_none()


def tasks(session: Session, of: Section) -> list[Task]:
    """Return the tasks of a section in their order."""
    return list(session.scalars(select(Task).where(Task.section_id == of.id).order_by(Task.position, Task.id)))


def task(session: Session, of: Section, code: str) -> Task | None:
    """Return the task of a section that has this code."""
    return session.scalars(select(Task).where(Task.section_id == of.id, Task.code == code)).one_or_none()


def criteria(session: Session, of: Section) -> list[tuple[str, Criterion]]:
    """Return the criteria of a section with the code of their task, retired ones too, in the order in which they were entered."""
    query = select(Task.code, Criterion).join(Task, Task.id == Criterion.task_id).where(Task.section_id == of.id)
    return [(row[0], row[1]) for row in session.execute(query.order_by(Criterion.id))]


def reading_keys(session: Session, of: Task) -> list[tuple[ReadingKey, Criterion]]:
    """Return the reading keys of a task with their criterion."""
    query = (
        select(ReadingKey, Criterion)
        .join(Criterion, Criterion.id == ReadingKey.criterion_id)
        .where(Criterion.task_id == of.id, Criterion.retired_in.is_(None))
        .order_by(Criterion.position, ReadingKey.sample)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def samples(session: Session, of: Task) -> list[tuple[str, str]]:
    """Return the codes of teams with their sample of a task."""
    query = select(Team.code, Sample.sample).join(Sample, Sample.team_id == Team.id)
    return [(row[0], row[1]) for row in session.execute(query.where(Sample.task_id == of.id).order_by(Team.code))]


def judges(session: Session, of: Section) -> list[Judge]:
    """Return the judges of a section by key."""
    return list(session.scalars(select(Judge).where(Judge.section_id == of.id).order_by(Judge.key)))


def teams_of_judge(session: Session, judge: Judge) -> list[str]:
    """Return the keys of the teams that a judge is bound to."""
    query = select(Team.key).join(JudgeTeam, JudgeTeam.team_id == Team.id).where(JudgeTeam.judge_id == judge.id)
    return list(session.scalars(query.order_by(Team.id)))


def tasks_of_judges(session: Session, judge_ids: Collection[int]) -> dict[int, list[str]]:
    """Return the codes of the tasks that each judge marks."""
    query = select(JudgeTask.judge_id, Task.code).join(Task, Task.id == JudgeTask.task_id)
    found: dict[int, list[str]] = {judge_id: [] for judge_id in judge_ids}
    for judge_id, code in session.execute(query.where(JudgeTask.judge_id.in_(judge_ids)).order_by(Task.position)):
        found[judge_id].append(code)
    return found


def members(session: Session, of: Team) -> list[Participant]:
    """Return the members of a team in the order in which they were entered."""
    return list(session.scalars(select(Participant).where(Participant.team_id == of.id).order_by(Participant.id)))


def count_members(session: Session, of: Team) -> int:
    """Return how many members a team has."""
    return session.scalar(select(func.count(Participant.id)).where(Participant.team_id == of.id)) or 0


def participants(session: Session, of: Section) -> list[tuple[str, Participant]]:
    """Return the members of all teams of a section with the key of their team, by team."""
    query = select(Team.key, Participant).join(Team, Team.id == Participant.team_id)
    rows = session.execute(query.where(Participant.section_id == of.id).order_by(Team.key, Participant.id))
    return [(row[0], row[1]) for row in rows]


def named_members(session: Session, of: Section) -> list[Participant]:
    """Return the participants of a section who agreed to be named with their result."""
    query = select(Participant).where(
        Participant.section_id == of.id, Participant.consents_name, Participant.consents_score
    )
    return list(session.scalars(query.order_by(Participant.id)))


def slot(session: Session, team_id: int, task_id: int) -> ScheduleSlot | None:
    """Return when a team is at a task."""
    query = select(ScheduleSlot).where(ScheduleSlot.team_id == team_id, ScheduleSlot.task_id == task_id)
    return session.scalars(query).one_or_none()


def version(session: Session, of: Section, number: int) -> ResultsVersion | None:
    """Return the frozen version of results that has this number."""
    query = select(ResultsVersion).where(ResultsVersion.section_id == of.id, ResultsVersion.number == number)
    return session.scalars(query).one_or_none()


def names_of_people(session: Session, ids: Collection[int | None]) -> dict[int, str]:
    """Return the names of people by their ids; None among the ids is nobody."""
    rows = session.execute(select(User.id, User.name).where(User.id.in_(set(ids) - {None})))
    return {row.id: row.name for row in rows}
