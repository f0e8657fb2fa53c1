"""A section as the tables of its folder: what stands in the database, in the words and order of formats.md."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.choices import MarkState, SheetState
from olympiad.domain.exact import points as exact_points
from olympiad.domain.exact import shown
from olympiad.exchange.cell_kinds import CONSENTS
from olympiad.exchange.columns import DECLARED, cells_of
from olympiad.models.absence import Absence
from olympiad.models.adjustment import AgreedMark, ExtraRound, Penalty, SpecialAward, TimeTaken
from olympiad.models.edition import Edition
from olympiad.models.institution import Institution
from olympiad.models.judge import Judge, JudgeTask, JudgeTeam
from olympiad.models.participant import Participant
from olympiad.models.rules import Rules
from olympiad.models.score_sheet import Mark, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Criterion, ReadingKey, Sample, ScheduleSlot, Task
from olympiad.models.team import Team
from olympiad.services.computing import sheet_exceptions

Row = dict[str, str]
"""Column → text, as it would stand in the file; every column of the table is there."""


def read(session: Session, section: Section, names: Iterable[str] | None = None) -> dict[str, list[Row]]:
    """Return the named tables (all of them by default) as rows of text."""
    return {name: TABLES[name](session, section) for name in (names if names is not None else TABLES)}


def institutions(session: Session, section: Section) -> list[Row]:
    """All institutions of the edition, by key."""
    query = select(Institution).where(Institution.edition_id == section.edition_id).order_by(Institution.key)
    return [cells_of("institutions", one) for one in session.scalars(query)]


def teams(session: Session, section: Section) -> list[Row]:
    """Teams in the order in which they were entered."""
    query = select(Team).where(Team.section_id == section.id).order_by(Team.id)
    return [
        cells_of("teams", one, institution=one.institution.key if one.institution else "")
        for one in session.scalars(query)
    ]


def participants(session: Session, section: Section) -> list[Row]:
    """Members and leaders, team by team."""
    query = (
        select(Participant, Team.key)
        .join(Team, Team.id == Participant.team_id)
        .where(Participant.section_id == section.id)
        .order_by(Team.id, Participant.id)
    )
    return [
        cells_of("participants", one, team=team, consent=consent_words(one)) for one, team in session.execute(query)
    ]


def consent_words(one: Participant) -> str:
    """Write what a person agreed to, as `name|score|photo`."""
    return "|".join(word for word in CONSENTS if getattr(one, f"consents_{word}"))


def tasks(session: Session, section: Section) -> list[Row]:
    """Tasks in their order."""
    query = select(Task).where(Task.section_id == section.id).order_by(Task.position, Task.id)
    return [cells_of("tasks", one) for one in session.scalars(query)]


def criteria(session: Session, section: Section) -> list[Row]:
    """The criteria of the present rubric, task by task."""
    query = (
        select(Criterion, Task.code)
        .join(Task, Task.id == Criterion.task_id)
        .where(Task.section_id == section.id, Criterion.retired_in.is_(None))
        .order_by(Task.position, Task.id, Criterion.position, Criterion.id)
    )
    return [cells_of("criteria", one, task=task) for one, task in session.execute(query)]


def keys(session: Session, section: Section) -> list[Row]:
    """Reading keys set apart from the rubric."""
    query = (
        select(ReadingKey, Task.code, Criterion.code)
        .join(Criterion, Criterion.id == ReadingKey.criterion_id)
        .join(Task, Task.id == Criterion.task_id)
        .where(Task.section_id == section.id, Criterion.retired_in.is_(None))
        .order_by(Task.position, Criterion.position, ReadingKey.sample)
    )
    return [cells_of("keys", one, task=task, criterion=criterion) for one, task, criterion in session.execute(query)]


def samples(session: Session, section: Section) -> list[Row]:
    """Which sample variant each team got."""
    return _by_place(session, section, "samples", Sample)


def judges(session: Session, section: Section) -> list[Row]:
    """Judges with the tasks and teams of their assignment; empty lists mean all."""
    of_tasks = _joined(
        session.execute(
            select(JudgeTask.judge_id, Task.code)
            .join(Task)
            .where(Task.section_id == section.id)
            .order_by(Task.position)
        )
    )
    of_teams = _joined(
        session.execute(
            select(JudgeTeam.judge_id, Team.key).join(Team).where(Team.section_id == section.id).order_by(Team.id)
        )
    )
    query = select(Judge).where(Judge.section_id == section.id).order_by(Judge.id)
    rows = [
        cells_of(
            "judges", one, **{"also": "", "except": ""},
            institution=one.institution.key if one.institution else "",
            tasks="" if one.all_tasks else of_tasks.get(one.id, ""),
            teams="" if one.all_teams else of_teams.get(one.id, ""),
        )
        for one in session.scalars(query)
    ]  # fmt: skip
    return sheet_exceptions.with_exceptions(session, section, rows)


def _joined(pairs: Iterable[tuple[int, str]]) -> dict[int, str]:
    found: dict[int, list[str]] = {}
    for judge_id, word in pairs:
        found.setdefault(judge_id, []).append(word)
    return {judge_id: ";".join(words) for judge_id, words in found.items()}


def schedule(session: Session, section: Section) -> list[Row]:
    """When and where each team works, times in the edition's zone."""
    zone = ZoneInfo(session.get_one(Edition, section.edition_id).time_zone)
    query = (
        select(ScheduleSlot, Team.key, Task.code)
        .join(Team, Team.id == ScheduleSlot.team_id)
        .join(Task, Task.id == ScheduleSlot.task_id)
        .where(Team.section_id == section.id)
        .order_by(Team.id, Task.position)
    )
    return [
        cells_of(
            "schedule", one, team=team, task=task,
            start=moment_words(one.starts_at, zone), end=moment_words(one.ends_at, zone),
        )
        for one, team, task in session.execute(query)
    ]  # fmt: skip


