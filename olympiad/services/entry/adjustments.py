"""What is entered by hand beside the sheets: penalties, absences, times, extra rounds, special awards, the schedule."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain import what_if as comparing
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.choices import JudgeKind, MarkState, SheetState
from olympiad.domain.errors import DomainError
from olympiad.domain.evidence import gather
from olympiad.domain.known_marks import KnownMarks
from olympiad.domain.ranking import Ranking, rank_evidence
from olympiad.models.absence import Absence
from olympiad.models.adjustment import ExtraRound, Penalty, SpecialAward, TimeTaken
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import Mark, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import ScheduleSlot, Task
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.computing import section_values, sheet_loading, what_if
from olympiad.services.computing.sheet_loading import LoadedSheets
from olympiad.services.entry import row_entry
from olympiad.services.record import audit

Table = type[Penalty] | type[Absence] | type[TimeTaken] | type[ExtraRound] | type[SpecialAward] | type[ScheduleSlot]
Row = Penalty | Absence | TimeTaken | ExtraRound | SpecialAward | ScheduleSlot


@dataclass(frozen=True)
class Kind:
    """One kind of entry: its table, the file of the section folder, and whether it moves a result."""

    table: Table
    file: str = ""
    """Empty: the row is written here, since a file could not say the same twice or at all."""
    values: tuple[str, ...] = ()
    """Columns that stand in the record."""
    changes_results: bool = True


KINDS: dict[str, Kind] = {
    "penalties": Kind(Penalty, values=("points",)),
    "absences": Kind(Absence),
    "times": Kind(TimeTaken, "times", ("seconds",)),
    "extra_rounds": Kind(ExtraRound, "extra_rounds", ("rank",)),
    "awards": Kind(SpecialAward, "awards"),
    "schedule": Kind(ScheduleSlot, "schedule", ("station",), changes_results=False),
}


@dataclass(frozen=True)
class Line:
    """An entry with its team and task."""

    row: Row
    team: Team
    task: Task | None


@dataclass(frozen=True)
class Outcome:
    """What an entry or its withdrawal moved."""

    moved: Sequence[comparing.Mover] = field(default=())


def lines(session: Session, section: Section, kind: str) -> list[Line]:
    """List the entries of a kind that stand, by team."""
    table = KINDS[kind].table
    teams = {team.id: team for team in session.scalars(select(Team).where(Team.section_id == section.id))}
    tasks = {task.id: task for task in session.scalars(select(Task).where(Task.section_id == section.id))}
    query: Select[Any] = select(table).where(table.team_id.in_(teams)).order_by(table.id)
    if table is Penalty:
        query = query.where(Penalty.withdrawn_at.is_(None))
    rows: list[Row] = list(session.scalars(query))
    found = [Line(row, teams[row.team_id], tasks.get(getattr(row, "task_id", None) or 0)) for row in rows]
    return sorted(found, key=lambda line: (line.team.key, line.task.position if line.task else 0, line.row.id))


def enter(session: Session, section: Section, kind: str, row: Mapping[str, str], *, by: User) -> Outcome:
    """Write an entry; what it moves is kept in the record with its reason.

    Raises EntryRefusedError, or DomainError: `reason_missing`, `absent_already`, `absence_against_marks`, and what the
    rules refuse, such as a penalty on a total of z-scores.
    """
    reason = row.get("reason", "").strip()

    def write() -> None:
        if kind == "penalties":
            _add_penalty(session, section, row, reason, by)
        elif kind == "absences":
            _add_absence(session, section, row, reason, by)
        else:
            row_entry.enter(session, section, KINDS[kind].file, row, by=by, is_new=True)

    names = {name: row.get(name, "") for name in ("team", "task", *KINDS[kind].values)}
    return _do(session, section, kind, "enter", names, reason, write, by)


def withdraw(session: Session, section: Section, kind: str, row: Row, *, reason: str, by: User) -> Outcome:
    """Take an entry back; a withdrawn penalty stays in its table, what was there stays in the record."""
    team, task = session.get_one(Team, row.team_id), session.get(Task, getattr(row, "task_id", None) or 0)
    names: dict[str, str] = {"team": team.key, "task": task.code if task else ""}
    names |= {name: str(getattr(row, name)) for name in KINDS[kind].values}

    def write() -> None:
        if isinstance(row, Penalty):
            row.withdrawn_at = utc_now()
        else:
            session.delete(row)

    return _do(session, section, kind, "withdraw", names, reason.strip(), write, by)


def _do(
    session: Session, section: Section, kind: str, verb: str, names: Mapping[str, str], reason: str,
    write: Callable[[], None], by: User,
) -> Outcome:  # fmt: skip
    audit.lock(session, section.id)
    matters = KINDS[kind].changes_results
    if matters and not reason:
        raise DomainError("reason_missing")
    ranked = _ranker(session, section, sheets_stay=KINDS[kind].table is not Absence)
    before, _ = ranked() if matters else (None, None)
    write()
    session.flush()
    after, refused = ranked() if matters else (None, None)
    if refused is not None and before is not None:
        raise refused
    trial = _trial(before, after)
    audit.record(
        session, AuditAction(f"adjustments.{verb}"), f"section:{section.id}", by=by, section=section,
        after={"kind": kind, **names, **what_if.recorded(trial)}, personal={"reason": reason} if reason else None,
    )  # fmt: skip
    return Outcome(trial.comparison.movers if trial.comparison else ())


def _trial(before: Ranking | None, after: Ranking | None) -> what_if.Trial:
    return what_if.Trial(comparing.compare(before, after)) if before and after else what_if.Trial()


def _ranker(
    session: Session, section: Section, *, sheets_stay: bool
) -> Callable[[], tuple[Ranking | None, DomainError | None]]:
    """Return what ranks the section as it is then; sheets are read once where the entry cannot touch them."""
    known, kept = KnownMarks(), list[LoadedSheets]()

    def read_sheets(*given: Any) -> LoadedSheets:
        if not kept or not sheets_stay:
            kept[:] = [sheet_loading.load(*given)]
        return kept[0]

    def ranked() -> tuple[Ranking | None, DomainError | None]:
        try:
            return rank_evidence(gather(section_values.load(session, section, read_sheets=read_sheets)), known), None
        except DomainError as error:
            return None, error

    return ranked


def _add_penalty(session: Session, section: Section, row: Mapping[str, str], reason: str, by: User) -> None:
    cells = {name: row.get(name, "") for name in ("team", "task", "points")} | {"reason": reason}
    points: int = row_entry.checked("penalties", cells)["points"]
    task = _task(session, section, row) if row.get("task") else None
    session.add(
        Penalty(
            section_id=section.id, team_id=_team(session, section, row).id, task_id=task.id if task else None,
            points=points, reason=reason, user_id=by.id, at=utc_now(),
        )
    )  # fmt: skip


def _add_absence(session: Session, section: Section, row: Mapping[str, str], reason: str, by: User) -> None:
    team, task = _team(session, section, row), _task(session, section, row)
    place = (Absence.team_id == team.id) & (Absence.task_id == task.id)
    if session.scalar(select(exists().where(place))):
        raise DomainError("absent_already", team=team.key, task=task.code)
    marked = (
        select(Mark.sheet_id)
        .join(ScoreSheet, ScoreSheet.id == Mark.sheet_id)
        .join(Judge, Judge.id == ScoreSheet.judge_id)
        .where(ScoreSheet.team_id == team.id, ScoreSheet.task_id == task.id, ScoreSheet.state != SheetState.VOID)
        .where(Judge.kind == JudgeKind.OFFICIAL, Mark.state == MarkState.MARKED)
    )
    if session.scalar(marked.limit(1)) is not None:
        raise DomainError("absence_against_marks", team=team.key, task=task.code)
    session.add(
        Absence(section_id=section.id, team_id=team.id, task_id=task.id, reason=reason, user_id=by.id, at=utc_now())
    )


def _team(session: Session, section: Section, row: Mapping[str, str]) -> Team:
    query = select(Team).where(Team.section_id == section.id, Team.key == row.get("team", ""))
    team = session.scalars(query).one_or_none()
    if team is None:
        raise DomainError("value_malformed", field=row.get("team", ""))
    return team


def _task(session: Session, section: Section, row: Mapping[str, str]) -> Task:
    query = select(Task).where(Task.section_id == section.id, Task.code == row.get("task", ""))
    task = session.scalars(query).one_or_none()
    if task is None:
        raise DomainError("value_malformed", field=row.get("task", ""))
    return task
