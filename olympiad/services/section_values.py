"""The one bridge from the database to the rulebook: a section's rows as the plain values that a ranking is computed from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Executable, select
from sqlalchemy.orm import Session

from olympiad.domain.appeals import without_criterion
from olympiad.domain.choices import Consequence, CriterionKind, JoinBy, Method, TeamStatus
from olympiad.domain.exact import number, thousandths
from olympiad.domain.incidents import with_exclusions
from olympiad.domain.keys import parse_key, parse_reading
from olympiad.domain.readings import ReadingKey
from olympiad.domain.rubric import Cell, Criterion, Task
from olympiad.domain.rubric_texts import parse_critical, parse_threshold
from olympiad.domain.rule_texts import read_rules
from olympiad.domain.rules import Rules
from olympiad.domain.section import AgreedMark, Penalty, ScoreSheet, Section, SpecialAward, Team
from olympiad.models import absence, adjustment, appeal, institution, judge, score_sheet, section, task, team
from olympiad.services import exclusions, rules

HANDED_OVER = ("submitted", "accepted")
"""Only these sheets count; an open or returned one is missing, however full."""


def load(session: Session, place: section.Section, *, with_rules: Rules | None = None) -> Section:
    """Give everything that the ranking of a section depends on, read by bulk column tuples.

    `with_rules` stand in for the present ones, to try other rules on the marks that there are. Raises what the
    domain's parsers raise where a key or rule in the database cannot be read.
    """
    tasks = load_tasks(session, place)
    by_id = {row.id: row for row in tasks}
    keys = dict(_pairs(session, select(team.Team.id, team.Team.key).where(team.Team.section_id == place.id)))
    sheets = _sheets(session, place, by_id, keys)
    found = Section(
        teams=_teams(session, place),
        tasks=tuple(row.value for row in tasks),
        sheets=sheets.values,
        rules=with_rules if with_rules is not None else load_rules(session, place),
        absences=_absences(session, place, by_id, keys),
        samples=_samples(session, by_id, keys),
        sample_keys=_sample_keys(session, by_id),
        penalties=_penalties(session, place, by_id, keys),
        agreed_marks=_agreed_marks(session, place, by_id, keys),
        times=_times(session, place, by_id, keys),
        extra_rounds=dict(_extra_rounds(session, place, keys)),
        special_awards=_special_awards(session, place, keys),
        notes=sheets.notes,
        judge_names=dict(
            _pairs(session, select(judge.Judge.key, judge.Judge.name).where(judge.Judge.section_id == place.id))
        ),
    )
    for task_id, criterion_id in _void_criteria(session, place):
        found = without_criterion(found, by_id[task_id].value.code, by_id[task_id].codes.get(criterion_id, ""))
    return _without_excluded(session, place, found)


def _void_criteria(session: Session, place: section.Section) -> Iterable[tuple[int, int]]:
    """Task and criterion of what an appeal made void for all teams."""
    row = appeal.VoidCriterion
    query = (
        select(task.Criterion.task_id, row.criterion_id)
        .join(task.Criterion, task.Criterion.id == row.criterion_id)
        .where(row.section_id == place.id, row.withdrawn_at.is_(None))
        .order_by(row.id)
    )
    return _pairs(session, query)


def _without_excluded(session: Session, place: section.Section, found: Section) -> Section:
    """Leave out what a remedy of an incident leaves out for single teams, the reason beside every such cell."""
    reasons = exclusions.reasons(session, place)
    if not reasons:
        return found
    excluded: dict[tuple[str, str], set[str]] = defaultdict(set)
    for team_key, task_code, criterion in reasons:
        excluded[team_key, task_code].add(criterion)
    notes = {
        (sheet.team, sheet.task, sheet.judge, criterion): reasons[sheet.team, sheet.task, criterion]
        for sheet in found.sheets
        for criterion in excluded.get((sheet.team, sheet.task), ())
    }
    return replace(with_exclusions(found, excluded), notes={**found.notes, **notes})


def load_rules(session: Session, place: section.Section) -> Rules:
    """Give the present rules of a section."""
    return read_rules(rules.pairs(session, place))


@dataclass(frozen=True)
class LoadedTask:
    """A task as the domain's value, with the row ids of it and its criteria."""

    id: int
    value: Task
    positions: Mapping[int, int]
    """Id of a criterion → its position in the rubric."""
    codes: Mapping[int, str]
    """Id of a criterion → its code."""