def moment_words(moment: datetime | None, zone: ZoneInfo) -> str:
    """Write a moment in ISO 8601 with the offset of a zone."""
    return "" if moment is None else moment.astimezone(zone).isoformat()


MARK_COLUMNS = tuple(one.name for one in DECLARED["marks"])


def marks(session: Session, section: Section) -> list[Row]:
    """Every mark of the sheets that are not void, and absences, one row for a whole sheet or team."""
    query = (
        select(Team.key, Task.code, Judge.key, Criterion.code, Mark.mark, Mark.readings, Mark.state, Mark.consequence, Mark.note)
        .select_from(Mark)
        .join(ScoreSheet, ScoreSheet.id == Mark.sheet_id)
        .join(Criterion, Criterion.id == Mark.criterion_id)
        .join(Team, Team.id == ScoreSheet.team_id)
        .join(Task, Task.id == ScoreSheet.task_id)
        .join(Judge, Judge.id == ScoreSheet.judge_id)
        .where(
            ScoreSheet.section_id == section.id, ScoreSheet.state != SheetState.VOID,
            Criterion.retired_in.is_(None), Mark.state != MarkState.UNMARKED,
        )
        .order_by(Team.id, Task.position, Judge.id, Criterion.position)
    )  # fmt: skip
    rows = [
        _row(MARK_COLUMNS, (team, task, "", "", "", "", "absent", "", reason))
        for team, task, reason in _absences(session, section)
    ]
    absent: set[tuple[str, str, str]] = set()
    for team, task, judge, criterion, mark, readings, state, consequence, note in session.execute(query):
        if state == MarkState.ABSENT:
            if (team, task, judge) in absent:
                continue
            absent.add((team, task, judge))
            criterion = ""  # noqa: PLW2901 absence belongs to the sheet
        values = (team, task, judge, criterion, mark_words(mark, readings), readings, state, consequence, note)
        rows.append(_row(MARK_COLUMNS, values))
    return rows


def mark_words(mark: int | None, readings: str) -> str:
    """Write a mark; that of a reading stands empty, it follows from the key."""
    return "" if mark is None or readings else shown(mark)


