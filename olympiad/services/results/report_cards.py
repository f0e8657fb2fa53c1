"""A team's own report: task marks among all teams, and each criterion, from a frozen version."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import NamedTuple, TypeGuard

from olympiad.domain.bundle import Bundle
from olympiad.domain.bundle_reading import read_section
from olympiad.domain.choices import Scale, TeamStatus
from olympiad.domain.evidence import Evidence, gather
from olympiad.domain.exact import Amount, simplest
from olympiad.domain.rubric import Task
from olympiad.domain.sheets import Basis
from olympiad.domain.task_marks import MarkedSheet, TaskDetail, joined_worth, marked_sheets, task_detail
from olympiad.exchange.published_ranking import PublishedRanking, PublishedTeam, published_ranking


@dataclass(frozen=True)
class CriterionLine:
    """One criterion: joined points of the judges, None where it was not assessed."""

    code: str
    maximum: Amount
    points: Amount | None
    is_penalty: bool
    median: Amount | None
    """Of the joined points of all teams."""
    middle_half: tuple[Amount, Amount] | None


@dataclass(frozen=True)
class TaskLine:
    """One task: the team's mark among the marks of all teams, sheet totals and criteria."""

    code: str
    maximum: Amount
    mark: Amount | str | None
    all_marks: tuple[Amount, ...]
    median: Amount | None
    middle_half: tuple[Amount, Amount] | None
    """Between the first and the third quartile."""
    is_best: bool
    best: Amount | None
    best_teams: tuple[str, ...]
    """Names of the teams with the best mark."""
    weight: Fraction
    counted: Amount | None
    """What the mark adds to a raw total, weighted; None on other scales."""
    penalties: Amount
    sheets: tuple[Amount, ...]
    agreed: Amount | None
    agreed_reason: str
    criteria: tuple[CriterionLine, ...]


@dataclass(frozen=True)
class ReportCard:
    """What a team learns about itself once the results are published."""

    ranking: PublishedRanking
    team: PublishedTeam
    tasks: tuple[TaskLine, ...]
    section_penalties: Amount
    is_raw: bool
    next_award: "NextAward | None"


class NextAward(NamedTuple):
    """The award above a team's own: how many points its last holder had, and how many of them the team lacks."""

    name: str
    height: int
    total: Decimal
    lacking: Decimal


def report_card(bundle: Bundle, team_key: str) -> ReportCard | None:
    """Return the report of a team; None where the version does not know it."""
    ranking = published_ranking(bundle, with_task_marks=True)
    team = next((one for one in ranking.teams if one.key == team_key), None)
    if team is None:
        return None
    section = read_section(bundle)
    evidence = gather(section)
    medians = _medians(ranking.sha256, evidence)
    lines = [_line(evidence, ranking, team, at, task, medians[at]) for at, task in enumerate(section.tasks)]
    taken = evidence.penalty_points(team_key, "")
    return ReportCard(ranking, team, tuple(lines), taken, section.rules.scale is Scale.RAW, next_award(ranking, team))


def next_award(ranking: PublishedRanking, team: PublishedTeam) -> NextAward | None:
    """Return the lowest award above the own one that somebody holds; None at the top, without a place, or with enough points.

    Whoever has enough points and lacks the award misses another of its conditions, which no distance tells.
    """
    if team.place is None or team.total is None:
        return None
    holders = [(one, one.total) for one in _holders_above(ranking, team) if one.total is not None]
    if not holders:
        return None
    total = min(total for _, total in holders)
    first = holders[0][0]
    return NextAward(first.award, first.height, total, total - team.total) if total > team.total else None


def _holders_above(ranking: PublishedRanking, team: PublishedTeam) -> list[PublishedTeam]:
    """Return the teams that hold the lowest award above the team's own."""
    above = [one for one in ranking.teams if one.award and (not team.award or one.height < team.height)]
    height = max((one.height for one in above), default=None)
    return [one for one in above if one.height == height]


class Quartiles(NamedTuple):
    """Median of the joined points of all teams, with the first and third quartile where there are enough teams."""

    median: Amount | None
    middle_half: tuple[Amount, Amount] | None


Medians = tuple[Quartiles, ...]
"""By criterion."""

KEPT: OrderedDict[str, tuple[Medians, ...]] = OrderedDict()
"""Medians of the versions that were asked for last: a version never changes, and its medians cost a walk over all teams."""
MOST_KEPT = 8