def load_tasks(session: Session, place: section.Section) -> list[LoadedTask]:
    """Give the tasks with the present rubric, in their order."""
    query = select(task.Task).where(task.Task.section_id == place.id).order_by(task.Task.position, task.Task.id)
    rows = session.scalars(query).all()
    of_task: dict[int, list[task.Criterion]] = defaultdict(list)
    criteria = (
        select(task.Criterion)
        .join(task.Task, task.Task.id == task.Criterion.task_id)
        .where(task.Task.section_id == place.id, task.Criterion.retired_in.is_(None))
        .order_by(task.Criterion.position, task.Criterion.id)
    )
    for criterion in session.scalars(criteria):
        of_task[criterion.task_id].append(criterion)
    shared = _shared_keys(session, place)
    return [_loaded(row, of_task[row.id], shared) for row in rows]


def _shared_keys(session: Session, place: section.Section) -> dict[int, str]:
    """Keys set apart from the rubric for every sample; they win over the rubric's."""
    query = (
        select(task.ReadingKey.criterion_id, task.ReadingKey.key)
        .join(task.Criterion, task.Criterion.id == task.ReadingKey.criterion_id)
        .join(task.Task, task.Task.id == task.Criterion.task_id)
        .where(task.Task.section_id == place.id, task.ReadingKey.sample == "")
    )
    return dict(_pairs(session, query))


def _loaded(row: task.Task, criteria: list[task.Criterion], shared: Mapping[int, str]) -> LoadedTask:
    value = Task(
        code=row.code,
        criteria=tuple(criterion_value(one, shared.get(one.id, one.key)) for one in criteria),
        weight=Fraction(row.weight, 1000),
        judges=row.judges,
        method=Method(row.method),
        drop=row.drop,
        by=JoinBy(row.joined_by),
        part=row.part,
        disagreement=parse_threshold(row.disagreement),
        disagreement_step=number(row.disagreement_step) if row.disagreement_step != "-" else Fraction(10**9),
    )
    positions = {one.id: position for position, one in enumerate(criteria)}
    return LoadedTask(row.id, value, positions, {one.id: one.code for one in criteria})


def criterion_value(row: task.Criterion, key: str) -> Criterion:
    """Give a criterion's row as the domain's value."""
    kind = CriterionKind(row.kind)
    critical = parse_critical(row.critical)
    return Criterion(row.code, kind, row.maximum, row.step, parse_key(kind, key, row.maximum), critical)


def _teams(session: Session, place: section.Section) -> tuple[Team, ...]:
    query = (
        select(
            team.Team.key,
            team.Team.status,
            team.Team.code,
            team.Team.name,
            institution.Institution.key,
            team.Team.country,
            team.Team.status_reason,
        )
        .outerjoin(institution.Institution, institution.Institution.id == team.Team.institution_id)
        .where(team.Team.section_id == place.id)
        .order_by(team.Team.id)
    )
    return tuple(
        Team(key, TeamStatus(status), code, name, university or "", country, reason)
        for key, status, code, name, university, country, reason in session.execute(query)
    )


@dataclass
class _Sheets:
    values: tuple[ScoreSheet, ...]
    notes: dict[tuple[str, str, str, str], str]