def _absences(session: Session, section: Section) -> Iterable[tuple[str, str, str]]:
    query = (
        select(Team.key, Task.code, Absence.reason)
        .select_from(Absence)
        .join(Team, Team.id == Absence.team_id)
        .join(Task, Task.id == Absence.task_id)
        .where(Absence.section_id == section.id)
        .order_by(Team.id, Task.position)
    )
    return [(team, task, reason) for team, task, reason in session.execute(query)]


def penalties(session: Session, section: Section) -> list[Row]:
    """Points taken off, without withdrawn ones."""
    query = (
        select(Penalty, Team.key, Task.code)
        .join(Team, Team.id == Penalty.team_id)
        .outerjoin(Task, Task.id == Penalty.task_id)
        .where(Penalty.section_id == section.id, Penalty.withdrawn_at.is_(None))
        .order_by(Penalty.id)
    )
    return [cells_of("penalties", one, team=team, task=task or "") for one, team, task in session.execute(query)]


def agreed_marks(session: Session, section: Section) -> list[Row]:
    """What was settled, without withdrawn ones."""
    query = (
        select(AgreedMark, Team.key, Task.code, Criterion.code)
        .join(Team, Team.id == AgreedMark.team_id)
        .join(Task, Task.id == AgreedMark.task_id)
        .outerjoin(Criterion, Criterion.id == AgreedMark.criterion_id)
        .where(AgreedMark.section_id == section.id, AgreedMark.withdrawn_at.is_(None))
        .order_by(AgreedMark.id)
    )
    return [
        cells_of("agreed_marks", one, team=team, task=task, criterion=criterion or "", mark=exact_points(one.mark))
        for one, team, task, criterion in session.execute(query)
    ]


def times(session: Session, section: Section) -> list[Row]:
    """Seconds each team needed."""
    return _by_place(session, section, "times", TimeTaken)


def extra_rounds(session: Session, section: Section) -> list[Row]:
    """Ranks in a recorded extra round."""
    return _by_team(session, section, "extra_rounds", ExtraRound)


def awards(session: Session, section: Section) -> list[Row]:
    """Special awards by hand."""
    return _by_team(session, section, "awards", SpecialAward)


def rules(session: Session, section: Section) -> list[Row]:
    """The present rules, as they were written."""
    query = select(Rules.rules).where(Rules.section_id == section.id).order_by(Rules.number.desc()).limit(1)
    return [{"key": key, "value": value} for key, value in json.loads(session.scalar(query) or "[]")]


def _row(columns: Iterable[str], values: Iterable[object]) -> Row:
    return {column: "" if value is None else str(value) for column, value in zip(columns, values, strict=True)}


def _by_place(session: Session, section: Section, name: str, table: type[Sample] | type[TimeTaken]) -> list[Row]:
    query = (
        select(table, Team.key, Task.code)
        .join(Team, Team.id == table.team_id)
        .join(Task, Task.id == table.task_id)
        .where(Team.section_id == section.id)
        .order_by(Team.id, Task.position)
    )
    return [cells_of(name, one, team=team, task=task) for one, team, task in session.execute(query)]


def _by_team(session: Session, section: Section, name: str, table: type[ExtraRound] | type[SpecialAward]) -> list[Row]:
    query = (
        select(table, Team.key)
        .join(Team, Team.id == table.team_id)
        .where(table.section_id == section.id)
        .order_by(table.id)
    )
    return [cells_of(name, one, team=team) for one, team in session.execute(query)]


TABLES: dict[str, Callable[[Session, Section], list[Row]]] = {
    "institutions": institutions,
    "teams": teams,
    "participants": participants,
    "tasks": tasks,
    "criteria": criteria,
    "keys": keys,
    "samples": samples,
    "judges": judges,
    "schedule": schedule,
    "marks": marks,
    "penalties": penalties,
    "agreed_marks": agreed_marks,
    "times": times,
    "extra_rounds": extra_rounds,
    "awards": awards,
    "rules": rules,
}
"""Every table of a section folder, in the order in which they can be read in."""
