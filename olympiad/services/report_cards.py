"""A team's own report: task marks among all teams, and each criterion, from a frozen version."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from olympiad.domain.bundle import Bundle
from olympiad.domain.bundle_reading import read_section
from olympiad.domain.evidence import Evidence, gather
from olympiad.domain.exact import Amount
from olympiad.domain.rubric import Task
from olympiad.domain.sheets import Basis
from olympiad.domain.task_marks import MarkedSheet, TaskDetail, joined_worth, task_detail
from olympiad.exchange.published_ranking import PublishedRanking, PublishedTeam, published_ranking


@dataclass(frozen=True)
class CriterionLine:
    """One criterion: joined points of the judges, None where it was not assessed."""

    code: str
    maximum: Amount
    points: Amount | None
    is_penalty: bool


@dataclass(frozen=True)
class TaskLine:
    """One task: the team's mark among the marks of all teams, sheet totals and criteria."""

    code: str
    maximum: Amount
    mark: Amount | str | None
    all_marks: tuple[Amount, ...]
    median: Amount | None
    is_best: bool
    sheets: tuple[Amount, ...]
    agreed: Amount | None
    criteria: tuple[CriterionLine, ...]


@dataclass(frozen=True)
class ReportCard:
    """What a team learns about itself once the results are published."""

    ranking: PublishedRanking
    team: PublishedTeam
    tasks: tuple[TaskLine, ...]


def report_card(bundle: Bundle, team_key: str) -> ReportCard | None:
    """Give the report of a team; None where the version does not know it."""
    ranking = published_ranking(bundle, with_task_marks=True)
    team = next((one for one in ranking.teams if one.key == team_key), None)
    if team is None:
        return None
    section = read_section(bundle)
    evidence = gather(section)
    lines = [_line(evidence, ranking, team, position, task) for position, task in enumerate(section.tasks)]
    return ReportCard(ranking, team, tuple(lines))


def _line(evidence: Evidence, ranking: PublishedRanking, team: PublishedTeam, position: int, task: Task) -> TaskLine:
    marks = [one.marks[position] for one in ranking.teams if one.listing in ("placed", "guest", "incomplete")]
    known = tuple(mark for mark in marks if mark is not None and not isinstance(mark, str))
    own = team.marks[position]
    detail = task_detail(evidence, team.key, task)
    return TaskLine(
        task.code,
        task.maximum,
        own,
        known,
        median(Fraction(mark) for mark in known) if known else None,
        bool(known) and own == max(known),
        tuple(sheet.total for sheet in detail.sheets if sheet.total is not None),
        detail.agreed.mark if detail.agreed else None,
        _criteria(task, detail),
    )


def _criteria(task: Task, detail: TaskDetail) -> tuple[CriterionLine, ...]:
    """An agreed task mark has no criteria; else each is joined over the sheets that assessed it."""
    sheets = [sheet for sheet in detail.sheets if not sheet.is_absent]
    if detail.agreed or not sheets:
        return ()
    return tuple(
        CriterionLine(one.code, one.maximum, _points(task, position, sheets), one.is_penalty)
        for position, one in enumerate(task.criteria)
    )


def _points(task: Task, position: int, sheets: Sequence[MarkedSheet]) -> Amount | None:
    worth = joined_worth(task, position, sheets)
    return None if worth is None or worth.basis is Basis.EXCLUDED else worth.points