class _Open:
    """A sheet while its cells are filled in."""

    __slots__ = ("absent", "cells", "judge", "practice", "submitted", "task", "team")

    def __init__(self, team_key: str, loaded: LoadedTask, judge_key: str, kind: str, state: str) -> None:
        self.team, self.task, self.judge = team_key, loaded, judge_key
        self.practice, self.submitted, self.absent = kind == "practice", state in HANDED_OVER, False
        self.cells: list[Cell] = [None] * len(loaded.positions)

    def value(self) -> ScoreSheet:
        """Give the domain's value."""
        code = self.task.value.code
        return ScoreSheet(self.team, code, self.judge, tuple(self.cells), self.absent, self.practice, self.submitted)


def _sheets(
    session: Session, place: section.Section, tasks: Mapping[int, LoadedTask], teams: Mapping[int, str]
) -> _Sheets:
    sheet = score_sheet.ScoreSheet
    query = (
        select(sheet.id, sheet.team_id, sheet.task_id, judge.Judge.key, judge.Judge.kind, sheet.state)
        .join(judge.Judge, judge.Judge.id == sheet.judge_id)
        .where(sheet.section_id == place.id, sheet.state != "void")
        .order_by(sheet.team_id, sheet.task_id, judge.Judge.key)
    )
    opened = {
        sheet_id: _Open(teams[team_id], tasks[task_id], key, kind, state)
        for sheet_id, team_id, task_id, key, kind, state in session.execute(query)
        if tasks[task_id].value.judges
    }
    notes = _fill(session, place, opened)
    return _Sheets(tuple(one.value() for one in opened.values()), notes)


def _fill(
    session: Session, place: section.Section, opened: Mapping[int, _Open]
) -> dict[tuple[str, str, str, str], str]:
    """Fill the sheets: first the many plain marks, three columns of each, then everything that needs a look."""
    mark, sheet = score_sheet.Mark, score_sheet.ScoreSheet
    is_plain = (
        (mark.state == "marked") & (mark.readings == "") & (mark.note == "") & mark.conflict_operation_id.is_(None)
    )
    ours = mark.sheet_id.in_(select(sheet.id).where(sheet.section_id == place.id, sheet.state != "void"))
    cells = {sheet_id: (one.cells, one.task.positions) for sheet_id, one in opened.items()}
    for sheet_id, criterion_id, given in session.execute(
        select(mark.sheet_id, mark.criterion_id, mark.mark).where(ours, is_plain)
    ):
        if (found := cells.get(sheet_id)) and (position := found[1].get(criterion_id)) is not None:
            found[0][position] = given
    return _fill_others(session, opened, ours & ~is_plain)


def _fill_others(
    session: Session, opened: Mapping[int, _Open], condition: ColumnElement[bool]
) -> dict[tuple[str, str, str, str], str]:
    mark = score_sheet.Mark
    query = select(
        mark.sheet_id, mark.criterion_id, mark.state, mark.mark, mark.readings, mark.consequence, mark.note,
        mark.conflict_operation_id,
    ).where(condition)  # fmt: skip
    notes: dict[tuple[str, str, str, str], str] = {}
    for sheet_id, criterion_id, state, given, readings, consequence, note, conflict in session.execute(query):
        one = opened.get(sheet_id)
        if one is None or (position := one.task.positions.get(criterion_id)) is None:
            continue
        if note:
            notes[one.team, one.task.value.code, one.judge, one.task.codes[criterion_id]] = note
        if state == "absent":
            one.absent = True
        elif conflict is None:
            one.cells[position] = cell(state, given, readings, consequence)
    return notes


def cell(state: str, mark: int | None, readings: str, consequence: str) -> Cell:
    """Give the domain's cell for the columns of a mark.

    >>> cell("marked", None, "5.5|5.6", "")
    (Fraction(11, 2), Fraction(28, 5))
    """
    if state == "not_assessed":
        return Consequence(consequence or "undecided")
    if state != "marked":
        return None
    if readings and mark is None:
        return tuple(number(reading.strip()) for reading in readings.split("|"))
    return mark


def _absences(
    session: Session, place: section.Section, tasks: Mapping[int, LoadedTask], teams: Mapping[int, str]
) -> frozenset[tuple[str, str]]:
    row = absence.Absence
    query = select(row.team_id, row.task_id).where(row.section_id == place.id)
    return frozenset((teams[team_id], tasks[task_id].value.code) for team_id, task_id in session.execute(query))