def _medians(sha256: str, evidence: Evidence) -> tuple[Medians, ...]:
    if sha256 not in KEPT:
        KEPT[sha256] = tuple(_task_medians(evidence, task) for task in evidence.section.tasks)
        while len(KEPT) > MOST_KEPT:
            KEPT.popitem(last=False)
    return KEPT[sha256]


def _task_medians(evidence: Evidence, task: Task) -> Medians:
    competing = [team.key for team in evidence.section.teams if team.status is TeamStatus.COMPETING]
    panels = [_complete_sheets(evidence, team, task) for team in competing]
    columns = [_joined_points(task, position, panels) for position in range(len(task.criteria))]
    return tuple(Quartiles(_median(column), middle_half(column)) for column in columns)


def _complete_sheets(evidence: Evidence, team: str, task: Task) -> list[MarkedSheet]:
    return [sheet for sheet in marked_sheets(evidence, team, task) if not sheet.is_absent and sheet.is_complete]


def _joined_points(task: Task, position: int, panels: Sequence[Sequence[MarkedSheet]]) -> list[Fraction]:
    """Return the points of a criterion of every team that has some."""
    points = [_points(task, position, sheets) for sheets in panels if sheets]
    return [Fraction(one) for one in points if one is not None]


def _median(marks: Sequence[Amount]) -> Amount | None:
    return simplest(median(map(Fraction, marks))) if marks else None


def _marks(ranking: PublishedRanking, position: int) -> list[tuple[str, Amount]]:
    """Return the marks of all listed teams in a task, each with the team's name."""
    listed = [one for one in ranking.teams if one.listing in ("placed", "guest", "incomplete")]
    return [(one.name, mark) for one in listed if _is_mark(mark := one.marks[position])]


def _with_mark(marks: Sequence[tuple[str, Amount]], wanted: Amount | None) -> tuple[str, ...]:
    return tuple(name for name, mark in marks if mark == wanted)


def _is_mark(mark: Amount | str | None) -> TypeGuard[Amount]:
    """Return whether this is a number, and no word such as “absent”."""
    return mark is not None and not isinstance(mark, str)


def _line(
    evidence: Evidence, ranking: PublishedRanking, team: PublishedTeam, position: int, task: Task,
    medians: Medians,
) -> TaskLine:  # fmt: skip
    marks = _marks(ranking, position)
    known, own = tuple(mark for _, mark in marks), team.marks[position]
    best = max(known, default=None)
    detail = task_detail(evidence, team.key, task)
    return TaskLine(
        code=task.code,
        maximum=task.maximum,
        mark=own,
        all_marks=known,
        median=_median(known),
        middle_half=middle_half(known),
        is_best=best is not None and own == best,
        best=best,
        best_teams=_with_mark(marks, best),
        weight=task.weight,
        counted=Fraction(own) * task.weight if _is_mark(own) else None,
        penalties=detail.penalty_points,
        sheets=tuple(sheet.total for sheet in detail.sheets if sheet.total is not None),
        agreed=detail.agreed.mark if detail.agreed else None,
        agreed_reason=detail.agreed.reason if detail.agreed else "",
        criteria=_criteria(task, detail, medians),
    )


def middle_half(marks: Sequence[Amount]) -> tuple[Amount, Amount] | None:
    """Return the first and the third quartile, each the median of its half; none of fewer than four marks."""
    if len(marks) < 4:
        return None
    ordered = sorted(Fraction(mark) for mark in marks)
    half = len(ordered) // 2
    return simplest(median(ordered[:half])), simplest(median(ordered[-half:]))


def _criteria(task: Task, detail: TaskDetail, medians: Medians) -> tuple[CriterionLine, ...]:
    """An agreed task mark has no criteria; else each is joined over the sheets that assessed it."""
    sheets = [sheet for sheet in detail.sheets if not sheet.is_absent]
    if detail.agreed or not sheets:
        return ()
    return tuple(
        CriterionLine(one.code, one.maximum, _points(task, position, sheets), one.is_penalty, *medians[position])
        for position, one in enumerate(task.criteria)
    )


def _points(task: Task, position: int, sheets: Sequence[MarkedSheet]) -> Amount | None:
    worth = joined_worth(task, position, sheets)
    return None if worth is None or worth.basis is Basis.EXCLUDED else worth.points
