"""A section as the tables of its folder: what stands in the database, in the words and order of formats.md."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.exact import plain, shown
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

Row = dict[str, str]
"""Column → text, as it would stand in the file; every column of the table is there."""


def read(session: Session, section: Section, names: Iterable[str] | None = None) -> dict[str, list[Row]]:
    """Return the named tables (all of them by default) as rows of text."""
    return {name: TABLES[name](session, section) for name in (names if names is not None else TABLES)}


def institutions(session: Session, section: Section) -> list[Row]:
    """All institutions of the edition, by key."""
    query = select(Institution).where(Institution.edition_id == section.edition_id).order_by(Institution.key)
    return [
        {
            "institution": one.key, "name_uz": one.name_uz, "name_ru": one.name_ru, "name_en": one.name_en,
            "aliases": one.aliases, "city": one.city, "country": one.country, "host": "yes" if one.is_host else "no",
        }
        for one in session.scalars(query)
    ]  # fmt: skip


def teams(session: Session, section: Section) -> list[Row]:
    """Teams in the order in which they were entered."""
    query = (
        select(
            Team.key,
            Team.code,
            Team.name,
            Institution.key,
            Team.country,
            Team.mentor,
            Team.status,
            Team.status_reason,
            Team.language,
        )
        .outerjoin(Institution, Institution.id == Team.institution_id)
        .where(Team.section_id == section.id)
        .order_by(Team.id)
    )
    columns = ("team", "code", "name", "institution", "country", "mentor", "status", "status_reason", "language")
    return [_row(columns, values) for values in session.execute(query)]


def participants(session: Session, section: Section) -> list[Row]:
    """Members and leaders, team by team."""
    query = (
        select(Participant, Team.key)
        .join(Team, Team.id == Participant.team_id)
        .where(Participant.section_id == section.id)
        .order_by(Team.id, Participant.id)
    )
    return [
        {
            "team": team, "name": one.name, "participant": one.key or "", "name_local": one.name_local, "role": one.role,
            "email": one.email, "consent": consent_words(one),
        }
        for one, team in session.execute(query)
    ]  # fmt: skip


def consent_words(one: Participant) -> str:
    """Write what a person agreed to, as `name|score|photo`."""
    given = (("name", one.consents_name), ("score", one.consents_score), ("photo", one.consents_photo))
    return "|".join(word for word, agreed in given if agreed)


def tasks(session: Session, section: Section) -> list[Row]:
    """Tasks in their order."""
    query = select(Task).where(Task.section_id == section.id).order_by(Task.position, Task.id)
    return [
        {
            "task": one.code, "title": one.title, "title_uz": one.title_uz, "title_ru": one.title_ru, "title_en": one.title_en,
            "part": one.part, "weight": shown(one.weight), "judges": str(one.judges), "method": one.method, "drop": str(one.drop),
            "by": one.joined_by, "disagreement": one.disagreement, "disagreement_step": one.disagreement_step,
            "station": one.station, "minutes": "" if one.minutes is None else str(one.minutes),
        }
        for one in session.scalars(query)
    ]  # fmt: skip


def criteria(session: Session, section: Section) -> list[Row]:
    """The criteria of the present rubric, task by task."""
    query = (
        select(Criterion, Task.code)
        .join(Task, Task.id == Criterion.task_id)
        .where(Task.section_id == section.id, Criterion.retired_in.is_(None))
        .order_by(Task.position, Task.id, Criterion.position, Criterion.id)
    )
    return [
        {
            "task": task, "criterion": one.code, "kind": one.kind, "maximum": shown(one.maximum), "step": shown(one.step),
            "label": one.label, "label_uz": one.label_uz, "label_ru": one.label_ru, "label_en": one.label_en,
            "critical": one.critical, "key": one.key,
        }
        for one, task in session.execute(query)
    ]  # fmt: skip


def keys(session: Session, section: Section) -> list[Row]:
    """Reading keys set apart from the rubric."""
    query = (
        select(Task.code, Criterion.code, ReadingKey.key, ReadingKey.sample)
        .join(Criterion, Criterion.id == ReadingKey.criterion_id)
        .join(Task, Task.id == Criterion.task_id)
        .where(Task.section_id == section.id, Criterion.retired_in.is_(None))
        .order_by(Task.position, Criterion.position, ReadingKey.sample)
    )
    return [_row(("task", "criterion", "key", "sample"), values) for values in session.execute(query)]


def samples(session: Session, section: Section) -> list[Row]:
    """Which sample variant each team got."""
    return _by_place(session, section, Sample, ("sample",))


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
    return [
        {
            "judge": one.key, "name": one.name, "institution": one.institution.key if one.institution else "", "email": one.email,
            "tasks": "" if one.all_tasks else of_tasks.get(one.id, ""),
            "teams": "" if one.all_teams else of_teams.get(one.id, ""),
            "kind": one.kind,
        }
        for one in session.scalars(query)
    ]  # fmt: skip


def _joined(pairs: Iterable[tuple[int, str]]) -> dict[int, str]:
    found: dict[int, list[str]] = {}
    for judge_id, word in pairs:
        found.setdefault(judge_id, []).append(word)
    return {judge_id: ";".join(words) for judge_id, words in found.items()}


def schedule(session: Session, section: Section) -> list[Row]:
    """When and where each team works, times in the edition's zone."""
    zone = ZoneInfo(session.get_one(Edition, section.edition_id).time_zone)
    query = (
        select(
            Team.key, Task.code, ScheduleSlot.station, ScheduleSlot.starts_at, ScheduleSlot.ends_at, ScheduleSlot.order
        )
        .select_from(ScheduleSlot)
        .join(Team, Team.id == ScheduleSlot.team_id)
        .join(Task, Task.id == ScheduleSlot.task_id)
        .where(Team.section_id == section.id)
        .order_by(Team.id, Task.position)
    )
    columns = ("team", "task", "station", "start", "end", "order")
    return [
        _row(
            columns,
            (team, task, station, moment_words(start, zone), moment_words(end, zone), "" if order is None else order),
        )
        for team, task, station, start, end, order in session.execute(query)
    ]


