"""How far a section is on its way from preparing to certificates, counted in a fixed number of statements."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import Exists, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from olympiad.domain.choices import OUT_OF_RUNNING, JudgeKind, SheetState
from olympiad.domain.kinds import KEYED
from olympiad.models.appeal import Appeal
from olympiad.models.audit import AuditChain, AuditEntry
from olympiad.models.certificate import Certificate
from olympiad.models.judge import Judge
from olympiad.models.participant import Participant
from olympiad.models.results_version import ResultsVersion
from olympiad.models.score_sheet import Device, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Criterion, ReadingKey, ScheduleSlot, Task
from olympiad.models.team import Team
from olympiad.models.user import AccessCard, User
from olympiad.services.computing import rubrics
from olympiad.services.sections import sheet_assignment
from olympiad.services.settling import incidents, moderation, moderation_queue


@dataclass(frozen=True)
class Progress:
    """Counts of a section; sheets are those of teams in the running, void ones left out."""

    teams: int
    tasks: int
    tasks_without_criteria: int
    judges: int
    judges_without_card: int
    sheets: int
    handed_over: int
    accepted: int
    returned: int
    to_settle: int
    incidents: int
    settled: int
    readings_without_key: int
    waiting_on_devices: int
    conflicts: int
    versions: int
    published_number: int | None
    certificates: int
    members: int
    open_appeals: int

    @property
    def is_prepared(self) -> bool:
        """Whether there is something to mark and somebody who marks it."""
        return bool(self.teams and self.tasks and self.sheets) and not self.tasks_without_criteria

    @property
    def is_marked(self) -> bool:
        """Whether every expected sheet is handed over."""
        return bool(self.sheets) and self.handed_over == self.sheets


def count(session: Session, section: Section) -> Progress:
    """Count everything that the start page of a section tells."""
    here = section.id
    sheets = _sheets(session, here)
    versions, published = _versions(session, here)
    return Progress(
        teams=_number(session, Team, Team.section_id == here),
        tasks=_number(session, Task, Task.section_id == here),
        tasks_without_criteria=_number(
            session, Task, Task.section_id == here, Task.judges > 0, ~exists().where(Criterion.task_id == Task.id)
        ),
        judges=_number(session, Judge, Judge.section_id == here),
        judges_without_card=_number(session, Judge, Judge.section_id == here, ~_has_card()),
        sheets=sum(sheets.values()),
        handed_over=sheets.get("submitted", 0) + sheets.get("accepted", 0),
        accepted=sheets.get("accepted", 0),
        returned=sheets.get("returned", 0),
        incidents=incidents.count_open(session, section),
        to_settle=len(moderation_queue.queue(session, section)),
        settled=sum(one.withdrawn_at is None for one in moderation.settled(session, section)),
        readings_without_key=_readings_without_key(session, here),
        waiting_on_devices=session.scalar(
            select(func.coalesce(func.sum(Device.waiting), 0)).where(Device.section_id == here)
        )
        or 0,
        conflicts=sum(one.tasks for one in sheet_assignment.conflicts(session, section)),
        versions=versions,
        published_number=published,
        certificates=_number(session, Certificate, Certificate.section_id == here, Certificate.state == "valid"),
        members=_number(session, Participant, Participant.section_id == here),
        open_appeals=_number(session, Appeal, Appeal.section_id == here, Appeal.state == "lodged"),
    )


def _number(session: Session, table: type, *conditions: object) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0  # type: ignore[arg-type]


def _sheets(session: Session, section_id: int) -> dict[str, int]:
    rows = session.execute(
        select(ScoreSheet.state, func.count())
        .join(Team, Team.id == ScoreSheet.team_id)
        .join(Judge, Judge.id == ScoreSheet.judge_id)
        .where(
            ScoreSheet.section_id == section_id,
            ScoreSheet.state != SheetState.VOID,
            Team.status.not_in(OUT_OF_RUNNING),
            Judge.kind == JudgeKind.OFFICIAL,
        )
        .group_by(ScoreSheet.state)
    )
    return dict(rows.all())


def _has_card() -> Exists:
    return exists().where(AccessCard.user_id == Judge.user_id, AccessCard.revoked_at.is_(None))


def _readings_without_key(session: Session, section_id: int) -> int:
    """Count criteria whose answers have no key yet, neither in the rubric nor set apart from it."""
    query = select(Criterion).where(
        Criterion.kind.in_(KEYED),
        Criterion.retired_in.is_(None),
        Criterion.task_id.in_(select(Task.id).where(Task.section_id == section_id)),
        ~exists().where(ReadingKey.criterion_id == Criterion.id),
    )
    return sum(not rubrics.own_key_text(row) for row in session.scalars(query))


def _versions(session: Session, section_id: int) -> tuple[int, int | None]:
    is_public = and_(ResultsVersion.published_at.is_not(None), ResultsVersion.unpublished_at.is_(None))
    rows = session.execute(
        select(ResultsVersion.number, is_public).where(ResultsVersion.section_id == section_id)
    ).all()
    public = [number for number, published in rows if published]
    return len(rows), max(public, default=None)


@dataclass(frozen=True)
class Round:
    """Rounds of the schedule: when the present one or, before it, the next one begins and ends."""

    number: int
    of: int
    starts_at: datetime
    ends_at: datetime | None
    is_running: bool


def round_at(session: Session, section: Section, now: datetime) -> Round | None:
    """Return the round that runs now, else the next one; None when all are over or nothing is scheduled."""
    rows = session.execute(
        select(ScheduleSlot.starts_at, func.max(ScheduleSlot.ends_at))
        .join(Task, Task.id == ScheduleSlot.task_id)
        .where(Task.section_id == section.id, ScheduleSlot.starts_at.is_not(None))
        .group_by(ScheduleSlot.starts_at)
        .order_by(ScheduleSlot.starts_at)
    ).all()
    for number, (start, end) in enumerate(rows, 1):
        if start is not None and (start > now or (end is not None and end > now)):
            return Round(number, len(rows), start, end, start <= now)
    return None


ROWS_OF_A_DEED = 40
"""So many lines are read for each that is told: a file writes one for every row."""


@dataclass(frozen=True)
class Deed:
    """A line of the record as the start page tells it."""

    at: datetime
    who: str
    action: str
    subject: str

    @property
    def of_a_sheet(self) -> str:
        """Return the score sheet that the line is about, if it is."""
        return self.subject if self.subject.startswith("score_sheet:") else ""


def latest_deeds(session: Session, section: Section, actions: Mapping[str, str], number: int) -> list[Deed]:
    """Return the newest lines of a section's record among these actions, which have words.

    What one person did to many rows, one after another, is told once; each score sheet has a line of its own.
    """
    rows = session.execute(
        select(AuditEntry.at, User.name, AuditEntry.action, AuditEntry.subject)
        .join(AuditChain, AuditChain.id == AuditEntry.chain_id)
        .outerjoin(User, User.id == AuditEntry.user_id)
        .where(AuditChain.section_id == section.id, or_(*(AuditEntry.action == action for action in actions)))
        .order_by(AuditEntry.seq.desc())
        .limit(number * ROWS_OF_A_DEED)
    )
    deeds = [Deed(at, who or "", action, subject) for at, who, action, subject in rows]
    told = groupby(deeds, key=lambda deed: (deed.who, actions[deed.action], deed.of_a_sheet))
    return [next(group) for _, group in told][:number]


def sheet_names(session: Session, sheet_ids: list[int]) -> dict[int, str]:
    """Name sheets by task and team code, such as `GLU A98`."""
    rows = session.execute(
        select(ScoreSheet.id, Task.code, Team.code)
        .join(Task, Task.id == ScoreSheet.task_id)
        .join(Team, Team.id == ScoreSheet.team_id)
        .where(ScoreSheet.id.in_(sheet_ids))
    )
    return {sheet_id: f"{task} {team}" for sheet_id, task, team in rows}