def _samples(session: Session, tasks: Mapping[int, LoadedTask], teams: Mapping[int, str]) -> dict[tuple[str, str], str]:
    query = select(task.Sample.team_id, task.Sample.task_id, task.Sample.sample).where(task.Sample.task_id.in_(tasks))
    return {(teams[team_id], tasks[task_id].value.code): sample for team_id, task_id, sample in session.execute(query)}


def _sample_keys(session: Session, tasks: Mapping[int, LoadedTask]) -> dict[tuple[str, str, str], ReadingKey]:
    query = (
        select(
            task.Criterion.task_id,
            task.Criterion.code,
            task.Criterion.maximum,
            task.ReadingKey.sample,
            task.ReadingKey.key,
        )
        .join(task.ReadingKey, task.ReadingKey.criterion_id == task.Criterion.id)
        .where(task.Criterion.task_id.in_(tasks), task.Criterion.retired_in.is_(None), task.ReadingKey.sample != "")
    )
    return {
        (tasks[task_id].value.code, code, sample): parse_reading(key, maximum)
        for task_id, code, maximum, sample, key in session.execute(query)
    }


def _penalties(
    session: Session, place: section.Section, tasks: Mapping[int, LoadedTask], teams: Mapping[int, str]
) -> tuple[Penalty, ...]:
    row = adjustment.Penalty
    query = (
        select(row.team_id, row.points, row.task_id, row.reason)
        .where(row.section_id == place.id, row.withdrawn_at.is_(None))
        .order_by(row.id)
    )
    return tuple(
        Penalty(teams[team_id], points, tasks[task_id].value.code if task_id else "", reason)
        for team_id, points, task_id, reason in session.execute(query)
    )


def _agreed_marks(
    session: Session, place: section.Section, tasks: Mapping[int, LoadedTask], teams: Mapping[int, str]
) -> tuple[AgreedMark, ...]:
    row = adjustment.AgreedMark
    query = (
        select(row.team_id, row.task_id, row.criterion_id, row.mark, row.reason, row.decided_by)
        .where(row.section_id == place.id, row.withdrawn_at.is_(None))
        .order_by(row.id)
    )
    return tuple(
        AgreedMark(
            teams[team_id],
            tasks[task_id].value.code,
            thousandths(mark),
            tasks[task_id].codes.get(criterion_id, "") if criterion_id else "",
            reason,
            decided_by,
        )
        for team_id, task_id, criterion_id, mark, reason, decided_by in session.execute(query)
        if criterion_id is None or criterion_id in tasks[task_id].codes
    )


def _times(
    session: Session, place: section.Section, tasks: Mapping[int, LoadedTask], teams: Mapping[int, str]
) -> dict[tuple[str, str], Fraction]:
    row = adjustment.TimeTaken
    query = select(row.team_id, row.task_id, row.seconds).where(row.section_id == place.id)
    return {
        (teams[team_id], tasks[task_id].value.code): Fraction(seconds, 1000)
        for team_id, task_id, seconds in session.execute(query)
    }


def _extra_rounds(session: Session, place: section.Section, teams: Mapping[int, str]) -> Iterable[tuple[str, int]]:
    row = adjustment.ExtraRound
    query = select(row.team_id, row.rank).where(row.section_id == place.id)
    return [(teams[team_id], rank) for team_id, rank in session.execute(query)]


def _special_awards(session: Session, place: section.Section, teams: Mapping[int, str]) -> tuple[SpecialAward, ...]:
    row = adjustment.SpecialAward
    query = select(row.team_id, row.award, row.reason).where(row.section_id == place.id).order_by(row.id)
    return tuple(SpecialAward(teams[team_id], award, reason) for team_id, award, reason in session.execute(query))


def _pairs(session: Session, query: Executable) -> Iterable[tuple[Any, Any]]:
    return ((first, second) for first, second in session.execute(query))