def moment_words(moment: datetime | None, zone: ZoneInfo) -> str:
    """Write a moment in ISO 8601 with the offset of a zone."""
    return "" if moment is None else moment.astimezone(zone).isoformat()


MARK_COLUMNS = ("team", "task", "judge", "criterion", "mark", "reading", "state", "consequence", "note")


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
            ScoreSheet.section_id == section.id, ScoreSheet.state != "void",
            Criterion.retired_in.is_(None), Mark.state != "unmarked",
        )
        .order_by(Team.id, Task.position, Judge.id, Criterion.position)
    )  # fmt: skip
    rows = [
        _row(MARK_COLUMNS, (team, task, "", "", "", "", "absent", "", reason))
        for team, task, reason in _absences(session, section)
    ]
    absent: set[tuple[str, str, str]] = set()
    for team, task, judge, criterion, mark, readings, state, consequence, note in session.execute(query):
        if state == "absent":
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
        select(Team.key, Task.code, Penalty.points, Penalty.reason)
        .select_from(Penalty)
        .join(Team, Team.id == Penalty.team_id)
        .outerjoin(Task, Task.id == Penalty.task_id)
        .where(Penalty.section_id == section.id, Penalty.withdrawn_at.is_(None))
        .order_by(Penalty.id)
    )
    return [
        _row(("team", "task", "points", "reason"), (team, task, shown(points), reason))
        for team, task, points, reason in session.execute(query)
    ]


def agreed_marks(session: Session, section: Section) -> list[Row]:
    """What was settled, without withdrawn ones."""
    query = (
        select(Team.key, Task.code, Criterion.code, AgreedMark.mark, AgreedMark.reason, AgreedMark.decided_by)
        .select_from(AgreedMark)
        .join(Team, Team.id == AgreedMark.team_id)
        .join(Task, Task.id == AgreedMark.task_id)
        .outerjoin(Criterion, Criterion.id == AgreedMark.criterion_id)
        .where(AgreedMark.section_id == section.id, AgreedMark.withdrawn_at.is_(None))
        .order_by(AgreedMark.id)
    )
    columns = ("team", "task", "criterion", "mark", "reason", "by")
    return [
        _row(columns, (team, task, criterion, plain(mark), reason, by))
        for team, task, criterion, mark, reason, by in session.execute(query)
    ]


def times(session: Session, section: Section) -> list[Row]:
    """Seconds each team needed."""
    return [
        {**row, "seconds": shown(int(row["seconds"]))} for row in _by_place(session, section, TimeTaken, ("seconds",))
    ]


def extra_rounds(session: Session, section: Section) -> list[Row]:
    """Ranks in a recorded extra round."""
    return _by_team(session, section, ExtraRound, ("rank", "reason", "decided_by"), ("rank", "reason", "by"))


def awards(session: Session, section: Section) -> list[Row]:
    """Special awards by hand."""
    return _by_team(session, section, SpecialAward, ("award", "reason"), ("award", "reason"))


def rules(session: Session, section: Section) -> list[Row]:
    """The present rules, as they were written."""
    query = select(Rules.rules).where(Rules.section_id == section.id).order_by(Rules.number.desc()).limit(1)
    return [{"key": key, "value": value} for key, value in json.loads(session.scalar(query) or "[]")]


def _row(columns: Iterable[str], values: Iterable[object]) -> Row:
    return {column: "" if value is None else str(value) for column, value in zip(columns, values, strict=True)}


def _by_place(
    session: Session, section: Section, table: type[Sample] | type[TimeTaken], fields: tuple[str, ...]
) -> list[Row]:
    query = (
        select(Team.key, Task.code, *(getattr(table, field) for field in fields))
        .select_from(table)
        .join(Team, Team.id == table.team_id)
        .join(Task, Task.id == table.task_id)
        .where(Team.section_id == section.id)
        .order_by(Team.id, Task.position)
    )
    return [_row(("team", "task", *fields), values) for values in session.execute(query)]


def _by_team(
    session: Session,
    section: Section,
    table: type[ExtraRound] | type[SpecialAward],
    fields: tuple[str, ...],
    columns: tuple[str, ...],
) -> list[Row]:
    query = (
        select(Team.key, *(getattr(table, field) for field in fields))
        .select_from(table)
        .join(Team, Team.id == table.team_id)
        .where(table.section_id == section.id)
        .order_by(table.id)
    )
    return [_row(("team", *columns), values) for values in session.execute(query)]


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
