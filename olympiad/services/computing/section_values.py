"""The one bridge from the database to the rulebook: a section's rows as the plain values that a ranking is computed from."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from sqlalchemy import Executable, select
from sqlalchemy.orm import Session

from olympiad.domain.appeals import without_criterion
from olympiad.domain.choices import CriterionKind, JoinBy, Method, TeamStatus
from olympiad.domain.exact import number, thousandths
from olympiad.domain.incidents import with_exclusions
from olympiad.domain.kinds import KINDS
from olympiad.domain.notation.keys import parse_answer_key, parse_key
from olympiad.domain.notation.rubric import parse_critical, parse_threshold
from olympiad.domain.notation.rules import read_rules
from olympiad.domain.rubric import AnswerKey, Criterion, Task
from olympiad.domain.rules import Rules
from olympiad.domain.section import AgreedMark, Penalty, Section, SpecialAward, Team
from olympiad.models import absence, adjustment, appeal, institution, judge, section, task, team
from olympiad.services.computing import exclusions, rules, sheet_loading
from olympiad.services.computing.sheet_loading import LoadedSheets, LoadedTask


def load(
    session: Session,
    place: section.Section,
    *,
    with_rules: Rules | None = None,
    read_sheets: Callable[..., LoadedSheets] = sheet_loading.load,
) -> Section:
    """Give everything that the ranking of a section depends on, read by bulk column tuples.

    `with_rules` stand in for the present ones, to try other rules on the marks that there are; `read_sheets` may know
    most sheets already. Raises what the domain's parsers raise where a key or rule in the database cannot be read.
    """
    tasks = load_tasks(session, place)
    by_id = {row.id: row for row in tasks}
    keys = dict(_pairs(session, select(team.Team.id, team.Team.key).where(team.Team.section_id == place.id)))
    sheets = read_sheets(session, place, by_id, keys)
    found = Section(
        teams=_teams(session, place),
        tasks=tuple(row.value for row in tasks),
        sheets=tuple(sheets.values.values()),
        rules=with_rules if with_rules is not None else load_rules(session, place),
        absences=_absences(session, place, by_id, keys),
        samples=_samples(session, by_id, keys),
        sample_keys=_sample_keys(session, by_id),
        penalties=_penalties(session, place, by_id, keys),
        agreed_marks=_agreed_marks(session, place, by_id, keys),
        times=_times(session, place, by_id, keys),
        extra_rounds=dict(_extra_rounds(session, place, keys)),
        special_awards=_special_awards(session, place, keys),
        notes={one: text for own in sheets.notes.values() for one, text in own.items()},
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
    """Return the present rules of a section."""
    return read_rules(rules.pairs(session, place))


def load_tasks(session: Session, place: section.Section) -> list[LoadedTask]:
    """Return the tasks with the present rubric, in their order."""
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
        criteria=tuple(with_shared_key(one, shared.get(one.id, "")) for one in criteria),
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
    """Return a criterion's row as the domain's value."""
    kind = CriterionKind(row.kind)
    critical = parse_critical(row.critical)
    return Criterion(row.code, kind, row.maximum, row.step, parse_key(kind, key, row.maximum), critical)


def with_shared_key(row: task.Criterion, key: str) -> Criterion:
    """Return a criterion's row as the domain's value under a key set apart for all samples, if there is one."""
    value = criterion_value(row, row.key)
    return KINDS[value.kind].with_key(value, parse_answer_key(value, key)) if key else value


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


def _absences(
    session: Session, place: section.Section, tasks: Mapping[int, LoadedTask], teams: Mapping[int, str]
) -> frozenset[tuple[str, str]]:
    row = absence.Absence
    query = select(row.team_id, row.task_id).where(row.section_id == place.id)
    return frozenset((teams[team_id], tasks[task_id].value.code) for team_id, task_id in session.execute(query))


def _samples(session: Session, tasks: Mapping[int, LoadedTask], teams: Mapping[int, str]) -> dict[tuple[str, str], str]:
    query = select(task.Sample.team_id, task.Sample.task_id, task.Sample.sample).where(task.Sample.task_id.in_(tasks))
    return {(teams[team_id], tasks[task_id].value.code): sample for team_id, task_id, sample in session.execute(query)}


def _sample_keys(session: Session, tasks: Mapping[int, LoadedTask]) -> dict[tuple[str, str, str], AnswerKey]:
    query = (
        select(task.Criterion.task_id, task.Criterion.id, task.ReadingKey.sample, task.ReadingKey.key)
        .join(task.ReadingKey, task.ReadingKey.criterion_id == task.Criterion.id)
        .where(task.Criterion.task_id.in_(tasks), task.Criterion.retired_in.is_(None), task.ReadingKey.sample != "")
    )
    found: dict[tuple[str, str, str], AnswerKey] = {}
    for task_id, criterion_id, sample, key in session.execute(query):
        value = tasks[task_id].value
        criterion = value.criteria[tasks[task_id].positions[criterion_id]]
        found[value.code, criterion.code, sample] = parse_answer_key(criterion, key)
    return found


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
