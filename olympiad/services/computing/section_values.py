"""The one bridge from the database to the rulebook: a section's rows as the plain values that a ranking is computed from."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from sqlalchemy import Executable, select
from sqlalchemy.orm import Session

from olympiad.domain.appeals import without_criterion
from olympiad.domain.choices import TeamStatus
from olympiad.domain.incidents import with_exclusions
from olympiad.domain.rubric import AnswerKey
from olympiad.domain.rules import Rules
from olympiad.domain.section import AgreedMark, Penalty, Section, SpecialAward, Team
from olympiad.models import absence, adjustment, appeal, institution, judge, section, task, team
from olympiad.services.computing import exclusions, rubrics, rules, sheet_loading
from olympiad.services.computing.rubrics import Rubric
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
    by_id = {one.row.id: _loaded(one) for one in tasks}
    keys = dict(_pairs(session, select(team.Team.id, team.Team.key).where(team.Team.section_id == place.id)))
    sheets = read_sheets(session, place, by_id, keys)
    found = Section(
        teams=_teams(session, place),
        tasks=tuple(one.value for one in tasks),
        sheets=tuple(sheets.values.values()),
        rules=with_rules if with_rules is not None else rules.load(session, place),
        absences=_absences(session, place, by_id, keys),
        samples=_samples(session, by_id, keys),
        sample_keys=_sample_keys(tasks),
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


def load_tasks(session: Session, place: section.Section) -> list[Rubric]:
    """Return the tasks with the present rubric, in their order."""
    return list(rubrics.load(session, place.id).values())


def _loaded(rubric: Rubric) -> LoadedTask:
    codes = {one.id: one.code for one in rubric.criteria}
    return LoadedTask(rubric.row.id, rubric.value, rubric.positions, codes)


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


def _sample_keys(tasks: Iterable[Rubric]) -> dict[tuple[str, str, str], AnswerKey]:
    return {
        (one.value.code, criterion, sample): key
        for one in tasks
        for (criterion, sample), key in one.sample_keys.items()
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
            mark,
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
